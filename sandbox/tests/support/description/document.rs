//! The description itself: its operations, and validators of its schemas.

use std::{
    collections::HashMap,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use jsonschema::{Registry, Validator};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::deviations::DEVIATIONS;

/// What the document is called where schemas refer to each other.
const NAME: &str = "urn:discord";

/// Where the schemas that a deviation replaces are kept, to see whether it made a difference.
const REPLACED: &str = "/x-replaced";

/// Discord's description, with the deviations in it.
pub struct Description {
    document: &'static Value,
    registry: &'static Registry<'static>,
    operations: Vec<Operation>,
    /// The places of deviations: each with its number and its reason.
    places: HashMap<String, (usize, &'static str)>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// A method on a path.
#[derive(Debug)]
pub struct Operation {
    /// In capitals.
    pub method: String,
    /// With its parameters in braces.
    pub template: String,
    /// Where in the document it stands.
    pub at: String,
}

impl Operation {
    /// How it is told: method and path.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }
}

/// The description, if this machine has it.
///
/// # Panics
/// When it is required and absent, or unreadable.
pub fn description() -> Option<&'static Description> {
    static LOADED: OnceLock<Option<Description>> = OnceLock::new();
    LOADED
        .get_or_init(|| {
            let path = std::env::var_os("DISCORD_OPENAPI")
                .filter(|path| !path.is_empty())
                .map_or_else(beside, PathBuf::from);
            if let Ok(text) = std::fs::read_to_string(&path) {
                let document = serde_json::from_str(&text).expect("the description is JSON");
                return Some(Description::new(document));
            }
            let words = format!("Discord's HTTP description is not at {}", path.display());
            let required = std::env::var("TANDEM_OPENAPI").is_ok_and(|value| value == "required");
            assert!(!required, "{words}; name it in DISCORD_OPENAPI");
            // Past the test runner, which keeps what a passing test prints to itself.
            let _ = writeln!(
                std::io::stderr(),
                "\n!! LEFT OUT: {words}.\n!! Nothing is held against it. Name it in DISCORD_OPENAPI.\n"
            );
            None
        })
        .as_ref()
}

/// Beside the repository, whose packages are its folder and one in it.
fn beside() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let above = |up: &str| package.join(up).join("shared/discord/openapi.json");
    let (near, far) = (above(".."), above("../.."));
    if far.is_file() { far } else { near }
}

impl Description {
    fn new(mut document: Value) -> Self {
        let (mut replaced, mut places) = (Vec::new(), HashMap::new());
        for deviation in DEVIATIONS {
            for at in deviation.places() {
                if deviation.adds && document.pointer(&at).is_some() {
                    continue;
                }
                let new = serde_json::from_str(deviation.schema).expect(deviation.because);
                let old = put(&mut document, &at, new);
                assert_eq!(old.is_none(), deviation.adds, "{at}");
                places.insert(at, (replaced.len(), deviation.because));
                replaced.push(old);
            }
        }
        document["x-replaced"] = replaced.into_iter().map(|old| json!(old)).collect();
        sharpen(&mut document);
        let operations = operations(&document);
        let document: &'static Value = Box::leak(Box::new(document));
        let registry = Registry::new()
            .add(NAME, document)
            .and_then(|registry| registry.prepare())
            .expect("the description's references");
        Self {
            document,
            registry: Box::leak(Box::new(registry)),
            operations,
            places,
            validators: Mutex::default(),
        }
    }

    /// All operations, in the document's order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation of a request, with its path's parameters. A literal part of a template goes before
    /// a parameter.
    pub fn find(&self, method: &str, path: &str) -> Option<(&Operation, Vec<(String, String)>)> {
        // discord.js writes `%40original`.
        let given: Vec<_> = path
            .split('/')
            .map(|part| percent_decode_str(part).decode_utf8_lossy())
            .collect();
        let fits = |operation: &&Operation| {
            let template: Vec<&str> = operation.template.split('/').collect();
            operation.method == method
                && template.len() == given.len()
                && template
                    .iter()
                    .zip(&given)
                    .all(|(part, given)| part.starts_with('{') || part == given)
        };
        let literal = |operation: &&Operation| -> Vec<bool> {
            operation
                .template
                .split('/')
                .map(|part| !part.starts_with('{'))
                .collect()
        };
        let operation = self.operations().iter().filter(fits).max_by_key(literal)?;
        let parameters = operation
            .template
            .split('/')
            .zip(given)
            .filter_map(|(part, given)| {
                let name = part.strip_prefix('{')?.strip_suffix('}')?;
                Some((name.to_owned(), given.into_owned()))
            });
        Some((operation, parameters.collect()))
    }

    /// What stands somewhere in the document, through references.
    pub fn at(&self, pointer: &str) -> Option<(String, &Value)> {
        let found = self.document.pointer(pointer)?;
        match found["$ref"].as_str().and_then(|to| to.strip_prefix('#')) {
            Some(to) => self.at(to),
            None => Some((pointer.to_owned(), found)),
        }
    }

    /// The validator of the schema that stands there.
    ///
    /// # Panics
    /// When there is no schema: a name here is misspelt.
    pub fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut known = self
            .validators
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = known.get(pointer) {
            return Arc::clone(validator);
        }
        // A part of an address cannot hold braces.
        let fragment = pointer.replace('{', "%7B").replace('}', "%7D");
        let schema = json!({ "$ref": format!("{NAME}#{fragment}") });
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .with_registry(self.registry)
            .should_validate_formats(true)
            .build(&schema)
            .unwrap_or_else(|error| panic!("{pointer}: {error}"));
        let validator = Arc::new(validator);
        known.insert(pointer.to_owned(), Arc::clone(&validator));
        validator
    }

    /// The reason of the deviation at a place, when it makes a difference to a value: the place was empty
    /// before, or what stood there says otherwise than `now`.
    pub fn deviation(&self, place: &str, value: &Value, now: bool) -> Option<&'static str> {
        let (number, because) = self.places.get(place)?;
        let before = format!("{REPLACED}/{number}");
        let empty = self.document.pointer(&before).is_none_or(Value::is_null);
        (empty || self.validator(&before).is_valid(value) != now).then_some(because)
    }
}

