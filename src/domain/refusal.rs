//! Every "no", typed, by its subject. What people read is made of it in `wording::refusal`; each says what
//! to do. A subject's own file says why it refuses; here they come together.

use super::field::FieldError;
pub use super::{
    access::AccessRefusal,
    company::CompanyRefusal,
    handoff::HandoffRefusal,
    lead::LeadRefusal,
    promotion::PromotionRefusal,
    typed::TypedRefusal,
    undo::{UndoBar, UndoRefusal},
};

/// Why something was refused. Nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// Who asks.
    Access(AccessRefusal),
    /// The company that they ask in.
    Company(CompanyRefusal),
    /// What was typed.
    Typed(TypedRefusal),
    /// The lead.
    Lead(LeadRefusal),
    /// What was to be taken back.
    Undo(UndoRefusal),
    /// The handoff.
    Handoff(HandoffRefusal),
    /// The promotion.
    Promotion(PromotionRefusal),
    /// What a button or form was for has been used, or is gone.
    Gone,
}

macro_rules! from {
    ($($subject:ident($refusal:ident)),*) => {$(
        impl From<$refusal> for Refusal {
            fn from(refusal: $refusal) -> Self {
                Self::$subject(refusal)
            }
        }
    )*};
}

from!(
    Access(AccessRefusal),
    Company(CompanyRefusal),
    Typed(TypedRefusal),
    Lead(LeadRefusal),
    Undo(UndoRefusal),
    Handoff(HandoffRefusal)
);

impl From<PromotionRefusal> for Refusal {
    fn from(refusal: PromotionRefusal) -> Self {
        match refusal {
            PromotionRefusal::Access(refusal) => Self::Access(refusal),
            refusal => Self::Promotion(refusal),
        }
    }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        Self::Typed(error.into())
    }
}
