use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::domain::{
    access::Rights,
    field::{OneLine, PersonName},
    ids::{ChannelId, DealId, GuildId, LeadNumber, MessageId, UserId},
    lead::Field,
    stage::{Stage, Team},
    timeline::Step,
    warmth::TouchKind,
};

const MIA: UserId = UserId(1);
const SAM: UserId = UserId(2);
const BOSS: UserId = UserId(9);

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("in range")
}

fn lead(stage: Stage) -> Lead {
    Lead {
        guild: GuildId(1),
        number: LeadNumber(7),
        name: PersonName::kept("Ada".to_owned()),
        email: None,
        phone: None,
        handle: None,
        organisation: None,
        source: OneLine::kept("blog".to_owned()),
        campaign: None,
        stage,
        stage_since: start(),
        sales_sourced: false,
        marketing_owner: None,
        sales_owner: None,
        rest_until: None,
        must_change: None,
        recycled: 0,
        lost_reason: None,
        created_at: start(),
        created_by: MIA,
        version: 1,
        deal: None,
    }
}

/// A history, told oldest first; minute by minute.
#[derive(Default)]
struct History(Vec<Entry>);

impl History {
    fn then(mut self, actor: UserId, what: What) -> Self {
        let id = EntryId(i64::try_from(self.0.len()).expect("short") + 1);
        self.0.push(Entry {
            id,
            lead: LeadNumber(7),
            at: start() + TimeDelta::minutes(id.0),
            actor: Some(actor),
            what,
            step: None,
            words: None,
            changes: None,
            reverses: None,
            reversed_by: None,
            deed: None,
        });
        self
    }

    fn moved(self, actor: UserId, from: Stage, to: Stage) -> Self {
        let mut moved = self.then(actor, What::Moved);
        let last = moved.0.last_mut().expect("just told");
        last.step = Some(Step {
            from: Some(from),
            to,
            stood: Some(TimeDelta::zero()),
        });
        moved
    }

    /// In one go with the entry before.
    fn at_once(mut self) -> Self {
        let first = self.0[self.0.len() - 2].deed();
        self.0.last_mut().expect("told").deed = Some(first);
        self
    }

    /// What somebody may take back after `minutes`: the ids of the entries, the newest first.
    fn undoes(
        &self,
        who: UserId,
        wanted: Option<i64>,
        minutes: i64,
    ) -> Result<Vec<i64>, UndoRefusal> {
        let newest: Vec<Entry> = self.0.iter().rev().cloned().collect();
        let stage = newest
            .iter()
            .find_map(|entry| entry.step)
            .map(|step| step.to);
        let rights = Rights {
            marketing: who == MIA,
            sales: who == SAM,
            manager: who == BOSS,
            admin: false,
        };
        let now = newest.first().map_or(start(), |entry| entry.at) + TimeDelta::minutes(minutes);
        let person = Person { id: who, rights };
        let lead = lead(stage.unwrap_or(Stage::Interest));
        let deed = deed(&lead, &newest, wanted.map(EntryId), person, now)?;
        Ok(deed.into_iter().map(|entry| entry.id.0).collect())
    }
}

fn barred(why: UndoBar) -> Result<Vec<i64>, UndoRefusal> {
    Err(UndoRefusal::Barred {
        lead: LeadNumber(7),
        why,
    })
}

fn edited(field: Field) -> What {
    What::Edited {
        fields: vec![field],
    }
}

fn touched() -> What {
    What::Touched {
        touch: TouchKind::Webinar,
    }
}

fn opened() -> What {
    What::HandoffOpened {
        handoff: HandoffId(3),
        overridden: false,
    }
}

#[test]
fn the_last_own_doing_within_ten_minutes() {
    let told = History::default()
        .then(MIA, touched())
        .then(SAM, What::Noted);
    assert_eq!(told.undoes(MIA, None, 5), Ok(vec![1]));
    assert_eq!(told.undoes(SAM, None, 10), Ok(vec![2]));
    assert_eq!(told.undoes(SAM, None, 11), barred(UndoBar::TooLate));
    assert_eq!(
        told.undoes(BOSS, None, 5),
        Ok(vec![2]),
        "a manager: anybody's"
    );
}

#[test]
fn what_somebody_else_did_is_theirs() {
    let told = History::default().then(MIA, touched());
    let theirs = Err(UndoRefusal::NotYours {
        lead: LeadNumber(7),
        by: Some(MIA),
    });
    assert_eq!(told.undoes(SAM, None, 1), theirs);
    assert_eq!(told.undoes(SAM, Some(1), 1), theirs);
}

