//! Bodies held against Discord's limits, without a look at the world. What is wrong is gathered, each
//! fault at its path, and told together in Discord's own words.

pub mod button;
pub mod command;
pub mod components;
pub mod embeds;
mod field;
pub mod files;
pub mod mentions;
pub mod modal;
pub mod option;
pub mod select;

pub use self::field::Field;

use std::cell::RefCell;

use serde_json::{Value, json};

use super::refusal::Refused;

/// What is wrong in a body so far.
#[derive(Debug, Default)]
pub struct Form {
    faults: RefCell<Value>,
    /// What Discord has and the sandbox has not.
    absent: RefCell<Option<&'static str>>,
}

impl Form {
    /// A body as a field of this form. `under` goes before the paths of its faults: "data" in a callback.
    pub fn body<'a>(&'a self, body: &'a Value, under: &str) -> Field<'a> {
        let path = under.split('.').filter(|part| !part.is_empty());
        Field::new(self, path.map(str::to_owned).collect(), body)
    }

    /// Nothing, or everything that is wrong.
    pub fn finish(&self) -> Result<(), Refused> {
        match self.faults.take() {
            Value::Null => match self.absent.take() {
                None => Ok(()),
                Some(what) => Err(Refused::not_here_yet(what)),
            },
            mut faults => {
                prune(&mut faults);
                Err(Refused::faults(faults))
            }
        }
    }

    fn fault(&self, path: &[String], code: &str, message: &str) {
        let mut faults = self.faults.borrow_mut();
        let mut at = &mut *faults;
        // A field of that name would be taken for the list of its parent's faults: it is told there.
        for part in path.iter().take_while(|part| *part != "_errors") {
            at = &mut at[part.as_str()];
        }
        let fault = json!({ "code": code, "message": message });
        match &mut at["_errors"] {
            Value::Array(list) => list.push(fault),
            none => *none = json!([fault]),
        }
    }
}

/// Discord tells of a part either what is wrong with it or what is wrong in it, never both: a list of a
/// wrong length is not looked into, and a whole is weighed when its parts are sound.
fn prune(faults: &mut Value) {
    let Some(map) = faults.as_object_mut() else {
        return;
    };
    if map.len() > 1
        && let Some(own) = map.get("_errors")
    {
        let first = own.as_array().into_iter().flatten();
        let mut codes = first.filter_map(|fault| fault["code"].as_str());
        if codes.any(|code| code.starts_with("BASE_TYPE_")) {
            map.retain(|key, _| key == "_errors");
        } else {
            map.remove("_errors");
        }
    }
    map.values_mut().for_each(prune);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_called_errors_is_told_with_its_parents_faults() {
        let (form, body) = (Form::default(), json!({}));
        let parent = form.body(&body, "").at("a");
        parent.wrong("WRONG", "wrong");
        parent.at("_errors").at("b").wrong("WORSE", "worse");
        let refused = form.finish().expect_err("two faults");
        let told = format!("{refused:?}");
        assert!(told.contains("WRONG") && told.contains("WORSE"), "{told}");
    }
}
