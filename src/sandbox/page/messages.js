// The messages of the open channel: what comes, what changes, and what is loaded as somebody scrolls.

import { api, state } from "./api.js";
import { announce, byId, complain } from "./dom.js";
import { called, isThread } from "./guild.js";
import { EPHEMERAL, acts, excerpt, redraw } from "./message.js";
import { relative } from "./markdown.js";
import { changed } from "./reactions.js";
import { MOST, box, choose, empty, inSight, insert, last, less, list, remove, still, trim, view } from "./window.js";

/** How many messages come at once. */
const PAGE = 50;

/** Messages that only this person sees: the server does not tell them twice. */
const own = new Map();
/** What happened while the server was asked: its answer may be older. */
let meanwhile = [];
let asking = 0;
/** Which opening of a channel this is: answers for an earlier one are dropped. */
let turn = 0;
let loading = false;
/** Whether the newest message is in sight, and stays in sight. */
let stuck = true;
/** How many came meanwhile. */
let missed = 0;

function toEnd() {
  stuck = true;
  box.scrollTop = box.scrollHeight;
}
const settle = () => requestAnimationFrame(() => stuck && toEnd());

function show() {
  byId("start").hidden = view.older || !state.channel;
  byId("loading").hidden = !view.older;
  const button = byId("jump");
  button.hidden = !(view.newer || missed);
  button.lastElementChild.textContent = missed ? `${missed > 99 ? "99+" : missed} new ${missed === 1 ? "message" : "messages"}` : "To the newest";
}

const path = (id) => `/channels/${state.channel}/messages${id ? `/${id}` : ""}`;

/** Asks for messages and shows them, unless another channel was opened meanwhile; then what happened since. */
async function ask(query, use, limit = PAGE) {
  const mine = turn;
  asking += 1;
  try {
    const messages = await api("GET", `${path()}?limit=${limit}${query}`);
    if (mine === turn) use(messages);
  } finally {
    asking -= 1;
    if (!asking) meanwhile.splice(0).forEach((again) => again());
  }
}

/** Lets something happen again when the answer that is waited for is there. */
const later = (again) => asking && meanwhile.push(again);

/** Private messages whose place is in the window. */
function insertOwn() {
  for (const message of own.values()) {
    if (message.channel_id !== state.channel) continue;
    if ((!view.older || !less(message.id, view.ids[0])) && (!view.newer || less(message.id, view.ids.at(-1)))) insert(message);
  }
}

/** Fills the window anew. */
function fill(messages, older, newer) {
  empty(older, newer);
  for (const message of [...messages].reverse()) insert(message);
  insertOwn();
  choose(last());
  show();
}

/** Opens the channel at its newest messages. */
export async function open() {
  turn += 1;
  await ask("", (messages) => {
    missed = 0;
    fill(messages, messages.length === PAGE, false);
    toEnd();
  });
}

/** Reads the window anew, where it is: something may have been missed. */
export async function reload() {
  if (stuck || !view.ids.length) return open();
  turn += 1;
  return ask(`&around=${inSight()?.message.id ?? view.ids[0]}`, (messages) => still(() => {
    const kept = new Set(messages.map(({ id }) => id));
    for (const id of [...view.ids]) if (!kept.has(id)) remove(id, true);
    messages.forEach(insert);
    view.older = view.newer = true;
    insertOwn();
    show();
  }), 100);
}

/** Shows a message, wherever it is. */
export async function jump(id) {
  if (!view.nodes.has(id)) {
    turn += 1;
    await ask(`&around=${id}`, (messages) => fill(messages, true, true));
  }
  const node = view.nodes.get(id);
  if (!node) {
    complain("That message is no longer there.");
    return;
  }
  stuck = false;
  node.scrollIntoView({ block: "center" });
  choose(node, true);
  node.classList.add("found");
  setTimeout(() => node.classList.remove("found"), 2000);
}

/** Loads more at one end. */
export async function more(end) {
  if (loading || !view.ids.length || !view[end]) return;
  loading = true;
  try {
    // What only this person sees is not in the server's list; its id is a place in time all the same.
    await ask(end === "older" ? `&before=${view.ids[0]}` : `&after=${view.ids.at(-1)}`, (messages) => {
      still(() => {
        messages.forEach(insert);
        view[end] = messages.length === PAGE;
        insertOwn();
        trim(end === "older" ? "newer" : "older");
      });
      if (!view.newer) missed = 0;
      show();
    });
  } catch (error) {
    // Without a connection, the page says so already.
    if (error.status) complain(error.message);
    return;
  } finally {
    loading = false;
  }
  requestAnimationFrame(look);
}

