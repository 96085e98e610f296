//! A win is one, however often it is pressed, and its credit goes to whoever did what.

use futures::future::join_all;
use tandem::{
    actions::lead::{credit, lose, touch, undo, win},
    domain::{
        access::{Person, Rights},
        alert::Alert,
        ids::{ChannelId, LeadNumber, UserId},
        refusal::{LeadRefusal, Refusal},
        stage::{Stage, Team},
        warmth::TouchKind,
    },
};

use crate::office::{BOSS, MIA, Office, SAM, money, named, refused, something_new, to, words};

async fn at_intent(office: &Office) -> LeadNumber {
    let mut new = named("Ada");
    new.stage = Stage::Intent;
    office.adds(SAM, new).await.number
}

/// How often "Won together" is said, by where.
async fn won_together(office: &Office) -> Vec<String> {
    let said = office.said().await.into_iter();
    said.filter(|(_, alert)| matches!(alert, Alert::Won { .. }))
        .map(|(place, _)| place)
        .collect()
}

#[tokio::test]
async fn three_who_win_at_once_win_once() {
    let office = Office::open().await;
    for _ in 0..10 {
        let lead = at_intent(&office).await;
        let (ask, value) = (office.ask(SAM), money("1000 EUR"));
        let before = won_together(&office).await.len();
        let wins = (0..3).map(|_| win::win(office.pool(), &ask, lead, Some(&value)));
        let (won, failed): (Vec<_>, Vec<_>) =
            join_all(wins).await.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "{failed:?}");
        for failed in failed {
            let Refusal::Lead(LeadRefusal::WonAlready { won, further, .. }) = refused(failed)
            else {
                panic!("not told that it is won");
            };
            assert_eq!((won.by, further), (Some(SAM.id), Some(value.clone())));
        }
        assert_eq!(won_together(&office).await.len() - before, 2);
    }
}

#[tokio::test]
async fn a_further_deal_is_confirmed_and_pressed_twice_it_is_one() {
    let office = Office::open().await;
    let lead = at_intent(&office).await;
    let (ask, typed, value) = (office.ask(SAM), lead, money("1000 EUR"));
    let first = win::win(office.pool(), &ask, typed, Some(&value))
        .await
        .expect("won");
    let bare = win::win(office.pool(), &ask, typed, None).await;
    assert!(matches!(
        refused(bare),
        Refusal::Lead(LeadRefusal::WonAlready { further: None, .. })
    ));
    let presses = (0..3).map(|_| win::win_further(office.pool(), &ask, lead, &value, first.deal));
    let won = join_all(presses)
        .await
        .into_iter()
        .filter(Result::is_ok)
        .count();
    assert_eq!(won, 1);
    let count: i64 = sqlx::query_scalar("select count(*) from deal where state = 'won'")
        .fetch_one(office.pool())
        .await
        .expect("counted");
    assert_eq!(count, 2);
    // Taken back, the lead is no customer: the old button wins nothing.
    office.lead(lead).await;
    let ask = office.ask(BOSS);
    undo::undo(office.pool(), &ask, typed, None)
        .await
        .expect("the second");
    undo::undo(office.pool(), &ask, typed, Some(first.changed.entry))
        .await
        .expect("the first");
    let late = win::win_further(office.pool(), &office.ask(SAM), lead, &value, first.deal).await;
    let moved = LeadRefusal::MovedOn {
        lead,
        stage: Stage::Intent,
    };
    assert_eq!(refused(late), moved.into());
}

#[tokio::test]
async fn a_channel_that_both_teams_share_hears_it_once() {
    let mut office = Office::open().await;
    office.settles(|company| {
        company.channels.marketing = Some(ChannelId(5));
        company.channels.sales = Some(ChannelId(5));
    });
    let won = at_intent(&office).await;
    let value = money("1000 EUR");
    win::win(office.pool(), &office.ask(SAM), won, Some(&value))
        .await
        .expect("won");
    assert_eq!(won_together(&office).await, ["marketing"]);
    undo::undo(office.pool(), &office.ask(SAM), won, None)
        .await
        .expect("undone");
    lose::lose(
        office.pool(),
        &office.ask(SAM),
        won,
        "price",
        Some(words("too dear")),
    )
    .await
    .expect("lost");
    let mut news: Vec<&str> = Vec::new();
    let said = office.said().await;
    for (_, alert) in &said {
        match alert {
            Alert::LostAfterHandoff { .. } => news.push("lost"),
            Alert::LeadMoved {
                to: Stage::Intent, ..
            } => news.push("taken back"),
            _ => {}
        }
    }
    assert_eq!(news, ["taken back", "lost"], "{said:?}");
    // Of two channels both hear.
    office.settles(|company| company.channels.sales = Some(ChannelId(6)));
    let other = at_intent(&office).await;
    win::win(office.pool(), &office.ask(SAM), other, Some(&value))
        .await
        .expect("won");
    assert_eq!(won_together(&office).await[1..], ["marketing", "sales"]);
}

#[tokio::test]
async fn a_touch_counts_for_the_team_of_then() {
    let office = Office::open().await;
    let both = Person {
        id: UserId(401),
        rights: Rights {
            marketing: true,
            sales: true,
            ..MIA.rights
        },
    };
    let lead = office.adds(MIA, named("Ada")).await;
    let typed = lead.number;
    let touches = async |who: Person, times: usize| {
        for _ in 0..times {
            touch::touch(
                office.pool(),
                &office.ask(who),
                typed,
                TouchKind::Course,
                Some(something_new()),
            )
            .await
            .expect("touched");
        }
    };
    touches(MIA, 1).await;
    touches(SAM, 3).await;
    // In a stage that marketing leads, somebody of both teams, and a manager, act for marketing.
    touches(both, 1).await;
    touches(BOSS, 1).await;
    touches(SAM, 1).await;
    undo::undo(office.pool(), &office.ask(SAM), typed, None)
        .await
        .expect("undone");
    assert_eq!(BOSS.rights.team_at(Stage::Intent), Team::Sales);
    let mut wish = to(Stage::Interest);
    office.moves(MIA, lead.number, wish.clone()).await;
    // Won from intent, where a manager has put it by override.
    wish.override_reason = Some(words("they called"));
    let boss = office.ask(BOSS);
    let opened = tandem::actions::handoff::open::open(
        office.pool(),
        &boss,
        typed,
        None,
        wish.override_reason.clone(),
    )
    .await;
    opened.expect("opened");
    tandem::actions::handoff::accept::accept_lead(office.pool(), &office.ask(SAM), typed)
        .await
        .expect("accepted");
    let value = money("900 EUR");
    let won = win::win(office.pool(), &office.ask(SAM), typed, Some(&value))
        .await
        .expect("won");
    let mut conn = office.pool().acquire().await.expect("a connection");
    let guild = office.ask(SAM).company.guild;
    let credit = credit::credit(&mut conn, guild, lead.number, won.deal, SAM.id)
        .await
        .expect("read")
        .expect("there");
    assert_eq!((credit.by_marketing, credit.by_sales), (3, 3));
}
