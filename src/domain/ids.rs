//! Identities: Discord's snowflakes and our own numbers, told apart by type.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A Discord server: one company.
    GuildId(i64)
);
id!(
    /// A person on Discord.
    UserId(i64)
);
id!(
    /// A Discord channel.
    ChannelId(i64)
);
id!(
    /// A Discord role.
    RoleId(i64)
);
id!(
    /// A Discord message.
    MessageId(i64)
);
id!(
    /// What Discord delivers, perhaps twice: an interaction's or a message's id.
    EventId(i64)
);
id!(
    /// A handoff of one company.
    HandoffId(i64)
);
id!(
    /// A promotion of one company.
    PromotionId(i64)
);
id!(
    /// A deal of one company.
    DealId(i64)
);
id!(
    /// An entry of a lead's timeline.
    EntryId(i64)
);
id!(
    /// A draft lead that waits for somebody's answer.
    DraftId(i64)
);

/// The short number of a lead, unique in its company. People say `L-42`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct LeadNumber(pub i32);

impl LeadNumber {
    /// Reads what people type: `L-42`, `l42`, `#42` or `42`. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text
            .strip_prefix(['L', 'l'])
            .map_or(text, |rest| rest.trim_start_matches('-'));
        let digits = digits.strip_prefix('#').unwrap_or(digits);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().filter(|number| *number > 0).map(Self)
    }
}

impl std::fmt::Display for LeadNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "L-{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::LeadNumber;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for text in ["L-42", "l-42", "L42", "#42", "42", " L-42 "] {
            assert_eq!(LeadNumber::parse(text), Some(LeadNumber(42)), "{text}");
        }
        for text in ["", "L-", "L-0", "-42", "Ada", "42a", "99999999999", "４２"] {
            assert_eq!(LeadNumber::parse(text), None, "{text}");
        }
    }
}
