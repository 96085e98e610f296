//! Cards and forms, as serenity sends them. Mentions are named in every message: none, unless the
//! card pings.

use poise::serenity_prelude as serenity;
use serenity::{
    ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed,
    CreateEmbedFooter, CreateInputText, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, CreateMessage, CreateModal, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse, EditMessage,
    InputTextStyle,
};

use crate::{
    domain::{
        ids::{RoleId, UserId},
        text::clip,
    },
    wording::card::{Button, Card, Choices, Form, Look, Picker, PickerOf, Ping, Row, Tone},
};

/// A card as an ordinary message. `nonce` is the outbox row's: for Discord, and as a mark by which the
/// message is found again.
pub fn message(card: &Card, nonce: i64) -> CreateMessage {
    let message = CreateMessage::new()
        .embed(marked(card, nonce))
        .components(rows(card))
        .allowed_mentions(mentions(card.ping))
        .nonce(serenity::Nonce::Number(nonce.unsigned_abs()))
        .enforce_nonce(true);
    match ping(card.ping) {
        Some(ping) => message.content(ping),
        None => message,
    }
}

/// What an ordinary message becomes. An edit never pings again.
pub fn edit(card: &Card, nonce: i64) -> EditMessage {
    EditMessage::new()
        .embed(marked(card, nonce))
        .components(rows(card))
        .allowed_mentions(CreateAllowedMentions::new())
}

/// A nonce in letters that nobody sees, for the end of a message's text: two bits each of its lower
/// forty-eight. Discord gives a nonce back only with the message's creation, not when messages are
/// fetched, so this is how a message whose creation nobody saw is known again.
pub fn mark(nonce: i64) -> String {
    // Invisible operators of mathematics: no blanks, which Discord would trim, and nothing that joins or
    // turns the letters around it.
    const LETTERS: [char; 4] = ['\u{2061}', '\u{2062}', '\u{2063}', '\u{2064}'];
    (0..24)
        .map(|at| {
            LETTERS[usize::from((nonce >> (2 * at)) & 1 != 0)
                + 2 * usize::from((nonce >> (2 * at)) & 2 != 0)]
        })
        .collect()
}

/// A first answer.
pub fn response(card: &Card) -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new()
        .content("")
        .embed(embed(card))
        .components(rows(card))
        .allowed_mentions(CreateAllowedMentions::new())
}

/// An answer after a deferral.
pub fn edit_response(card: &Card) -> EditInteractionResponse {
    EditInteractionResponse::new()
        .embed(embed(card))
        .components(rows(card))
        .allowed_mentions(CreateAllowedMentions::new())
}

/// A further answer.
pub fn follow_up(card: &Card) -> CreateInteractionResponseFollowup {
    CreateInteractionResponseFollowup::new()
        .embed(embed(card))
        .components(rows(card))
        .allowed_mentions(CreateAllowedMentions::new())
}

/// A form. Action rows with text inputs: serenity loses the values of Discord's newer labels.
pub fn form(form: &Form) -> CreateModal {
    let rows = form
        .inputs
        .iter()
        .map(|input| {
            let style = if input.long {
                InputTextStyle::Paragraph
            } else {
                InputTextStyle::Short
            };
            let mut text = CreateInputText::new(style, clip(&input.label, 45), input.key)
                .required(input.required)
                .max_length(input.most);
            if let Some(value) = input.value.as_deref().filter(|value| !value.is_empty()) {
                text = text.value(clip(value, input.most.into()));
            }
            if let Some(placeholder) = &input.placeholder {
                text = text.placeholder(clip(placeholder, 100));
            }
            CreateActionRow::InputText(text)
        })
        .collect();
    CreateModal::new(form.kind.custom_id(), clip(&form.title, 45)).components(rows)
}

fn mentions(ping: Option<Ping>) -> CreateAllowedMentions {
    let none = CreateAllowedMentions::new();
    match ping {
        None => none,
        Some(Ping::Role(RoleId(id))) => none.roles([id.unsigned_abs()]),
        Some(Ping::User(UserId(id))) => none.users([id.unsigned_abs()]),
    }
}

fn ping(ping: Option<Ping>) -> Option<String> {
    ping.map(|ping| match ping {
        Ping::Role(role) => format!("<@&{role}>"),
        Ping::User(user) => format!("<@{user}>"),
    })
}

/// A frame whose text ends with a mark.
fn marked(card: &Card, nonce: i64) -> CreateEmbed {
    let mut card = card.clone();
    card.body = clip(&card.body, 4000);
    card.body.push_str(&mark(nonce));
    embed(&card)
}

/// A frame within Discord's limits, one by one and in all. What does not fit is cut from the fields,
/// the last first.
fn embed(card: &Card) -> CreateEmbed {
    const ALL: usize = 6000;
    let body = clip(&card.body, 4096);
    let mut room = ALL.saturating_sub(size(&body));
    let mut embed = CreateEmbed::new()
        .colour(colour(card.tone))
        .description(body);
    if let Some(title) = &card.title {
        let title = clip(title, 256);
        room = room.saturating_sub(size(&title));
        embed = embed.title(title);
    }
    if let Some(footer) = &card.footer {
        let footer = clip(footer, 2048.min(room));
        room = room.saturating_sub(size(&footer));
        embed = embed.footer(CreateEmbedFooter::new(footer));
    }
    for field in card.fields.iter().take(25) {
        let name = clip(&field.name, 256);
        let left = room.saturating_sub(size(&name));
        // A field of a few characters says nothing.
        if left < 40 && left < size(&field.value) {
            break;
        }
        let value = clip(&field.value, 1024.min(left));
        room = left.saturating_sub(size(&value));
        embed = embed.field(name, value, field.inline);
    }
    embed
}

