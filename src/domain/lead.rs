//! A lead: a relationship for life, with people, deals and a place in the funnel.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{
    access::Person,
    field::{Email, Handle, Money, OneLine, PersonName, Phone},
    ids::{DealId, EntryId, GuildId, LeadNumber, UserId},
    stage::{Stage, Team},
};

/// A field that people fill in, and that a company can ask for before a handoff; in the order of the form. The
/// key is also the option's name in a command.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Field {
    /// The person's name.
    Name,
    /// Their email address.
    Email,
    /// Their phone number.
    Phone,
    /// Their name on a social network.
    Handle,
    /// The firm they work for.
    Organisation,
    /// Where the lead came from.
    Source,
    /// By which campaign.
    Campaign,
    /// What the open deal is worth.
    Value,
}

keyed!(Field);

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

/// A lead as it stands, with its primary contact and its open deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    /// The company it belongs to.
    pub guild: GuildId,
    /// Its short number.
    pub number: LeadNumber,
    /// The primary contact's name; not yet escaped for a message.
    pub name: PersonName,
    /// The primary contact's email.
    pub email: Option<Email>,
    /// The primary contact's phone number.
    pub phone: Option<Phone>,
    /// The primary contact's handle, without `@`.
    pub handle: Option<Handle>,
    /// The firm.
    pub organisation: Option<OneLine>,
    /// Where it came from.
    pub source: OneLine,
    /// By which campaign.
    pub campaign: Option<OneLine>,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: DateTime<Utc>,
    /// Brought in by sales: needs no handoff, and marketing was told.
    pub sales_sourced: bool,
    /// Who looks after it in marketing.
    pub marketing_owner: Option<UserId>,
    /// Who looks after it in sales.
    pub sales_owner: Option<UserId>,
    /// Nobody sells to it before this.
    pub rest_until: Option<DateTime<Utc>>,
    /// What must change before it comes back to sales.
    pub must_change: Option<String>,
    /// How often it was recycled.
    pub recycled: i16,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: UserId,
    /// Counts changes.
    pub version: i32,
    /// The open deal, if there is one; the oldest, if there are several.
    pub deal: Option<Deal>,
}

impl Lead {
    /// Who looks after it on `team`.
    pub fn owner_on(&self, team: Team) -> Option<UserId> {
        match team {
            Team::Marketing => self.marketing_owner,
            Team::Sales => self.sales_owner,
        }
    }

    /// Whether `field` is filled in.
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::Name | Field::Source => true,
            Field::Email => self.email.is_some(),
            Field::Phone => self.phone.is_some(),
            Field::Handle => self.handle.is_some(),
            Field::Organisation => self.organisation.is_some(),
            Field::Campaign => self.campaign.is_some(),
            Field::Value => self.deal.as_ref().is_some_and(|deal| deal.value.is_some()),
        }
    }
}

/// A deal of a lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    /// Its id.
    pub id: DealId,
    /// What it is worth.
    pub value: Option<Money>,
    /// How it stands.
    pub state: DealState,
}

/// How a deal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DealState {
    /// Not decided.
    Open,
    /// Won.
    Won,
    /// Lost.
    Lost,
}

/// A deal that was won.
#[derive(Clone, Debug, PartialEq)]
pub struct WonDeal {
    /// The id within the company.
    pub id: DealId,
    /// What it was worth.
    pub value: Money,
    /// By whom; `None` when that is not known any more.
    pub by: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a new lead comes from, and who looks after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who adds it.
    pub by: UserId,
    /// Brought in by sales.
    pub sales_sourced: bool,
    /// Who looks after it in marketing.
    pub marketing_owner: Option<UserId>,
    /// Who looks after it in sales.
    pub sales_owner: Option<UserId>,
    /// Business time.
    pub at: DateTime<Utc>,
}

impl Origin {
    /// What a salesperson brings in is sourced by sales; so is whatever starts in sales' stages. Somebody
    /// of both teams brings it in for the team that leads the stage. Whoever adds it looks after it, on a
    /// team whose role they hold.
    pub fn of(who: Person, stage: Stage, at: DateTime<Utc>) -> Self {
        let rights = who.rights;
        let only_sales = rights.sales && !rights.marketing && !rights.manager;
        let sales_sourced = only_sales || stage.is_led_by(Team::Sales);
        Self {
            by: who.id,
            sales_sourced,
            marketing_owner: (rights.marketing && !sales_sourced).then_some(who.id),
            sales_owner: (rights.sales && sales_sourced).then_some(who.id),
            at,
        }
    }
}

