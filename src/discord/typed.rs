//! What was typed, read into values of the domain: once, at the door. Everything further in has a type.

use chrono::{DateTime, Utc};

use crate::{
    actions::{Ask, Failure},
    domain::{
        field::{
            self, Email, FieldError, Handle, Money, OneLine, PersonName, Phone, Problem, PromoCode,
            Words,
        },
        ids::LeadNumber,
        lead::{Edit, NewLead},
        local::parse_when,
        refusal::{LeadRefusal, PromotionRefusal, Refusal, TypedRefusal},
        stage::Stage,
    },
};

/// What was typed for a new lead.
#[derive(Debug, Default)]
pub struct TypedLead<'a> {
    /// The person.
    pub name: &'a str,
    /// Where it came from.
    pub source: &'a str,
    /// Email.
    pub email: Option<&'a str>,
    /// Phone.
    pub phone: Option<&'a str>,
    /// Handle.
    pub handle: Option<&'a str>,
    /// Firm.
    pub organisation: Option<&'a str>,
    /// Campaign.
    pub campaign: Option<&'a str>,
    /// Worth of the deal.
    pub value: Option<&'a str>,
    /// A note.
    pub note: Option<&'a str>,
}

/// Reads a new lead.
pub fn new_lead(typed: &TypedLead<'_>, stage: Stage) -> Result<NewLead, Failure> {
    let read = || -> Result<NewLead, FieldError> {
        Ok(NewLead {
            name: field::required("name", typed.name, PersonName::parse)?,
            email: field::optional("email", typed.email, Email::parse)?,
            phone: field::optional("phone", typed.phone, Phone::parse)?,
            handle: field::optional("handle", typed.handle, Handle::parse)?,
            organisation: field::optional("organisation", typed.organisation, OneLine::parse)?,
            source: field::required("source", typed.source, OneLine::parse)?,
            campaign: field::optional("campaign", typed.campaign, OneLine::parse)?,
            stage,
            value: field::optional("value", typed.value, Money::parse)?,
            note: field::optional("note", typed.note, Words::parse)?,
        })
    };
    read().map_err(|error| Refusal::from(error).into())
}

/// The lead that somebody means: by its number, as typed or as chosen from what was suggested.
pub fn lead(typed: &str) -> Result<LeadNumber, Failure> {
    let number = LeadNumber::parse(typed);
    Ok(number.ok_or_else(|| LeadRefusal::NoSuch {
        typed: typed.to_owned(),
    })?)
}

/// The code of a promotion that somebody means.
pub fn code(typed: &str) -> Result<PromoCode, Failure> {
    let code = PromoCode::parse(typed);
    Ok(code.map_err(|_| PromotionRefusal::NoSuch {
        typed: typed.to_owned(),
    })?)
}

/// A time as people of a company type it. A day alone ends with it where `end` is meant.
pub fn when(
    option: &'static str,
    typed: &str,
    ask: &Ask,
    end: bool,
) -> Result<DateTime<Utc>, Failure> {
    let when = parse_when(typed, ask.company.zone, ask.now, end);
    Ok(when.map_err(|error| TypedRefusal::When { option, error })?)
}

/// Reads a required text.
pub fn required<T>(
    name: &'static str,
    typed: &str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Result<T, Failure> {
    field::required(name, typed, parse).map_err(|error| Refusal::from(error).into())
}

/// Reads an optional text.
pub fn optional<T>(
    name: &'static str,
    typed: Option<&str>,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Result<Option<T>, Failure> {
    field::optional(name, typed, parse).map_err(|error| Refusal::from(error).into())
}

/// A change of a field that may be emptied: `-` empties it.
fn emptied<T>(
    name: &'static str,
    typed: Option<&str>,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Result<Option<Option<T>>, Failure> {
    match typed.map(str::trim) {
        None => Ok(None),
        Some("-") => Ok(Some(None)),
        Some(typed) => required(name, typed, parse).map(|value| Some(Some(value))),
    }
}

/// Reads the changes of `/lead edit`.
pub fn edits(
    typed: &TypedLead<'_>,
    name: Option<&str>,
    source: Option<&str>,
) -> Result<Vec<Edit>, Failure> {
    let mut edits = Vec::new();
    if let Some(name) = name {
        edits.push(Edit::Name(required("name", name, PersonName::parse)?));
    }
    edits.extend(emptied("email", typed.email, Email::parse)?.map(Edit::Email));
    edits.extend(emptied("phone", typed.phone, Phone::parse)?.map(Edit::Phone));
    edits.extend(emptied("handle", typed.handle, Handle::parse)?.map(Edit::Handle));
    edits.extend(
        emptied("organisation", typed.organisation, OneLine::parse)?.map(Edit::Organisation),
    );
    if let Some(source) = source {
        edits.push(Edit::Source(required("source", source, OneLine::parse)?));
    }
    edits.extend(emptied("campaign", typed.campaign, OneLine::parse)?.map(Edit::Campaign));
    if let Some(value) = typed.value {
        edits.push(Edit::Value(required("value", value, Money::parse)?));
    }
    Ok(edits)
}
