//! Refusals of what people do with promotions.

use chrono::{DateTime, Utc};

use super::shown;
use crate::{
    domain::promotion::Standing,
    wording::{promotion::standing, time},
};

pub(super) fn none(typed: &str) -> String {
    format!(
        "There is no promotion “{}”. `/promo current` shows those there are.",
        shown(typed)
    )
}

pub(super) fn bad_window(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, past: bool) -> String {
    let (starts, ends) = (time(starts_at), time(ends_at));
    if past {
        format!("It would be over already: its end, {ends}, is past. Choose a later end.")
    } else {
        format!("It would end ({ends}) before it starts ({starts}). Choose a later end.")
    }
}

pub(super) fn changed(code: &str) -> String {
    format!("**{code}** was changed since this was shown. Look again: `/promo show code:{code}`.")
}

pub(super) fn not_waiting(code: &str, at: Standing) -> String {
    format!("**{code}** waits for no key: it is {}.", standing(at))
}

pub(super) fn own(code: &str) -> String {
    format!(
        "The two keys of **{code}** must be of two people, and you have turned one. Ask a colleague of \
         the other team."
    )
}

pub(super) fn taken(code: &str, until: DateTime<Utc>) -> String {
    format!(
        "**{code}** is in use until {}. Choose another code, or withdraw that one first.",
        time(until)
    )
}

pub(super) fn over(code: &str, at: Standing) -> String {
    format!(
        "**{code}** is {} already; there is nothing to do.",
        standing(at)
    )
}