/// A lead that somebody wants to add: parsed, but not yet compared with what is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewLead {
    /// Its person.
    pub name: PersonName,
    /// Their email.
    pub email: Option<Email>,
    /// Their phone number.
    pub phone: Option<Phone>,
    /// Their handle.
    pub handle: Option<Handle>,
    /// The firm.
    pub organisation: Option<OneLine>,
    /// Where it came from.
    pub source: OneLine,
    /// By which campaign.
    pub campaign: Option<OneLine>,
    /// Where it starts; awareness if not said.
    pub stage: Stage,
    /// What its first deal is worth.
    pub value: Option<Money>,
    /// A first note.
    pub note: Option<super::field::Words>,
}

/// A change of one field. `None` empties it, where that is allowed.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A new name.
    Name(PersonName),
    /// A new email, or none.
    Email(Option<Email>),
    /// A new phone number, or none.
    Phone(Option<Phone>),
    /// A new handle, or none.
    Handle(Option<Handle>),
    /// A new firm, or none.
    Organisation(Option<OneLine>),
    /// A new source.
    Source(OneLine),
    /// A new campaign, or none.
    Campaign(Option<OneLine>),
    /// A new value of the open deal; opens one if there is none.
    Value(Money),
}

impl Edit {
    /// Which field it changes.
    pub fn field(&self) -> Field {
        match self {
            Self::Name(_) => Field::Name,
            Self::Email(_) => Field::Email,
            Self::Phone(_) => Field::Phone,
            Self::Handle(_) => Field::Handle,
            Self::Organisation(_) => Field::Organisation,
            Self::Source(_) => Field::Source,
            Self::Campaign(_) => Field::Campaign,
            Self::Value(_) => Field::Value,
        }
    }
}

/// How often a lead may be recycled before it takes a manager.
pub const RECYCLE_LIMIT: i16 = 3;

/// Days that a recycled lead rests if nobody says otherwise.
pub const RECYCLE_REST_DAYS: i64 = 30;
/// Why something cannot be done with a lead.
#[derive(Clone, Debug, PartialEq)]
pub enum LeadRefusal {
    /// There is no such lead in this company.
    NoSuch {
        /// What was typed.
        typed: String,
    },
    /// Another lead has the email.
    EmailTaken {
        /// The lead's number in its company.
        lead: LeadNumber,
        /// Its person's name.
        name: String,
    },
    /// Another lead has the phone number or handle; "create anyway" is allowed.
    SeenBefore {
        /// Which field is the same.
        field: Field,
        /// Which lead has it.
        lead: LeadNumber,
        /// Its person's name.
        name: String,
    },
    /// They did the same to it a moment ago, and may mean it once more or not.
    JustDone {
        /// The lead's number in its company.
        lead: LeadNumber,
        /// What tells of it.
        entry: EntryId,
        /// How long ago.
        ago: TimeDelta,
    },
    /// Nobody adds a lead that far down the funnel.
    TooFarToAdd {
        /// Where it was to start.
        stage: Stage,
        /// The last stage at which they may add.
        latest: Stage,
    },
    /// It stands there already.
    AlreadyThere {
        /// Where.
        stage: Stage,
    },
    /// There is no such move.
    NoSuchMove {
        /// Where it stands.
        from: Stage,
        /// Where it was to go.
        to: Stage,
    },
    /// Purchase and winning need an open deal with a value.
    NoDealValue {
        /// Which lead.
        lead: LeadNumber,
    },
    /// It is won already: a repeat makes nothing. A further deal of a customer is asked for once more.
    WonAlready {
        /// Which lead.
        lead: LeadNumber,
        /// The deal that was won last.
        won: WonDeal,
        /// What a further deal would be worth.
        further: Option<Money>,
    },
    /// What a button was for has changed since.
    MovedOn {
        /// Which lead.
        lead: LeadNumber,
        /// Where it stands now.
        stage: Stage,
    },
    /// Recycling needs a reason and what must change.
    RecycleIncomplete,
    /// Recycled too often: it takes a manager.
    RecycledTooOften {
        /// How often already.
        times: i16,
    },
    /// A rest that would be over already.
    RestOver {
        /// When it would have ended.
        until: DateTime<Utc>,
    },
    /// Not one of the company's reasons for a loss.
    NotALossReason {
        /// Those there are.
        reasons: Vec<String>,
    },
}