/// Puts a schema into the document; gives what stood there.
fn put(document: &mut Value, at: &str, schema: Value) -> Option<Value> {
    let (parent, name) = at.rsplit_once('/').expect("a pointer");
    if document.pointer(parent).is_none() && parent.ends_with("/properties") {
        put(document, parent, json!({}));
    }
    let parent = document
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("the description has no {parent}"));
    match parent {
        Value::Array(list) => {
            let index: usize = name.parse().expect(at);
            Some(std::mem::replace(&mut list[index], schema))
        }
        parent => parent
            .as_object_mut()
            .unwrap_or_else(|| panic!("{at} is no place for a schema"))
            .insert(name.to_owned(), schema),
    }
}

/// Makes `"format": "int32"` mean something, since JSON Schema has formats of texts only; and leaves
/// unknown fields to this check, which tells them one by one, in the few places where the schemas forbid
/// them themselves.
fn sharpen(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("format").is_some_and(|format| format == "int32") {
                map.entry("minimum").or_insert_with(|| json!(i32::MIN));
                map.entry("maximum").or_insert_with(|| json!(i32::MAX));
            }
            if map.get("additionalProperties") == Some(&json!(false)) {
                map.remove("additionalProperties");
            }
            map.values_mut().for_each(sharpen);
        }
        Value::Array(list) => list.iter_mut().for_each(sharpen),
        _ => {}
    }
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (template, item) in document["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("a path").keys() {
            if method != "parameters" {
                let escaped = template.replace('~', "~0").replace('/', "~1");
                all.push(Operation {
                    method: method.to_uppercase(),
                    template: template.clone(),
                    at: format!("/paths/{escaped}/{method}"),
                });
            }
        }
    }
    all
}
