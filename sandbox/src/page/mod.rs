//! The page's files, built into the binary. No build step, no outside address.

/// A file of the page: name, media type, text.
type PageFile = (&'static str, &'static str, &'static str);

const JS: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// Every file.
const FILES: &[PageFile] = &[
    (
        "index.html",
        "text/html; charset=utf-8",
        include_str!("index.html"),
    ),
    ("style.css", CSS, include_str!("style.css")),
    ("messages.css", CSS, include_str!("messages.css")),
    ("forms.css", CSS, include_str!("forms.css")),
    ("main.js", JS, include_str!("main.js")),
    ("events.js", JS, include_str!("events.js")),
    ("api.js", JS, include_str!("api.js")),
    ("gateway.js", JS, include_str!("gateway.js")),
    ("guild.js", JS, include_str!("guild.js")),
    ("dom.js", JS, include_str!("dom.js")),
    ("channels.js", JS, include_str!("channels.js")),
    ("clock.js", JS, include_str!("clock.js")),
    ("typing.js", JS, include_str!("typing.js")),
    ("history.js", JS, include_str!("history.js")),
    ("messages.js", JS, include_str!("messages.js")),
    ("window.js", JS, include_str!("window.js")),
    ("reading.js", JS, include_str!("reading.js")),
    ("message.js", JS, include_str!("message.js")),
    ("embeds.js", JS, include_str!("embeds.js")),
    ("reactions.js", JS, include_str!("reactions.js")),
    ("times.js", JS, include_str!("times.js")),
    ("markdown.js", JS, include_str!("markdown.js")),
    ("components.js", JS, include_str!("components.js")),
    ("menu.js", JS, include_str!("menu.js")),
    ("menus.js", JS, include_str!("menus.js")),
    ("dialogs.js", JS, include_str!("dialogs.js")),
    ("manage.js", JS, include_str!("manage.js")),
    ("composer.js", JS, include_str!("composer.js")),
    ("tray.js", JS, include_str!("tray.js")),
    ("suggest.js", JS, include_str!("suggest.js")),
    ("fields.js", JS, include_str!("fields.js")),
    ("commands.js", JS, include_str!("commands.js")),
    ("modal.js", JS, include_str!("modal.js")),
];

/// A file by name.
pub fn file(name: &str) -> Option<(&'static str, &'static str)> {
    FILES
        .iter()
        .find(|(known, ..)| *known == name)
        .map(|(_, media, text)| (*media, *text))
}
