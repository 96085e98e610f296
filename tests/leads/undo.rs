//! What an undo restores, to the last field.

use chrono::TimeDelta;
use tandem::{
    actions::{
        Ask, handoff, heard,
        lead::{edit, lose, note, undo, win},
    },
    domain::{
        access::Person,
        alert::Alert,
        ids::{ChannelId, LeadNumber, MessageId},
        lead::{Edit, Lead},
        refusal::{LeadRefusal, UndoBar, UndoRefusal},
        stage::Stage,
    },
};

use crate::office::{
    BOSS, MIA, Office, SAM, line, money, named, refused, something_new, to, words,
};

/// A lead without what every change counts.
fn still(lead: Lead) -> Lead {
    Lead { version: 0, ..lead }
}

async fn undone(office: &Office, who: Person, lead: LeadNumber) -> Lead {
    let done = undo::undo(office.pool(), &office.ask(who), lead, None).await;
    done.expect("undone").changed.lead
}

#[tokio::test]
async fn a_second_recycling_gives_back_the_first_rest() {
    let office = Office::open().await;
    let mut new = named("Ada");
    new.stage = Stage::Intent;
    let lead = office.adds(SAM, new).await.number;
    office.moves(SAM, lead, to(Stage::Interest)).await;
    let first = office.lead(lead).await;
    assert_eq!(
        (first.recycled, first.must_change.as_deref()),
        (1, Some("a budget"))
    );
    assert!(first.rest_until.is_some());
    // Back to sales while it rests, by override, and given back once more.
    let reason = Some(words("they called"));
    let boss = office.ask(BOSS);
    handoff::open::open(office.pool(), &boss, lead, None, reason)
        .await
        .expect("opened");
    handoff::accept::accept_lead(office.pool(), &office.ask(SAM), lead)
        .await
        .expect("accepted");
    let before = office.lead(lead).await;
    office.passes(TimeDelta::days(1));
    let mut wish = to(Stage::Interest);
    wish.must_change = Some(words("a new boss"));
    office.moves(SAM, lead, wish).await;
    assert_eq!(office.lead(lead).await.recycled, 2);
    office.passes(TimeDelta::days(5));
    assert_eq!(still(undone(&office, SAM, lead).await), still(before));
    // Under it lies the acceptance, which stands.
    let stands = undo::undo(office.pool(), &office.ask(SAM), lead, None).await;
    let why = UndoBar::Accepted;
    assert_eq!(refused(stands), UndoRefusal::Barred { lead, why }.into());
}

#[tokio::test]
async fn a_reopened_lead_is_lost_for_its_reason_again() {
    let office = Office::open().await;
    let mut new = named("Ada");
    new.value = Some(money("900 EUR"));
    let lead = office.adds(MIA, new).await.number;
    let fresh = office.lead(lead).await;
    let words = Some(words("next year"));
    lose::lose(
        office.pool(),
        &office.ask(MIA),
        LeadNumber(1),
        "Timing",
        words,
    )
    .await
    .expect("lost");
    let lost = office.lead(lead).await;
    assert_eq!(
        (lost.lost_reason.as_deref(), &lost.deal),
        (Some("timing"), &None)
    );
    office.passes(TimeDelta::days(2));
    office.moves(MIA, lead, to(Stage::Interest)).await;
    assert_eq!(office.lead(lead).await.lost_reason, None);
    assert_eq!(still(undone(&office, MIA, lead).await), still(lost));
    assert_eq!(
        still(undone(&office, MIA, lead).await),
        still(fresh),
        "the deal too"
    );
}

#[tokio::test]
async fn a_win_with_its_value_is_one_deed() {
    let office = Office::open().await;
    let mut new = named("Ada");
    (new.stage, new.value) = (Stage::Intent, Some(money("900 EUR")));
    // A manager of neither team brings it in, so that nobody looks after it.
    let lead = office.adds(BOSS, new).await.number;
    let before = office.lead(lead).await;
    assert_eq!(before.sales_owner, None);
    office.passes(TimeDelta::hours(3));
    let more = money("1200.50 EUR");
    let won = win::win(office.pool(), &office.ask(SAM), LeadNumber(1), Some(&more)).await;
    let won = won.expect("won");
    assert_eq!(
        (won.value, won.changed.lead.sales_owner),
        (more, Some(SAM.id))
    );
    assert_eq!(won.changed.lead.stage, Stage::PostPurchase);
    office.passes(TimeDelta::hours(3));
    assert_eq!(still(undone(&office, SAM, lead).await), still(before));
    // Both teams were told of the win, so both are told that it was none.
    let mut told: Vec<String> = sqlx::query_as::<_, (String, sqlx::types::Json<Alert>)>(
        "select place, alert from outbox where guild_id = 1 order by id desc limit 2",
    )
    .fetch_all(office.pool())
    .await
    .expect("the outbox")
    .into_iter()
    .map(|(place, alert)| match alert.0 {
        Alert::LeadMoved { from, to, .. } => format!("{place}: {from} to {to}"),
        other => format!("{place}: {other:?}"),
    })
    .collect();
    told.sort();
    let news = "Post-purchase to Intent";
    assert_eq!(
        told,
        [format!("marketing: {news}"), format!("sales: {news}")]
    );
}

