//! A lead like one that is there: added to that one, or created anyway.

use tandem::{
    actions::lead::{
        add::{self, Added},
        draft, undo, view,
    },
    domain::{
        ids::{DraftId, LeadNumber},
        lead::{Field, NewLead},
        refusal::{LeadRefusal, Refusal},
        stage::Stage,
        timeline::What,
    },
};

use crate::office::{MIA, Office, SAM, email, handle, line, money, named, phone, refused, words};

async fn kept(office: &Office, new: NewLead) -> (Refusal, LeadNumber, DraftId, bool) {
    match add::add(office.pool(), &office.ask(MIA), new).await {
        Ok(Added::Like {
            refusal,
            lead,
            draft,
            create_anyway,
        }) => (refusal, lead, draft, create_anyway),
        other => panic!("nothing like it: {other:?}"),
    }
}

#[tokio::test]
async fn empty_fields_are_filled_and_a_note_keeps_what_differs() {
    let office = Office::open().await;
    let mut first = named("Ada Lovelace");
    (first.email, first.phone) = (email("ada@x.example"), phone("+49 30 1234567"));
    office.adds(MIA, first).await;
    let mut again = named("A. Lovelace");
    again.email = email("ADA@x.example");
    again.phone = phone("0049 (30) 1234567");
    again.handle = handle("@ada");
    again.organisation = Some(line("Analytical"));
    again.source = line("Trade show");
    again.value = Some(money("900 EUR"));
    again.note = Some(words("Wants a demo"));
    let (refusal, lead, id, create_anyway) = kept(&office, again.clone()).await;
    assert!(matches!(refusal, Refusal::Lead(LeadRefusal::EmailTaken { .. })) && !create_anyway);

    let theirs = draft::merge(office.pool(), &office.ask(SAM), id, lead).await;
    assert_eq!(refused(theirs), Refusal::Gone, "a draft is its author's");
    let ask = office.ask(MIA);
    let anyway = draft::create_anyway(office.pool(), &ask, id).await;
    assert!(matches!(
        refused(anyway),
        Refusal::Lead(LeadRefusal::EmailTaken { .. })
    ));

    let before = office.lead(lead).await;
    let merged = draft::merge(office.pool(), &ask, id, lead)
        .await
        .expect("merged");
    let now = &merged.lead;
    assert_eq!(now.name.as_str(), "Ada Lovelace");
    assert_eq!(now.email.as_deref(), Some("ada@x.example"));
    assert_eq!(now.handle.as_deref(), Some("ada"));
    assert_eq!(now.organisation.as_deref(), Some("Analytical"));
    let value = now.deal.as_ref().and_then(|deal| deal.value.clone());
    assert_eq!(value, Some(money("900 EUR")));
    let shown = view::show(office.pool(), &ask, LeadNumber(1))
        .await
        .expect("shown");
    let note = shown
        .timeline
        .iter()
        .find(|entry| entry.what == What::CameAgain)
        .expect("told");
    assert_eq!(note.words.as_deref(), Some("Wants a demo"));
    let differs = note.changes.clone().expect("what differed");
    assert_eq!(
        (differs.shown(Field::Name).1, differs.shown(Field::Source).1),
        (
            Some("A. Lovelace".to_owned()),
            Some("Trade show".to_owned())
        )
    );
    assert!(
        !differs.knows(Field::Phone) && !differs.knows(Field::Email),
        "the same phone, written otherwise, is no news: {differs:?}"
    );
    let again = draft::merge(office.pool(), &ask, id, lead).await;
    assert_eq!(refused(again), Refusal::Gone);

    // All of it is one deed.
    let entry = Some(merged.entry);
    undo::undo(office.pool(), &ask, LeadNumber(1), entry)
        .await
        .expect("undone");
    let after = office.lead(lead).await;
    assert_eq!(
        (after.handle, after.organisation, after.deal),
        (None, None, None)
    );
    assert_eq!(after.email, before.email);
}

#[tokio::test]
async fn the_same_phone_is_asked_about() {
    let office = Office::open().await;
    let mut first = named("Ada Lovelace");
    first.phone = phone("+49 30 1234567");
    office.adds(MIA, first).await;
    let mut other = named("Bob Lovelace");
    (other.phone, other.stage) = (phone("+49 301234567"), Stage::Interest);
    let (refusal, lead, id, create_anyway) = kept(&office, other).await;
    let seen = LeadRefusal::SeenBefore {
        field: Field::Phone,
        lead: LeadNumber(1),
        name: "Ada Lovelace".to_owned(),
    };
    assert_eq!(
        (refusal, lead, create_anyway),
        (seen.into(), LeadNumber(1), true)
    );
    let ask = office.ask(MIA);
    let made = draft::create_anyway(office.pool(), &ask, id)
        .await
        .expect("created");
    assert_eq!((made.lead.number.0, made.lead.stage), (2, Stage::Interest));
}