#[test]
fn the_last_move_at_any_time_and_only_the_last() {
    use Stage::*;
    let told =
        History::default()
            .moved(MIA, Awareness, Interest)
            .moved(MIA, Interest, Consideration);
    assert_eq!(told.undoes(MIA, None, 10_000), Ok(vec![2]));
    let on = Err(UndoRefusal::MovedOn {
        lead: LeadNumber(7),
        stage: Consideration,
    });
    assert_eq!(told.undoes(MIA, Some(1), 1), on);
}

#[test]
fn what_was_done_in_one_go_is_taken_back_in_one_go() {
    use Stage::*;
    let deal = DealId(1);
    let told = History::default()
        .then(SAM, What::Noted)
        .moved(SAM, Intent, Purchase)
        .moved(SAM, Purchase, PostPurchase)
        .at_once()
        .then(SAM, What::DealWon { deal })
        .at_once();
    for wanted in [None, Some(2), Some(3), Some(4)] {
        assert_eq!(told.undoes(SAM, wanted, 60), Ok(vec![4, 3, 2]));
    }
}

#[test]
fn what_builds_on_it_goes_first() {
    let told = History::default()
        .then(MIA, edited(Field::Email))
        .then(SAM, edited(Field::Email))
        .then(MIA, edited(Field::Phone));
    assert_eq!(told.undoes(MIA, Some(1), 1), barred(UndoBar::Dependent));
    assert_eq!(told.undoes(MIA, Some(3), 1), Ok(vec![3]));
    let given = |team| What::Assigned {
        team,
        to: Some(SAM),
        before: None,
    };
    let told = History::default()
        .then(MIA, given(Team::Marketing))
        .then(MIA, given(Team::Sales));
    assert_eq!(told.undoes(MIA, Some(1), 1), Ok(vec![1]));
    let told = told.then(MIA, given(Team::Marketing));
    assert_eq!(told.undoes(MIA, Some(1), 1), barred(UndoBar::Dependent));
}

#[test]
fn a_handoff_until_sales_answered() {
    use Stage::*;
    let told = History::default()
        .moved(MIA, Awareness, Interest)
        .then(MIA, opened());
    assert_eq!(told.undoes(MIA, None, 500), Ok(vec![2]));
    assert_eq!(
        told.undoes(MIA, Some(1), 1),
        barred(UndoBar::Dependent),
        "the move under it"
    );
    let handoff = HandoffId(3);
    let back = History::default()
        .moved(MIA, Awareness, Interest)
        .then(MIA, opened())
        .then(SAM, What::HandoffSentBack { handoff });
    assert!(matches!(
        back.undoes(MIA, Some(2), 1),
        Err(UndoRefusal::HandoffEnded { by: Some(SAM), .. })
    ));
    assert_eq!(back.undoes(MIA, Some(1), 1), Ok(vec![1]));
    let taken = told
        .then(SAM, What::HandoffAccepted { handoff, by: SAM })
        .moved(SAM, Interest, Intent);
    for (who, wanted) in [(MIA, None), (SAM, None), (BOSS, None), (SAM, Some(3))] {
        assert_eq!(taken.undoes(who, wanted, 1), barred(UndoBar::Accepted));
    }
}

#[test]
fn what_others_have_read_stays() {
    let heard = What::Heard {
        channel: ChannelId(1),
        message: MessageId(1),
    };
    let told = History::default()
        .then(
            MIA,
            What::Added {
                stage: Stage::Interest,
                sales_sourced: false,
            },
        )
        .then(MIA, heard);
    assert_eq!(told.undoes(MIA, None, 1), barred(UndoBar::Kind));
    assert_eq!(told.undoes(MIA, Some(2), 1), barred(UndoBar::Kind));
}

#[test]
fn twice_is_once() {
    let mut told = History::default()
        .then(MIA, touched())
        .then(MIA, What::Undone);
    told.0[1].reverses = Some(EntryId(1));
    told.0[0].reversed_by = Some(EntryId(2));
    let nothing = Err(UndoRefusal::Nothing {
        lead: LeadNumber(7),
    });
    assert_eq!(told.undoes(MIA, None, 1), nothing);
    assert_eq!(told.undoes(MIA, Some(1), 1), nothing);
}
