//! Searching, listing, suggesting.

use tandem::{
    actions::{
        company::Companies,
        lead::{assign, view},
    },
    domain::{ids::LeadNumber, stage::Stage},
    store::lead::Which,
    wording::{self, card::Row, press::ListOf},
};

use crate::office::{BOSS, MIA, Office, SAM, email, handle, line, named, phone, to};

async fn sample() -> Office {
    let office = Office::open().await;
    let mut ada = named("Ada Lovelace");
    ada.email = email("ada@analytical.example");
    ada.phone = phone("+49 (30) 123-4567");
    ada.handle = handle("countess");
    ada.organisation = Some(line("100% Wool_en"));
    office.adds(MIA, ada).await;
    office.adds(MIA, named("Zoë Müller")).await;
    let mut grace = named("Grace Hopper");
    (grace.stage, grace.source) = (Stage::Intent, line("Trade show"));
    office.adds(SAM, grace).await;
    office
}

#[tokio::test]
async fn each_is_found_by_what_is_known_of_it() {
    let office = sample().await;
    for (text, found) in [
        ("lovelace", vec![1]),
        ("ZOË", vec![2]),
        // Two characters that are shown as one.
        ("Zoe\u{308}", vec![2]),
        ("@countess", vec![1]),
        ("ada@analytical.example", vec![1]),
        ("analytical", vec![1]),
        ("49301234567", vec![1]),
        ("30 1234 567", vec![1]),
        ("0301234567", vec![1]),
        ("4567", vec![1]),
        ("100%", vec![1]),
        ("%", vec![]),
        ("en wool", vec![1]),
        ("muller", vec![2]),
        ("Müller  Zoë", vec![2]),
        ("velace", vec![]),
        ("_", vec![]),
        ("L-3", vec![3]),
        ("#2", vec![2]),
        ("nobody", vec![]),
        ("\\", vec![]),
        ("\0", vec![]),
        ("' or 1=1 --", vec![]),
    ] {
        if text == "\0" {
            // Nothing is left of it to look for.
            assert!(
                view::find(office.pool(), &office.ask(MIA), text)
                    .await
                    .is_err()
            );
            continue;
        }
        let lines = view::find(office.pool(), &office.ask(MIA), text).await;
        let numbers: Vec<i32> = lines
            .expect(text)
            .iter()
            .map(|line| line.lead.number.0)
            .collect();
        assert_eq!(numbers, found, "{text}");
    }
    let other = office.second().await;
    for text in ["lovelace", "L-1", "@countess"] {
        let lines = view::find(office.pool(), &other, text).await.expect(text);
        assert!(lines.is_empty(), "{text}");
        let suggested = view::suggest(office.pool(), &other, text)
            .await
            .expect(text);
        assert!(suggested.is_empty(), "{text}");
    }
}

#[tokio::test]
async fn suggestions_fit_what_is_typed_so_far() {
    let office = sample().await;
    for (typed, found) in [
        ("", vec![3, 2, 1]),
        ("L", vec![3, 2, 1]),
        ("L-", vec![3, 2, 1]),
        ("L-2", vec![2]),
        ("3", vec![3]),
        ("mül", vec![2]),
        ("wool", vec![1]),
        ("nobody", vec![]),
        ("%", vec![]),
    ] {
        let suggested = view::suggest(office.pool(), &office.ask(MIA), typed).await;
        let numbers: Vec<i32> = suggested.expect(typed).iter().map(|(n, ..)| n.0).collect();
        assert_eq!(numbers, found, "{typed}");
    }
    for (campaigns, typed, found) in [
        (false, "", vec!["Trade show", "blog"]),
        (false, "TRADE", vec!["Trade show"]),
        (true, "", vec![]),
    ] {
        let words = view::used(office.pool(), &office.ask(MIA), campaigns, typed).await;
        assert_eq!(words.expect(typed), found, "{typed}");
    }
}

#[tokio::test]
async fn a_list_is_turned_to_its_end_however_far_it_is_counted() {
    let office = Office::open().await;
    let mut conn = office.pool().acquire().await.expect("a connection");
    office.has_many(&mut conn, 1, 1025).await;
    for (page, footer, later) in [
        (0, "more than 1000 · page 1 ·", true),
        (101, "more than 1000 · page 102 ·", true),
        (102, "more than 1000 · page 103 ·", false),
    ] {
        let found = view::list(office.pool(), &office.ask(MIA), Which::default(), page).await;
        let card = wording::lead::list(&found.expect("a page"), ListOf::Open);
        let said = card.footer.as_deref().unwrap_or_default();
        assert!(said.starts_with(footer), "{said}");
        let Some(Row::Buttons(turns)) = card.rows.first() else {
            panic!("nothing to press: {card:?}");
        };
        let turn = turns.iter().find(|button| button.label == "Later");
        assert_eq!(turn.expect("a button").enabled, later, "{said}");
    }
}

#[tokio::test]
async fn lists_are_by_stage_and_by_owner_and_turn() {
    let office = sample().await;
    let list = async |which, page| {
        let page = view::list(office.pool(), &office.ask(MIA), which, page).await;
        let page = page.expect("a page");
        let numbers: Vec<i32> = page
            .leads
            .first
            .iter()
            .map(|line| line.lead.number.0)
            .collect();
        (numbers, page.page, page.leads.total)
    };
    let open = Which::default();
    assert_eq!(list(open, 0).await, (vec![1, 2, 3], 0, 3));
    office.moves(MIA, LeadNumber(1), to(Stage::Lost)).await;
    assert_eq!(list(open, 0).await, (vec![2, 3], 0, 2), "lost is not open");
    let at = |stage| Which {
        stage: Some(stage),
        ..open
    };
    assert_eq!(list(at(Stage::Lost), 0).await, (vec![1], 0, 1));
    let sams = Which {
        owner: Some(SAM.id),
        ..open
    };
    assert_eq!(
        list(sams, 0).await.0,
        [3],
        "who brings it in looks after it"
    );
    assign::assign(office.pool(), &office.ask(BOSS), LeadNumber(2), SAM, None)
        .await
        .expect_err("sam is not of marketing");
    let both = Which {
        stage: Some(Stage::Intent),
        ..sams
    };
    assert_eq!(list(both, 0).await.0, [3]);
    // A page that was there when the button was made.
    assert_eq!(list(open, 7).await, (vec![2, 3], 0, 2));
}

#[tokio::test]
async fn a_remembered_company_is_right_at_once_whoever_changed_it() {
    let office = Office::open().await;
    let (guild, now) = (office.ask(MIA).company.guild, office.ask(MIA).now);
    let companies = Companies::default();
    let of_server = async || companies.of_server(office.pool(), guild, now).await;
    let first = of_server().await.expect("the company");
    let again = of_server().await.expect("the company");
    assert!(std::sync::Arc::ptr_eq(&first, &again), "it is remembered");
    // Another process, of which this one hears nothing.
    sqlx::query("update company set threshold = 77 where guild_id = $1")
        .bind(guild.0)
        .execute(office.pool())
        .await
        .expect("changed");
    let changed = of_server().await.expect("the company");
    assert_eq!((first.threshold, changed.threshold), (50.0, 77.0));
}
