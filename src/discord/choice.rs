//! The domain's own enums as choices of an option. A choice is sent by its place in the list, so an enum's
//! `ALL` is also the order in which people see it.

use std::borrow::Cow;

use crate::{
    domain::{
        access::Role,
        alert::Place,
        stage::{Stage, Team},
        warmth::TouchKind,
    },
    wording,
};

macro_rules! choices {
    ($($ty:ty: $word:ident, $shown:expr);+ $(;)?) => {
        $(impl poise::ChoiceParameter for $ty {
            fn list() -> Cow<'static, [poise::CommandParameterChoice]> {
                let choice = |one: &Self| poise::CommandParameterChoice {
                    __non_exhaustive: (),
                    name: Cow::from($shown(*one)),
                    localizations: Cow::Borrowed(&[]),
                };
                Self::ALL.iter().map(choice).collect()
            }

            fn from_index(index: usize) -> Option<Self> {
                Self::ALL.get(index).copied()
            }

            fn from_name(name: &str) -> Option<Self> {
                let is_it = |one: &Self| name.eq_ignore_ascii_case(one.$word());
                Self::ALL.iter().copied().find(is_it)
            }

            fn name(&self) -> &'static str {
                self.$word()
            }

            fn localized_name(&self, _: &str) -> Option<&'static str> {
                None
            }
        })+
    };
}

choices! {
    Stage: label, Stage::label;
    Team: label, Team::label;
    Role: label, Role::label;
    Place: key, Place::key;
    TouchKind: label, worth;
}

/// A kind of touch, with what it is worth.
fn worth(kind: TouchKind) -> String {
    let points = wording::points(kind.default_points());
    format!("{} ({points})", kind.label())
}

#[cfg(test)]
mod tests {
    use poise::ChoiceParameter;

    use super::*;

    #[test]
    fn a_choice_is_the_one_that_is_shown_at_its_place() {
        let shown: Vec<_> = TouchKind::list()
            .iter()
            .map(|it| it.name.to_string())
            .collect();
        assert_eq!(shown[7], "webinar (20)");
        assert_eq!(TouchKind::from_index(7), Some(TouchKind::Webinar));
        assert_eq!(TouchKind::from_index(11), None);
        assert_eq!(Stage::from_name("post-purchase"), Some(Stage::PostPurchase));
        assert!(shown.len() <= 25);
    }
}
