//! Interactions: three seconds for a first answer, fifteen minutes for the rest, one answer each.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{
    World,
    draft::Draft,
    message::{Attachment, EPHEMERAL, LOADING, Message, Origin},
    session::Audience,
};
use crate::{
    form::{Form, modal, option},
    refusal::Refused,
};

/// Time for a first answer.
pub const FIRST_ANSWER: Duration = Duration::from_secs(3);

/// Time for edits and follow-ups.
const TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);

/// An interaction that somebody started.
#[derive(Clone, Debug)]
pub struct Interaction {
    /// Its id.
    pub id: u64,
    /// What it is answered by.
    pub token: String,
    /// 2 command, 3 component, 4 autocomplete, 5 form.
    pub kind: u8,
    /// Who.
    pub user: u64,
    /// In which server.
    pub guild: u64,
    /// In which channel.
    pub channel: u64,
    /// The client's own name for it.
    pub nonce: Option<Value>,
    /// The command's name.
    pub name: Option<String>,
    /// The message with the component, or the one whose menu was used.
    pub source: Option<(u64, u64)>,
    /// The kind of the option that is being typed.
    pub completes: Option<i64>,
    /// When it began, in real time.
    pub began: Instant,
    /// How it was answered first: the callback's type.
    pub answered: Option<u8>,
    /// The message that answers it.
    pub original: Option<u64>,
}

impl Interaction {
    /// The callback types that answer it.
    fn answers(&self) -> &'static [i64] {
        match (self.kind, self.source) {
            (2, _) => &[4, 5, 9, 10, 12],
            (3, _) => &[4, 5, 6, 7, 9, 10, 12],
            (4, _) => &[8],
            (_, Some(_)) => &[4, 5, 6, 7, 10, 12],
            // A form that no component opened has no message to change.
            (_, None) => &[4, 5, 6, 10, 12],
        }
    }
}

/// A form that is open on somebody's screen.
#[derive(Clone, Debug)]
pub struct Modal {
    /// Whose.
    pub user: u64,
    /// The form.
    pub form: Value,
    /// In which channel.
    pub channel: u64,
    /// The message with the button that opened it.
    pub source: Option<(u64, u64)>,
    /// When it was opened, in real time.
    pub opened: Instant,
}

impl World {
    /// The interaction of an id and its token, while it may be answered first.
    fn open(&self, id: u64, token: &str) -> Result<Interaction, Refused> {
        let interaction = self
            .interactions
            .get(&id)
            .filter(|interaction| interaction.token == token)
            .ok_or_else(Refused::unknown_interaction)?;
        if interaction.answered.is_some() {
            return Err(Refused::already_acknowledged());
        }
        if interaction.began.elapsed() > FIRST_ANSWER {
            return Err(Refused::unknown_interaction());
        }
        self.still_there(interaction)
    }

    /// An interaction, if its channel is there still: nothing goes into one that is gone.
    fn still_there(&self, interaction: &Interaction) -> Result<Interaction, Refused> {
        let guild = self.guilds.get(&interaction.guild);
        let known = guild.is_some_and(|guild| guild.channels.contains_key(&interaction.channel));
        if known || self.directs.contains_key(&interaction.channel) {
            Ok(interaction.clone())
        } else {
            Err(Refused::unknown_channel())
        }
    }

    /// The interaction of a token, while the token lives.
    pub fn by_token(&self, application: u64, token: &str) -> Result<Interaction, Refused> {
        if application != self.application {
            return Err(Refused::unknown_webhook());
        }
        let interaction = self
            .interactions
            .values()
            .find(|interaction| interaction.token == token)
            .filter(|interaction| interaction.began.elapsed() <= TOKEN_LIFE)
            .ok_or_else(Refused::invalid_webhook_token)?;
        self.still_there(interaction)
    }

    /// Forgets interactions whose token is dead, and forms that were left open as long.
    pub fn sweep_interactions(&mut self) {
        self.interactions
            .retain(|_, interaction| interaction.began.elapsed() <= TOKEN_LIFE);
        self.modals
            .retain(|_, modal| modal.opened.elapsed() <= TOKEN_LIFE);
    }

