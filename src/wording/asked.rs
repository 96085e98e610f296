//! Discord was asked something and did not answer as it should: which request, and how it failed, so that
//! whoever reads it knows whether to try again or what to mend.

use super::card::{Card, Tone};
use crate::domain::text::{clip, plain};

/// How a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Discord said no.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its reason, as it gives it.
        message: String,
    },
    /// The answer is not what it should be. Trying again will not help.
    Unreadable(String),
    /// No answer came.
    Silent,
}

/// A request that failed, in a sentence for whoever runs the bot.
pub fn failed(request: &str, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Refused { status, message } => {
            format!(
                "Discord answered {request} with {status}: {}",
                clip(message, 200)
            )
        }
        Trouble::Unreadable(why) => {
            format!(
                "Discord's answer to {request} cannot be read: {}",
                clip(why, 200)
            )
        }
        Trouble::Silent => format!("Discord does not answer {request}"),
    }
}

/// The same for somebody in Discord, whose channels could not be checked.
pub fn unchecked(request: &str, trouble: &Trouble) -> String {
    let next = match trouble {
        Trouble::Unreadable(_) => "Trying again will not help; please tell your admin.",
        Trouble::Refused { status, .. } if *status < 500 => {
            "Trying again will hardly help; please tell your admin."
        }
        _ => "Please try again in a moment.",
    };
    let said = plain(&failed(request, trouble)).replace('`', "'");
    format!("Your channels and roles could not be checked. `{said}`. {next}")
}

/// What was chosen could not be checked, so it was not kept.
pub fn not_kept(request: &str, trouble: &Trouble) -> Card {
    let body = format!("{} Nothing was changed.", unchecked(request, trouble));
    Card::text(Tone::Attention, body)
}

/// A channel or role that is not of this server.
pub fn elsewhere() -> Card {
    let body =
        "That is no channel or role of this server. Nothing was changed: choose one of yours.";
    Card::text(Tone::Attention, body)
}
