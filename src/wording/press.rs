//! What buttons, lists and forms mean, and how that is written into Discord's `custom_id`.
//!
//! A custom id is at most 100 characters, and outlives restarts and releases: it begins with a
//! version, then a word, then numbers. One table reads and writes it.

use crate::domain::{
    access::Role,
    alert::Place,
    field::Money,
    ids::{DealId, DraftId, EntryId, HandoffId, LeadNumber, PromotionId},
    stage::Stage,
};

/// The version that new ids carry. Older ones are read as long as their buttons may be about.
const VERSION: &str = "t1";

macro_rules! custom_ids {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident { $($arg:ident: $ty:ty),* } = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$case_doc])* $case {
                $(#[doc = concat!("The ", stringify!($arg), " that is meant.")] $arg: $ty),*
            }),+
        }

        impl $name {
            /// The `custom_id` that means this.
            pub fn custom_id(&self) -> String {
                match self {
                    $(Self::$case { $($arg),* } => {
                        let parts: Vec<String> =
                            vec![VERSION.into(), $word.into() $(, $arg.write())*];
                        parts.join(":")
                    }),+
                }
            }

            /// What a `custom_id` means; `None` when it is not one of ours or of a version that is gone.
            pub fn parse(custom_id: &str) -> Option<Self> {
                let mut parts = custom_id.split(':');
                if parts.next() != Some(VERSION) {
                    return None;
                }
                let parsed = match parts.next()? {
                    $($word => Self::$case { $($arg: Argument::read(parts.next()?)?),* },)+
                    _ => return None,
                };
                parts.next().is_none().then_some(parsed)
            }
        }
    };
}

/// A value that stands in a custom id.
trait Argument: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

macro_rules! arguments {
    ($($ty:ty: $wrap:expr, $inner:ty);+ $(;)?) => {
        $(impl Argument for $ty {
            fn write(&self) -> String {
                self.0.to_string()
            }
            fn read(text: &str) -> Option<Self> {
                text.parse::<$inner>().ok().map($wrap)
            }
        })+
    };
}

arguments! {
    LeadNumber: LeadNumber, i32;
    HandoffId: HandoffId, i64;
    PromotionId: PromotionId, i64;
    EntryId: EntryId, i64;
    DraftId: DraftId, i64;
    DealId: DealId, i64;
}

impl Argument for i32 {
    fn write(&self) -> String {
        self.to_string()
    }
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Enums that stand in a custom id by their place in `ALL`, from 0.
macro_rules! by_place {
    ($($ty:ty),+) => {
        $(impl Argument for $ty {
            fn write(&self) -> String {
                let place = Self::ALL.iter().position(|one| one == self);
                place.unwrap_or_default().to_string()
            }
            fn read(text: &str) -> Option<Self> {
                Self::ALL.get(text.parse::<usize>().ok()?).copied()
            }
        })+
    };
}

by_place!(Place, Role);

/// An amount of money, as a button carries it: hundredths and the currency's three letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    cents: i64,
    currency: [char; 3],
}

impl From<&Money> for Amount {
    fn from(money: &Money) -> Self {
        let mut letters = money.currency().chars();
        Self {
            cents: money.cents(),
            currency: std::array::from_fn(|_| letters.next().unwrap_or('?')),
        }
    }
}

impl Amount {
    /// The amount; `None` when it is none.
    pub fn money(self) -> Option<Money> {
        Money::new(self.cents, &String::from_iter(self.currency))
    }
}

impl Argument for Amount {
    fn write(&self) -> String {
        format!("{}{}", self.cents, String::from_iter(self.currency))
    }
    fn read(text: &str) -> Option<Self> {
        let (cents, currency) = text.split_at_checked(text.len().checked_sub(3)?)?;
        Some(Self::from(&Money::new(cents.parse().ok()?, currency)?))
    }
}

impl Argument for ListOf {
    fn write(&self) -> String {
        self.key()
    }
    fn read(text: &str) -> Option<Self> {
        Self::all().find(|list| list.key() == text)
    }
}

/// Which leads a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListOf {
    /// Every lead that is not lost.
    Open,
    /// Those of the one who asks.
    Mine,
    /// Those that stand at a stage.
    Stage(Stage),
    /// Those of the one who asks that stand at a stage.
    MineAt(Stage),
}

impl ListOf {
    /// Every list there is.
    fn all() -> impl Iterator<Item = Self> {
        let stages = || Stage::ALL.iter().copied();
        [Self::Open, Self::Mine]
            .into_iter()
            .chain(stages().map(Self::Stage))
            .chain(stages().map(Self::MineAt))
    }

    /// The stable key.
    pub fn key(self) -> String {
        match self {
            Self::Open => "open".to_owned(),
            Self::Mine => "mine".to_owned(),
            Self::Stage(stage) => stage.key().to_owned(),
            Self::MineAt(stage) => format!("mine-{}", stage.key()),
        }
    }
}

