//! What Discord fills in and leaves out when it tells somebody's own things back.

use serde_json::{Value, json};

/// Rows of a message: every component has a number that is its own in the message, and a list says how
/// many may be chosen.
pub fn rows(rows: &mut [Value]) {
    let mut taken = Vec::new();
    each(rows, &mut |component| {
        taken.extend(component["id"].as_i64().filter(|id| *id > 0));
    });
    let mut next = 1;
    each(rows, &mut |component| {
        if component["id"].as_i64().unwrap_or(0) == 0 {
            while taken.contains(&next) {
                next += 1;
            }
            component["id"] = json!(next);
            next += 1;
        }
        if matches!(component["type"].as_u64(), Some(3 | 5..=8)) {
            for bound in ["min_values", "max_values"] {
                if component[bound].is_null() {
                    component[bound] = json!(1);
                }
            }
        }
    });
}

/// Visits the rows and what is in them, in order.
fn each(components: &mut [Value], visit: &mut impl FnMut(&mut Value)) {
    for component in components {
        visit(component);
        if let Some(inner) = component["components"].as_array_mut() {
            each(inner, visit);
        } else if component["components"].is_null()
            && let Some(component) = component.as_object_mut()
        {
            component.remove("components");
        }
    }
}

/// Options of a command: of the fields that every option may name, those that mean something for its
/// type.
pub fn options(options: &mut Value) {
    for option in options.as_array_mut().into_iter().flatten() {
        let kind = option["type"].as_u64().unwrap_or_default();
        let Some(fields) = option.as_object_mut() else {
            continue;
        };
        let fits = |field: &str| match field {
            "options" => matches!(kind, 1 | 2),
            "choices" | "autocomplete" => matches!(kind, 3 | 4 | 10),
            "min_value" | "max_value" => matches!(kind, 4 | 10),
            "min_length" | "max_length" => kind == 3,
            "channel_types" => kind == 7,
            "required" => kind > 2,
            _ => true,
        };
        fields.retain(|field, value| fits(field) && !value.is_null());
        if let Some(inner) = fields.get_mut("options") {
            self::options(inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_get_numbers_of_their_own() {
        let mut given = [
            json!({ "type": 1, "components": [{ "type": 2 }, { "type": 2, "id": 1 }] }),
            json!({ "type": 1, "id": 0, "components": [{ "type": 3 }] }),
        ];
        rows(&mut given);
        let told = [
            json!({ "type": 1, "id": 2, "components": [{ "type": 2, "id": 3 }, { "type": 2, "id": 1 }] }),
            json!({ "type": 1, "id": 4, "components": [{ "type": 3, "id": 5, "min_values": 1, "max_values": 1 }] }),
        ];
        assert_eq!(given, told);
    }

    #[test]
    fn options_keep_what_means_something() {
        let mut given = json!([
            { "type": 1, "name": "a", "choices": [], "options": [
                { "type": 3, "name": "b", "required": true, "options": [], "choices": [], "max_length": 5, "min_value": null },
                { "type": 7, "name": "c", "autocomplete": false, "channel_types": [0] } ] },
        ]);
        options(&mut given);
        let told = json!([
            { "type": 1, "name": "a", "options": [
                { "type": 3, "name": "b", "required": true, "choices": [], "max_length": 5 },
                { "type": 7, "name": "c", "channel_types": [0] } ] },
        ]);
        assert_eq!(given, told);
    }
}
