//! What happened, in order and with its time: every request with its answer, every event, and the
//! gateway's own doings. `GET /sandbox/log` and [`super::Sandbox::log`] tell it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Instant,
};

use axum::{body::Bytes, http::Method};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, value::RawValue};

use super::model::Caller;
use crate::clock::real_now;

/// The most lines that are kept; the oldest go first.
const LINES: usize = 50_000;

/// The most bytes of bodies that are kept.
const BYTES: usize = 64 * 1024 * 1024;

/// A body larger than this is not kept: its size is.
const BODY: usize = 512 * 1024;

/// A line of the log.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Its number, from 1 on, without gaps.
    pub seq: u64,
    /// When, in real time.
    pub at: DateTime<Utc>,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What a line tells.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// A request and its answer.
    Request(Box<Exchange>),
    /// An event, and who heard it. One that is delayed has two lines: when it happened, with nobody who heard
    /// it, and when it came, with the trouble "late".
    Event(Dispatch),
    /// Something of a gateway connection: hello, identify, resume, a close.
    Gateway(Signal),
}

/// A request and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Exchange {
    /// "bot", a person's id, or nobody who is known.
    pub who: Option<String>,
    /// Its method.
    pub method: String,
    /// Its path, without the query.
    pub path: String,
    /// What comes after the question mark.
    pub query: Option<String>,
    /// The media type of the body.
    pub media: Option<String>,
    /// The body's JSON; of a form its `payload_json`.
    pub request: Option<Value>,
    /// Files that came with it.
    pub files: Vec<File>,
    /// The answer's status; `None` while it is still to come, or when the connection broke.
    pub status: Option<u16>,
    /// The answer's JSON.
    pub response: Option<Value>,
    /// Milliseconds from the request to its answer.
    pub took_ms: Option<u64>,
    /// The trouble that it met, when somebody asked for it.
    pub fault: Option<String>,
}

/// A file of a request.
#[derive(Clone, Debug, Serialize)]
pub struct File {
    /// The part's name, `files[0]`.
    pub field: String,
    /// The file's name.
    pub name: String,
    /// Its size in bytes.
    pub size: usize,
}

/// An event that went out.
#[derive(Clone, Debug, Serialize)]
pub struct Dispatch {
    /// Its name.
    pub event: String,
    /// The sessions that got it, each with the number that it had there.
    pub to: Vec<(String, u64)>,
    /// Its data, as the first of them got it.
    pub data: Value,
    /// The trouble that it met, when somebody asked for it.
    pub fault: Option<String>,
}

/// Something of a gateway connection.
#[derive(Clone, Debug, Serialize)]
pub struct Signal {
    /// The session, when there is one.
    pub session: Option<String>,
    /// In a few words.
    pub what: String,
}

/// What a handler reads of a body, for the log: it is the one that takes the form apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent(Arc<OnceLock<Body>>);

#[derive(Debug)]
struct Body {
    media: String,
    json: Bytes,
    files: Vec<File>,
}

impl Sent {
    /// Takes note of a body.
    pub fn note(&self, media: &str, json: Bytes, files: Vec<File>) {
        let _ = self.0.set(Body {
            media: media.to_owned(),
            json,
            files,
        });
    }
}

/// The log.
#[derive(Debug, Default)]
pub(super) struct Log(Mutex<Lines>);

#[derive(Debug, Default)]
struct Lines {
    next: u64,
    bytes: usize,
    kept: VecDeque<Line>,
}

#[derive(Debug)]
struct Line {
    at: DateTime<Utc>,
    what: Raw,
}

/// A line as it is kept: bodies as they went over the wire, read when somebody asks.
#[derive(Debug)]
enum Raw {
    Request(Box<Request>),
    Event {
        event: String,
        to: Vec<(String, u64)>,
        data: Arc<RawValue>,
        fault: Option<&'static str>,
    },
    Gateway(Signal),
}

#[derive(Debug)]
struct Request {
    began: Instant,
    who: Option<Caller>,
    method: Method,
    path: String,
    query: Option<String>,
    sent: Sent,
    fault: Option<String>,
    answer: Option<(u16, Bytes, u64)>,
}

impl Raw {
    fn size(&self) -> usize {
        match self {
            Self::Request(request) => {
                let sent = request.sent.0.get().map_or(0, |body| body.json.len());
                sent + request.answer.as_ref().map_or(0, |(_, body, _)| body.len())
            }
            Self::Event { data, .. } => data.get().len(),
            Self::Gateway(_) => 0,
        }
    }
}

