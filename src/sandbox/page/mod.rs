//! The page's files, built into the binary. No build step, no outside address.

/// A file of the page: name, media type, text.
type PageFile = (&'static str, &'static str, &'static str);

const JS: &str = "text/javascript; charset=utf-8";

/// Every file.
const FILES: &[PageFile] = &[
    (
        "index.html",
        "text/html; charset=utf-8",
        include_str!("index.html"),
    ),
    (
        "style.css",
        "text/css; charset=utf-8",
        include_str!("style.css"),
    ),
    ("main.js", JS, include_str!("main.js")),
    ("api.js", JS, include_str!("api.js")),
    ("gateway.js", JS, include_str!("gateway.js")),
    ("dom.js", JS, include_str!("dom.js")),
    ("markdown.js", JS, include_str!("markdown.js")),
    ("messages.js", JS, include_str!("messages.js")),
    ("components.js", JS, include_str!("components.js")),
    ("commands.js", JS, include_str!("commands.js")),
    ("composer.js", JS, include_str!("composer.js")),
    ("modal.js", JS, include_str!("modal.js")),
];

/// A file by name.
pub fn file(name: &str) -> Option<(&'static str, &'static str)> {
    FILES
        .iter()
        .find(|(known, ..)| *known == name)
        .map(|(_, media, text)| (*media, *text))
}
