//! All SQL, one file per table: free functions over a connection. `digest` and `statistics` are about many.
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
pub mod heard;
pub mod inbox;
pub mod lead;
pub mod member;
pub mod outbox;
pub mod place;
pub mod promotion;
pub mod statistics;
pub mod timeline;
pub mod touch;

/// The functions whose statements look across companies, each with its reason. A test reads this.
pub const UNSCOPED: &[(&str, &str)] = &[
    (
        "words::make_missing",
        "makes the words of leads that an older version wrote",
    ),
    (
        "inbox::sweep",
        "forgets old events of all companies at once",
    ),
    (
        "claim::try_claim",
        "takes what is to be sent next, whosever it is",
    ),
    (
        "instance::free_the_dead",
        "ends the leases of processes that are gone, for whomever they sent",
    ),
    (
        "place::try_again",
        "looks for places of any company that may be open again",
    ),
    (
        "finish::forget_older",
        "forgets what was said to any company long ago",
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
    ("digest::due", "asks which companies may have a digest due"),
    ("company::ready", "asks which companies are at work"),
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
        "card::forget_news_before",
        "forgets old messages of all companies at once",
    ),
    (
        "heard::sweep",
        "forgets what is known of old messages of all companies at once",
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

    /// Whether the database was too busy, or away: another try may come through. Nothing says whether a
    /// commit that ended so was made.
    pub fn is_busy(&self) -> bool {
        /// Cancelled by a time-out, not locked in time, idle for too long, a deadlock, shut down, not up
        /// yet, no connection left; sent as SQLSTATE.
        const CODES: [&str; 10] = [
            "57014", "55P03", "25P03", "40P01", "40001", "57P01", "57P02", "57P03", "57P05",
            "53300",
        ];
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                // Class 08 is trouble with the connection.
                CODES.contains(&&*code) || code.starts_with("08")
            }),
            Self::Database(
                sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::WorkerCrashed,
            ) => true,
            Self::Database(_) | Self::Unreadable { .. } => false,
        }
    }

    /// Whether what stands in the database is not what the code knows: no further try reads it better.
    pub fn is_unreadable(&self) -> bool {
        matches!(
            self,
            Self::Unreadable { .. }
                | Self::Database(
                    sqlx::Error::ColumnDecode { .. }
                        | sqlx::Error::Decode(_)
                        | sqlx::Error::ColumnNotFound(_)
                        | sqlx::Error::TypeNotFound { .. }
                )
        )
    }

    /// Whether the database itself said that a statement failed, which then changed nothing; not so when
    /// the line broke, or the server was ending the session.
    pub fn is_an_answer(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error))
                       if error.code().is_none_or(|code| !code.starts_with("57P")))
    }

    /// Whether a named constraint was hit.
    pub fn violates(&self, constraint: &str) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.constraint() == Some(constraint))
    }
}

/// A limit, as Postgres takes it.
pub(crate) fn at_most(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// How far what is counted is counted: one further than is told, so that "more than" is true.
pub(crate) fn counting() -> i64 {
    at_most(crate::domain::part::COUNTED + 1)
}

/// A count, as Postgres gives it.
pub(crate) fn counted(rows: i64) -> usize {
    usize::try_from(rows).unwrap_or(0)
}

/// Those of several rows that can be read; the others are told.
pub(crate) fn readable<T>(what: &'static str, rows: impl Iterator<Item = Result<T>>) -> Vec<T> {
    rows.filter_map(|row| {
        row.inspect_err(|error| {
            tracing::warn!(
                what,
                error = error as &dyn std::error::Error,
                "A row cannot be read, and is left out."
            );
        })
        .ok()
    })
    .collect()
}

/// What a store function returns.
pub type Result<T> = std::result::Result<T, StoreError>;
