//! Refusals of what people do with promotions.

use chrono::{DateTime, Utc};

use super::{shown, who};
use crate::{
    domain::{company::Company, promotion::Standing, refusal::PromotionRefusal},
    wording::{promotion::standing, time},
};

pub(super) fn words(refusal: &PromotionRefusal, company: Option<&Company>) -> String {
    match refusal {
        PromotionRefusal::Access(refusal) => who::words(refusal, company),
        PromotionRefusal::NoSuch { typed } => none(typed),
        PromotionRefusal::BadWindow {
            starts_at,
            ends_at,
            past,
        } => bad_window(*starts_at, *ends_at, *past),
        PromotionRefusal::Changed { code } => changed(code),
        PromotionRefusal::NotWaiting { code, standing } => not_waiting(code, *standing),
        PromotionRefusal::Own { code } => own(code),
        PromotionRefusal::CodeTaken { code, until } => taken(code, *until),
        PromotionRefusal::Over { code, standing } => over(code, *standing),
    }
}

fn none(typed: &str) -> String {
    format!(
        "There is no promotion “{}”. `/promo current` shows those there are.",
        shown(typed)
    )
}

fn bad_window(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, past: bool) -> String {
    let (starts, ends) = (time(starts_at), time(ends_at));
    if past {
        format!("It would be over already: its end, {ends}, is past. Choose a later end.")
    } else {
        format!("It would end ({ends}) before it starts ({starts}). Choose a later end.")
    }
}

fn changed(code: &str) -> String {
    format!("**{code}** was changed since this was shown. Look again: `/promo show code:{code}`.")
}

fn not_waiting(code: &str, at: Standing) -> String {
    format!("**{code}** waits for no key: it is {}.", standing(at))
}

fn own(code: &str) -> String {
    format!(
        "The two keys of **{code}** must be of two people, and you have turned one. Ask a colleague of \
         the other team."
    )
}

fn taken(code: &str, until: DateTime<Utc>) -> String {
    format!(
        "**{code}** is in use until {}. Choose another code, or withdraw that one first.",
        time(until)
    )
}

fn over(code: &str, at: Standing) -> String {
    format!(
        "**{code}** is {} already; there is nothing to do.",
        standing(at)
    )
}
