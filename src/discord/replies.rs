//! How Discord is told an answer. These three routes are asked without serenity's rate limiter, which
//! keeps a bucket for each interaction and frees none; Discord does not limit them together with others,
//! and a 429 says itself how long to wait. What was not taken is tried again: a callback within the three
//! seconds that Discord waits, an edit for minutes.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use poise::serenity_prelude as serenity;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serenity::{
    ApplicationId, InteractionId,
    http::{LightMethod, Request, Route},
};
use tokio::time::Instant;

/// Discord's code for an interaction that has been answered.
const ANSWERED: u32 = 40_060;

/// How long one try of a callback may take, so that another fits into the three seconds.
const CALLBACK_TRY: Duration = Duration::from_millis(1200);

/// How long one try of anything else may take.
const TRY: Duration = Duration::from_secs(15);

/// The pause after a first failure; each further one is twice as long, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(100);

/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// The way back to Discord, shared by all who answer.
#[derive(Clone, Debug)]
pub struct Replies(Arc<Way>);

#[derive(Debug)]
struct Way {
    client: reqwest::Client,
    token: SecretString,
    proxy: Option<String>,
    application: OnceLock<ApplicationId>,
}

/// Why Discord has not taken an answer.
#[derive(Debug, thiserror::Error)]
pub enum Unsaid {
    /// It was answered before, and not by a try of ours whose outcome was lost.
    #[error("it has been answered already")]
    Answered,
    /// Discord says no, for good.
    #[error("Discord says no: {status}, code {code}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's own code; 0 when it gives none.
        code: u32,
    },
    /// No try came through in time.
    #[error("Discord took no answer in time; the last try: {0}")]
    Late(String),
    /// It cannot be sent at all.
    #[error("the answer cannot be sent")]
    Unsendable(#[source] Box<serenity::Error>),
}

/// How one try ended.
enum Try {
    /// It may have come through: a server's error, a broken line.
    Unsure(String),
    /// It did not, and may after this time.
    Wait(Duration),
    /// Never.
    No(Unsaid),
}

#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    code: u32,
}

impl Replies {
    /// A way for the bot of `token`, over the same connections as everything else; `proxy` stands in for
    /// discord.com.
    pub fn new(client: reqwest::Client, token: SecretString, proxy: Option<String>) -> Self {
        Self(Arc::new(Way {
            client,
            token,
            proxy,
            application: OnceLock::new(),
        }))
    }

    /// Whose answers these are: known once Discord was asked.
    pub fn speak_as(&self, application: ApplicationId) {
        let _ = self.0.application.set(application);
    }

    /// The first answer to an interaction, which must come before `until`.
    ///
    /// # Errors
    /// Discord has not taken it.
    pub async fn first(
        &self,
        interaction: InteractionId,
        token: &str,
        answer: &impl Serialize,
        until: Instant,
    ) -> Result<(), Unsaid> {
        let route = Route::InteractionResponse {
            interaction_id: interaction,
            token,
        };
        self.say(route, LightMethod::Post, answer, until, CALLBACK_TRY)
            .await
    }

    /// What the first answer becomes.
    ///
    /// # Errors
    /// Discord has not taken it by `until`.
    pub async fn edit(
        &self,
        token: &str,
        answer: &impl Serialize,
        until: Instant,
    ) -> Result<(), Unsaid> {
        let route = Route::WebhookOriginalInteractionResponse {
            application_id: self.application(),
            token,
        };
        self.say(route, LightMethod::Patch, answer, until, TRY)
            .await
    }

    /// A further answer. After a broken line it may come twice, which is better than not at all: it tells
    /// of something that was done.
    ///
    /// # Errors
    /// Discord has not taken it by `until`.
    pub async fn follow_up(
        &self,
        token: &str,
        answer: &impl Serialize,
        until: Instant,
    ) -> Result<(), Unsaid> {
        let route = Route::WebhookFollowupMessages {
            application_id: self.application(),
            token,
        };
        self.say(route, LightMethod::Post, answer, until, TRY).await
    }

    fn application(&self) -> ApplicationId {
        // Events come only after Discord has said who we are.
        self.0.application.get().copied().unwrap_or_default()
    }

    async fn say(
        &self,
        route: Route<'_>,
        method: LightMethod,
        answer: &impl Serialize,
        until: Instant,
        longest: Duration,
    ) -> Result<(), Unsaid> {
        let unsendable = |error: serenity::Error| Unsaid::Unsendable(Box::new(error));
        let body = serde_json::to_vec(answer).map_err(|error| unsendable(error.into()))?;
        let (mut pause, mut unsure, mut last) = (PAUSE, false, String::from("none was made"));
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Unsaid::Late(last));
            }
            let request = Request::new(route, method).body(Some(body.clone()));
            let tried = self.once(request);
            let tried = match tokio::time::timeout(left.min(longest), tried).await {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(tried)) => tried,
                Err(_) => Try::Unsure("it took too long".to_owned()),
            };
            let wait = match tried {
                // A try whose outcome was lost had come through.
                Try::No(Unsaid::Answered) if unsure => return Ok(()),
                Try::No(unsaid) => return Err(unsaid),
                Try::Wait(wait) => {
                    last = format!("429, to be tried after {} ms", wait.as_millis());
                    wait
                }
                Try::Unsure(what) => {
                    unsure = true;
                    last = what;
                    let wait = pause;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    wait
                }
            };
            if Instant::now() + wait >= until {
                return Err(Unsaid::Late(last));
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn once(&self, request: Request<'_>) -> Result<(), Try> {
        let Way {
            client,
            token,
            proxy,
            ..
        } = &*self.0;
        let unsendable = |error: serenity::Error| Try::No(Unsaid::Unsendable(Box::new(error)));
        let request = request
            .build(client, token.expose_secret(), proxy.as_deref())
            .map_err(unsendable)?;
        let answer = request
            .send()
            .await
            // The address holds the interaction's token.
            .map_err(|error| Try::Unsure(error.without_url().to_string()))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        if status == reqwest::StatusCode::TOO_MANY_REQUESTS {
            let named = answer.headers().get(reqwest::header::RETRY_AFTER);
            let seconds = named.and_then(|value| value.to_str().ok()?.parse::<f64>().ok());
            let wait = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            return Err(Try::Wait(wait.unwrap_or(PAUSE)));
        }
        if status.is_server_error() {
            return Err(Try::Unsure(status.to_string()));
        }
        let code = answer.json::<Problem>().await.map_or(0, |it| it.code);
        Err(Try::No(if code == ANSWERED {
            Unsaid::Answered
        } else {
            Unsaid::Refused {
                status: status.as_u16(),
                code,
            }
        }))
    }
}
