//! Questions to Discord whose failure somebody reads: it says which request failed, and how.

use poise::serenity_prelude as serenity;
use serenity::HttpError;

use crate::wording::asked::{Trouble, failed};

/// A request that failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", failed(.request, .trouble))]
pub struct Failed {
    /// Method and path, as Discord's documentation names them.
    pub request: &'static str,
    /// How.
    pub trouble: Trouble,
    source: Box<serenity::Error>,
}

impl Failed {
    /// Whether Discord does not know who asks: the token is not a bot's.
    pub fn is_unknown_token(&self) -> bool {
        matches!(self.trouble, Trouble::Refused { status: 401, .. })
    }
}

/// Asks, and names the request when it fails.
///
/// # Errors
/// Discord says no, cannot be read, or does not answer.
pub async fn asked<T>(
    request: &'static str,
    answer: impl Future<Output = Result<T, serenity::Error>>,
) -> Result<T, Failed> {
    answer.await.map_err(|error| {
        let trouble = match &error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(answer)) => Trouble::Refused {
                status: answer.status_code.as_u16(),
                // serenity puts words of its own here when there is no JSON to read.
                message: if answer.error.code == -1 {
                    "no reason given".to_owned()
                } else {
                    answer.error.message.clone()
                },
            },
            serenity::Error::Json(why) => Trouble::Unreadable(why.to_string()),
            serenity::Error::Http(HttpError::Request(error)) if error.is_decode() => {
                Trouble::Unreadable("it is not JSON".to_owned())
            }
            _ => Trouble::Silent,
        };
        Failed {
            request,
            trouble,
            source: Box::new(error),
        }
    })
}
