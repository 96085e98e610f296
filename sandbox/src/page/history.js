// The history of the open channel: what is loaded of it, as somebody opens it, scrolls and jumps.

import { api, state } from "./api.js";
import { byId, complain } from "./dom.js";
import { acts } from "./message.js";
import { box, choose, empty, inSight, insert, last, less, list, remove, still, trim, view } from "./window.js";

/** How many messages a channel is opened with. */
const PAGE = 50;
/** How many more come when somebody scrolls: few enough to be drawn between two frames. */
const MORE = 20;

/** Messages that only this person sees: the server does not tell them twice. */
export const own = new Map();
/** Where somebody is: whether the newest message is in sight and stays in sight, and which came elsewhere. */
export const at = { end: true, missed: new Set() };
/** What happened while the server was asked: its answer may be older. */
let meanwhile = [];
let asking = 0;
/** Which opening of a channel this is: answers for an earlier one are dropped. */
let turn = 0;
let loading = false;

function toEnd() {
  at.end = true;
  box.scrollTop = box.scrollHeight;
}
/** Goes to the newest message when it was in sight. */
export const settle = () => requestAnimationFrame(() => at.end && toEnd());

/** Says what there is beyond the window. */
export function show() {
  byId("start").hidden = view.older || !state.channel;
  byId("loading").hidden = !view.older;
  const button = byId("jump");
  const missed = at.missed.size;
  button.hidden = !(view.newer || missed);
  button.lastElementChild.textContent = missed ? `${missed > 99 ? "99+" : missed} new ${missed === 1 ? "message" : "messages"}` : "To the newest";
}

/** Where the messages are, or one of them. */
export const path = (id) => `/channels/${state.channel}/messages${id ? `/${id}` : ""}`;

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
export const later = (again) => asking && meanwhile.push(again);

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
    at.missed.clear();
    fill(messages, messages.length === PAGE, false);
    toEnd();
  });
}

/** Reads the window anew, where it is: something may have been missed. */
export async function reload() {
  if (at.end || !view.ids.length) return open();
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
  at.end = false;
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
        view[end] = messages.length === MORE;
        insertOwn();
        trim(end === "older" ? "newer" : "older");
      });
      if (!view.newer) at.missed.clear();
      show();
    }, MORE);
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
  at.end = below < 40 && !view.newer;
  if (at.end && at.missed.size) {
    at.missed.clear();
    show();
  }
  if (box.scrollTop < 600 && view.older) more("older");
  else if (below < 600 && view.newer) more("newer");
}

/** Forgets what is shown; with `others`, what only the last person saw too. */
export function clear(others) {
  turn += 1;
  at.missed.clear();
  if (others) own.clear();
  fill([], false, false);
  byId("start").hidden = true;
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
acts.jump = (id) => jump(id).catch((error) => complain(error.message));
// Pictures that arrive late, fields that open below: the newest message stays in sight.
const sight = new ResizeObserver(() => at.end && toEnd());
sight.observe(list);
sight.observe(box);
