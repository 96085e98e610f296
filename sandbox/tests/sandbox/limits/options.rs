//! The options of commands as a bot registers them.

use serde_json::{Value, json};

use super::{
    Comes::Fine,
    all, between, choice,
    commands::{ill_named, one, option, registers, with},
    fault, high, low, many, most, required, text,
};

/// The largest whole number that every client can hold.
const LARGEST: i64 = (1 << 53) - 1;

#[tokio::test]
async fn options_and_choices() {
    let of = |count: usize| with(&many(count, |n| option(json!({ "name": format!("o{n}") }))));
    let choices = |count: usize| {
        one(json!({ "choices": many(count, |n| json!({ "name": format!("c{n}"), "value": "v" })) }))
    };
    let chosen = |kind: u8, name: Value, value: Value| {
        one(json!({ "type": kind, "choices": [{ "name": name, "value": value }] }))
    };
    let (name, value) = ("options.0.choices.0.name", "options.0.choices.0.value");
    let both = |part: &str| {
        fault(
            &format!("options.0.{part}"),
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 2.",
        )
    };
    #[rustfmt::skip]
    registers(vec![
        ("25 options", of(25), Fine),
        ("26 options", of(26), most("options", 25)),
        ("every type", with(&many(9, |n| option(json!({ "type": n + 3, "name": format!("o{n}") })))), Fine),
        ("a type beyond", one(json!({ "type": 12 })), choice("options.0.type", "{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}")),
        ("no type", one(json!({ "type": null })), required("options.0.type")),
        ("a name of 33", one(json!({ "name": "n".repeat(33) })), between("options.0.name", 1, 32)),
        ("a name of two words", one(json!({ "name": "a b" })), all(vec![fault("options.0.name", "STRING_TYPE_REGEX", "String value did not match validation regex."), ill_named("options.0.name")])),
        ("a description of 101", one(json!({ "description": text(101) })), between("options.0.description", 1, 100)),
        ("a name twice", with(&[option(json!({})), option(json!({}))]), fault("options.1", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name o is already used in these options")),
        ("required before optional", with(&[option(json!({ "required": true })), option(json!({ "name": "p" }))]), Fine),
        ("required after optional", with(&[option(json!({})), option(json!({ "name": "p", "required": true }))]),
            fault("options.1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")),
        ("an option that is a text", with(&[json!("x")]), fault("options.0", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")),
        ("25 choices", choices(25), Fine),
        ("26 choices", choices(26), most("options.0.choices", 25)),
        ("a choice of 100", chosen(3, json!(text(100)), json!(text(100))), Fine),
        ("a choice of 101", chosen(3, json!(text(101)), json!(text(101))), all(vec![between(name, 1, 100), between(value, 1, 100)])),
        ("a choice of nothing", one(json!({ "choices": [{}] })), all(vec![required(name), required(value)])),
        ("a choice twice", one(json!({ "choices": [{ "name": "c", "value": "a" }, { "name": "c", "value": "b" }] })),
            fault("options.0.choices.1", "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Option choice name already exists")),
        ("the largest number", chosen(4, json!("c"), json!(LARGEST)), Fine),
        ("a number beyond", chosen(4, json!("c"), json!(LARGEST + 1)), high(value, LARGEST)),
        ("a number below", chosen(4, json!("c"), json!(-LARGEST - 1)), low(value, -LARGEST)),
        ("a number with a point", chosen(10, json!("c"), json!(1.5)), Fine),
        ("a point where none may be", chosen(4, json!("c"), json!(1.5)), fault(value, "NUMBER_TYPE_COERCE", "Value \"1.5\" is not int.")),
        ("a text for a number", chosen(10, json!("c"), json!("one")), fault(value, "NUMBER_TYPE_COERCE", "Value \"one\" is not float.")),
        ("a number for a text", chosen(3, json!("c"), json!(1)), fault(value, "STRING_TYPE_CONVERT", "Could not interpret \"1\" as string.")),
        ("choices of people", chosen(6, json!("c"), json!("1")), fault("options.0.choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "Choices are not valid for this option type")),
        ("completed", one(json!({ "autocomplete": true })), Fine),
        ("completed and chosen", one(json!({ "autocomplete": true, "choices": [{ "name": "c", "value": "v" }] })),
            fault("options.0.autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", "Autocomplete is not valid for this option")),
        ("people completed", one(json!({ "type": 6, "autocomplete": true })),
            fault("options.0.autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", "Autocomplete is not valid for this option")),
        ("lengths from 0 to 6000", one(json!({ "min_length": 0, "max_length": 6000 })), Fine),
        ("a length from 6001", one(json!({ "min_length": 6001 })), high("options.0.min_length", 6000)),
        ("a length to 0", one(json!({ "max_length": 0 })), low("options.0.max_length", 1)),
        ("a length to 6001", one(json!({ "max_length": 6001 })), high("options.0.max_length", 6000)),
        ("a length from 3 to 2", one(json!({ "min_length": 3, "max_length": 2 })), both("min_length")),
        ("values from -2 to 2", one(json!({ "type": 4, "min_value": -2, "max_value": 2 })), Fine),
        ("values with points", one(json!({ "type": 10, "min_value": 0.5, "max_value": 1.5 })), Fine),
        ("values with points where none may be", one(json!({ "type": 4, "min_value": 0.5 })), fault("options.0.min_value", "NUMBER_TYPE_COERCE", "Value \"0.5\" is not int.")),
        ("a value beyond", one(json!({ "type": 4, "max_value": LARGEST + 1 })), high("options.0.max_value", LARGEST)),
        ("channels", one(json!({ "type": 7, "channel_types": [0, 5] })), Fine),
        ("channels of no kind", one(json!({ "type": 7, "channel_types": [99] })), choice("options.0.channel_types.0", "{0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 15, 16}")),
    ])
    .await;
}

#[tokio::test]
async fn subcommands_and_groups() {
    let sub = |name: &str, options: Value| json!({ "type": 1, "name": name, "description": "d", "options": options });
    let group = |name: &str, options: Value| json!({ "type": 2, "name": name, "description": "d", "options": options });
    let typed = "{3, 4, 5, 6, 7, 8, 9, 10, 11}";
    let mixed = |path: &str| {
        let words = "Sub-command and sub-command group option types are mutually exclusive to all other types";
        fault(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words)
    };
    let of = |count: usize| json!(many(count, |n| option(json!({ "name": format!("o{n}") }))));
    #[rustfmt::skip]
    registers(vec![
        ("a subcommand", with(&[sub("s", of(25))]), Fine),
        ("a group of subcommands", with(&[group("g", json!([sub("s", of(1))])), sub("t", of(1))]), Fine),
        ("26 options of a subcommand", with(&[sub("s", of(26))]), most("options.0.options", 25)),
        ("26 subcommands", with(&many(26, |n| sub(&format!("s{n}"), json!([])))), most("options", 25)),
        ("a subcommand beside an option", with(&[sub("s", json!([])), option(json!({}))]), mixed("options.1")),
        ("a subcommand in a subcommand", with(&[sub("s", json!([sub("t", json!([]))]))]), choice("options.0.options.0.type", typed)),
        ("a group in a group", with(&[group("g", json!([group("h", json!([]))]))]), choice("options.0.options.0.type", "{1}")),
        ("an option in a group", with(&[group("g", json!([option(json!({}))]))]), choice("options.0.options.0.type", "{1}")),
        ("a name twice in a subcommand", with(&[sub("s", json!([option(json!({})), option(json!({}))]))]),
            fault("options.0.options.1", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name o is already used in these options")),
        ("a name in capitals, deep", with(&[group("g", json!([sub("s", json!([option(json!({ "name": "Big" }))]))]))]), ill_named("options.0.options.0.options.0.name")),
        ("required after optional, deep", with(&[sub("s", json!([option(json!({})), option(json!({ "name": "p", "required": true }))]))]),
            fault("options.0.options.1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")),
    ])
    .await;
}
