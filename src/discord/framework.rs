//! The events that Discord sends, and who takes them. poise reads commands into plain values; the loop
//! around it is ours, so that autocomplete is answered on the same way as everything else, and whatever
//! goes wrong on the way to a command is answered too.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use poise::{FrameworkContext, FrameworkError, serenity_prelude as serenity};
use serenity::{CommandInteraction, FullEvent, Interaction, ShardManager};
use tokio::sync::Mutex;

use super::{Context, Data, Error, answer::Exchange, commands, components, listener, lost};
use crate::{
    domain::refusal::{CompanyRefusal, Refusal, TypedRefusal},
    wording,
};

/// What takes all events.
pub struct Framework {
    options: poise::FrameworkOptions<Data, Error>,
    data: Data,
    bot: serenity::UserId,
    shards: Option<Arc<ShardManager>>,
}

impl Framework {
    /// All commands, with what they have at hand, for the bot `bot`.
    pub fn new(data: Data, bot: serenity::UserId) -> Self {
        let mut options = poise::FrameworkOptions {
            commands: commands::all(),
            // Nobody owns the bot: rights follow the company's roles alone.
            initialize_owners: false,
            ..Default::default()
        };
        poise::set_qualified_names(&mut options.commands);
        Self {
            options,
            data,
            bot,
            shards: None,
        }
    }
}

#[serenity::async_trait]
impl serenity::Framework for Framework {
    async fn init(&mut self, client: &serenity::Client) {
        self.shards = Some(Arc::clone(&client.shard_manager));
    }

    async fn dispatch(&self, ctx: serenity::Context, event: FullEvent) {
        let Some(shard_manager) = &self.shards else {
            return;
        };
        let framework = FrameworkContext {
            serenity_context: &ctx,
            bot_id: self.bot,
            options: &self.options,
            user_data: &self.data,
            shard_manager,
        };
        let taken = AssertUnwindSafe(on_event(framework, &event)).catch_unwind();
        if taken.await.is_err() {
            tracing::error!(event = event.snake_case_name(), "An event's work panicked.");
        }
    }
}

async fn on_event(framework: FrameworkContext<'_, Data, Error>, event: &FullEvent) {
    let (ctx, data) = (framework.serenity_context, framework.user_data);
    match event {
        FullEvent::InteractionCreate { interaction } => {
            on_interaction(framework, interaction).await
        }
        FullEvent::GuildCreate { guild, .. } => {
            listener::company_seen(data, guild).await;
            lost::while_away(ctx, data, guild, framework.bot_id).await;
        }
        FullEvent::ChannelDelete { channel, .. } => {
            lost::channel(data, channel.guild_id, channel.id).await;
        }
        FullEvent::GuildRoleDelete {
            guild_id,
            removed_role_id,
            ..
        } => {
            lost::role(data, *guild_id, *removed_role_id).await;
        }
        FullEvent::GuildDelete { incomplete, .. } if !incomplete.unavailable => {
            listener::company_left(data, incomplete.id).await;
        }
        FullEvent::Message { new_message } => {
            listener::heard(data, new_message).await;
        }
        FullEvent::MessageUpdate { event, .. } => {
            listener::heard_anew(data, event).await;
        }
        FullEvent::MessageDelete {
            channel_id,
            deleted_message_id,
            guild_id,
        } => {
            listener::forgotten(data, *guild_id, *channel_id, &[*deleted_message_id]).await;
        }
        FullEvent::MessageDeleteBulk {
            channel_id,
            multiple_deleted_messages_ids,
            guild_id,
        } => {
            let ids = multiple_deleted_messages_ids;
            listener::forgotten(data, *guild_id, *channel_id, ids).await;
        }
        _ => {}
    }
}

async fn on_interaction(framework: FrameworkContext<'_, Data, Error>, interaction: &Interaction) {
    let (ctx, data) = (framework.serenity_context, framework.user_data);
    let Ok(()) = match interaction {
        Interaction::Command(command) => {
            run(framework, command).await;
            Ok(())
        }
        Interaction::Autocomplete(command) => {
            suggest(framework, command).await;
            Ok(())
        }
        Interaction::Component(component) => components::pressed(ctx, data, component).await,
        Interaction::Modal(form) => components::submitted(ctx, data, form).await,
        _ => Ok(()),
    };
}

/// Runs a command. What poise could not make of it is answered.
async fn run(framework: FrameworkContext<'_, Data, Error>, command: &CommandInteraction) {
    let exchange =
        Exchange::of_interaction(framework.serenity_context, framework.user_data, command);
    let (sent, kept) = (false.into(), Mutex::new(Box::new(()) as _));
    let (options, mut tree) = (command.data.options(), Vec::new());
    let run = poise::dispatch_interaction(framework, command, &sent, &kept, &options, &mut tree);
    let error = match AssertUnwindSafe(run).catch_unwind().await {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error,
        // poise knows fewer kinds of command than Discord may come to have.
        Err(_) => return exchange.tell(wording::refusal::outdated()).await,
    };
    let refused = |refusal: Refusal| wording::refusal::card(&refusal, None);
    let card = match error {
        FrameworkError::ArgumentParse { input, .. } => refused(
            TypedRefusal::UnknownChoice {
                option: "option",
                choices: input.into_iter().collect(),
            }
            .into(),
        ),
        FrameworkError::GuildOnly { .. } => refused(CompanyRefusal::NotInAServer.into()),
        FrameworkError::CommandPanic { payload, ctx, .. } => {
            return exchange.broke(&ctx.command().qualified_name, payload).await;
        }
        // Unknown, without a subcommand, an option that is missing or of another type.
        other => {
            tracing::warn!(error = %other, "A command came in a shape that is not known.");
            wording::refusal::outdated()
        }
    };
    exchange.tell(card).await;
}

/// Answers somebody who types. Whatever goes wrong, they get a list, if need be an empty one.
async fn suggest(framework: FrameworkContext<'_, Data, Error>, command: &CommandInteraction) {
    let exchange =
        Exchange::of_interaction(framework.serenity_context, framework.user_data, command);
    let (sent, kept) = (false.into(), Mutex::new(Box::new(()) as _));
    let (options, mut tree) = (command.data.options(), Vec::new());
    let found = async {
        let kind = poise::CommandInteractionType::Autocomplete;
        let ctx: Context<'_> = poise::extract_command_and_run_checks(
            framework, command, kind, &sent, &kept, &options, &mut tree,
        )
        .await
        .ok()?;
        let (name, typed) = ctx.args.iter().find_map(|option| match option.value {
            serenity::ResolvedValue::Autocomplete { value, .. } => Some((option.name, value)),
            _ => None,
        })?;
        let mut parameters = ctx.command().parameters.iter();
        let parameter = parameters.find(|parameter| parameter.name == name)?;
        Some(parameter.autocomplete_callback?(ctx, typed).await)
    };
    let found = AssertUnwindSafe(found).catch_unwind().await;
    exchange
        .suggests(found.ok().flatten().unwrap_or_default())
        .await;
}