#[tokio::test]
async fn a_deal_that_an_edit_opened_is_gone_again() {
    let office = Office::open().await;
    let lead = office.adds(MIA, named("Ada")).await.number;
    let before = office.lead(lead).await;
    let edits = |text| [Edit::Value(money(text))];
    let ask: Ask = office.ask(MIA);
    edit::edit(office.pool(), &ask, LeadNumber(1), &edits("900 EUR"))
        .await
        .expect("edited");
    edit::edit(office.pool(), &ask, LeadNumber(1), &edits("950 EUR"))
        .await
        .expect("edited");
    let after_one = undone(&office, MIA, lead).await;
    let value = after_one.deal.as_ref().and_then(|deal| deal.value.clone());
    assert_eq!(value, Some(money("900 EUR")));
    assert_eq!(still(undone(&office, MIA, lead).await), still(before));
    let deals: i64 = sqlx::query_scalar("select count(*) from deal where guild_id = 1")
        .fetch_one(office.pool())
        .await
        .expect("counted");
    assert_eq!(deals, 0);
}

#[tokio::test]
async fn an_email_that_another_lead_has_by_now_stays_there() {
    let office = Office::open().await;
    let mut new = named("Ada");
    new.email = crate::office::email("ada@x.example");
    let ada = office.adds(MIA, new.clone()).await.number;
    let none = [Edit::Email(None)];
    edit::edit(office.pool(), &office.ask(MIA), LeadNumber(1), &none)
        .await
        .expect("emptied");
    let other = office.adds(MIA, new).await;
    let failed = undo::undo(office.pool(), &office.ask(MIA), LeadNumber(1), None).await;
    let taken = LeadRefusal::EmailTaken {
        lead: other.number,
        name: other.name.to_string(),
    };
    assert_eq!(refused(failed), taken.into());
    assert_eq!(office.lead(ada).await.email, None, "nothing has changed");
}

#[tokio::test]
async fn the_timeline_only_grows() {
    let office = Office::open().await;
    let lead = office.adds(MIA, named("Ada")).await.number;
    office.moves(MIA, lead, to(Stage::Interest)).await;
    undone(&office, MIA, lead).await;
    for change in [
        "update timeline set deed = 1",
        "update timeline set actor = 1",
        "update timeline set what = '{}'",
        "update timeline set words = 'other'",
    ] {
        let done = sqlx::query(sqlx::AssertSqlSafe(change))
            .execute(office.pool())
            .await;
        assert!(done.is_err(), "{change}");
    }
    let entries: i64 = sqlx::query_scalar("select count(*) from timeline")
        .fetch_one(office.pool())
        .await
        .expect("counted");
    assert_eq!(entries, 3);
}

#[tokio::test]
async fn however_much_was_heard_since_a_move_can_be_taken_back() {
    let office = Office::open().await;
    let lead = office.adds(MIA, named("Ada")).await;
    let before = office.lead(lead.number).await;
    office.moves(MIA, lead.number, to(Stage::Interest)).await;
    let ask = office.ask(SAM);
    for n in 0..105 {
        let said = heard::Said {
            channel: ChannelId(1),
            message: MessageId(n),
            version: ask.now,
            edited: false,
            text: "L-1 called",
        };
        heard::heard(office.pool(), &ask, said)
            .await
            .expect("heard");
        let typed = lead.number;
        note::note(office.pool(), &ask, typed, something_new())
            .await
            .expect("noted");
    }
    office.passes(TimeDelta::minutes(20));
    assert_eq!(
        still(undone(&office, MIA, lead.number).await),
        still(before)
    );
}

#[tokio::test]
async fn amounts_come_back_as_they_were_whatever_they_look_like() {
    let office = Office::open().await;
    let mut new = named("Ada");
    new.value = Some(money("1,200.50 EUR"));
    let lead = office.adds(MIA, new).await;
    let typed = lead.number;
    let edits = [Edit::Value(money("9 JPY"))];
    let edited = edit::edit(office.pool(), &office.ask(MIA), typed, &edits)
        .await
        .expect("edited");
    assert_eq!(
        edited.lead.deal.and_then(|deal| deal.value),
        Some(money("9 JPY"))
    );
    let back = undone(&office, MIA, lead.number).await;
    let value = back.deal.and_then(|deal| deal.value);
    assert_eq!(value, Some(money("1200.50 EUR")));
}

#[tokio::test]
async fn what_is_not_kept_any_more_is_not_given_back() {
    let office = Office::open().await;
    let lead = office.adds(MIA, named("Ada")).await;
    let typed = lead.number;
    let edits = [Edit::Source(line("trade show"))];
    edit::edit(office.pool(), &office.ask(MIA), typed, &edits)
        .await
        .expect("edited");
    sqlx::query("update timeline set changes = null")
        .execute(office.pool())
        .await
        .expect("emptied");
    let undone = undo::undo(office.pool(), &office.ask(MIA), typed, None).await;
    let (lead, why) = (lead.number, UndoBar::Forgotten);
    assert_eq!(refused(undone), UndoRefusal::Barred { lead, why }.into());
    assert_eq!(office.lead(lead).await.source.as_str(), "trade show");
}
