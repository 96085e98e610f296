//! One request and its answer, held against the operation that they belong to.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Findings,
    deviations::{UNDESCRIBED, asked_beside},
    document::{Description, Operation},
    judge::judge,
    share::Share,
};

/// A request and its answer, as the log has them.
#[derive(Debug, Deserialize)]
pub struct Exchange {
    who: Option<String>,
    method: String,
    path: String,
    query: Option<String>,
    media: Option<String>,
    request: Option<Value>,
    #[serde(default)]
    files: Vec<File>,
    status: Option<u16>,
    response: Option<Value>,
    fault: Option<String>,
}

#[derive(Debug, Deserialize)]
struct File {
    field: String,
}

/// What is being checked, and for whom.
struct Check<'a> {
    description: &'a Description,
    operation: &'a Operation,
    exchange: &'a Exchange,
    seq: u64,
    found: &'a mut Findings,
}

/// Holds one exchange against its operation.
pub fn check(
    description: &Description,
    by: &str,
    seq: u64,
    exchange: &Exchange,
    found: &mut Findings,
) {
    let who = match exchange.who.as_deref() {
        Some("bot") => format!("the bot in {by}"),
        Some(_) => format!("people in {by}"),
        None => format!("somebody in {by}"),
    };
    let path = exchange
        .path
        .strip_prefix("/api/v10")
        .unwrap_or(&exchange.path);
    let inside = exchange.path.starts_with("/api/v10/");
    if let Some((name, _)) = UNDESCRIBED
        .iter()
        .find(|(name, _)| is_it(name, &exchange.method, path))
    {
        found.seen.insert(Share::Undescribed((*name).to_owned()));
        return;
    }
    let known = inside
        .then(|| description.find(&exchange.method, path))
        .flatten();
    let Some((operation, parameters)) = known else {
        // What neither Discord nor the sandbox has, the sandbox refuses.
        if !exchange
            .status
            .is_none_or(|status| matches!(status, 400..=499 | 501))
        {
            let words = format!(
                "{} {}: no such operation, yet answered with {:?}",
                exchange.method, exchange.path, exchange.status
            );
            found.violates(&words, seq);
        }
        return;
    };
    if let Some(status) = exchange.status {
        found.seen.insert(Share::Operation {
            name: operation.name(),
            by: who,
            status,
        });
    }
    let mut check = Check {
        description,
        operation,
        exchange,
        seq,
        found,
    };
    check.parameters(&parameters);
    check.request();
    check.response();
}

/// Whether a request is the one of a name, as `POST /interactions`.
fn is_it(name: &str, method: &str, path: &str) -> bool {
    let Some((wanted, template)) = name.split_once(' ') else {
        return false;
    };
    method == wanted
        && template.split('/').count() == path.split('/').count()
        && template
            .split('/')
            .zip(path.split('/'))
            .all(|(part, given)| part == "*" || part == given)
}

