//! Lets a lead's story happen, through the same actions as by hand, with `now` in the past.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::{
    BuildError, Cast,
    people::{Known, Path},
    story::Step,
};
use crate::{
    actions::{
        Ask, Failure, handoff,
        lead::{self, add::Added, wish::Wish},
    },
    domain::{
        access::{Person, Rights},
        company::Company,
        field::{Email, Money, OneLine, PersonName, Phone, Words},
        handoff::Handoff,
        ids::LeadNumber,
        lead::{Edit, NewLead},
        refusal::{Refusal, TypedRefusal},
        stage::{Stage, Team},
    },
};

/// The company in which the stories happen.
pub(super) struct Scene<'a> {
    pub pool: &'a PgPool,
    pub company: Company,
    pub cast: &'a Cast,
    pub now: DateTime<Utc>,
}

/// A lead whose story is being told.
pub(super) struct Character {
    pub known: Known,
    /// Its place in the table.
    pub turn: usize,
    pub number: LeadNumber,
    pub added: DateTime<Utc>,
}

impl Scene<'_> {
    /// Marketing's person for a lead.
    pub(super) fn marketer(&self, turn: usize) -> Person {
        let rights = Rights {
            marketing: true,
            ..Rights::default()
        };
        Person {
            id: self.cast.marketing[turn % 3],
            rights,
        }
    }

    /// Sales' person for a lead.
    pub(super) fn seller(&self, turn: usize) -> Person {
        let rights = Rights {
            sales: true,
            ..Rights::default()
        };
        Person {
            id: self.cast.sales[turn % 3],
            rights,
        }
    }

    /// The manager, who also runs the server.
    pub(super) fn manager(&self) -> Person {
        Person {
            id: self.cast.manager,
            rights: Rights {
                manager: true,
                admin: true,
                ..Rights::default()
            },
        }
    }

    /// Somebody asks for something at some time. No event of Discord's did.
    pub(super) fn ask(&self, who: Person, now: DateTime<Utc>) -> Ask {
        Ask {
            company: self.company.clone().into(),
            who,
            event: None,
            now,
        }
    }

    /// The last working moment not after `raw`: people work when the company is open.
    pub(super) fn working(&self, raw: DateTime<Utc>) -> DateTime<Utc> {
        let half_hour = TimeDelta::minutes(30);
        (0..48 * 14)
            .map(|steps| raw - half_hour * steps)
            .find(|at| self.company.hours.is_open(self.company.zone, *at))
            .unwrap_or(raw)
    }

    /// The instant from which `work` of business time has passed until now.
    pub(super) fn worked_since(&self, work: TimeDelta) -> DateTime<Utc> {
        let (hours, zone) = (&self.company.hours, self.company.zone);
        let minute = TimeDelta::minutes(1);
        (0..14 * 24 * 60)
            .map(|minutes| self.now - minute * minutes)
            .find(|at| hours.is_open(zone, *at) && hours.worked(zone, *at, self.now) >= work)
            .unwrap_or(self.now - work)
    }

    /// Somebody adds a lead.
    pub(super) async fn add(&self, known: Known, turn: usize) -> Result<Character, BuildError> {
        let by_sales = known.path == Path::BySales;
        let added = self.working(self.now - TimeDelta::days(known.age) - TimeDelta::minutes(40));
        let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        let line = |text| OneLine::parse(text).map_err(BuildError::text(text));
        let phone = format!("+49 30 555 {:04}", 100 + turn * 37);
        let new = NewLead {
            name: PersonName::parse(known.name).map_err(BuildError::text(known.name))?,
            email: some(known.email)
                .map(|email| Email::parse(email).map_err(BuildError::text(email)))
                .transpose()?,
            phone: if turn % 3 == 1 {
                Some(Phone::parse(&phone).map_err(BuildError::text(known.name))?)
            } else {
                None
            },
            handle: None,
            organisation: some(known.firm).map(line).transpose()?,
            source: line(known.source)?,
            campaign: some(known.campaign).map(line).transpose()?,
            stage: if by_sales {
                Stage::Intent
            } else {
                Stage::Awareness
            },
            value: None,
            note: None,
        };
        let who = if by_sales {
            self.seller(turn)
        } else {
            self.marketer(turn)
        };
        match lead::add::add(self.pool, &self.ask(who, added), new).await? {
            Added::Lead(changed) => Ok(Character {
                known,
                turn,
                number: changed.lead.number,
                added,
            }),
            Added::Like { refusal, .. } => Err(refusal.into()),
        }
    }

    /// Lets a story happen, step by step. What would lie in the future is left out.
    pub(super) async fn tell(
        &self,
        character: &Character,
        steps: &[(f64, Step)],
    ) -> Result<(), BuildError> {
        let mut last = character.added;
        let mut waits = None;
        for (days, step) in steps {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "at most ninety days of minutes"
            )]
            let minutes = (days * 24.0 * 60.0) as i64;
            let raw = self.working(character.added + TimeDelta::minutes(minutes));
            let at = raw.max(last + TimeDelta::minutes(4));
            if at > self.now {
                break;
            }
            last = self.happens(character, *step, at, &mut waits).await?;
        }
        Ok(())
    }

    /// One step; gives when it was done.
    async fn happens(
        &self,
        of: &Character,
        step: Step,
        at: DateTime<Utc>,
        waits: &mut Option<Handoff>,
    ) -> Result<DateTime<Utc>, BuildError> {
        let pool = self.pool;
        let number = of.number;
        let marketing = self.ask(self.marketer(of.turn), at);
        let sales = self.ask(self.seller(of.turn), at);
        match step {
            Step::Give => {
                let owner = self.marketer(of.turn + 1);
                let team = Some(Team::Marketing);
                match lead::assign::assign(pool, &marketing, number, owner, team).await {
                    // Whoever brought it in looks after it already.
                    Err(Failure::Refused(refusal))
                        if matches!(*refusal, Refusal::Typed(TypedRefusal::NothingToDo { .. })) => {
                    }
                    done => drop(done?),
                }
            }
            Step::Touch(kind) => {
                lead::touch::touch(pool, &marketing, number, kind, None).await?;
            }
            Step::Note(text) => {
                lead::note::note(pool, &marketing, number, words(text)?).await?;
            }
            Step::SalesNote(text) => {
                lead::note::note(pool, &sales, number, words(text)?).await?;
            }
            Step::Move(to) => {
                let by_sales = to.is_led_by(Team::Sales);
                let ask = if by_sales { &sales } else { &marketing };
                lead::movement::move_lead(pool, ask, number, &wish(to)).await?;
            }
            Step::Worth(thousands) => {
                let worth = Money::new(thousands * 100_000, "EUR").map(Edit::Value);
                lead::edit::edit(pool, &sales, number, worth.as_slice()).await?;
            }
            Step::Offer(note) => {
                *waits = Some(self.offer(of, note, at).await?);
            }
            Step::Accept(minutes) => {
                if let Some(handoff) = waits.take() {
                    return self.accept(of, &handoff, minutes).await;
                }
            }
            Step::SendBack(reason) => {
                if let Some(handoff) = waits.take() {
                    self.late_before(&handoff, at).await?;
                    handoff::send_back::send_back(pool, &sales, handoff.id, words(reason)?).await?;
                }
            }
            Step::Win => {
                lead::win::win(pool, &sales, number, None).await?;
            }
            Step::Lose(reason, said) => {
                let led_by_sales = of.known.path == Path::LostLate;
                let ask = if led_by_sales { &sales } else { &marketing };
                lead::lose::lose(pool, ask, number, reason, Some(words(said)?)).await?;
            }
            Step::Recycle(reason, must_change) => {
                let wish = Wish {
                    reason: Some(words(reason)?),
                    must_change: Some(words(must_change)?),
                    ..wish(Stage::Interest)
                };
                lead::movement::move_lead(pool, &sales, number, &wish).await?;
            }
        }
        Ok(at)
    }

    /// Marketing offers a lead to sales.
    pub(super) async fn offer(
        &self,
        of: &Character,
        note: &str,
        at: DateTime<Utc>,
    ) -> Result<Handoff, BuildError> {
        let ask = self.ask(self.marketer(of.turn), at);
        let note = Some(words(note)?);
        let (handoff, _) = handoff::open::open(self.pool, &ask, of.number, note, None).await?;
        Ok(handoff)
    }

    /// What was late before `at` was noticed then.
    async fn late_before(&self, handoff: &Handoff, at: DateTime<Utc>) -> Result<(), BuildError> {
        for step in [handoff.warn_at, handoff.due_at] {
            if step < at {
                handoff::late::late(self.pool, self.company.guild, handoff.id, step).await?;
            }
        }
        Ok(())
    }

    /// Sales accepts after so many minutes of business time; a hot lead at once.
    async fn accept(
        &self,
        of: &Character,
        handoff: &Handoff,
        minutes: i64,
    ) -> Result<DateTime<Utc>, BuildError> {
        let minutes = if handoff.hot { 3 } else { minutes };
        let (hours, zone) = (&self.company.hours, self.company.zone);
        let at = hours
            .add(zone, handoff.opened_at, TimeDelta::minutes(minutes))
            .unwrap_or(handoff.opened_at);
        self.late_before(handoff, at).await?;
        handoff::accept::accept(self.pool, &self.ask(self.seller(of.turn), at), handoff.id).await?;
        Ok(at)
    }
}

fn words(text: &str) -> Result<Words, BuildError> {
    Words::parse(text).map_err(BuildError::text(text))
}

fn wish(to: Stage) -> Wish {
    Wish {
        to,
        reason: None,
        rest_until: None,
        must_change: None,
        value: None,
        override_reason: None,
    }
}
