//! Who asks.

/// The bot or a person, by their user ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The bot.
    Bot(u64),
    /// Somebody with an account of their own.
    Person(u64),
}

impl Caller {
    /// Their user id.
    pub fn id(self) -> u64 {
        match self {
            Self::Bot(id) | Self::Person(id) => id,
        }
    }
}
