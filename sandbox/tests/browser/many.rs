//! Two thousand messages in a channel: in order, each once, and never many in the page.

use std::{collections::BTreeSet, io::Write, path::Path};

use serde_json::{Value, json};

use crate::page::{
    browser::{Browser, Screen},
    room::Room,
};

const COUNT: usize = 2_000;
/// What the page holds at most, and what a screen full of messages may take.
const MOST: usize = 150;
/// More than the page ever needs; a page that keeps all messages needs more.
const HEAP: f64 = 24.0 * 1024.0 * 1024.0;

/// The numbers of the messages in the page, top to bottom.
async fn window(browser: &Browser) -> Vec<usize> {
    let numbers = browser
        .script(
            "return [...document.querySelectorAll('[data-testid=message] .text')].map((it) => Number(it.textContent.match(/^No\\. (\\d+)/)[1]))",
            Vec::new(),
        )
        .await;
    let numbers: Vec<usize> = serde_json::from_value(numbers).expect("numbers");
    assert!(
        numbers.len() <= MOST,
        "{} messages are in the page",
        numbers.len()
    );
    for pair in numbers.windows(2) {
        assert_eq!(pair[0] + 1, pair[1], "in order, without a gap: {numbers:?}");
    }
    numbers
}

/// Scrolls on until the page shows a number; gives all that were seen.
async fn scroll_to(browser: &Browser, goal: usize, scroll: &str) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
        let numbers = window(browser).await;
        let before = numbers.clone();
        seen.extend(numbers);
        if before.contains(&goal) {
            return seen;
        }
        browser.script(scroll, Vec::new()).await;
        for _ in 0..200 {
            if window(browser).await != before {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    panic!("{goal} is never reached");
}

async fn figure(browser: &Browser, name: &str) -> f64 {
    browser
        .driver
        .tools("HeapProfiler.collectGarbage", json!({}))
        .await;
    let metrics = browser
        .driver
        .tools("Performance.getMetrics", json!({}))
        .await;
    let found = metrics["metrics"]
        .as_array()
        .and_then(|all| all.iter().find(|it| it["name"] == name).cloned());
    found.and_then(|it| it["value"].as_f64()).expect(name)
}

#[tokio::test]
async fn two_thousand_messages() {
    let Some(browser) = Browser::start(Screen::Desk).await else {
        return;
    };
    let room = Room::quiet().await;
    let people = ["Mia", "Noah", "Sam"];
    let words = "a line that tells of a lead and what became of it. ";
    let text = |number: usize| format!("No. {number} · {}", words.repeat(1 + number % 7));
    let live = 200;
    for number in 0..COUNT - live {
        room.says(people[number / 4 % 3], "general", &text(number))
            .await;
    }
    browser.driver.tools("Performance.enable", json!({})).await;
    room.is_entered_in(&browser, "Noah").await;
    browser.goes_to("general").await;
    browser.sees(&format!("No. {} ·", COUNT - live - 1)).await;
    browser
        .script(
            "window.figures = { tasks: [], frames: [] };
             new PerformanceObserver((list) => figures.tasks.push(...list.getEntries().map((it) => it.duration))).observe({ entryTypes: ['longtask'] });
             let last = performance.now();
             const frame = (at) => { figures.frames.push(at - last); last = at; requestAnimationFrame(frame); };
             requestAnimationFrame(frame);",
            Vec::new(),
        )
        .await;
    let fresh = figure(&browser, "JSHeapUsedSize").await;

    // The last come while somebody looks: the newest stays in sight, the oldest go.
    for number in COUNT - live..COUNT {
        room.says(people[number / 4 % 3], "general", &text(number))
            .await;
    }
    browser.sees(&format!("No. {} ·", COUNT - 1)).await;
    assert_eq!(window(&browser).await.last(), Some(&(COUNT - 1)));
    browser.screenshot("many-newest").await;

    // Up to the very first: each is seen.
    let up = "document.querySelector('#messages').scrollTop = 0";
    let mut seen = scroll_to(&browser, 0, up).await;
    seen.extend(window(&browser).await);
    assert_eq!(seen.len(), COUNT, "all were seen on the way up");
    browser.script(up, Vec::new()).await;
    browser.sees("The beginning of #general").await;
    browser.screenshot("many-first").await;

    // And down again, with one that comes while the page waits for others: it is counted once.
    let down = "const it = document.querySelector('#messages'); it.scrollTop = it.scrollHeight";
    let slow = json!({ "request": {
        "method": "GET", "path": "/channels/*/messages", "effect": { "delay_after_ms": 1_000 },
    } });
    room.orders(slow).await;
    let before = window(&browser).await;
    browser
        .script(
            "window.asked = false; const own = window.fetch;
             window.fetch = (...what) => { window.asked ||= String(what[0]).includes('/messages?'); return own(...what); }",
            Vec::new(),
        )
        .await;
    browser.script(down, Vec::new()).await;
    browser.until("it asks", "return window.asked").await;
    room.says("Mia", "general", &text(COUNT)).await;
    browser.sees("1 new message").await;
    browser
        .until(
            "what it waited for",
            &format!(
                "return [...document.querySelectorAll('.text')].some((it) => it.textContent.startsWith('No. {} '))",
                before.last().expect("messages") + 1
            ),
        )
        .await;
    browser.sees("1 new message").await;
    let mut seen = scroll_to(&browser, COUNT, down).await;
    seen.extend(before);
    assert_eq!(seen.len(), COUNT + 1, "all were seen on the way down");

    // What is read stays in place while others come above and below.
    browser
        .script(
            "const it = document.querySelector('#messages'); it.scrollTop = 500;
             const node = [...document.querySelectorAll('.message')].find((it) => it.getBoundingClientRect().top > 200);
             window.read = [node, node.getBoundingClientRect().top];",
            Vec::new(),
        )
        .await;
    browser
        .until(
            "older messages above",
            "return document.querySelector('.message') !== window.read[0] && document.querySelectorAll('.message').length > 100",
        )
        .await;
    let moved = browser
        .script(
            "return Math.abs(window.read[0].getBoundingClientRect().top - window.read[1])",
            Vec::new(),
        )
        .await;
    assert!(
        moved.as_f64().is_some_and(|by| by < 4.0),
        "moved by {moved}"
    );

    let heap = figure(&browser, "JSHeapUsedSize").await;
    let nodes = figure(&browser, "Nodes").await;
    let figures = browser
        .script(
            "const worst = (list) => Math.round(Math.max(0, ...list));
             return { longest_task_ms: worst(figures.tasks), long_tasks: figures.tasks.length, longest_frame_ms: worst(figures.frames), frames: figures.frames.length }",
            Vec::new(),
        )
        .await;
    note(&figures, fresh, heap, nodes);
    assert!(heap < HEAP, "{heap} bytes");
    browser.end().await;
    room.end().await;
}

/// Writes the figures down: they are not held to a limit, since machines differ.
fn note(figures: &Value, fresh: f64, heap: f64, nodes: f64) {
    let mb = |bytes: f64| bytes / 1024.0 / 1024.0;
    let words = format!(
        "2,000 messages in the page, up to the first and down again: {figures}, heap {:.1} MB after {:.1} MB at the start, {nodes} nodes\n",
        mb(heap),
        mb(fresh)
    );
    // The test's own output is not shown when it passes.
    let _ = std::io::stderr().write_all(words.as_bytes());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../report/page-2000-messages.txt");
    std::fs::write(file, words).expect("the figures");
}
