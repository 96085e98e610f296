//! Answers to those who do something with leads.

use super::{name, show};
use crate::{
    actions::lead::{
        Changed, add::Added, assign::Assigned, movement::Moved, touch::Touched, undo::Undone,
        win::Won,
    },
    domain::{
        company::Company,
        ids::{DraftId, LeadNumber},
        lead::Edit,
        stage::{Stage, Team},
        text::escape,
        warmth::seen,
    },
    wording::{
        and,
        card::{Button, Card, Look, Tone},
        first, handoff, length, person, points,
        press::Press,
        refusal, time,
        timeline::whole_line,
    },
};

/// Entries that the answer to an undo names.
const UNDONE: usize = 5;

fn undo(changed: &Changed) -> Button {
    let press = Press::Undo {
        lead: changed.lead.number,
        entry: changed.entry,
    };
    Button::new("Undo", Look::Secondary, press)
}

/// Something was changed, and can be undone.
fn done(changed: &Changed, body: String) -> Card {
    Card::text(Tone::Done, body).buttons(vec![undo(changed), show(changed.lead.number)])
}

/// The same of a lead that may be lost: whoever works on it is told, and can take it up again.
fn done_on(changed: &Changed, body: String) -> Card {
    let lead = &changed.lead;
    if lead.stage != Stage::Lost {
        return done(changed, body);
    }
    let reason = lead.lost_reason.as_deref().map(escape);
    let body = format!(
        "{body}\n**It is lost**: {}. It can be taken up again.",
        reason.unwrap_or_default()
    );
    let reopen = Press::LeadReopen { lead: lead.number };
    let reopen = Button::new("Take it up again", Look::Primary, reopen);
    Card::text(Tone::Attention, body).buttons(vec![reopen, undo(changed), show(lead.number)])
}

/// A lead was added, or one like it is there.
pub fn added(added: &Added, company: &Company) -> Card {
    match added {
        Added::Lead(changed) => {
            let lead = &changed.lead;
            let next = if lead.stage == Stage::Intent {
                "Sales-sourced: it needs no handoff, and marketing is told.".to_owned()
            } else {
                format!(
                    "Note what makes it warmer with `/lead touch lead:{}`; \
                     at {} points it may go to sales.",
                    lead.number,
                    points(company.threshold)
                )
            };
            let body = format!("{} is added at **{}**.\n{next}", name(lead), lead.stage);
            Card::text(Tone::Done, body).buttons(vec![show(lead.number)])
        }
        Added::Like {
            refusal,
            lead,
            draft,
            create_anyway,
        } => {
            let mut card = refusal::card(refusal, Some(company));
            card.rows.clear();
            card.buttons(choices(*draft, *lead, *create_anyway))
        }
    }
}

/// What can be done with a draft that is like a lead.
fn choices(draft: DraftId, lead: LeadNumber, create_anyway: bool) -> Vec<Button> {
    let add_to = Press::DraftMerge { draft, lead };
    let mut buttons = vec![Button::new(format!("Add to {lead}"), Look::Primary, add_to)];
    if create_anyway {
        let create = Press::DraftCreate { draft };
        buttons.push(Button::new("Create anyway", Look::Secondary, create));
    }
    buttons.push(show(lead));
    buttons
}

/// A draft's values went to the lead that was there.
pub fn merged(changed: &Changed) -> Card {
    let body = format!(
        "Added to {}: empty fields are filled, and its history keeps what differed.",
        name(&changed.lead)
    );
    done_on(changed, body)
}

/// Fields were changed.
pub fn edited(changed: &Changed, edits: &[Edit]) -> Card {
    let fields: Vec<String> = edits.iter().map(|edit| edit.field().to_string()).collect();
    done_on(
        changed,
        format!("{}: changed {}.", name(&changed.lead), and(&fields)),
    )
}

/// A lead was touched.
pub fn touched(touched: &Touched, company: &Company) -> Card {
    let lead = &touched.changed.lead;
    let needs = company.threshold;
    let warm = |points: f64| seen(points) >= needs;
    let next = match lead.stage {
        Stage::Interest | Stage::Consideration if !warm(touched.before) && warm(touched.after) => {
            format!(
                "\nThat is warm enough for sales: `/handoff open lead:{}` hands it over.",
                lead.number
            )
        }
        Stage::Awareness if warm(touched.after) => format!(
            "\nThat is warm enough for sales; move it on first: \
             `/lead move lead:{} stage:Consideration`.",
            lead.number
        ),
        _ => String::new(),
    };
    let body = format!(
        "{}: {}. Warmth {} → **{}** of {}.{next}",
        name(lead),
        touched.kind.label(),
        points(touched.before),
        points(touched.after),
        points(needs)
    );
    done_on(&touched.changed, body)
}

/// A note was written.
pub fn noted(changed: &Changed) -> Card {
    done_on(changed, format!("Noted on {}.", name(&changed.lead)))
}

/// A lead got an owner.
pub fn assigned(assigned: &Assigned) -> Card {
    let lead = &assigned.changed.lead;
    let to = person(assigned.to.id);
    if assigned.accepted {
        let body = format!(
            "{to} has {} now: that accepted the handoff for them. It stands at **{}**.",
            name(lead),
            lead.stage
        );
        return Card::text(Tone::Done, body).buttons(vec![show(lead.number)]);
    }
    let team = assigned.team.label();
    let body = format!("{to} looks after {} for {team}.", name(lead));
    done(&assigned.changed, body)
}

/// A lead moved, waits for sales, was won, or was lost.
pub fn moved(moved: &Moved, company: &Company) -> Card {
    match moved {
        Moved::Lead {
            changed,
            from,
            stood,
        } => {
            let lead = &changed.lead;
            let rests = lead.rest_until.filter(|_| from.is_led_by(Team::Sales));
            let rests = rests.map(|until| {
                let until = time(until);
                format!("\nMarketing has it back. Nobody sells to it before {until}.")
            });
            let body = format!(
                "{}: {from} → **{}**, after {}.{}",
                name(lead),
                lead.stage,
                length(*stood),
                rests.unwrap_or_default()
            );
            done(changed, body)
        }
        Moved::HandoffOpened(handoff, lead, unread) => {
            handoff::opened(handoff, lead, company, unread.as_deref())
        }
        Moved::Won(won) => self::won(won),
        Moved::Lost(changed) => lost(changed),
    }
}

/// A deal was won; the answer to the one who won it.
pub fn won(won: &Won) -> Card {
    let body = format!(
        "Won: {} for **{}**. Both teams are told.",
        name(&won.changed.lead),
        won.value
    );
    done(&won.changed, body)
}

/// A lead was lost; the answer.
pub fn lost(changed: &Changed) -> Card {
    let lead = &changed.lead;
    let reason = lead.lost_reason.as_deref().map(escape);
    let body = format!(
        "{} is lost: {}. `/lead move lead:{} stage:Interest reason:…` takes it up again.",
        name(lead),
        reason.unwrap_or_default(),
        lead.number
    );
    done(changed, body)
}

/// Something was taken back.
pub fn undone(undone: &Undone) -> Card {
    let lead = &undone.changed.lead;
    let lines: Vec<String> = undone.entries.iter().map(whole_line).collect();
    let body = format!(
        "Taken back on {}, which stands at **{}**:\n{}",
        name(lead),
        lead.stage,
        first(&lines, UNDONE)
    );
    Card::text(Tone::Done, body).buttons(vec![show(lead.number)])
}
