// One message, drawn in parts: when it changes, only the parts that changed are drawn anew.

import { state } from "./api.js";
import { rows } from "./components.js";
import { avatar, el, icon, iconButton } from "./dom.js";
import { embed, file } from "./embeds.js";
import { called, channelOf, guild, nameOf, rolesOf } from "./guild.js";
import { markdown } from "./markdown.js";
import { choose, reactions } from "./reactions.js";
import { hour, whole } from "./times.js";

/** Flags of a message. */
export const EPHEMERAL = 64;
const LOADING = 128;

/** What a message can be asked to do; main.js says what happens. */
export const acts = { menu() {}, user() {}, reply() {}, thread() {}, talk() {}, jump() {}, dismiss() {} };

/** Whether a message names who is looking. */
export function names(message) {
  return message.mention_everyone === true || message.mentions?.some((user) => user.id === state.me.id)
    || message.mention_roles?.some((role) => rolesOf(state.me.id).includes(role));
}

/** A message in a few words, for a reply's line and a screen reader. */
export function excerpt(message) {
  const card = message.embeds?.[0];
  const text = message.content || card?.title || card?.description || (message.attachments?.length ? message.attachments[0].filename : "");
  const plain = text.replace(/<@!?(\d+)>/g, (_, id) => `@${nameOf(id)}`).replace(/<@&(\d+)>/g, (_, id) => `@${guild.roles.get(id)?.name ?? "role"}`)
    .replace(/<#(\d+)>/g, (_, id) => `#${channelOf(id)?.name ?? "channel"}`).replace(/<t:\d+(:\w)?>/g, "").replace(/[*_~`|>#\\]/g, "").replace(/\s+/g, " ").trim();
  return plain.length > 140 ? `${plain.slice(0, 139)}…` : plain;
}

/** What a message that nobody wrote tells. */
const NEWS = {
  6: (message) => ["pin", `${called(message.author)} pinned a message to this channel.`],
  7: (message) => ["down", `${called(message.author)} is here now.`],
  18: (message) => ["thread", `${called(message.author)} started a thread: ${message.content}`],
};

/** The parts of a message: what each depends on, and how it is drawn. */
const PARTS = [
  ["reply", (m) => [m.referenced_message?.id, m.referenced_message?.content, m.message_reference?.message_id, m.type], reply],
  ["used", (m) => [m.interaction?.name, m.interaction?.user?.id], used],
  ["meta", (m) => [m.author, m.pinned, rolesOf(m.author.id)], meta],
  ["thinking", (m) => [m.flags & LOADING], (m) => (m.flags & LOADING ? el("div", { class: "thinking" }, `${called(m.author)} is thinking`) : null)],
  ["text", (m) => [m.content, m.type], text],
  ["edited", (m) => [m.content && m.edited_timestamp], (m) => (m.content && m.edited_timestamp ? el("small", { class: "edited", title: whole(new Date(m.edited_timestamp)) }, "(edited)") : null)],
  ["embeds", (m) => [m.embeds], (m) => (m.embeds?.length ? el("div", { class: "embeds" }, m.embeds.map(embed)) : null)],
  ["files", (m) => [m.attachments], (m) => (m.attachments?.length ? el("div", { class: "files" }, m.attachments.map(file)) : null)],
  ["rows", (m) => [m.components], rows],
  ["reactions", (m) => [m.reactions], reactions],
  ["thread", (m) => [m.thread?.id, m.thread?.name, m.thread?.message_count], thread],
  ["only", (m) => [m.flags & EPHEMERAL], only],
];

function reply(message) {
  if (message.type !== 19 || !message.message_reference) return null;
  const replied = message.referenced_message;
  if (!replied) return el("div", { class: "reply" }, icon("reply"), el("em", {}, "The message that this answers was deleted."));
  return el("button", { type: "button", class: "reply", "data-focus": "reply", tabIndex: -1, "data-active": "", onclick: () => acts.jump(replied.id) },
    icon("reply"), el("b", {}, called(replied.author)), el("span", {}, excerpt(replied) || "…"));
}

function used(message) {
  const by = message.interaction;
  return by?.name && el("div", { class: "used" }, `${nameOf(by.user.id)} used /${by.name}`);
}

function meta(message) {
  const name = called(message.author);
  const at = new Date(message.timestamp);
  const team = rolesOf(message.author.id).map((id) => guild.roles.get(id)).filter((role) => role?.color && !role.managed).sort((a, b) => b.position - a.position)[0];
  return el("div", { class: "meta" },
    el("button", { type: "button", class: "author", tabIndex: -1, "data-active": "", "data-focus": "author", "aria-haspopup": "menu", onclick: (event) => acts.user(message.author.id, event.currentTarget) }, name),
    message.author.bot && el("span", { class: "bot" }, "BOT"),
    team && !message.author.bot && el("span", { class: "team" }, el("i", { style: `background:#${team.color.toString(16).padStart(6, "0")}` }), team.name),
    el("time", { dateTime: message.timestamp, title: whole(at) }, hour(at)),
    message.pinned && el("span", { class: "pin-mark" }, icon("pin"), "pinned"));
}

function text(message) {
  // A thread's first message is the one that it began with.
  const words = message.type === 21 ? message.referenced_message?.content : message.content;
  return words ? markdown(words) : null;
}

function thread(message) {
  if (!message.thread) return null;
  const { id, name, message_count: count } = message.thread;
  return el("button", { type: "button", class: "thread", "data-focus": "thread", onclick: () => acts.thread(id) },
    icon("thread"), el("b", {}, name), el("span", {}, count ? `${count} ${count === 1 ? "message" : "messages"} ›` : "Open ›"));
}

function only(message) {
  if (!(message.flags & EPHEMERAL)) return null;
  return el("div", { class: "only" }, "Only you can see this · ", el("button", { type: "button", "data-focus": "dismiss", onclick: () => acts.dismiss(message.id) }, "Dismiss message"));
}

/** Draws a message. */
export function draw(message) {
  const news = NEWS[message.type]?.(message);
  const node = el("li", { class: "message", "data-id": message.id, "data-testid": "message", tabIndex: -1 });
  node.message = message;
  if (news) {
    node.append(el("div", { class: "line news" }, icon(news[0]), el("span", {}, news[1]),
      el("time", { dateTime: message.timestamp }, hour(new Date(message.timestamp)))));
    return node;
  }
  node.parts = new Map();
  const body = el("div", { class: "body" });
  for (const [name, depends, make] of PARTS) {
    const part = make(message) || document.createComment(name);
    node.parts.set(name, { key: JSON.stringify(depends(message)), part });
    body.append(part);
  }
  node.append(el("div", { class: "line" }, avatar(message.author.id, called(message.author)), body, tools(node)));
  mark(node);
  return node;
}

function tools(node) {
  if (node.message.flags & EPHEMERAL) return null;
  const name = called(node.message.author);
  return el("div", { class: "tools" },
    iconButton("smile", `React to the message by ${name}`, (event) => choose(node.message, event.currentTarget), { tabIndex: -1, "data-active": "", "data-focus": "react+" }),
    iconButton("reply", `Reply to ${name}`, () => acts.reply(node.message), { tabIndex: -1, "data-active": "", "data-focus": "reply+" }),
    iconButton("dots", `Menu of the message by ${name}`, (event) => acts.menu(node.message, event.currentTarget), { tabIndex: -1, "data-active": "", "data-focus": "more", class: "sign more", "aria-haspopup": "menu" }));
}

function mark(node) {
  const { message } = node;
  node.classList.toggle("private", (message.flags & EPHEMERAL) !== 0);
  node.classList.toggle("pinged", Boolean(names(message)) && !(message.flags & EPHEMERAL));
}

/** Draws anew what has changed; the cursor stays where it is. */
export function redraw(node, message) {
  node.message = message;
  if (!node.parts) return;
  const active = node.contains(document.activeElement) ? document.activeElement.getAttribute("data-focus") : null;
  for (const [name, depends, make] of PARTS) {
    const key = JSON.stringify(depends(message));
    const old = node.parts.get(name);
    if (old.key === key) continue;
    const part = make(message) || document.createComment(name);
    old.part.replaceWith(part);
    node.parts.set(name, { key, part });
  }
  mark(node);
  if (node.tabIndex === 0) activate(node, true);
  if (active && !node.contains(document.activeElement)) (node.querySelector(`[data-focus="${CSS.escape(active)}"]:not(:disabled)`) ?? node).focus();
}

/** Whether Tab stops at a message and at what belongs to every message: at one of them at a time. */
export function activate(node, yes) {
  node.tabIndex = yes ? 0 : -1;
  for (const part of node.querySelectorAll("[data-active]")) part.tabIndex = yes ? 0 : -1;
}