impl Log {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, what: Raw) -> u64 {
        let mut lines = self.lines();
        lines.next += 1;
        lines.bytes += what.size();
        lines.kept.push_back(Line {
            at: real_now(),
            what,
        });
        while lines.kept.len() > LINES || lines.bytes > BYTES {
            let Some(oldest) = lines.kept.pop_front() else {
                break;
            };
            lines.bytes = lines.bytes.saturating_sub(oldest.what.size());
        }
        lines.next
    }

    /// A request comes in; gives its number.
    pub fn request(
        &self,
        who: Option<Caller>,
        method: Method,
        path: String,
        query: Option<String>,
        sent: Sent,
        fault: Option<String>,
    ) -> u64 {
        self.push(Raw::Request(Box::new(Request {
            began: Instant::now(),
            who,
            method,
            path,
            query,
            sent,
            fault,
            answer: None,
        })))
    }

    /// The answer to the request of that number.
    pub fn answered(&self, seq: u64, status: u16, body: Bytes) {
        let mut lines = self.lines();
        let oldest = lines.next + 1 - lines.kept.len() as u64;
        let Some(line) = seq
            .checked_sub(oldest)
            .and_then(|at| usize::try_from(at).ok())
            .and_then(|at| lines.kept.get_mut(at))
        else {
            return;
        };
        let Raw::Request(request) = &mut line.what else {
            return;
        };
        let before = request.sent.0.get().map_or(0, |body| body.json.len());
        let size = before + body.len();
        let took = u64::try_from(request.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        request.answer = Some((status, body, took));
        lines.bytes += size;
    }

    /// An event went out.
    pub fn event(
        &self,
        event: &str,
        to: Vec<(String, u64)>,
        data: Arc<RawValue>,
        fault: Option<&'static str>,
    ) {
        self.push(Raw::Event {
            event: event.to_owned(),
            to,
            data,
            fault,
        });
    }

    /// Something happened on a gateway connection.
    pub fn gateway(&self, session: Option<&str>, what: impl Into<String>) {
        self.push(Raw::Gateway(Signal {
            session: session.map(str::to_owned),
            what: what.into(),
        }));
    }

    /// The lines after that number, at most so many, in order.
    pub fn read(&self, after: u64, most: usize) -> Vec<Entry> {
        let lines = self.lines();
        let oldest = lines.next + 1 - lines.kept.len() as u64;
        let skip =
            usize::try_from(after.saturating_add(1).saturating_sub(oldest)).unwrap_or(usize::MAX);
        (oldest..)
            .zip(&lines.kept)
            .skip(skip)
            .take(most)
            .map(|(seq, line)| Entry {
                seq,
                at: line.at,
                what: line.what.tell(),
            })
            .collect()
    }
}

impl Raw {
    fn tell(&self) -> What {
        match self {
            Self::Request(request) => What::Request(Box::new(request.tell())),
            Self::Event {
                event,
                to,
                data,
                fault,
            } => What::Event(Dispatch {
                event: event.clone(),
                to: to.clone(),
                data: serde_json::from_str(data.get()).unwrap_or_default(),
                fault: fault.map(str::to_owned),
            }),
            Self::Gateway(signal) => What::Gateway(signal.clone()),
        }
    }
}

impl Request {
    fn tell(&self) -> Exchange {
        let sent = self.sent.0.get();
        Exchange {
            who: self.who.map(|who| match who {
                Caller::Bot(_) => "bot".to_owned(),
                Caller::Person(id) => id.to_string(),
            }),
            method: self.method.to_string(),
            path: self.path.clone(),
            query: self.query.clone(),
            media: sent.map(|body| body.media.clone()),
            request: sent.and_then(|body| read(&body.json)),
            files: sent.map(|body| body.files.clone()).unwrap_or_default(),
            status: self.answer.as_ref().map(|(status, ..)| *status),
            response: self.answer.as_ref().and_then(|(_, body, _)| read(body)),
            took_ms: self.answer.as_ref().map(|(.., took)| *took),
            fault: self.fault.clone(),
        }
    }
}

fn read(body: &Bytes) -> Option<Value> {
    if body.len() > BODY {
        return Some(serde_json::json!({ "left_out_bytes": body.len() }));
    }
    serde_json::from_slice(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_numbers_without_gaps_and_the_oldest_go_first() {
        let log = Log::default();
        for _ in 0..LINES + 5 {
            log.gateway(None, "hello");
        }
        let all = log.read(0, usize::MAX);
        assert_eq!(all.len(), LINES);
        assert_eq!((all[0].seq, all[LINES - 1].seq), (6, LINES as u64 + 5));
        let last = log.read(LINES as u64 + 3, 1);
        assert_eq!(last.len(), 1);
        assert_eq!(last[0].seq, LINES as u64 + 4);
    }

    #[test]
    fn an_answer_finds_its_request_and_large_bodies_push_out_old_ones() {
        let log = Log::default();
        let ask = || log.request(None, Method::GET, "/x".into(), None, Sent::default(), None);
        let first = ask();
        let second = ask();
        log.answered(first, 200, Bytes::from_static(b"{\"a\":1}"));
        let all = log.read(0, 10);
        let What::Request(exchange) = &all[0].what else {
            panic!("{all:?}")
        };
        assert_eq!(exchange.status, Some(200));
        assert_eq!(exchange.response, Some(serde_json::json!({ "a": 1 })));
        log.answered(second, 200, Bytes::from(vec![b'x'; BYTES + 1]));
        log.gateway(None, "one more");
        let left: Vec<u64> = log.read(0, 10).iter().map(|entry| entry.seq).collect();
        assert_eq!(left, [3]);
    }
}