impl Check<'_> {
    fn violates(&mut self, place: &str, fault: &str) {
        let who = self.exchange.who.as_deref().unwrap_or("nobody known");
        let who = if who == "bot" {
            "the bot"
        } else if who.bytes().all(|b| b.is_ascii_digit()) {
            "a person"
        } else {
            who
        };
        let status = self
            .exchange
            .status
            .map_or_else(|| "-".to_owned(), |status| status.to_string());
        let words = format!(
            "{}: {place}{fault} [{who}, {status}]",
            self.operation.name()
        );
        self.found.violates(&words, self.seq);
    }

    /// Whether the sandbox took the request: what it refused need not be as described.
    fn accepted(&self) -> bool {
        self.exchange.status.is_some_and(|status| status < 400)
    }

    /// Judges a value; of a request that was refused only to see which deviations mattered.
    fn judge(&mut self, place: &str, pointer: &str, value: &Value, counts: bool) {
        let verdict = judge(self.description, pointer, value);
        for because in verdict.deviations {
            self.found.seen.insert(Share::Deviation(because.to_owned()));
        }
        if counts {
            for fault in verdict.faults {
                self.violates(place, &fault);
            }
        }
    }

    /// The parameters of the path and of the query.
    fn parameters(&mut self, path: &[(String, String)]) {
        let query: Vec<(String, String)> = pairs(self.exchange.query.as_deref());
        let (item, _) = self.operation.at.rsplit_once('/').expect("a pointer");
        let mut known = Vec::new();
        for list in [
            format!("{item}/parameters"),
            format!("{}/parameters", self.operation.at),
        ] {
            let count = self
                .description
                .at(&list)
                .and_then(|(_, list)| list.as_array())
                .map_or(0, Vec::len);
            known.extend(
                (0..count).filter_map(|index| self.description.at(&format!("{list}/{index}"))),
            );
        }
        let mut named = Vec::new();
        for (at, parameter) in known {
            let (name, inside) = (
                parameter["name"].as_str().unwrap_or_default(),
                parameter["in"] == "path",
            );
            named.push((inside, name.to_owned()));
            let from = if inside { path } else { &query[..] };
            let given: Vec<&str> = from
                .iter()
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
                .collect();
            if given.is_empty() {
                if parameter["required"] == true && self.accepted() {
                    self.violates("query ", &format!("{name} is required"));
                }
                continue;
            }
            let schema = format!("{at}/schema");
            let fits =
                readings(&given).any(|value| self.description.validator(&schema).is_valid(&value));
            if !fits && self.accepted() {
                self.violates(
                    if inside { "path " } else { "query " },
                    &format!("{name}={} does not fit", given.join(",")),
                );
            }
        }
        for (key, _) in query {
            let beside = asked_beside(&self.operation.template, &key);
            if let Some(because) = beside {
                self.found.seen.insert(Share::Deviation(because.to_owned()));
            } else if !named.contains(&(false, key.clone())) && self.accepted() {
                self.violates("query ", &format!("{key} is not described"));
            }
        }
    }

    /// The request's body, by its media type.
    fn request(&mut self) {
        let (counts, form) = (
            self.accepted(),
            self.exchange
                .media
                .as_deref()
                .is_some_and(|media| media.starts_with("multipart/form-data")),
        );
        let at = format!("{}/requestBody", self.operation.at);
        let described = self
            .description
            .at(&at)
            .map(|(at, body)| (at, body["required"] == true));
        if self.exchange.request.as_ref().is_some_and(too_long) {
            return;
        }
        let empty = self.exchange.files.is_empty()
            && self.exchange.request.as_ref().is_none_or(|body| {
                body.is_null() || body.as_object().is_some_and(serde_json::Map::is_empty)
            });
        let Some((at, required)) = described else {
            if !empty && counts {
                self.violates("request", ": a body where none is described");
            }
            return;
        };
        if self.exchange.request.is_none() && self.exchange.files.is_empty() {
            if required && counts {
                self.violates("request", ": no body where one is required");
            }
            let lifted =
                self.description
                    .deviation(&format!("{at}/required"), &Value::Null, required);
            let lifted = lifted.map(|because| Share::Deviation(because.to_owned()));
            self.found.seen.extend(lifted);
            return;
        }
        let media = if form {
            "multipart/form-data"
        } else {
            "application/json"
        };
        let schema = format!("{at}/content/{}/schema", media.replace('/', "~1"));
        if self.description.at(&schema).is_none() {
            if counts {
                self.violates("request", &format!(": {media} is not described"));
            }
            return;
        }
        let mut body = self.exchange.request.clone().unwrap_or_else(|| json!({}));
        for file in &self.exchange.files {
            body[&file.field] = json!("");
        }
        self.judge("request", &schema, &body, counts);
    }

    /// The answer, by its status.
    fn response(&mut self) {
        let Some(status) = self.exchange.status else {
            return;
        };
        // The sandbox's own word for what it has not, and trouble that a test asked for.
        if status == 501 || (status >= 500 && self.exchange.fault.is_some()) {
            return;
        }
        let at = format!("{}/responses", self.operation.at);
        let described = [
            status.to_string(),
            format!("{}XX", status / 100),
            "default".to_owned(),
        ]
        .iter()
        .find_map(|key| self.description.at(&format!("{at}/{key}")));
        let Some((at, described)) = described else {
            self.violates("answer", &format!(": status {status} is not described"));
            return;
        };
        let empty = self.exchange.response.as_ref().is_none_or(Value::is_null);
        if described["content"].is_null() {
            if !empty {
                self.violates("answer", ": a body where none is described");
            }
            return;
        }
        let schema = format!("{at}/content/application~1json/schema");
        if self.description.at(&schema).is_none() {
            return;
        }
        match &self.exchange.response {
            Some(body) if too_long(body) => {}
            Some(body) if !body.is_null() => self.judge("answer", &schema, body, true),
            _ => self.violates("answer", ": no JSON where it is described"),
        }
    }
}

/// A body that was too long for the log, which tells its length instead.
fn too_long(body: &Value) -> bool {
    body.as_object()
        .is_some_and(|body| body.len() == 1 && body.contains_key("left_out_bytes"))
}

/// The pairs of a query, decoded.
fn pairs(query: Option<&str>) -> Vec<(String, String)> {
    let Some(query) = query else {
        return Vec::new();
    };
    let address = format!("http://localhost/?{query}");
    reqwest::Url::parse(&address)
        .map(|address| address.query_pairs().into_owned().collect())
        .unwrap_or_default()
}

/// What a text in an address may mean: itself, a number, a truth (for which many write a digit), a list.
fn readings(given: &[&str]) -> impl Iterator<Item = Value> {
    let one = |text: &str| {
        let mut all = vec![json!(text)];
        all.extend(text.parse::<i64>().ok().map(|number| json!(number)));
        all.extend(text.parse::<bool>().ok().map(|truth| json!(truth)));
        all.extend(
            ["0", "1"]
                .iter()
                .position(|digit| *digit == text)
                .map(|at| json!(at == 1)),
        );
        all
    };
    let single = given.first().map(|text| one(text)).unwrap_or_default();
    let list = json!(given);
    single.into_iter().chain([list])
}
