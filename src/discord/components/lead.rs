//! Buttons and forms of leads.

use crate::{
    actions::{self, lead::view},
    discord::{
        Error,
        answer::{Answer, Exchange, Hold},
        commands::lead::{TypedLead, new_lead},
        components::Typed,
    },
    domain::{
        field::{self, Words},
        ids::{DealId, EntryId, LeadNumber},
        refusal::Refusal,
        stage::Stage,
    },
    store::lead::Which,
    wording::{
        self,
        card::Card,
        press::{Amount, ListOf},
    },
};

/// Shows a lead, privately.
pub async fn show(exchange: &Exchange<'_>, lead: LeadNumber) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let view = view::show(&exchange.data.pool, &ask, &lead.to_string()).await?;
            Ok(Answer::Private(wording::lead::card(
                &view,
                &ask.company,
                false,
            )))
        })
        .await
}

/// Posts a lead's card for all, masked.
pub async fn share(exchange: &Exchange<'_>, lead: LeadNumber) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let view = view::show(&exchange.data.pool, &ask, &lead.to_string()).await?;
            Ok(Answer::Public(wording::lead::card(
                &view,
                &ask.company,
                true,
            )))
        })
        .await
}

/// Turns the page of a list.
pub async fn list(exchange: &Exchange<'_>, list: ListOf, page: i32) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            Ok(Answer::Update(list_page(exchange, list, page).await?))
        })
        .await
}

/// A page of a list.
pub async fn list_page(exchange: &Exchange<'_>, list: ListOf, page: i32) -> actions::Result<Card> {
    let ask = exchange.ask().await?;
    let (stage, mine) = match list {
        ListOf::Open => (None, false),
        ListOf::Mine => (None, true),
        ListOf::Stage(stage) => (Some(stage), false),
        ListOf::MineAt(stage) => (Some(stage), true),
    };
    let which = Which {
        stage,
        owner: mine.then_some(ask.who.id),
    };
    let page = view::list(&exchange.data.pool, &ask, which, page.into()).await?;
    Ok(wording::lead::list(&page, list))
}

/// Takes an entry back.
pub async fn undo(exchange: &Exchange<'_>, lead: LeadNumber, entry: EntryId) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = exchange.ask().await?;
            let undone = actions::lead::undo::undo(
                &exchange.data.pool,
                &ask,
                &lead.to_string(),
                Some(entry),
            )
            .await?;
            Ok(Answer::Update(wording::lead::undone(&undone)))
        })
        .await
}

/// Wins a further deal of a customer.
pub async fn win_further(
    exchange: &Exchange<'_>,
    lead: LeadNumber,
    amount: Amount,
    after: DealId,
) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = exchange.ask().await?;
            let value = amount.money().ok_or(Refusal::DraftGone)?;
            let pool = &exchange.data.pool;
            let won = actions::lead::win::win_further(pool, &ask, lead, &value, after).await?;
            Ok(Answer::Update(wording::lead::won(&won)))
        })
        .await
}

/// Opens the form that asks why a lost lead is taken up again.
pub async fn reopen_form(exchange: &Exchange<'_>, lead: LeadNumber) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let lead = actions::lead::movement::lost(&exchange.data.pool, &ask, lead).await?;
            Ok(Answer::Form(wording::lead::reopen_form(&lead)))
        })
        .await
}

/// The form was filled in.
pub async fn reopen(exchange: &Exchange<'_>, lead: LeadNumber, typed: &Typed) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let reason = typed.get("reason").unwrap_or_default();
            let reason = field::required("reason", reason, Words::parse).map_err(Refusal::from)?;
            let pool = &exchange.data.pool;
            let moved = actions::lead::movement::reopen_lost(pool, &ask, lead, reason).await?;
            Ok(Answer::Private(wording::lead::moved(&moved, &ask.company)))
        })
        .await
}

/// A lead was captured by the form.
pub async fn captured(exchange: &Exchange<'_>, typed: &Typed) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            ask.who.rights.take_part()?;
            let lead = TypedLead {
                name: typed.get("name").unwrap_or_default(),
                source: typed.get("source").unwrap_or_default(),
                email: typed.get("email"),
                phone: typed.get("phone"),
                note: typed.get("note"),
                ..TypedLead::default()
            };
            let new = new_lead(&lead, Stage::Awareness)?;
            let added = actions::lead::add::add(&exchange.data.pool, &ask, new).await?;
            Ok(Answer::Private(wording::lead::added(&added, &ask.company)))
        })
        .await
}
