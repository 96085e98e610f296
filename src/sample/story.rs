//! What happens to a lead on each path: steps, each some days after it was added.

use super::people::Path;
use crate::domain::{
    stage::Stage::{self, Consideration, Interest, Purchase},
    warmth::TouchKind::{self, *},
};

/// Something that is done to a lead.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Marketing gives it to somebody else of the team.
    Give,
    /// It is touched.
    Touch(TouchKind),
    /// Marketing writes something down.
    Note(&'static str),
    /// Sales writes something down.
    SalesNote(&'static str),
    /// It moves forward.
    Move(Stage),
    /// The deal is worth this much, in thousands.
    Worth(i64),
    /// Marketing offers it to sales.
    Offer(&'static str),
    /// Sales accepts after so many minutes of business time.
    Accept(i64),
    /// Sales sends it back.
    SendBack(&'static str),
    /// The deal is won.
    Win,
    /// It is lost: one of the company's reasons, and words.
    Lose(&'static str, &'static str),
    /// It goes back to marketing: why, and what must change.
    Recycle(&'static str, &'static str),
}

use Step::*;

/// The steps of a path, as (days after it was added, step). `turn` is the lead's place in the table: it
/// varies what is said and done, the same way each time.
pub(super) fn steps(path: Path, turn: usize) -> Vec<(f64, Step)> {
    let mut steps = Vec::new();
    match path {
        Path::Cold => {
            if turn.is_multiple_of(2) {
                steps.push((0.7, Touch(EmailOpened)));
            }
            return steps;
        }
        Path::BySales => {
            steps.extend([
                (
                    1.0,
                    SalesNote("Met through a customer; wants a demo with their own data."),
                ),
                (2.0, Worth(9)),
                (6.0, Touch(PricingAsked)),
                (
                    9.0,
                    SalesNote("Demo went well. They compare us with one other offer."),
                ),
            ]);
            return steps;
        }
        _ => steps.extend(warming(turn)),
    }
    if path == Path::Curious {
        steps.truncate(4 + turn % 2);
        return steps;
    }
    steps.extend(considering(path, turn));
    match path {
        Path::Considering => {
            steps.truncate(steps.len() - turn % 3);
            return steps;
        }
        Path::LostEarly => {
            steps.push((
                12.0,
                Lose("timing", "Asked us to come back when the year is over."),
            ));
            return steps;
        }
        Path::Offered => {
            steps.push((11.5, Note(QUESTIONS[(turn + 5) % QUESTIONS.len()])));
            return steps;
        }
        _ => {}
    }
    steps.push((11.0, Offer(OFFERS[turn % OFFERS.len()])));
    if path == Path::SentBack {
        steps.push((
            11.1,
            SendBack("Only wants the free course for now; nobody there decides before spring."),
        ));
        steps.push((
            14.0,
            Note("Talked again: budget is set in the spring. We keep sending the guide."),
        ));
        return steps;
    }
    // One in five is late; the rest are taken within two hours.
    let minutes = if turn.is_multiple_of(5) {
        300
    } else {
        12 + 17 * (turn as i64 % 6)
    };
    steps.push((11.0, Accept(minutes)));
    steps.push((13.0, SalesNote(CALLS[turn % CALLS.len()])));
    steps.push((14.0, Worth(4 + 3 * (turn as i64 % 7))));
    match path {
        Path::Taken => {}
        Path::Recycled => {
            steps.push((
                16.0,
                Recycle(
                    "Liked the demo, but the new plant opens only next year.",
                    "The plant's opening date is fixed",
                ),
            ));
        }
        Path::LostLate => {
            steps.push((17.0, SalesNote("They ask for a price that we cannot make.")));
            steps.push((
                19.0,
                Lose(
                    "competitor",
                    "Went with the cheaper offer; support mattered less than we thought.",
                ),
            ));
        }
        _ => {
            steps.push((17.0, Touch(FreeTrial)));
            steps.push((
                18.0,
                SalesNote("Contract is with their lawyer; two small changes."),
            ));
            steps.push((20.0, Move(Purchase)));
            if path == Path::Customer {
                steps.push((23.0, Win));
                steps.push((
                    30.0,
                    SalesNote("First check-in: all set up, two people trained."),
                ));
            }
        }
    }
    steps
}

/// From the first answer to interest.
fn warming(turn: usize) -> Vec<(f64, Step)> {
    let first = [NewsletterJoined, Course, SocialReply, TradeShow][turn % 4];
    let mut steps = vec![
        (1.0, Touch(first)),
        (2.0, Touch(EmailOpened)),
        (3.0, Move(Interest)),
        (4.0, Touch(EmailClicked)),
        (5.0, Touch(Webinar)),
    ];
    if turn % 5 == 2 {
        steps.insert(0, (0.2, Give));
    }
    steps
}

/// From interest to consideration, warm enough for sales.
fn considering(path: Path, turn: usize) -> [(f64, Step); 6] {
    // One in six asks for sales, and is hot. Those that wait now are not: they would be late in minutes.
    let last = if turn % 6 == 3 && path != Path::Offered {
        AskedForSales
    } else {
        FreeTrial
    };
    [
        (6.0, Note(QUESTIONS[turn % QUESTIONS.len()])),
        (6.5, Move(Consideration)),
        (7.0, Touch(PricingAsked)),
        (8.0, Note(QUESTIONS[(turn + 3) % QUESTIONS.len()])),
        (9.0, Touch(last)),
        (10.0, Touch(EmailClicked)),
    ]
}

const QUESTIONS: [&str; 7] = [
    "Asked whether the starter kit fits a team of eight.",
    "Wanted to know how long delivery takes to the islands.",
    "Asked for the difference between the two service plans.",
    "Has used a competitor's tool for three years; tired of its support.",
    "Asked for references in their trade.",
    "Wants to see how the safety certificate is kept up to date.",
    "Read the guide twice; asked which chapter is out of date.",
];

const OFFERS: [&str; 4] = [
    "They decide this quarter and asked about delivery twice.",
    "Two people there tried the trial; the head of purchasing joins the next call.",
    "Knows our prices. Please talk about the service plan first.",
    "Promised them an answer about references.",
];

const CALLS: [&str; 4] = [
    "First call: good fit. Demo on Thursday.",
    "Demo done. They want the service plan in writing.",
    "Called back at once; was glad that we knew what they had asked before.",
    "Demo with four people. Open question: training in their language.",
];
