//! Buttons, lists and forms: one table from what they mean to who answers. They survive a restart,
//! since the meaning stands in the `custom_id`.

mod draft;
mod handoff;
mod lead;
mod other;
mod promo;
mod setup;

use poise::serenity_prelude as serenity;

use super::{Data, Done, answer::Exchange};
use crate::{
    domain::refusal::Refusal,
    wording::{
        self,
        press::{FormKind, Press, Select},
    },
};

/// Answers a pressed button or a choice from a list.
pub async fn pressed(
    ctx: &serenity::Context,
    data: &Data,
    component: &serenity::ComponentInteraction,
) -> Done {
    let exchange = Exchange::of_component(ctx, data, component);
    let id = &component.data.custom_id;
    if let Some(select) = Select::parse(id) {
        return chosen(&exchange, select, &component.data.kind).await;
    }
    match Press::parse(id) {
        Some(Press::LeadShow { lead }) => lead::show(&exchange, lead).await,
        Some(Press::LeadShare { lead }) => lead::share(&exchange, lead).await,
        Some(Press::LeadList { list, page }) => lead::list(&exchange, list, page).await,
        Some(Press::DraftCreate { draft }) => draft::create(&exchange, draft).await,
        Some(Press::DraftMerge { draft, lead }) => draft::merge(&exchange, draft, lead).await,
        Some(Press::Undo { lead, entry }) => lead::undo(&exchange, lead, entry).await,
        Some(Press::Again { lead, entry }) => lead::again(&exchange, lead, entry).await,
        Some(Press::WinFurther {
            lead,
            amount,
            after,
        }) => lead::win_further(&exchange, lead, amount, after).await,
        Some(Press::LeadReopen { lead }) => lead::reopen_form(&exchange, lead).await,
        Some(Press::HandoffAccept { handoff }) => handoff::accept(&exchange, handoff).await,
        Some(Press::HandoffSendBack { handoff }) => {
            handoff::send_back_form(&exchange, handoff).await
        }
        Some(Press::HandoffListShare {}) => handoff::share_list(&exchange).await,
        Some(Press::PromotionApprove { promotion, version }) => {
            promo::approve(&exchange, promotion, version).await
        }
        Some(Press::PromotionShow { promotion }) => promo::show(&exchange, promotion).await,
        Some(Press::PromotionsShare {}) => promo::share(&exchange).await,
        Some(Press::DigestShare {}) => other::share_digest(&exchange).await,
        Some(Press::SetupPage { page }) => setup::page(&exchange, page).await,
        Some(Press::SetupForm { page: _ }) => setup::form(&exchange).await,
        Some(Press::SetupFinish {}) => setup::finish(&exchange).await,
        Some(Press::HelpPage { page }) => other::help(&exchange, page).await,
        None => unknown(&exchange).await,
    }
}

async fn chosen(
    exchange: &Exchange<'_>,
    select: Select,
    values: &serenity::ComponentInteractionDataKind,
) -> Done {
    use serenity::ComponentInteractionDataKind as Kind;
    let ids: Vec<i64> = match values {
        Kind::ChannelSelect { values } => values.iter().map(|id| id.get().cast_signed()).collect(),
        Kind::RoleSelect { values } => values.iter().map(|id| id.get().cast_signed()).collect(),
        _ => return unknown(exchange).await,
    };
    match select {
        Select::SetupChannel { place } => setup::channel(exchange, place, &ids).await,
        Select::SetupListening {} => setup::listening(exchange, &ids).await,
        Select::SetupRole { role } => setup::role(exchange, role, &ids).await,
    }
}

/// Answers a form.
pub async fn submitted(
    ctx: &serenity::Context,
    data: &Data,
    form: &serenity::ModalInteraction,
) -> Done {
    let exchange = Exchange::of_form(ctx, data, form);
    let typed = Typed::read(form);
    match FormKind::parse(&form.data.custom_id) {
        Some(FormKind::CaptureLead {}) => lead::captured(&exchange, &typed).await,
        Some(FormKind::Reopen { lead }) => lead::reopen(&exchange, lead, &typed).await,
        Some(FormKind::SendBack { handoff }) => {
            handoff::send_back(&exchange, handoff, &typed).await
        }
        Some(FormKind::SetupHours {}) => setup::hours(&exchange, &typed).await,
        None => unknown(&exchange).await,
    }
}

/// A button of a version that is gone, or not ours: say so rather than stay silent.
async fn unknown(exchange: &Exchange<'_>) -> Done {
    let card = wording::refusal::card(&Refusal::Gone, None);
    exchange.tell(card).await;
    Ok(())
}

/// What was typed into a form, by the inputs' keys.
#[derive(Debug)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    fn read(form: &serenity::ModalInteraction) -> Self {
        let inputs = form.data.components.iter().flat_map(|row| &row.components);
        Self(
            inputs
                .filter_map(|input| match input {
                    serenity::ActionRowComponent::InputText(text) => Some((
                        text.custom_id.clone(),
                        text.value.clone().unwrap_or_default(),
                    )),
                    _ => None,
                })
                .collect(),
        )
    }

    /// What was typed under `key`; `None` when it was left empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        let value = self
            .0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }
}