/// Characters as Discord counts them.
fn size(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Colours that keep apart for the colour-blind too: blue, green, amber, red, grey.
fn colour(tone: Tone) -> u32 {
    match tone {
        Tone::Plain => 0x3b_7d_d8,
        Tone::Done => 0x2e_9e_6b,
        Tone::Attention => 0xe0_a0_1b,
        Tone::Alarm => 0xd1_3b_3b,
        Tone::Closed => 0x7a_80_88,
    }
}

fn rows(card: &Card) -> Vec<CreateActionRow> {
    card.rows
        .iter()
        .take(5)
        .map(|row| match row {
            Row::Buttons(buttons) => {
                CreateActionRow::Buttons(buttons.iter().take(5).map(button).collect())
            }
            Row::Choices(choices) => CreateActionRow::SelectMenu(select(choices)),
            Row::Picker(picker) => CreateActionRow::SelectMenu(pick(picker)),
        })
        .collect()
}

fn button(button: &Button) -> CreateButton {
    CreateButton::new(button.press.custom_id())
        .label(clip(&button.label, 80))
        .style(match button.look {
            Look::Primary => ButtonStyle::Primary,
            Look::Secondary => ButtonStyle::Secondary,
            Look::Success => ButtonStyle::Success,
            Look::Danger => ButtonStyle::Danger,
        })
        .disabled(!button.enabled)
}

fn select(choices: &Choices) -> CreateSelectMenu {
    let options = choices
        .options
        .iter()
        .take(25)
        .map(|(value, label, chosen)| {
            CreateSelectMenuOption::new(clip(label, 100), value).default_selection(*chosen)
        })
        .collect();
    CreateSelectMenu::new(
        choices.select.custom_id(),
        CreateSelectMenuKind::String { options },
    )
    .placeholder(clip(&choices.placeholder, 150))
    .min_values(choices.least)
    .max_values(choices.most)
}

fn pick(picker: &Picker) -> CreateSelectMenu {
    let chosen = picker.chosen.iter().map(|id| id.unsigned_abs());
    let kind = match picker.of {
        PickerOf::Channels => CreateSelectMenuKind::Channel {
            channel_types: Some(vec![serenity::ChannelType::Text]),
            default_channels: Some(chosen.map(serenity::ChannelId::new).collect()),
        },
        PickerOf::Roles => CreateSelectMenuKind::Role {
            default_roles: Some(chosen.map(serenity::RoleId::new).collect()),
        },
    };
    CreateSelectMenu::new(picker.select.custom_id(), kind)
        .placeholder(clip(&picker.placeholder, 150))
        .min_values(picker.least)
        .max_values(picker.most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_is_too_much_still_fits() {
        let mut card = Card::text(Tone::Plain, "b".repeat(5000))
            .titled("t".repeat(300))
            .footer("f");
        for _ in 0..30 {
            card = card.field(&"n".repeat(300), "v".repeat(2000), false);
        }
        let sent = serde_json::to_value(embed(&card)).expect("json");
        let text = |value: &serde_json::Value| value.as_str().map_or(0, size);
        let fields = sent["fields"].as_array().expect("fields");
        let of_fields = fields
            .iter()
            .map(|field| text(&field["name"]) + text(&field["value"]));
        let all = text(&sent["title"])
            + text(&sent["description"])
            + text(&sent["footer"]["text"])
            + of_fields.sum::<usize>();
        assert!(all <= 6000, "{all}");
        assert!(fields.iter().all(|field| text(&field["value"]) > 0));
        assert_eq!(fields.len(), 2);
    }

    fn shown(card: &Card) -> serde_json::Value {
        serde_json::to_value(message(card, 7)).expect("a message")
    }

    #[test]
    fn only_the_one_ping_of_a_card_is_allowed_to_ping() {
        let quiet = shown(&Card::text(Tone::Plain, "<@&5> @everyone"));
        assert_eq!(quiet["allowed_mentions"]["parse"], serde_json::json!([]));
        assert!(quiet["content"].is_null());
        let pinging = shown(&Card::text(Tone::Plain, "x").pinging(Some(Ping::Role(RoleId(5)))));
        assert_eq!(pinging["allowed_mentions"]["parse"], serde_json::json!([]));
        assert_eq!(
            pinging["allowed_mentions"]["roles"],
            serde_json::json!(["5"])
        );
        assert_eq!(pinging["content"], "<@&5>");
    }

    #[test]
    fn a_message_carries_its_nonce_and_a_mark_that_nobody_sees() {
        let message = shown(&Card::text(Tone::Plain, "x").footer("small"));
        assert_eq!(message["nonce"], 7);
        assert_eq!(message["enforce_nonce"], true);
        assert_eq!(message["embeds"][0]["footer"]["text"], "small");
        let body = message["embeds"][0]["description"]
            .as_str()
            .expect("a body");
        assert_eq!(body, format!("x{}", mark(7)));
        assert_eq!(mark(7).chars().count(), 24);
        assert_ne!(mark(7), mark(8));
        assert_ne!(mark(0), mark(1 << 47));
    }
}
