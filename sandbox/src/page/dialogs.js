// What opens above the page: questions, editing, pins, threads, help.

import { api } from "./api.js";
import { byId, complain, el } from "./dom.js";
import { called, may } from "./guild.js";
import { acts, excerpt } from "./message.js";
import { date } from "./times.js";

const box = byId("dialog");
let back = null;

/** Closes it. */
export const close = () => box.close();

/** Opens a dialog with a heading; `foot` is its last row of buttons; `leave` is where its last button leads. */
export function show(title, content, foot = [], wide = false, leave = close) {
  if (!box.open) back = document.activeElement;
  box.className = wide ? "wide" : "";
  box.replaceChildren(el("h2", { id: "dialog-title" }, title), ...[content].flat(),
    el("div", { class: "actions" }, foot, el("button", { type: "button", onclick: () => leave() }, foot.length ? "Cancel" : "Close")));
  if (!box.open) box.showModal();
  (box.querySelector("[data-first]") ?? box.querySelector("input, textarea, select, button")).focus();
}

/** Whether it is open, with this heading. */
export const isOpen = (title) => box.open && box.querySelector("h2")?.textContent === title;

box.addEventListener("close", () => {
  box.replaceChildren();
  if (back?.isConnected) back.focus();
  else byId("text").focus();
});

/** A form in a dialog: what is refused is said in it, and what was typed stays. `leave` is where it leads. */
export function form(title, fields, label, send, danger = false, leave = close) {
  const wrong = el("p", { class: "wrong", role: "alert" });
  const submit = el("button", { type: "submit", class: danger ? "style-4" : "style-1", "data-first": fields.some((node) => node.querySelector?.("input, textarea")) ? undefined : "" }, label);
  const body = el("form", { id: "dialog-form", onsubmit: async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await send(new FormData(body));
      leave();
    } catch (error) {
      wrong.textContent = error.status ? error.message : "No connection. Try again in a moment.";
      submit.disabled = false;
    }
  } }, fields, wrong);
  submit.setAttribute("form", "dialog-form");
  show(title, body, [submit], false, leave);
}

/** Asks before something that cannot be taken back. */
export const confirm = (title, words, label, act, leave) => form(title, [el("p", {}, words)], label, act, true, leave);

const path = (message) => `/channels/${message.channel_id}/messages/${message.id}`;

/** Changes a message of one's own. */
export function edit(message) {
  const area = el("textarea", { name: "content", maxLength: 2000, value: message.content, rows: 4, "data-first": "" });
  form("Edit message", [el("label", {}, el("span", {}, "Message"), area)], "Save", (values) => api("PATCH", path(message), { content: values.get("content") }));
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    area.form.requestSubmit();
  });
}

/** Deletes a message, after asking. */
export const erase = (message) => confirm("Delete message?", excerpt(message) || "This message and what is in it.", "Delete", () => api("DELETE", path(message)));

/** Starts a thread at a message. */
export function startThread(message) {
  const name = el("input", { name: "name", maxLength: 100, required: true, value: excerpt(message).slice(0, 40), "data-first": "" });
  form("Start a thread", [el("label", {}, el("span", { class: "need" }, "Name of the thread"), name)], "Start", async (values) => {
    const thread = await api("POST", `${path(message)}/threads`, { name: values.get("name"), auto_archive_duration: 1440 });
    acts.thread(thread.id, thread);
  });
  name.select();
}

/** Pins a message, or takes its pin away. */
export function pin(message) {
  complain();
  api(message.pinned ? "DELETE" : "PUT", `/channels/${message.channel_id}/messages/pins/${message.id}`).catch((error) => complain(error.message));
}

const PINS = "Pinned messages";

/** The pinned messages of a channel. */
export async function pins(channel) {
  let items = [];
  try {
    ({ items } = await api("GET", `/channels/${channel}/messages/pins`));
  } catch (error) {
    return complain(error.message);
  }
  const entry = ({ message }) => el("li", {},
    el("div", {}, el("b", {}, called(message.author)), " ", el("small", {}, date(new Date(message.timestamp))), el("p", {}, excerpt(message))),
    el("button", { type: "button", onclick: () => { close(); acts.jump(message.id); } }, "Jump to it"),
    may("PIN_MESSAGES", channel) && el("button", { type: "button", onclick: async () => {
      await api("DELETE", `/channels/${channel}/messages/pins/${message.id}`).catch((error) => complain(error.message));
      pins(channel);
    } }, "Unpin"));
  return show(PINS, items.length ? el("ul", { class: "pins" }, items.map(entry)) : el("p", {}, "Nothing is pinned here. A message's menu (⋯) pins it."));
}

/** The pins of the open channel have changed. */
export const pinsChanged = (channel) => { if (isOpen(PINS)) pins(channel); };

/** The keys. */
export function help() {
  const keys = [["/", "commands, suggested as you type"], ["@ and #", "names of people, roles and channels"], ["↑ ↓ Enter", "choose a suggestion; go from message to message"],
    ["Tab", "from field to field; into a message"], ["Enter", "on a message: its menu"], ["↑", "in an empty box: change your last message"],
    ["Esc", "leave a command, a form, the messages"], ["Alt + ↑ ↓", "the channel above or below"], ["Shift + Enter", "a new line"]];
  show("Keyboard", [el("dl", { class: "keys" }, keys.map(([key, what]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)))),
    el("p", {}, "A message's commands are in its menu (⋯), a person's in the menu of their name. Pictures and files can be pasted or dropped.")]);
}