    /// The first answer. Gives the message that came of it.
    pub fn answer(
        &mut self,
        id: u64,
        token: &str,
        kind: u8,
        body: &Value,
        files: Vec<Attachment>,
    ) -> Result<Option<Message>, Refused> {
        let interaction = self.open(id, token)?;
        let form = Form::default();
        let whole = form.body(body, "");
        whole.at("type").one_of(interaction.answers());
        if matches!(kind, 4 | 7..=9) {
            whole.at("data").is_there();
        }
        whole.at("data").is_model();
        form.finish()?;
        let data = &body["data"];
        let message = match kind {
            4 => {
                let draft = Draft::read(data, files, "data")?;
                Some(self.reply(&interaction, draft)?)
            }
            5 => {
                let flags = data["flags"].as_u64().unwrap_or(0) & EPHEMERAL | LOADING;
                let draft = Draft {
                    flags,
                    may_be_empty: true,
                    ..Draft::default()
                };
                Some(self.reply(&interaction, draft)?)
            }
            6 => None,
            7 => {
                let (channel, id) = interaction.source.ok_or_else(Refused::unknown_message)?;
                let old = self.messages.get(&channel).and_then(|all| all.get(&id));
                let old = old.ok_or_else(Refused::unknown_message)?;
                let draft = Draft::change(data, files, "data", old)?;
                Some(self.edit(channel, id, draft)?)
            }
            8 => {
                self.offer(&interaction, data)?;
                None
            }
            _ => {
                self.open_form(&interaction, data)?;
                None
            }
        };
        if let Some(kept) = self.interactions.get_mut(&id) {
            kept.answered = Some(kind);
            kept.original = message.as_ref().map(|message| message.id).or(match kind {
                6 => interaction.source.map(|(_, id)| id),
                _ => None,
            });
        }
        if kind != 8 {
            self.tell(&interaction, "INTERACTION_SUCCESS", json!({}));
        }
        Ok(message)
    }

    /// Tells the one who asked how it went.
    pub fn tell(&mut self, interaction: &Interaction, event: &str, mut data: Value) {
        data["id"] = json!(interaction.id.to_string());
        data["nonce"] = interaction.nonce.clone().unwrap_or(Value::Null);
        self.emit(event, &Audience::Person(interaction.user), data);
    }

    /// A message that answers an interaction.
    pub fn reply(&mut self, interaction: &Interaction, draft: Draft) -> Result<Message, Refused> {
        draft.check()?;
        let id = self.id();
        let only_for = (draft.flags & EPHEMERAL != 0).then_some(interaction.user);
        let origin = Origin {
            id: interaction.id,
            kind: interaction.kind,
            name: interaction.name.clone(),
            user: interaction.user,
            source: interaction.source.map(|(_, id)| id),
        };
        let mut message = Message {
            id,
            channel: interaction.channel,
            guild: interaction.guild,
            author: self.application,
            at: self.clock.now(),
            only_for,
            interaction: Some(origin),
            flags: draft.flags,
            ..Message::default()
        };
        self.fill(&mut message, draft);
        Ok(self.post(message))
    }

    /// Autocomplete: at most 25 choices, each of a name and a value of the option's kind.
    fn offer(&mut self, interaction: &Interaction, data: &Value) -> Result<(), Refused> {
        let form = Form::default();
        let list = form.body(data, "data").at("choices");
        let choices = list.is_there().then(|| list.list_of(0, 25)).flatten();
        for choice in choices.unwrap_or_default() {
            if choice.is_model() {
                choice.at("name").text_needed(1, 100);
                option::value(&choice.at("value"), interaction.completes.unwrap_or(3));
            }
        }
        form.finish()?;
        let data = json!({ "choices": data["choices"] });
        self.tell(
            interaction,
            "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE",
            data,
        );
        Ok(())
    }

    /// Opens a form on the screen of the one who asked.
    fn open_form(&mut self, interaction: &Interaction, data: &Value) -> Result<(), Refused> {
        let form = Form::default();
        let data = modal::read(&form.body(data, "data"));
        form.finish()?;
        let modal = Modal {
            user: interaction.user,
            channel: interaction.channel,
            form: data.clone(),
            source: interaction.source.filter(|_| interaction.kind == 3),
            opened: Instant::now(),
        };
        self.modals.insert(interaction.id, modal);
        let data = json!({
            "custom_id": data["custom_id"], "title": data["title"], "components": data["components"],
            "channel_id": interaction.channel.to_string(),
            "application": { "id": self.application.to_string(), "name": self.bot_name() },
        });
        self.tell(interaction, "INTERACTION_MODAL_CREATE", data);
        Ok(())
    }
}
