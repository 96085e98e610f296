//! How Discord says no: a status, a code, a message, and for forms where the fault lies.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A refusal as Discord words it. The codes are those of its documentation.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// HTTP status.
    pub status: StatusCode,
    /// Discord's error code; 0 for the general ones.
    pub code: u32,
    /// Discord's words.
    pub message: String,
    /// Where in the body the faults lie.
    pub errors: Option<Value>,
    /// After how many seconds it would be taken.
    pub retry_after: Option<f64>,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $code:literal, $message:literal;)+) => {
        impl Refused {
            $($(#[$doc])* pub fn $name() -> Self {
                Self::new($status, $code, $message)
            })+
        }
    };
}

refusals! {
    /// No token, or nobody's.
    unauthorized = 401, 0, "401: Unauthorized";
    /// No such path or object of a kind without a code.
    not_found = 404, 0, "404: Not Found";
    /// The method does not exist here.
    method_not_allowed = 405, 0, "405: Method Not Allowed";
    /// Not in the sandbox.
    not_here = 501, 0, "501: Not Implemented by the sandbox";
    /// No such application.
    unknown_application = 404, 10002, "Unknown Application";
    /// No such channel.
    unknown_channel = 404, 10003, "Unknown Channel";
    /// No such guild.
    unknown_guild = 404, 10004, "Unknown Guild";
    /// No such member.
    unknown_member = 404, 10007, "Unknown Member";
    /// No such message.
    unknown_message = 404, 10008, "Unknown Message";
    /// No such overwrite.
    unknown_overwrite = 404, 10009, "Unknown Overwrite";
    /// No such role.
    unknown_role = 404, 10011, "Unknown Role";
    /// No such user.
    unknown_user = 404, 10013, "Unknown User";
    /// No such emoji, or not below the message.
    unknown_emoji = 400, 10014, "Unknown Emoji";
    /// No such webhook.
    unknown_webhook = 404, 10015, "Unknown Webhook";
    /// Nobody of that id is shut out.
    unknown_ban = 404, 10026, "Unknown Ban";
    /// No such interaction, or its three seconds are over.
    unknown_interaction = 404, 10062, "Unknown interaction";
    /// No such command.
    unknown_command = 404, 10063, "Unknown application command";
    /// Bots only.
    bots_only = 403, 20002, "Only bots can use this endpoint";
    /// Bots may not.
    no_bots = 403, 20001, "Bots cannot use this endpoint";
    /// A first answer was given already.
    already_acknowledged = 400, 40060, "Interaction has already been acknowledged.";
    /// A message has ten files at most, those that it had counted.
    too_many_files = 400, 30015, "Maximum number of attachments in a message reached (10)";
    /// The body is larger than anything is.
    too_large = 413, 40005, "Request entity too large";
    /// The one who asks cannot see it.
    missing_access = 403, 50001, "Missing Access";
    /// Nothing of the kind is done between two people.
    not_between_two = 403, 50003, "Cannot execute action on a DM channel";
    /// Only the author edits a message.
    not_the_author = 403, 50005, "Cannot edit a message authored by another user";
    /// A message without anything in it.
    empty_message = 400, 50006, "Cannot send an empty message";
    /// Somebody who shares no server, or oneself.
    cannot_message = 403, 50007, "Cannot send messages to this user";
    /// A category holds channels, not messages.
    no_text_here = 400, 50008, "Cannot send messages in a non-text channel";
    /// The system's messages stay as they are.
    system_message = 403, 50021, "Cannot execute action on a system message";
    /// Not with a channel of this type.
    wrong_channel_type = 400, 50024, "Cannot execute action on this channel type";
    /// A thread that was put away stays as it is.
    thread_archived = 400, 50083, "Thread is archived";
    /// A message has one thread.
    has_thread = 400, 160004, "A thread has already been created for this message";
    /// Only those who manage threads write in it.
    thread_locked = 400, 160005, "Thread is locked";
    /// There are too many threads.
    threads_full = 400, 160006, "Maximum number of active threads reached";
    /// The one who asks may not.
    missing_permissions = 403, 50013, "Missing Permissions";
    /// No such sticker, or not for this one.
    invalid_sticker = 400, 50081, "Invalid sticker sent";
    /// The role cannot be given, moved or deleted.
    invalid_role = 400, 50028, "Invalid Role";
    /// Who owns a server cannot leave it.
    invalid_guild = 400, 50055, "Invalid guild";
    /// Somebody who is shut out cannot be added.
    user_banned = 403, 40007, "The user is banned from this guild.";
    /// Nobody is in a voice channel here.
    not_in_voice = 400, 40032, "Target user is not connected to voice.";
    /// The webhook's token is wrong or has lapsed.
    invalid_webhook_token = 401, 50027, "Invalid Webhook Token";
    /// The body is not JSON.
    not_json = 400, 50109, "The request body contains invalid JSON.";
}

impl Refused {
    /// A refusal of that status, code and message.
    pub fn new(status: u16, code: u32, message: &str) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
            code,
            message: message.to_owned(),
            errors: None,
            retry_after: None,
        }
    }

    /// A body that does not fit: 50035, with the path to the fault, `embeds.0.title`, its code and words.
    pub fn form(path: &str, code: &str, message: &str) -> Self {
        let mut errors = json!({ "_errors": [{ "code": code, "message": message }] });
        for part in path.split('.').rev().filter(|part| !part.is_empty()) {
            errors = json!({ part: errors });
        }
        Self::faults(errors)
    }

    /// A body that does not fit, with all that is wrong in it.
    pub fn faults(errors: Value) -> Self {
        Self {
            errors: Some(errors),
            ..Self::new(400, 50035, "Invalid Form Body")
        }
    }

    /// Something that Discord has and the sandbox does not.
    pub fn not_here_yet(what: &str) -> Self {
        let words = format!("501: Not Implemented by the sandbox: {what}");
        Self::new(501, 0, &words)
    }

    /// A message too soon after the last one, in a channel that slows people down.
    pub fn slowed(seconds: f64) -> Self {
        let words = "This action cannot be performed due to slowmode rate limit";
        Self {
            retry_after: Some(seconds),
            ..Self::new(429, 20016, words)
        }
    }

    /// A text that is too long.
    pub fn too_long(path: &str, most: usize) -> Self {
        Self::form(
            path,
            "BASE_TYPE_MAX_LENGTH",
            &format!("Must be {most} or fewer in length."),
        )
    }

    /// A list or text of a length outside its bounds.
    pub fn length(path: &str, least: usize, most: usize) -> Self {
        let words = format!("Must be between {least} and {most} in length.");
        Self::form(path, "BASE_TYPE_BAD_LENGTH", &words)
    }

    /// A field that must be there.
    pub fn required(path: &str) -> Self {
        Self::form(path, "BASE_TYPE_REQUIRED", "This field is required")
    }

    /// A value that is none of those allowed.
    pub fn choice(path: &str, message: &str) -> Self {
        Self::form(path, "BASE_TYPE_CHOICES", message)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = self.errors {
            body["errors"] = errors;
        }
        let Some(seconds) = self.retry_after else {
            return (self.status, Json(body)).into_response();
        };
        body["retry_after"] = json!(seconds);
        body["global"] = json!(false);
        let headers = [
            ("Retry-After", seconds.ceil().to_string()),
            ("X-RateLimit-Scope", "shared".to_owned()),
        ];
        (self.status, headers, Json(body)).into_response()
    }
}
