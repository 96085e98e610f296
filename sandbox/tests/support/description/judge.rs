//! One value against one schema: what is wrong, what the schema does not know, which deviations mattered.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Evaluation, OutputUnit, ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use super::document::Description;

/// A verdict.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What is wrong, each with its place in the value.
    pub faults: Vec<String>,
    /// The deviations that the verdict hangs on, by their reason.
    pub deviations: BTreeSet<&'static str>,
}

/// Judges a value by the schema that stands at a place of the document.
pub fn judge(description: &Description, pointer: &str, value: &Value) -> Verdict {
    let validator = description.validator(pointer);
    let evaluation = validator.evaluate(value);
    let mut verdict = Verdict::default();
    used(
        description,
        &evaluation.root(),
        value,
        &mut verdict.deviations,
    );
    if evaluation.flag().valid {
        verdict.faults = unknown(&evaluation, value);
    } else {
        for error in validator.iter_errors(value) {
            explain(&error, &mut verdict.faults);
        }
    }
    verdict
}

/// An error in words; of alternatives, those of the one that the value nearly is.
fn explain(error: &ValidationError<'_>, faults: &mut Vec<String>) {
    let nearest = match error.kind() {
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            // The one that says which kind of thing it is weighs most.
            let distance = |errors: &&Vec<ValidationError<'_>>| {
                let kind = format!("{}/type", error.instance_path());
                let other = errors
                    .iter()
                    .filter(|inner| {
                        inner.instance_path().as_str() == kind
                            || inner.instance_path() == error.instance_path()
                                && matches!(inner.kind(), ValidationErrorKind::Type { .. })
                    })
                    .count();
                (other, errors.len())
            };
            context.iter().min_by_key(distance)
        }
        _ => None,
    };
    match nearest {
        Some(errors) if !errors.is_empty() => {
            for inner in errors {
                explain(inner, faults);
            }
        }
        _ => {
            let mut words = error.to_string();
            // Beginning and end: between them stands the value.
            if let Some((end, _)) = words.char_indices().rev().nth(130)
                && let Some((start, _)) = words.char_indices().nth(110)
                && start < end
            {
                words.replace_range(start..end, " … ");
            }
            faults.push(format!("{}: {words}", error.instance_path()));
        }
    }
}

/// Fields that no schema that applied knows of: Discord's schemas allow any, and a client that reads
/// them, or a sandbox that tells them, is wrong all the same.
fn unknown(evaluation: &Evaluation, value: &Value) -> Vec<String> {
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    collect(&evaluation.root(), &mut known);
    let mut faults = Vec::new();
    for (place, names) in known {
        let Some(object) = value.pointer(place).and_then(Value::as_object) else {
            continue;
        };
        for name in object.keys().filter(|name| !names.contains(name.as_str())) {
            faults.push(format!("{place}/{name}: a field that is not described"));
        }
    }
    faults
}

/// The fields that each object's schemas know, through the parts that are valid.
fn collect<'a>(unit: &OutputUnit<'a>, known: &mut BTreeMap<&'a str, BTreeSet<&'a str>>) {
    if !unit.valid() {
        return;
    }
    let keyword = unit
        .schema_location()
        .rsplit('/')
        .next()
        .unwrap_or_default();
    if matches!(
        keyword,
        "properties" | "additionalProperties" | "patternProperties"
    ) {
        let names = known.entry(unit.instance_location().as_str()).or_default();
        let listed = unit
            .annotations()
            .and_then(|names| names.value().as_array());
        names.extend(listed.into_iter().flatten().filter_map(Value::as_str));
    }
    for child in unit.children() {
        collect(&child, known);
    }
}

/// The deviations that made a difference somewhere below.
fn used(
    description: &Description,
    unit: &OutputUnit<'_>,
    value: &Value,
    found: &mut BTreeSet<&'static str>,
) {
    let place = unit
        .schema_location()
        .rsplit('#')
        .next()
        .unwrap_or_default()
        .replace("%7B", "{")
        .replace("%7D", "}")
        .replace("%5B", "[")
        .replace("%5D", "]");
    if let Some(part) = value.pointer(unit.instance_location().as_str()) {
        found.extend(description.deviation(&place, part, unit.valid()));
    }
    for child in unit.children() {
        used(description, &child, value, found);
    }
}
