//! Buttons and forms of leads.

use crate::{
    actions::lead::{self as acts, again::Again, view},
    discord::{
        Done,
        answer::Exchange,
        commands::lead::look,
        components::Typed,
        typed::{TypedLead, new_lead, required},
    },
    domain::{
        field::Words,
        ids::{DealId, EntryId, LeadNumber},
        refusal::Refusal,
        stage::Stage,
    },
    wording::{
        lead as words,
        press::{Amount, ListOf},
    },
};

/// Shows a lead, privately.
pub async fn show(exchange: &Exchange<'_>, lead: LeadNumber) -> Done {
    exchange
        .privately(async |ask, pool| {
            let view = view::show(pool, ask, lead).await?;
            Ok(words::card(&view, &ask.company, false))
        })
        .await
}

/// Posts a lead's card for all, masked.
pub async fn share(exchange: &Exchange<'_>, lead: LeadNumber) -> Done {
    exchange
        .shares(async |ask, pool| {
            let view = view::show(pool, ask, lead).await?;
            Ok(words::card(&view, &ask.company, true))
        })
        .await
}

/// Turns the page of a list.
pub async fn list(exchange: &Exchange<'_>, list: ListOf, page: i32) -> Done {
    exchange
        .updates(async |ask, pool| look::page(pool, ask, list, page).await)
        .await
}

/// Takes an entry back.
pub async fn undo(exchange: &Exchange<'_>, lead: LeadNumber, entry: EntryId) -> Done {
    exchange
        .updates(async |ask, pool| {
            let undone = acts::undo::undo(pool, ask, lead, Some(entry)).await?;
            Ok(words::undone(&undone))
        })
        .await
}

/// Does once more what they were asked about.
pub async fn again(exchange: &Exchange<'_>, lead: LeadNumber, entry: EntryId) -> Done {
    exchange
        .updates(async |ask, pool| {
            Ok(match acts::again::again(pool, ask, lead, entry).await? {
                Again::Touched(touched) => words::touched(&touched, &ask.company),
                Again::Noted(changed) => words::noted(&changed),
            })
        })
        .await
}

/// Wins a further deal of a customer.
pub async fn win_further(
    exchange: &Exchange<'_>,
    lead: LeadNumber,
    amount: Amount,
    after: DealId,
) -> Done {
    exchange
        .updates(async |ask, pool| {
            let value = amount.money().ok_or(Refusal::Gone)?;
            let won = acts::win::win_further(pool, ask, lead, &value, after).await?;
            Ok(words::won(&won))
        })
        .await
}

/// Opens the form that asks why a lost lead is taken up again.
pub async fn reopen_form(exchange: &Exchange<'_>, lead: LeadNumber) -> Done {
    exchange
        .privately(async |ask, pool| {
            let lead = acts::movement::lost(pool, ask, lead).await?;
            Ok(words::reopen_form(&lead))
        })
        .await
}

/// The form was filled in.
pub async fn reopen(exchange: &Exchange<'_>, lead: LeadNumber, typed: &Typed) -> Done {
    exchange
        .privately(async |ask, pool| {
            let reason = typed.get("reason").unwrap_or_default();
            let reason = required("reason", reason, Words::parse)?;
            let moved = acts::movement::reopen_lost(pool, ask, lead, reason).await?;
            Ok(words::moved(&moved, &ask.company))
        })
        .await
}

/// A lead was captured by the form.
pub async fn captured(exchange: &Exchange<'_>, typed: &Typed) -> Done {
    exchange
        .privately(async |ask, pool| {
            let lead = TypedLead {
                name: typed.get("name").unwrap_or_default(),
                source: typed.get("source").unwrap_or_default(),
                email: typed.get("email"),
                phone: typed.get("phone"),
                note: typed.get("note"),
                ..TypedLead::default()
            };
            let new = new_lead(&lead, Stage::Awareness)?;
            let added = acts::add::add(pool, ask, new).await?;
            Ok(words::added(&added, &ask.company))
        })
        .await
}
