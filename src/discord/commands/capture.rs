//! "Capture lead" in a message's menu: a form, filled in from the message.

use poise::serenity_prelude as serenity;

use crate::{
    discord::{Context, Done, answer::answer},
    domain::{field::Words, scan, text::is_hidden},
    wording::{self, lead::Filled},
};

/// Make a lead of a message: a form opens, filled in from it
#[poise::command(context_menu_command = "Capture lead", guild_only)]
pub async fn capture(ctx: Context<'_>, message: serenity::Message) -> Done {
    answer(ctx, async |_, _| {
        let text = &message.content;
        let heard = scan::scan(text);
        let email = heard.emails.first().map(String::as_str);
        let phone = scan::phone(text);
        let named = email.and_then(|email| scan::name(text, email));
        // Who writes without saying how anybody is reached may be the lead.
        let author = message
            .author
            .global_name
            .as_deref()
            .unwrap_or(&message.author.name);
        let speaks_for_itself = email.is_none() && phone.is_none();
        let name = named.as_deref().or(speaks_for_itself.then_some(author));
        let channel = ctx.interaction.channel.as_ref();
        let source = match channel.and_then(|channel| channel.name.as_deref()) {
            Some(channel) => format!("Discord #{channel}"),
            None => "Discord message".to_owned(),
        };
        let note: String = text
            .chars()
            .filter(|c| *c == '\n' || !is_hidden(*c))
            .take(Words::MOST)
            .collect();
        Ok(wording::lead::capture_form(&Filled {
            name,
            email,
            phone: phone.as_deref(),
            source: &source,
            note: &note,
        }))
    })
    .await
}