/** Looks where somebody is, and loads what they come near to. */
function look() {
  const below = box.scrollHeight - box.scrollTop - box.clientHeight;
  stuck = below < 40 && !view.newer;
  if (stuck && missed) {
    missed = 0;
    show();
  }
  if (box.scrollTop < 600 && view.older) more("older");
  else if (below < 600 && view.newer) more("newer");
}

/** Forgets what is shown; with `others`, what only the last person saw too. */
export function clear(others) {
  turn += 1;
  missed = 0;
  if (others) own.clear();
  fill([], false, false);
  byId("start").hidden = true;
}

/** A message came. */
export function put(message, again) {
  if (!again) later(() => put(message, true));
  const ephemeral = (message.flags & EPHEMERAL) !== 0;
  if (ephemeral) {
    own.set(message.id, message);
    if (own.size > 100) own.delete(own.keys().next().value);
  }
  if (message.channel_id !== state.channel) return;
  const mine = message.author.id === state.me.id || ephemeral;
  if (message.author.id !== state.me.id && !again) announce(`${called(message.author)}: ${message.flags & 128 ? "is thinking" : excerpt(message)}`);
  if (view.nodes.has(message.id)) insert(message);
  else if (view.newer && mine) open().catch(() => {});
  else if (view.newer || (!stuck && !mine && view.ids.length >= MOST)) {
    view.newer = true;
    missed += 1;
    show();
  } else {
    insert(message);
    if (stuck || mine) {
      stuck = true;
      trim("older");
      settle();
    } else missed += 1;
    // The cursor's place is the newest message, unless somebody is among them.
    if (!list.contains(document.activeElement)) choose(last());
    show();
  }
}

const insertKnown = (message) => view.nodes.has(message.id) && insert(message);

/** A message was changed. */
export function change(message) {
  later(() => insertKnown(message));
  if (own.has(message.id)) own.set(message.id, { ...own.get(message.id), ...message });
  const node = view.nodes.get(message.id);
  if (!node) return;
  if (node.message.flags & 128 && !(message.flags & 128)) announce(`${called(node.message.author)}: ${excerpt({ ...node.message, ...message })}`);
  insert(message);
  settle();
}

/** A part of a message that events of their own tell of. */
function part(id, make) {
  // What was counted already would be counted twice: the server knows.
  later(() => view.nodes.has(id) && api("GET", path(id)).then(insertKnown, () => {}));
  const node = view.nodes.get(id);
  if (!node) return;
  redraw(node, { ...node.message, ...make(node.message) });
  settle();
}

/** A reaction came or went. */
export const react = (event, data) => part(data.message_id, (message) => ({ reactions: changed(message, event, data) }));

/** A thread of a message came, changed or went. */
export const threaded = (thread, gone) => part(thread.id, (message) => ({ thread: gone ? null : { ...message.thread, ...thread } }));

/** A message is gone. */
export function drop(id) {
  later(() => remove(id));
  own.delete(id);
  remove(id);
  for (const node of view.nodes.values()) {
    if (node.message.referenced_message?.id === id) redraw(node, { ...node.message, referenced_message: null });
  }
}

/** Names or teams have changed. */
export function renamed() {
  for (const node of view.nodes.values()) redraw(node, node.message);
}

/** The newest message of the present person, for editing. */
export const lastOwn = () => view.ids.map((id) => view.nodes.get(id).message).findLast((message) => message.author.id === state.me.id && (message.type === 0 || message.type === 19));

/** What stands above the first message. */
export function begin(channel) {
  byId("start").textContent = isThread(channel) ? `The beginning of the thread ${channel.name}` : `The beginning of #${channel.name}`;
}

/** Relative times follow the clock. */
export function tick() {
  for (const node of document.querySelectorAll("time[data-relative]")) node.textContent = relative(Number(node.dataset.relative) * 1000);
}

/** Goes to the newest message. */
export async function newest() {
  if (view.newer) await open();
  else toEnd();
}

box.addEventListener("scroll", look, { passive: true });
byId("jump").addEventListener("click", () => {
  newest().catch((error) => complain(error.message));
  byId("text").focus();
});
acts.dismiss = drop;
acts.jump = (id) => jump(id).catch((error) => complain(error.message));
// Pictures that arrive late, fields that open below: the newest message stays in sight.
const sight = new ResizeObserver(() => stuck && toEnd());
sight.observe(list);
sight.observe(box);
