//! What clients send: one payload at a time.

use serde_json::{Value, json};

use super::{
    Close, DECODE, Line, PAYLOAD, RATE_LIMITED,
    compression::Encoding,
    identify::{Denied, authenticate, identify},
    members,
};
use crate::model::session::{Frame, NoResume, payload, resumed_data};

/// How deep a payload may nest is serde_json's limit, 128; deeper is no JSON to it.
fn parse(text: &str) -> Result<Value, Close> {
    serde_json::from_str(text).map_err(|_| DECODE)
}

impl Line {
    /// Takes one payload. Gives whether it was a heartbeat; an error ends the connection with its code.
    pub(super) fn receive(&mut self, text: &str) -> Result<bool, Close> {
        if !self.may_send() {
            return Err(RATE_LIMITED);
        }
        if text.len() > PAYLOAD {
            return Err(DECODE);
        }
        let received = parse(text)?;
        self.forget_invalid();
        let data = &received["d"];
        let op = received["op"].as_u64();
        match op {
            Some(1) => {
                self.answer(11, &Value::Null);
                return Ok(true);
            }
            Some(2 | 6) if self.session.is_some() => return Err((4005, "Already authenticated.")),
            Some(2) => self.identify(data)?,
            Some(6) => self.resume(data)?,
            Some(3 | 4 | 8 | 14 | 31 | 37) if self.session.is_none() => {
                return Err((4003, "Not authenticated."));
            }
            Some(3) => presence(data)?,
            Some(8) => {
                let id = self.session.clone().unwrap_or_default();
                members::request(&mut self.shared.world(), &id, data)?;
            }
            // Voice, a person's own subscriptions, sounds: taken and without effect here.
            Some(4 | 14 | 31 | 37) => {}
            _ => return Err((4001, "Unknown opcode.")),
        }
        Ok(false)
    }

    fn answer(&self, op: u8, data: &Value) {
        self.out.send(Frame::Text(payload(op, data)));
    }

    fn identify(&mut self, data: &Value) -> Result<(), Close> {
        let found = identify(&mut self.shared.world(), data, &self.address, &self.out);
        match found {
            Ok(id) => {
                if data["compress"] == true && matches!(self.encoding, Encoding::Plain) {
                    self.encoding = Encoding::Payload;
                }
                self.shared.log.gateway(
                    Some(&id),
                    format!(
                        "identified, intents {}, shard {}",
                        data["intents"], data["shard"]
                    ),
                );
                self.session = Some(id);
                Ok(())
            }
            // Too soon after the last: try again in some seconds.
            Err(Denied::TooSoon) => {
                self.shared.log.gateway(None, "identified too soon: op 9");
                self.answer(9, &json!(false));
                Ok(())
            }
            Err(Denied::Closed(close)) => Err(close),
        }
    }

    fn resume(&mut self, data: &Value) -> Result<(), Close> {
        let mut world = self.shared.world();
        let user = authenticate(&world, &data["token"])?.id();
        let id = data["session_id"].as_str().ok_or(DECODE)?;
        let seq = data["seq"].as_u64().ok_or(DECODE)?;
        let resumed = world
            .sessions
            .iter_mut()
            .find(|session| session.id == id && session.user == user && session.lives())
            .map_or(Err(NoResume::TooOld), |session| {
                session.resume(seq, self.out.clone())
            });
        drop(world);
        match resumed {
            Ok(told) => {
                let log = &self.shared.log;
                log.gateway(Some(id), format!("resumed after {seq}"));
                log.event("RESUMED", vec![(id.to_owned(), told)], resumed_data(), None);
                self.session = Some(id.to_owned());
                Ok(())
            }
            // The session is gone: identify anew.
            Err(NoResume::TooOld) => {
                self.shared
                    .log
                    .gateway(Some(id), format!("cannot be resumed after {seq}: op 9"));
                self.answer(9, &json!(false));
                Ok(())
            }
            Err(NoResume::SeqAhead) => Err((4007, "Invalid seq.")),
        }
    }
}

/// A presence is held against its form, and shown to nobody: the sandbox keeps none.
fn presence(data: &Value) -> Result<(), Close> {
    let known = ["online", "dnd", "idle", "invisible", "offline"];
    let status = data["status"].as_str().ok_or(DECODE)?;
    if known.contains(&status) {
        Ok(())
    } else {
        Err(DECODE)
    }
}
