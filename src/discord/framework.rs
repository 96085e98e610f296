//! poise as it is meant: the command list, one place for errors, one for events.

use poise::{FrameworkError, serenity_prelude as serenity};
use serenity::FullEvent;

use super::{
    Data, Error,
    answer::{Answer, Exchange, Hold},
    commands, components, listener, lost,
};
use crate::domain::refusal::{CompanyRefusal, TypedRefusal};

/// The framework with all commands. What it knows of the outside comes in `data`.
pub fn options() -> poise::FrameworkOptions<Data, Error> {
    poise::FrameworkOptions {
        commands: commands::all(),
        allowed_mentions: Some(serenity::CreateAllowedMentions::new()),
        on_error: |error| Box::pin(on_error(error)),
        event_handler: |framework, event| Box::pin(on_event(framework, event)),
        // Nobody owns the bot: rights follow the company's roles alone.
        initialize_owners: false,
        ..Default::default()
    }
}

async fn on_event(
    framework: poise::FrameworkContext<'_, Data, Error>,
    event: &FullEvent,
) -> Result<(), Error> {
    let (ctx, data) = (framework.serenity_context, framework.user_data);
    match event {
        FullEvent::InteractionCreate { interaction } => match interaction {
            serenity::Interaction::Component(component) => {
                components::pressed(ctx, data, component).await
            }
            serenity::Interaction::Modal(form) => components::submitted(ctx, data, form).await,
            // Commands and autocomplete are poise's own.
            _ => Ok(()),
        },
        FullEvent::GuildCreate { guild, .. } => {
            listener::company_seen(data, guild).await;
            lost::while_away(ctx, data, guild).await;
            Ok(())
        }
        FullEvent::ChannelDelete { channel, .. } => {
            lost::channel(data, channel.guild_id, channel.id).await;
            Ok(())
        }
        FullEvent::GuildRoleDelete {
            guild_id,
            removed_role_id,
            ..
        } => {
            lost::role(data, *guild_id, *removed_role_id).await;
            Ok(())
        }
        FullEvent::GuildDelete { incomplete, .. } if !incomplete.unavailable => {
            listener::company_left(data, incomplete.id).await;
            Ok(())
        }
        FullEvent::Message { new_message } => {
            listener::heard(data, new_message).await;
            Ok(())
        }
        FullEvent::MessageUpdate { event, .. } => {
            listener::heard_anew(data, event).await;
            Ok(())
        }
        FullEvent::MessageDelete {
            channel_id,
            deleted_message_id,
            guild_id,
        } => {
            listener::forgotten(data, *guild_id, *channel_id, &[*deleted_message_id]).await;
            Ok(())
        }
        FullEvent::MessageDeleteBulk {
            channel_id,
            multiple_deleted_messages_ids,
            guild_id,
        } => {
            let ids = multiple_deleted_messages_ids;
            listener::forgotten(data, *guild_id, *channel_id, ids).await;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// What poise could not do itself. Most of it is Discord's doing and only logged; where somebody
/// waits for an answer, they get one.
async fn on_error(error: FrameworkError<'_, Data, Error>) {
    match error {
        FrameworkError::Command { error, ctx, .. } => tracing::warn!(
            command = %ctx.command().qualified_name,
            %error,
            "Discord did not take an answer."
        ),
        FrameworkError::EventHandler { error, event, .. } => tracing::warn!(
            event = event.snake_case_name(),
            %error,
            "Discord did not take an answer."
        ),
        FrameworkError::CommandPanic { payload, ctx, .. } => {
            tracing::error!(
                command = %ctx.command().qualified_name,
                payload = payload.as_deref(),
                "A command panicked."
            );
        }
        FrameworkError::ArgumentParse {
            ctx: poise::Context::Application(ctx),
            input,
            error,
            ..
        } => {
            tracing::debug!(%error, "An option could not be read.");
            let exchange = Exchange::of_command(&ctx);
            let refusal = TypedRefusal::UnknownChoice {
                option: "option",
                choices: input.into_iter().collect(),
            };
            let sent = exchange
                .answer(Hold::Private, async { Err::<Answer, _>(refusal.into()) })
                .await;
            if let Err(error) = sent {
                tracing::warn!(%error, "Discord did not take an answer.");
            }
        }
        FrameworkError::GuildOnly {
            ctx: poise::Context::Application(ctx),
            ..
        } => {
            let exchange = Exchange::of_command(&ctx);
            let sent = exchange
                .answer(Hold::Private, async {
                    Err::<Answer, _>(CompanyRefusal::NotInAServer.into())
                })
                .await;
            if let Err(error) = sent {
                tracing::warn!(%error, "Discord did not take an answer.");
            }
        }
        other => tracing::warn!(error = %other, "The framework reports a problem."),
    }
}
