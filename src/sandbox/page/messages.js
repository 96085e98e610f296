// Messages of the open channel.

import { api, state } from "./api.js";
import { rows } from "./components.js";
import { byId, complain, el } from "./dom.js";
import { markdown, relative } from "./markdown.js";

/** At most so many messages are in the page; older ones come back when somebody scrolls up. */
const MOST = 150;

/** Messages by id: those that only this person sees are nowhere else. */
let shown = new Map();
let onMenu = () => {};
let atEnd = true;
let loading = false;

const box = () => byId("messages");

/** What happens when somebody opens a message's menu. */
export const setMenu = (open) => { onMenu = open; };

/** Opens a channel: its newest messages. Private ones that were seen here stay. */
export async function open(channel) {
  const keep = [...shown.values()].filter((message) => message.flags & 64 && message.channel_id === channel);
  const list = await api("GET", `/channels/${channel}/messages?limit=50`);
  if (channel !== state.channel) return;
  shown = new Map([...list, ...keep].map((message) => [message.id, message]));
  draw();
  box().scrollTop = box().scrollHeight;
}

/** Forgets everything: somebody else looks now. */
export function clear() {
  shown = new Map();
  draw();
}

/** A message came or was changed. */
export function put(message, changed) {
  if (message.channel_id !== state.channel) return;
  if (changed && !shown.has(message.id)) return;
  atEnd = box().scrollHeight - box().scrollTop - box().clientHeight < 80;
  const before = shown.get(message.id);
  shown.set(message.id, { ...before, ...message });
  if (atEnd && shown.size > MOST) {
    const oldest = [...shown.keys()].sort(byNumber).slice(0, shown.size - MOST);
    oldest.forEach((id) => shown.delete(id));
  }
  draw();
  if (atEnd) box().scrollTop = box().scrollHeight;
}

/** A message is gone. */
export function drop(id) {
  if (shown.delete(id)) draw();
}

const byNumber = (a, b) => (BigInt(a) < BigInt(b) ? -1 : 1);

/** Older messages, when somebody scrolls to the top; the newest go, so that the page stays light. */
async function older() {
  if (loading || !shown.size) return;
  loading = true;
  try {
    const first = [...shown.keys()].sort(byNumber)[0];
    const list = await api("GET", `/channels/${state.channel}/messages?limit=50&before=${first}`);
    if (list.length) {
      const height = box().scrollHeight;
      list.forEach((message) => shown.set(message.id, message));
      draw();
      box().scrollTop = box().scrollHeight - height;
    }
  } catch (error) {
    complain(error.message);
  } finally {
    loading = false;
  }
}

function draw() {
  const focused = document.activeElement?.closest?.(".message")?.dataset.id;
  const label = document.activeElement?.getAttribute?.("data-focus");
  const list = [...shown.values()].sort((a, b) => byNumber(a.id, b.id));
  const nodes = [];
  let day = "";
  for (const message of list) {
    const at = new Date(message.timestamp);
    const here = at.toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" });
    if (here !== day) nodes.push(el("li", { class: "day", role: "separator" }, here));
    day = here;
    nodes.push(render(message, at));
  }
  box().replaceChildren(...nodes);
  if (focused && label) box().querySelector(`[data-id="${focused}"] [data-focus="${CSS.escape(label)}"]`)?.focus();
}

function hue(id) {
  return Number(BigInt(id) % 360n);
}

function render(message, at) {
  const mine = message.mentions?.some((user) => user.id === state.me.id)
    || message.mention_everyone
    || message.mention_roles?.some((role) => state.me.roles.some((own) => state.company.roles[own] === role));
  const ephemeral = (message.flags & 64) !== 0;
  const name = message.author.global_name ?? message.author.username;
  const used = message.interaction;
  const usedBy = used && (state.company.members.find((member) => member.id === used.user.id)?.name ?? "somebody");
  const thinking = (message.flags & 128) !== 0;
  const parts = [
    used?.name && el("div", { class: "used" }, `${usedBy} used /${used.name}`),
    el("div", { class: "meta" },
      el("b", {}, name), message.author.bot && el("span", { class: "bot" }, "BOT"), " ",
      el("time", { dateTime: message.timestamp, title: at.toLocaleString() }, at.toLocaleTimeString(undefined, { timeStyle: "short" })),
      message.edited_timestamp && " (edited)"),
    thinking && el("div", { class: "thinking" }, `${name} is thinking`),
    message.content && markdown(message.content),
    ...(message.embeds ?? []).map(embed),
    ...(message.attachments ?? []).map(file),
    rows(message),
    ephemeral && el("div", { class: "only" }, "Only you can see this · ",
      el("button", { type: "button", "data-focus": "dismiss", onclick: () => drop(message.id) }, "Dismiss message")),
    !ephemeral && el("button", { class: "more", type: "button", "data-focus": "more", "aria-label": `Menu of the message by ${name}`, onclick: () => onMenu(message) }, "⋯"),
  ];
  return el("li", { class: `message${ephemeral ? " private" : ""}${mine && !ephemeral ? " pinged" : ""}`, "data-id": message.id, "data-testid": "message" },
    el("div", { class: "avatar", "aria-hidden": "true", style: `background: hsl(${hue(message.author.id)} 45% 38%)` }, [...name][0]),
    el("div", {}, parts));
}

function embed(value) {
  const colour = value.color === undefined || value.color === null ? "var(--line)" : `#${value.color.toString(16).padStart(6, "0")}`;
  return el("article", { class: "embed", style: `border-left-color: ${colour}` },
    value.author && el("div", { class: "used" }, value.author.name),
    value.title && el("h3", {}, value.url ? el("a", { href: value.url, target: "_blank", rel: "noopener noreferrer" }, value.title) : value.title),
    value.description && markdown(value.description),
    value.fields?.length > 0 && el("dl", { class: "fields" }, value.fields.map((field) =>
      el("div", { class: `field${field.inline ? " inline" : ""}` }, el("dt", {}, markdown(field.name)), el("dd", {}, markdown(field.value))))),
    value.image && el("img", { src: value.image.url, alt: "Picture" }),
    value.thumbnail && el("img", { src: value.thumbnail.url, alt: "Picture" }),
    value.footer && el("footer", {}, value.footer.text));
}

function file(value) {
  const shown = value.content_type?.startsWith("image/");
  return el("div", { class: "file" }, shown
    ? el("img", { src: value.url, alt: value.description ?? value.filename })
    : el("a", { href: value.url, download: value.filename }, value.filename));
}

/** Relative times follow the clock. */
export function tick() {
  for (const node of document.querySelectorAll("time[data-relative]")) node.textContent = relative(Number(node.dataset.relative) * 1000);
}

box().addEventListener("scroll", () => { if (box().scrollTop < 60) older(); });
