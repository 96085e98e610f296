//! What a draft says, put into a message: a new one, or one that is changed.

use serde_json::{Value, json};

use super::{
    World,
    draft::Draft,
    message::{COMPONENTS_V2, LOADING, Message},
};
use crate::{
    form::{Form, files::FILES},
    refusal::Refused,
};

impl World {
    /// Puts what a draft says into a message.
    pub fn fill(&mut self, message: &mut Message, mut draft: Draft) {
        // Left out, it lets an ordinary message ping all that it names; an answer or a webhook's, users only.
        let ordinary = message.interaction.is_none() && message.webhook.is_none();
        if !ordinary && draft.allowed_mentions.as_ref().is_none_or(Value::is_null) {
            draft.allowed_mentions = Some(json!({ "parse": ["users"], "replied_user": true }));
        }
        let everyone = self.guilds.get(&message.guild).is_some_and(|guild| {
            let (author, channel) = (
                guild.members.get(&message.author),
                guild.channels.get(&message.channel),
            );
            author.zip(channel).is_some_and(|(author, channel)| {
                guild
                    .permissions_in(author, channel, self.clock.now())
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
        let names = draft.content.is_some();
        draft.apply(message, everyone);
        if names {
            // Nobody is mentioned who is not there, nor a role by one who may not ping it.
            let guild = self.guilds.get(&message.guild);
            let role = |id: &u64| guild.and_then(|guild| guild.roles.get(id));
            let pinged = |id: &u64| role(id).is_some_and(|role| everyone || role.mentionable);
            message.mentions.retain(|id| self.users.contains_key(id));
            message.mention_roles.retain(pinged);
        }
        let replied = message.replies_to.filter(|_| pings);
        let replied = replied.and_then(|id| all.and_then(|all| all.get(&id)));
        if let Some(author) = replied.map(|replied| replied.author)
            && self.users.contains_key(&author)
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
        super::linking::link_files(message, &base);
    }

    /// Changes a message by a draft that names only what changes.
    pub fn edit(&mut self, channel: u64, id: u64, draft: Draft) -> Result<Message, Refused> {
        let mut message = self
            .messages
            .get(&channel)
            .and_then(|all| all.get(&id))
            .cloned()
            .ok_or_else(Refused::unknown_message)?;
        self.fill(&mut message, draft);
        if message.attachments.len() > FILES {
            return Err(Refused::too_many_files());
        }
        if message.flags & COMPONENTS_V2 != 0 {
            let form = Form::default();
            super::draft::legacy(&form.body(
                &json!({ "content": message.content, "embeds": message.embeds }),
                "",
            ));
            form.finish()?;
        }
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
}
