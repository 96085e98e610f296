//! All SQL, one file per table: free functions over a connection.
//!
//! Every statement has `guild_id`, but for those in [`UNSCOPED`].

pub mod audit;
pub mod card;
pub mod company;
pub mod contact;
pub mod deal;
pub mod digest;
pub mod draft;
pub mod handoff;
pub mod inbox;
pub mod lead;
pub mod member;
pub mod outbox;
pub mod promotion;
pub mod timeline;
pub mod touch;

/// The functions whose statements look across companies, each with its reason. A test reads this.
pub const UNSCOPED: &[(&str, &str)] = &[
    (
        "inbox::sweep",
        "forgets old events of all companies at once",
    ),
    (
        "outbox::claim",
        "takes what is to be sent next, whosever it is",
    ),
    (
        "outbox::waiting",
        "counts what is still to be sent, for draining",
    ),
    (
        "handoff::due",
        "asks which handoffs of any company have a step due",
    ),
    (
        "promotion::due",
        "asks which promotions of any company start or end",
    ),
    (
        "draft::sweep",
        "forgets old drafts of all companies at once",
    ),
    (
        "company::removed_before",
        "asks which companies removed the bot long enough ago",
    ),
    (
        "member::to_look_for",
        "asks who of any company looks after something",
    ),
    (
        "company::ready",
        "asks which companies may have a digest due",
    ),
];

/// Why a statement failed that should not have: the database is away, or a stored value is not what
/// the code knows.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Postgres said so.
    #[error("the database refused a statement")]
    Database(#[from] sqlx::Error),
    /// A stored value cannot be read: written by a newer version, or by hand.
    #[error("stored {what} {value:?} cannot be read")]
    Unreadable {
        /// What it is.
        what: &'static str,
        /// What stands there; never a personal value.
        value: String,
    },
}

impl StoreError {
    /// An unreadable value.
    pub fn unreadable(what: &'static str, value: impl Into<String>) -> Self {
        Self::Unreadable {
            what,
            value: value.into(),
        }
    }

    /// Whether a named constraint was hit.
    pub fn violates(&self, constraint: &str) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.constraint() == Some(constraint))
    }
}

/// What a store function returns.
pub type Result<T> = std::result::Result<T, StoreError>;
