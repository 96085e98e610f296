//! Every "no", typed. What people read is made of it in `wording::refusal`; each says what to do.

use chrono::{DateTime, Utc};

use super::{
    field::{FieldError, Money},
    handoff::{HandoffState, Missing},
    ids::{LeadNumber, UserId},
    lead::{Field, WonDeal},
    promotion::Standing,
    stage::{Stage, Team},
};

/// Why something was refused. Nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    // -- who --
    /// They have none of Tandem's roles.
    NoRole,
    /// It takes "Manage Server" or the manager role.
    NotAdmin,
    /// It takes the manager role.
    NotManager,
    /// It takes the other team's role.
    WrongTeam {
        /// Whose.
        needed: Team,
    },
    /// The stage is led by another team; this one can see, note, touch and edit, not move.
    StageLedByOthers {
        /// Which.
        stage: Stage,
    },
    /// `/setup` was not finished.
    NotSetUp,
    /// Used in a direct message.
    NotInAServer,

    // -- what was typed --
    /// A field does not hold what it must.
    BadField(FieldError),
    /// A date or time could not be read, or does not exist.
    BadWhen {
        /// Which option.
        option: &'static str,
        /// What is wrong.
        error: super::local::WhenError,
    },
    /// Business hours could not be read.
    BadHours(super::hours::HoursError),
    /// No such time zone.
    BadZone {
        /// What was typed.
        typed: String,
        /// Zones with a name like it.
        near: Vec<&'static str>,
    },
    /// A number that is out of its range.
    OutOfRange {
        /// Which option or setting.
        option: &'static str,
        /// The least allowed.
        least: i64,
        /// The most allowed.
        most: i64,
    },
    /// A choice that is not among those offered.
    UnknownChoice {
        /// Which option or setting.
        option: &'static str,
        /// What may be chosen.
        choices: Vec<String>,
    },
    /// A command that changes nothing was given nothing to change.
    NothingToDo {
        /// An example of what to type.
        example: &'static str,
    },
    /// A reason is required.
    ReasonNeeded,

    // -- leads --
    /// There is no such lead in this company.
    NoSuchLead {
        /// What was typed.
        typed: String,
    },
    /// Another lead has the email.
    EmailTaken {
        /// Which.
        lead: LeadNumber,
        /// Its person's name.
        name: String,
    },
    /// Another lead has the phone number or handle; "create anyway" is allowed.
    SeenBefore {
        /// Which field is the same.
        field: Field,
        /// Which lead has it.
        lead: LeadNumber,
        /// Its person's name.
        name: String,
    },
    /// Nobody adds a lead that far down the funnel.
    TooFarToAdd {
        /// Where it was to start.
        stage: Stage,
        /// The last stage at which they may add.
        latest: Stage,
    },
    /// It stands there already.
    AlreadyThere {
        /// Where.
        stage: Stage,
    },
    /// There is no such move.
    NoSuchMove {
        /// Where it stands.
        from: Stage,
        /// Where it was to go.
        to: Stage,
    },
    /// The lead is not warm or complete enough for sales; a manager may override.
    NotReady {
        /// Which lead.
        lead: LeadNumber,
        /// What it lacks.
        missing: Vec<Missing>,
    },
    /// A handoff of it waits already.
    HandoffPending {
        /// Which lead.
        lead: LeadNumber,
    },
    /// Purchase and winning need an open deal with a value.
    NoDealValue {
        /// Which lead.
        lead: LeadNumber,
    },
    /// It is won already: a repeat makes nothing. A further deal of a customer is asked for once more.
    WonAlready {
        /// Which lead.
        lead: LeadNumber,
        /// The deal that was won last.
        won: WonDeal,
        /// What a further deal would be worth.
        further: Option<Money>,
    },
    /// Recycling needs a reason and what must change.
    RecycleIncomplete,
    /// Recycled too often: it takes a manager.
    RecycledTooOften {
        /// How often already.
        times: i16,
    },
    /// Not one of the company's reasons for a loss.
    NotALossReason {
        /// Those there are.
        reasons: Vec<String>,
    },
    /// The person is not on the team that the lead is to be assigned to.
    NotOnTeam {
        /// Who.
        user: UserId,
        /// Which team.
        team: Team,
    },
    /// There is nothing to undo, or it has been undone already.
    NothingToUndo {
        /// On which lead.
        lead: LeadNumber,
    },
    /// It was somebody else's doing; a manager may undo it.
    NotYoursToUndo {
        /// On which lead.
        lead: LeadNumber,
        /// Whose.
        by: Option<UserId>,
    },
    /// Too long ago, or something depends on it.
    CannotUndo {
        /// On which lead.
        lead: LeadNumber,
        /// Why not.
        why: UndoBar,
    },
    /// What the button or form was for has changed since.
    LeadMovedOn {
        /// Which lead.
        lead: LeadNumber,
        /// Where it stands now.
        stage: Stage,
    },
    /// The draft behind a button has been used or has lapsed.
    DraftGone,
    /// A rest that would be over already.
    RestOver {
        /// When it would have ended.
        until: DateTime<Utc>,
    },

    // -- handoffs --
    /// No handoff of this lead waits.
    NoHandoff {
        /// Which lead.
        lead: LeadNumber,
    },
    /// Somebody was faster, or it ended otherwise.
    HandoffClosed {
        /// Which lead.
        lead: LeadNumber,
        /// How it ended.
        state: HandoffState,
        /// Who has it or who ended it.
        by: Option<UserId>,
    },
    /// The company is never open, so no time to accept can run.
    NeverOpen,

    // -- promotions --
    /// There is no such promotion in this company.
    NoSuchPromotion {
        /// What was typed.
        typed: String,
    },
    /// Its end is not after its start, or lies in the past.
    BadWindow {
        /// The start.
        starts_at: DateTime<Utc>,
        /// The end.
        ends_at: DateTime<Utc>,
        /// The end lies in the past.
        past: bool,
    },
    /// It was edited since the button was shown.
    PromotionChanged {
        /// Which.
        code: String,
    },
    /// No key is missing.
    PromotionNotWaiting {
        /// Which.
        code: String,
        /// How it stands.
        standing: Standing,
    },
    /// Two keys, of different people.
    OwnPromotion {
        /// Which.
        code: String,
    },
    /// Another promotion with this code is agreed for an overlapping time.
    CodeTaken {
        /// Which.
        code: String,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// It is over or withdrawn already.
    PromotionOver {
        /// Which.
        code: String,
        /// How it stands.
        standing: Standing,
    },
}

/// Why an entry cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoBar {
    /// More than 10 minutes ago, and not the last move.
    TooLate,
    /// Something that came after depends on it.
    Dependent,
    /// Sales accepted the handoff.
    Accepted,
    /// This kind of entry cannot be taken back.
    Kind,
    /// What it was before is not kept any more.
    Forgotten,
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        Self::BadField(error)
    }
}
