//! A company with its people, whose clock is moved by hand.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicUsize, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};
use tandem::{
    actions::{
        self, Ask, Failure,
        lead::{
            Changed,
            add::{self, Added},
            movement::{self, Moved},
            wish::Wish,
        },
    },
    domain::{
        access::{Person, Rights},
        alert::Alert,
        company::Company,
        field::{Email, Handle, Money, OneLine, PersonName, Phone, Words},
        ids::{EventId, GuildId, LeadNumber, UserId},
        lead::{Lead, NewLead},
        refusal::Refusal,
        stage::Stage,
    },
    store,
};

use crate::database::{TestDatabase, database};

/// A company on a database of its own.
pub struct Office {
    base: TestDatabase,
    company: Arc<Company>,
    seconds: AtomicI64,
}

const NOBODY: Rights = Rights {
    marketing: false,
    sales: false,
    manager: false,
    admin: false,
};

pub const MIA: Person = Person {
    id: UserId(101),
    rights: Rights {
        marketing: true,
        ..NOBODY
    },
};
pub const SAM: Person = Person {
    id: UserId(201),
    rights: Rights {
        sales: true,
        ..NOBODY
    },
};
pub const BOSS: Person = Person {
    id: UserId(301),
    rights: Rights {
        manager: true,
        ..NOBODY
    },
};

impl Office {
    /// A company that is set up.
    pub async fn open() -> Self {
        let base = database().await;
        let company = Self::found(&base.pool, GuildId(1)).await;
        Self {
            base,
            company,
            seconds: AtomicI64::new(0),
        }
    }

    /// The company settles something.
    pub fn settles(&mut self, change: impl FnOnce(&mut Company)) {
        change(Arc::make_mut(&mut self.company));
    }

    /// What waits to be said, the oldest first: where, and what.
    pub async fn said(&self) -> Vec<(String, Alert)> {
        let rows: Vec<(String, sqlx::types::Json<Alert>)> =
            sqlx::query_as("select place, alert from outbox order by id")
                .fetch_all(self.pool())
                .await
                .expect("read");
        rows.into_iter().map(|(to, alert)| (to, alert.0)).collect()
    }

    /// Another company on the same database.
    pub async fn second(&self) -> Ask {
        let company = Self::found(self.pool(), GuildId(2)).await;
        Ask {
            company,
            ..self.ask(MIA)
        }
    }

    async fn found(pool: &PgPool, guild: GuildId) -> Arc<Company> {
        let mut conn = pool.acquire().await.expect("a connection");
        store::company::meet(&mut conn, guild, "Acme", start())
            .await
            .expect("met");
        let found = store::company::find(&mut conn, guild).await.expect("read");
        let company = Company {
            set_up_at: Some(start()),
            ..found.expect("just met")
        };
        store::company::update(&mut conn, &company)
            .await
            .expect("set up");
        company.into()
    }

    pub fn pool(&self) -> &PgPool {
        &self.base.pool
    }

    /// Time goes on.
    pub fn passes(&self, time: TimeDelta) {
        self.seconds.fetch_add(time.num_seconds(), Ordering::SeqCst);
    }

    /// Somebody asks, now.
    pub fn ask(&self, who: Person) -> Ask {
        Ask {
            company: Arc::clone(&self.company),
            who,
            event: None,
            now: start() + TimeDelta::seconds(self.seconds.load(Ordering::SeqCst)),
        }
    }

    /// The same by an event of Discord.
    pub fn ask_by(&self, who: Person, event: i64) -> Ask {
        Ask {
            event: Some(EventId(event)),
            ..self.ask(who)
        }
    }

    /// Adds a lead that nothing stands against.
    pub async fn adds(&self, who: Person, new: NewLead) -> Lead {
        match add::add(self.pool(), &self.ask(who), new).await {
            Ok(Added::Lead(changed)) => changed.lead,
            other => panic!("not added: {other:?}"),
        }
    }

    /// Leads by these numbers, at Interest, whom nobody looks after.
    pub async fn has_many(&self, conn: &mut PgConnection, from: i32, to: i32) {
        sqlx::query(
            "with one as (
                 insert into lead (guild_id, number, stage, stage_since, source, created_at, created_by)
                 select 1, n, 'interest', $3, 'blog', $3, 1 from generate_series($1, $2) n
             )
             insert into contact (guild_id, lead, is_primary, name)
             select 1, n, true, 'Person ' || n from generate_series($1, $2) n",
        )
        .bind(from)
        .bind(to)
        .bind(start())
        .execute(conn)
        .await
        .expect("leads");
    }

    /// Moves a lead.
    pub async fn moves(&self, who: Person, lead: LeadNumber, wish: Wish) -> Changed {
        match movement::move_lead(self.pool(), &self.ask(who), lead, &wish).await {
            Ok(Moved::Lead { changed, .. } | Moved::Lost(changed)) => changed,
            Ok(Moved::Won(won)) => won.changed,
            other => panic!("not moved: {other:?}"),
        }
    }

    /// A lead as it stands.
    pub async fn lead(&self, number: LeadNumber) -> Lead {
        let mut conn = self.pool().acquire().await.expect("a connection");
        let found = store::lead::find(&mut conn, self.company.guild, number).await;
        found.expect("read").expect("there")
    }
}

/// A Monday.
pub fn start() -> DateTime<Utc> {
    "2026-03-02T10:00:00Z".parse().expect("a time")
}

/// A lead with nothing but a name and a source.
pub fn named(name: &str) -> NewLead {
    NewLead {
        name: PersonName::parse(name).expect(name),
        email: None,
        phone: None,
        handle: None,
        organisation: None,
        source: line("blog"),
        campaign: None,
        stage: Stage::Awareness,
        value: None,
        note: None,
    }
}

/// A wish to move somewhere, with everything that could be asked for.
pub fn to(stage: Stage) -> Wish {
    Wish {
        to: stage,
        reason: Some(words("price")),
        rest_until: None,
        must_change: Some(words("a budget")),
        value: None,
        override_reason: None,
    }
}

pub fn email(text: &str) -> Option<Email> {
    Some(Email::parse(text).expect(text))
}

pub fn phone(text: &str) -> Option<Phone> {
    Some(Phone::parse(text).expect(text))
}

pub fn handle(text: &str) -> Option<Handle> {
    Some(Handle::parse(text).expect(text))
}

pub fn line(text: &str) -> OneLine {
    OneLine::parse(text).expect(text)
}

pub fn words(text: &str) -> Words {
    Words::parse(text).expect(text)
}

/// Words that nobody has said yet: the same ones at once would be asked about.
pub fn something_new() -> Words {
    static SAID: AtomicUsize = AtomicUsize::new(0);
    words(&format!("The {}th", SAID.fetch_add(1, Ordering::Relaxed)))
}

pub fn money(text: &str) -> Money {
    Money::parse(text).expect(text)
}

/// Why something was refused.
pub fn refused<T: std::fmt::Debug>(outcome: actions::Result<T>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => *refusal,
        other => panic!("not refused: {other:?}"),
    }
}
