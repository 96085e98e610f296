//! `/help`, made from the command list. Works for everybody, before `/setup` too.

use crate::{
    actions::Ask,
    discord::{
        Context, Data, Done, Error,
        answer::{Answer, Door, Exchange, Hold},
        commands,
    },
    wording::{
        card::Card,
        help::{self as words, Entry},
    },
};

/// What Tandem can do, and what you can do first
#[poise::command(slash_command, guild_only, category = "everybody")]
pub async fn help(ctx: Context<'_>) -> Done {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .run(
            Door::Everybody,
            Hold::Private,
            Answer::Private,
            async |ask, _| Ok(page(ask, 0)),
        )
        .await
}

/// A page of it, for the one who asks.
pub fn page(ask: &Ask, page: usize) -> Card {
    words::page(
        &entries(),
        page,
        ask.who.rights,
        ask.company.set_up_at.is_some(),
    )
}

/// Every command that can be used, groups taken apart.
pub fn entries() -> Vec<Entry> {
    commands::all()
        .iter()
        .flat_map(|command| below(command, "", None))
        .collect()
}

fn below(command: &poise::Command<Data, Error>, path: &str, above: Option<&str>) -> Vec<Entry> {
    let who = command.category.as_deref().or(above);
    let path = format!("{path} {}", command.name);
    if !command.subcommands.is_empty() {
        return command
            .subcommands
            .iter()
            .flat_map(|inner| below(inner, &path, who))
            .collect();
    }
    let menu = command
        .context_menu_name
        .as_ref()
        .filter(|_| command.slash_action.is_none());
    let name = match menu {
        Some(name) => format!("{name} (a message's menu, Apps)"),
        None => format!("/{}", path.trim()),
    };
    // A menu's only parameter is what it was opened on.
    let typed = if menu.is_some() {
        &[]
    } else {
        command.parameters.as_slice()
    };
    let options = typed
        .iter()
        .map(|option| (option.name.to_string(), option.required))
        .collect();
    vec![Entry {
        name,
        description: command
            .description
            .as_deref()
            .unwrap_or_default()
            .to_owned(),
        who: who.map(str::to_owned),
        options,
    }]
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_says_what_it_does() {
        let entries = super::entries();
        assert!(entries.iter().any(|entry| entry.name == "/lead add" && entry.options[0] == ("name".into(), true)));
        for entry in entries {
            assert!(!entry.description.is_empty(), "{}", entry.name);
        }
    }
}
