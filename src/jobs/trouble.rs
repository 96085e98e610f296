//! Why a send failed, and what becomes of its row.

use poise::serenity_prelude as serenity;
use serenity::HttpError;

use crate::store::{
    StoreError,
    outbox::{Claimed, End},
};

/// Seconds before the second try; each further one waits twice as long.
const FIRST_PAUSE: f64 = 0.5;

/// The longest pause, in seconds.
const LONGEST_PAUSE: f64 = 60.0;

/// Why a row was not sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// The database.
    #[error("the database was away")]
    Store(#[from] StoreError),
    /// The database did not answer in time.
    #[error("the database did not answer in time")]
    NoDatabase,
    /// Discord refused, or the line broke.
    #[error("Discord did not take it")]
    Discord(#[from] serenity::Error),
    /// No answer in time.
    #[error("Discord did not answer in time")]
    Silence,
    /// The lease was about to end before the request was made.
    #[error("the lease was about to end")]
    NoTime,
}

impl Trouble {
    /// What becomes of a row after this: dead, when Discord will never take it or it was tried too
    /// often; otherwise another try after a pause.
    pub(super) fn end(&self, row: &Claimed, max_attempts: i32) -> End {
        if matches!(self, Self::NoTime) {
            return End::Released;
        }
        let problem = match self {
            Self::Discord(error) => describe(error),
            Self::Store(error) if error.is_unreadable() => {
                tracing::error!(
                    row = row.id,
                    guild = row.guild.0,
                    error = error as &dyn std::error::Error,
                    "What an alert tells of cannot be read."
                );
                "something stored that it tells of cannot be read".to_owned()
            }
            other => other.to_string(),
        };
        if self.is_final() || row.attempts + 1 >= max_attempts {
            return End::Dead {
                problem,
                out_of_reach: self.is_out_of_reach(),
            };
        }
        let pause = FIRST_PAUSE * 2_f64.powi(row.attempts.clamp(0, 20));
        End::Later {
            after: pause.min(LONGEST_PAUSE),
            problem,
            unsure: self.is_unsure(),
        }
    }

    /// Whether no further try can succeed: the channel is gone or closed to the bot, the message is
    /// one that Discord does not take. A token that is refused says nothing about the message.
    fn is_final(&self) -> bool {
        match self {
            Self::Discord(error) => {
                status(error).is_some_and(|status| matches!(status, 400 | 403 | 404 | 405 | 413))
            }
            Self::Store(error) => error.is_unreadable(),
            Self::NoDatabase | Self::Silence | Self::NoTime => false,
        }
    }

    /// Whether it is the place that refuses, whatever is said there.
    fn is_out_of_reach(&self) -> bool {
        match self {
            Self::Discord(error) => status(error).is_some_and(|status| matches!(status, 403 | 404)),
            Self::Store(_) | Self::NoDatabase | Self::Silence | Self::NoTime => false,
        }
    }

    /// Whether the message may stand there all the same. A plain "no" is sure; silence, a broken line
    /// and an error on Discord's side leave it open.
    fn is_unsure(&self) -> bool {
        match self {
            Self::Discord(error) => status(error).is_none_or(|status| status >= 500),
            Self::Silence => true,
            Self::Store(_) | Self::NoDatabase | Self::NoTime => false,
        }
    }
}

/// The HTTP status of a refusal.
pub(super) fn status(error: &serenity::Error) -> Option<u16> {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            Some(response.status_code.as_u16())
        }
        _ => None,
    }
}

/// Why Discord did not take it, for the admin: no addresses, no tokens.
fn describe(error: &serenity::Error) -> String {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            let status = response.status_code.as_u16();
            format!("Discord says “{}” ({status})", response.error.message)
        }
        serenity::Error::Http(_) => "Discord could not be reached".to_owned(),
        _ => "Discord's answer could not be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        alert::{Alert, Place},
        ids::GuildId,
    };

    fn row(attempts: i32) -> Claimed {
        Claimed {
            guild: GuildId(1),
            id: 7,
            rank: 1,
            nonce: 7,
            alert: Some(Alert::Greeting),
            to: Some(Place::Sales.into()),
            card: None,
            attempts,
            unsure: false,
        }
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        let pause = |attempts| match Trouble::Silence.end(&row(attempts), 40) {
            End::Later { after, .. } => after,
            other => panic!("{other:?}"),
        };
        assert_eq!([0, 1, 2, 3].map(pause), [0.5, 1.0, 2.0, 4.0]);
        assert_eq!(pause(30), 60.0);
    }

    #[test]
    fn silence_leaves_open_whether_it_came_through() {
        assert!(matches!(
            Trouble::Silence.end(&row(0), 40),
            End::Later { unsure: true, .. }
        ));
    }

    #[test]
    fn a_row_tried_too_often_is_dead() {
        assert!(matches!(
            Trouble::Silence.end(&row(38), 40),
            End::Later { .. }
        ));
        assert!(matches!(
            Trouble::Silence.end(&row(39), 40),
            End::Dead { .. }
        ));
    }

    #[test]
    fn a_lease_that_ends_costs_no_try() {
        assert_eq!(Trouble::NoTime.end(&row(39), 40), End::Released);
    }
}