custom_ids! {
    /// What a button does.
    Press {
        /// Shows a lead, privately.
        LeadShow { lead: LeadNumber } = "lead",
        /// Posts a lead's card into the channel, with personal values masked.
        LeadShare { lead: LeadNumber } = "lead-share",
        /// Turns the page of a list of leads.
        LeadList { list: ListOf, page: i32 } = "leads",
        /// Adds the draft although a lead like it exists.
        DraftCreate { draft: DraftId } = "draft-new",
        /// Adds the draft's values to the lead that exists.
        DraftMerge { draft: DraftId, lead: LeadNumber } = "draft-add",
        /// Takes an entry of the timeline back.
        Undo { lead: LeadNumber, entry: EntryId } = "undo",
        /// Does once more what an entry of the timeline tells of.
        Again { lead: LeadNumber, entry: EntryId } = "again",
        /// Wins a further deal of a customer. Pressed twice it wins once: it names the deal that was won
        /// last when the button was shown.
        WinFurther { lead: LeadNumber, amount: Amount, after: DealId } = "win-more",
        /// Opens the form that takes a lost lead up again.
        LeadReopen { lead: LeadNumber } = "reopen",
        /// Accepts a handoff.
        HandoffAccept { handoff: HandoffId } = "accept",
        /// Opens the form that sends a handoff back.
        HandoffSendBack { handoff: HandoffId } = "send-back",
        /// Posts the list of waiting handoffs into the channel.
        HandoffListShare {} = "handoffs-share",
        /// Turns the missing key of a promotion.
        PromotionApprove { promotion: PromotionId, version: i32 } = "promo-ok",
        /// Shows a promotion, privately.
        PromotionShow { promotion: PromotionId } = "promo",
        /// Posts what may be offered now into the channel.
        PromotionsShare {} = "promos-share",
        /// Posts what happened since the last digest into the channel.
        DigestShare {} = "digest-share",
        /// Goes to a page of `/setup`.
        SetupPage { page: i32 } = "setup",
        /// Opens the form of a page of `/setup`.
        SetupForm { page: i32 } = "setup-form",
        /// Ends `/setup`: checks every channel and posts to it.
        SetupFinish {} = "setup-end",
        /// Turns the page of `/help`.
        HelpPage { page: i32 } = "help",
    }
}

custom_ids! {
    /// What is chosen from a list.
    Select {
        /// The channel of a place, on a page of `/setup`.
        SetupChannel { place: Place } = "setup-channel",
        /// The channels that the bot listens to.
        SetupListening {} = "setup-listen",
        /// The role of a team or of the manager.
        SetupRole { role: Role } = "setup-role",
    }
}

custom_ids! {
    /// What a form is for.
    FormKind {
        /// A lead captured from a message.
        CaptureLead {} = "capture",
        /// A lost lead is taken up again, with a reason.
        Reopen { lead: LeadNumber } = "reopen",
        /// A handoff goes back, with a reason.
        SendBack { handoff: HandoffId } = "send-back",
        /// The time zone, business hours and digest time of `/setup`.
        SetupHours {} = "setup-hours",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_reads_back_and_is_short() {
        let most = i64::MAX;
        for press in [
            Press::LeadShow {
                lead: LeadNumber(i32::MAX),
            },
            Press::LeadList {
                list: ListOf::MineAt(Stage::PostPurchase),
                page: 7,
            },
            Press::DraftMerge {
                draft: DraftId(most),
                lead: LeadNumber(i32::MAX),
            },
            Press::WinFurther {
                lead: LeadNumber(i32::MAX),
                amount: Amount {
                    cents: 100_000_000_000_000,
                    currency: ['E', 'U', 'R'],
                },
                after: DealId(most),
            },
            Press::HandoffAccept {
                handoff: HandoffId(most),
            },
            Press::PromotionApprove {
                promotion: PromotionId(most),
                version: i32::MAX,
            },
            Press::SetupFinish {},
        ] {
            let id = press.custom_id();
            assert_eq!(Press::parse(&id), Some(press), "{id}");
            assert!(id.len() <= 100, "{id}");
        }
        for list in ListOf::all() {
            assert_eq!(ListOf::read(&list.key()), Some(list));
        }
    }

    #[test]
    fn what_is_not_ours_is_not_read() {
        for id in [
            "",
            "t1",
            "t0:accept:1",
            "t1:accept",
            "t1:accept:x",
            "t1:accept:1:2",
            "accept:1",
            "t1:win-more:1:EUR:1",
            "t1:win-more:1:12é:1",
        ] {
            assert_eq!(Press::parse(id), None, "{id}");
        }
    }
}
