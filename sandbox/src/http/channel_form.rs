//! What a body says of a channel: its name, its place, and who may do what there.

use serde_json::Value;
use twilight_model::guild::Permissions;

use super::form::Form;
use crate::{
    model::{channel::Overwrite, room::ChannelChange},
    refusal::Refused,
};

/// The longest time between two messages of a person.
pub(super) const SLOWEST: u16 = 21_600;
/// Minutes of silence after which a thread may be put away.
pub(super) const ARCHIVE: [u16; 4] = [60, 1_440, 4_320, 10_080];
/// The most that a channel says of roles and members.
const OVERWRITES: usize = 100;

/// What a body says of a channel.
pub(super) fn read(body: &Value) -> Result<ChannelChange, Refused> {
    let form = Form(body);
    let kind = match body.get("type").and_then(Value::as_u64) {
        // Voice, stages, forums and media are not here.
        Some(2 | 13 | 14 | 15 | 16) => return Err(Refused::not_here()),
        _ => form.choice("type", &[0, 4, 5])?,
    };
    let topic = form.text("topic", 0..=1_024)?;
    let thread_slowmode = form.number("default_thread_rate_limit_per_user", 0..=SLOWEST)?;
    let auto_archive = form.choice("default_auto_archive_duration", &ARCHIVE)?;
    let overwrites = match body.get("permission_overwrites") {
        None => None,
        Some(Value::Null) => Some(Vec::new()),
        Some(list) => Some(overwrites(list)?),
    };
    Ok(ChannelChange {
        kind: kind.and_then(|kind| u8::try_from(kind).ok()),
        name: form.text("name", 1..=100)?,
        topic: topic.or_else(|| form.names("topic").then(String::new)),
        position: form.number("position", 0..=u16::MAX)?,
        parent: form
            .names("parent_id")
            .then(|| form.id("parent_id"))
            .transpose()?,
        nsfw: form.flag("nsfw")?,
        slowmode: form.number("rate_limit_per_user", 0..=SLOWEST)?,
        thread_slowmode,
        auto_archive: form
            .names("default_auto_archive_duration")
            .then_some(auto_archive),
        overwrites,
    })
}

/// What a body says of roles and members.
fn overwrites(list: &Value) -> Result<Vec<Overwrite>, Refused> {
    let path = "permission_overwrites";
    let list = list.as_array().ok_or_else(|| {
        let words = "Only iterables may be used in a ListType";
        Refused::form(path, "LIST_TYPE_CONVERT", words)
    })?;
    if list.len() > OVERWRITES {
        return Err(Refused::length(path, 0, OVERWRITES));
    }
    let mut read: Vec<Overwrite> = Vec::new();
    for (index, row) in list.iter().enumerate() {
        let at = |field: &str| format!("{path}.{index}.{field}");
        let given = row["id"]
            .as_str()
            .map_or_else(|| row["id"].to_string(), str::to_owned);
        let target = given.parse().map_err(|_| Refused::required(&at("id")))?;
        let role = match row["type"].as_u64() {
            Some(kind @ (0 | 1)) => kind == 0,
            _ => {
                let words = "Value must be one of {0, 1}.";
                return Err(Refused::choice(&at("type"), words));
            }
        };
        let bits = |field: &str| match &row[field] {
            Value::Null => Ok(Permissions::empty()),
            Value::Number(bits) => Ok(Permissions::from_bits_truncate(
                bits.as_u64().unwrap_or_default(),
            )),
            Value::String(bits) => {
                bits.parse()
                    .map(Permissions::from_bits_truncate)
                    .map_err(|_| {
                        let words = format!("Value \"{bits}\" is not int.");
                        Refused::form(&at(field), "NUMBER_TYPE_COERCE", &words)
                    })
            }
            _ => Err(Refused::required(&at(field))),
        };
        let row = (target, role, bits("allow")?, bits("deny")?);
        read.retain(|known| known.0 != target);
        read.push(row);
    }
    Ok(read)
}
