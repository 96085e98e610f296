//! Interactions: three seconds for a first answer, fifteen minutes for the rest, one answer each.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{
    World,
    draft::Draft,
    message::{EPHEMERAL, LOADING, Message, Origin},
    session::Audience,
};
use crate::sandbox::refusal::Refused;

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
    /// When it began, in real time.
    pub began: Instant,
    /// How it was answered first: the callback's type.
    pub answered: Option<u8>,
    /// The message that answers it.
    pub original: Option<u64>,
}

/// A form that is open on somebody's screen.
#[derive(Clone, Debug)]
pub struct Modal {
    /// Whose.
    pub user: u64,
    /// The form.
    pub form: Value,
    /// The message with the button that opened it.
    pub source: Option<(u64, u64)>,
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
        Ok(interaction.clone())
    }

    /// The interaction of a token, while the token lives.
    pub fn by_token(&self, application: u64, token: &str) -> Result<Interaction, Refused> {
        if application != self.application {
            return Err(Refused::unknown_webhook());
        }
        self.interactions
            .values()
            .find(|interaction| interaction.token == token)
            .filter(|interaction| interaction.began.elapsed() <= TOKEN_LIFE)
            .cloned()
            .ok_or_else(Refused::invalid_webhook_token)
    }

    /// Forgets interactions whose token is dead.
    pub fn sweep_interactions(&mut self) {
        self.interactions
            .retain(|_, interaction| interaction.began.elapsed() <= TOKEN_LIFE);
    }

    /// The first answer. Gives the message that came of it.
    pub fn answer(
        &mut self,
        id: u64,
        token: &str,
        kind: u8,
        data: &Value,
        draft: Option<Draft>,
    ) -> Result<Option<Message>, Refused> {
        let interaction = self.open(id, token)?;
        let fits = match kind {
            4 | 5 => interaction.kind != 4,
            6 | 7 => {
                interaction.kind == 3 || (interaction.kind == 5 && interaction.source.is_some())
            }
            8 => interaction.kind == 4,
            9 => matches!(interaction.kind, 2 | 3),
            _ => false,
        };
        if !fits {
            let words = "Interaction callback type is not valid for this interaction";
            return Err(Refused::form(
                "type",
                "INTERACTION_CALLBACK_TYPE_INVALID",
                words,
            ));
        }
        let message = match kind {
            4 => Some(self.reply(&interaction, draft.unwrap_or_default())?),
            5 => {
                let flags = data["flags"].as_u64().unwrap_or(0) & EPHEMERAL | LOADING;
                Some(self.reply(
                    &interaction,
                    Draft {
                        flags,
                        may_be_empty: true,
                        ..Draft::default()
                    },
                )?)
            }
            6 => None,
            7 => {
                let (channel, source) = interaction.source.ok_or_else(Refused::unknown_message)?;
                Some(self.edit(channel, source, draft.unwrap_or_default())?)
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

    /// Puts what a draft says into a message.
    pub fn fill(&mut self, message: &mut Message, draft: Draft) {
        let everyone = self.guilds.get(&message.guild).is_some_and(|guild| {
            let (author, channel) = (
                guild.members.get(&message.author),
                guild.channels.get(&message.channel),
            );
            author.zip(channel).is_some_and(|(author, channel)| {
                guild
                    .permissions_in(author, channel)
                    .contains(twilight_model::guild::Permissions::MENTION_EVERYONE)
            })
        });
        let all = self.messages.get(&message.channel);
        let fresh = all.is_none_or(|all| !all.contains_key(&message.id));
        let told = draft.allowed_mentions.as_ref();
        let told = told.filter(|allowed| allowed.is_object());
        // A reply pings the one whom it answers, unless it says otherwise.
        let pings = (fresh || draft.content.is_some())
            && told.is_none_or(|allowed| allowed["replied_user"] == true);
        draft.apply(message, everyone);
        let replied = message.replies_to.filter(|_| pings);
        let replied = replied.and_then(|id| all.and_then(|all| all.get(&id)));
        if let Some(author) = replied.map(|replied| replied.author)
            && !message.mentions.contains(&author)
        {
            message.mentions.push(author);
        }
        for file in &mut message.attachments {
            if file.id == 0 {
                file.id = self.ids.next(self.clock.now());
            }
        }
        let base = self.base.clone();
        super::draft::link_files(message, &base);
    }

    /// Changes a message by a draft that names only what changes.
    pub fn edit(&mut self, channel: u64, id: u64, draft: Draft) -> Result<Message, Refused> {
        let mut message = self
            .messages
            .get(&channel)
            .and_then(|all| all.get(&id))
            .cloned()
            .ok_or_else(Refused::unknown_message)?;
        draft.check_edit()?;
        self.fill(&mut message, draft);
        if message.content.is_empty()
            && message.embeds.is_empty()
            && message.attachments.is_empty()
            && message.components.is_empty()
        {
            return Err(Refused::empty_message());
        }
        // The deferred answer has come: that is no edit.
        if message.flags & LOADING != 0 {
            message.flags &= !LOADING;
        } else {
            message.edited = Some(self.clock.now());
        }
        self.change(message.clone());
        Ok(message)
    }

    /// Autocomplete: at most 25 choices of a name and a value.
    fn offer(&mut self, interaction: &Interaction, data: &Value) -> Result<(), Refused> {
        let choices = data["choices"]
            .as_array()
            .ok_or_else(|| Refused::required("data.choices"))?;
        if choices.len() > 25 {
            return Err(Refused::form(
                "data.choices",
                "BASE_TYPE_BAD_LENGTH",
                "Must be 25 or fewer in length.",
            ));
        }
        for (index, choice) in choices.iter().enumerate() {
            let length = choice["name"]
                .as_str()
                .map_or(0, |name| name.chars().count());
            if !(1..=100).contains(&length) {
                return Err(Refused::length(
                    &format!("data.choices.{index}.name"),
                    1,
                    100,
                ));
            }
            if choice["value"]
                .as_str()
                .is_some_and(|value| value.chars().count() > 100)
            {
                return Err(Refused::too_long(
                    &format!("data.choices.{index}.value"),
                    100,
                ));
            }
        }
        let data = json!({ "choices": choices });
        self.tell(
            interaction,
            "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE",
            data,
        );
        Ok(())
    }

    /// Opens a form on the screen of the one who asked.
    fn open_form(&mut self, interaction: &Interaction, data: &Value) -> Result<(), Refused> {
        super::parts::check_form(data)?;
        let modal = Modal {
            user: interaction.user,
            form: data.clone(),
            source: interaction.source.filter(|_| interaction.kind == 3),
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
