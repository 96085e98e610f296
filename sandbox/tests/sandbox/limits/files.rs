//! Files: how many, how large, and what is said of them.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{
    Comes,
    Comes::{Fine, No},
    differs, fault, most, required, text,
};
use crate::client::Room;

/// Ten mebibytes.
const LARGE: usize = 10 << 20;

/// A message with so many files of a size.
fn form(body: &Value, files: usize, size: usize) -> Form {
    let mut form = Form::new().text("payload_json", body.to_string());
    for number in 0..files {
        let part = Part::bytes(vec![b'x'; size]).file_name(format!("{number}.txt"));
        form = form.part(format!("files[{number}]"), part);
    }
    form
}

#[tokio::test]
async fn files_and_what_is_said_of_them() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let said = |entries: Value| json!({ "attachments": entries });
    let lost = || {
        fault(
            "attachments.0",
            "ATTACHMENT_NOT_FOUND",
            "Attachment data not found",
        )
    };
    let shown = json!({ "flags": 1 << 15, "components": [{ "type": 13, "file": { "url": "attachment://0.txt" } }] });
    let ids = |count: usize| super::many(count, |_| json!({ "id": 0 }));
    #[rustfmt::skip]
    let table: Vec<(&str, Form, Comes)> = vec![
        ("10 files", form(&json!({}), 10, 1), Fine),
        ("11 files", form(&json!({}), 11, 1), No(400, 30015)),
        ("10 MiB", form(&json!({}), 1, LARGE), Fine),
        ("10 MiB and a byte", form(&json!({}), 1, LARGE + 1), No(413, 40005)),
        ("two of 10 MiB", form(&json!({}), 2, LARGE), Fine),
        ("three of 10 MiB", form(&json!({}), 3, LARGE), No(413, 40005)),
        ("a description of 1024", form(&said(json!([{ "id": "0", "description": text(1024) }])), 1, 1), Fine),
        ("a description of 1025", form(&said(json!([{ "id": "0", "description": text(1025) }])), 1, 1), most("attachments.0.description", 1024)),
        ("a file that did not come", form(&said(json!([{ "id": 1 }])), 1, 1), lost()),
        ("a file without a number", form(&said(json!([{}])), 1, 1), required("attachments.0.id")),
        ("11 entries", form(&said(json!(ids(11))), 1, 1), most("attachments", 10)),
        ("a file shown in a component", form(&shown, 1, 1), Fine),
    ];
    let mut wrong = Vec::new();
    for (name, form, comes) in table {
        // Who sends far too much may find the door closed before it is through.
        let Ok(answer) = room.upload(&path, &room.bot(), form).await else {
            assert_eq!(name, "three of 10 MiB");
            continue;
        };
        if let Some(words) = differs(&answer, comes) {
            wrong.push(format!("{name}: {words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    room.stop().await;
}

#[tokio::test]
async fn a_file_has_the_name_and_words_that_are_said_of_it_and_frames_show_it() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let body = json!({
        "attachments": [{ "id": "0", "filename": "other name.txt", "description": "what it is" }],
        "embeds": [{ "title": "x", "image": { "url": "attachment://other_name.txt" }, "footer": { "text": "f", "icon_url": "attachment://other_name.txt" } }],
    });
    let answer = room
        .upload(&path, &room.bot(), form(&body, 1, 3))
        .await
        .expect("an answer");
    let (file, embed) = (&answer.body["attachments"][0], &answer.body["embeds"][0]);
    assert_eq!(file["filename"], "other_name.txt", "{}", answer.body);
    assert_eq!(file["description"], "what it is");
    assert_eq!(embed["image"]["url"], file["url"]);
    assert_eq!(embed["footer"]["icon_url"], file["url"]);
    let id = answer.body["id"].as_str().expect("an id");
    let keep = json!({ "attachments": [{ "id": file["id"] }] });
    let kept = room
        .ask(
            "PATCH",
            &format!("{path}/{id}"),
            Some(&room.bot()),
            Some(keep),
        )
        .await;
    assert_eq!(kept.body["attachments"].as_array().map(Vec::len), Some(1));
    let none = json!({ "content": "x", "attachments": [] });
    let none = room
        .ask(
            "PATCH",
            &format!("{path}/{id}"),
            Some(&room.bot()),
            Some(none),
        )
        .await;
    assert_eq!(none.body["attachments"], json!([]));
    room.stop().await;
}

/// Those that stay count, and those that come.
#[tokio::test]
async fn ten_files_in_all_after_an_edit() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let six = |body: Value| form(&body, 6, 1);
    let said = room.upload(&path, &room.bot(), six(json!({}))).await;
    let said = said.expect("an answer").body;
    let path = format!("{path}/{}", said["id"].as_str().expect("an id"));
    let kept = |count: usize| {
        let stay = said["attachments"].as_array().expect("files");
        let stay = stay
            .iter()
            .take(count)
            .map(|file| json!({ "id": file["id"] }));
        let come = (0..6).map(|n| json!({ "id": n, "filename": format!("{n}.txt") }));
        json!({ "attachments": stay.chain(come).collect::<Value>() })
    };
    for (body, code) in [(json!({}), Some(30015)), (kept(4), None)] {
        let patch = reqwest::Method::PATCH;
        let answer = room.upload_by(patch, &path, &room.bot(), six(body)).await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.code, code, "{}", answer.body);
    }
    room.stop().await;
}
