// The window into a channel's history: the messages that are in the page, in order, so many at most.

import { byId, el } from "./dom.js";
import { day as dayOf } from "./times.js";
import { EPHEMERAL, activate, draw, redraw } from "./message.js";

/** At most so many messages are in the page. */
export const MOST = 150;
/** Messages of one author within this time stand together, in milliseconds. */
const TOGETHER = 5 * 60_000;

export const box = byId("messages");
export const list = byId("list");

/** The window: ids in order, their nodes, whether there is more at either end, and where the cursor is. */
export const view = { ids: [], nodes: new Map(), older: false, newer: false, active: null };

/** Which id is older. */
export const less = (a, b) => (a.length === b.length ? a < b : a.length < b.length);
/** The first message of the window, and the last. */
export const first = () => view.nodes.get(view.ids[0]);
export const last = () => view.nodes.get(view.ids.at(-1));

/** Where an id stands or would stand. */
function place(id) {
  let [from, to] = [0, view.ids.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (less(view.ids[middle], id)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Whether a message is somebody's words, without a card, seen by all. */
const plain = (message) => (message.type === 0 || message.type === 19) && !message.interaction && !(message.flags & EPHEMERAL) && !message.embeds?.length && !message.components?.length;

/** A day's line, and whether a message follows its author's last: both hang on the one before. */
function arrange(at) {
  const node = view.nodes.get(view.ids[at]);
  if (!node) return;
  const { message } = node;
  const before = at > 0 ? view.nodes.get(view.ids[at - 1]).message : null;
  const when = new Date(message.timestamp);
  const day = when.toDateString();
  const begins = !before || new Date(before.timestamp).toDateString() !== day;
  const shown = node.firstElementChild.classList.contains("day");
  if (begins && !shown) node.prepend(el("div", { class: "day" }, dayOf(when)));
  if (!begins && shown) node.firstElementChild.remove();
  node.classList.toggle("joined", !begins && plain(message) && plain(before) && message.type === 0 && !message.pinned
    && before.author.id === message.author.id && when - new Date(before.timestamp) < TOGETHER);
}

/** Puts a message into the window. Whether it is new there. */
export function insert(message) {
  const known = view.nodes.get(message.id);
  if (known) {
    redraw(known, { ...known.message, ...message });
    return false;
  }
  const node = draw(message);
  const at = place(message.id);
  list.insertBefore(node, view.nodes.get(view.ids[at]) ?? null);
  view.ids.splice(at, 0, message.id);
  view.nodes.set(message.id, node);
  arrange(at);
  arrange(at + 1);
  return true;
}

/** Takes a message out of the window. `quietly`: the cursor does not go to its neighbour. */
export function remove(id, quietly) {
  const at = place(id);
  if (view.ids[at] !== id) return;
  view.ids.splice(at, 1);
  const node = view.nodes.get(id);
  view.nodes.delete(id);
  if (view.active === node) choose(view.nodes.get(view.ids[Math.min(at, view.ids.length - 1)]), !quietly && node.contains(document.activeElement));
  node.remove();
  arrange(at);
}

/** Keeps the window to its size; what goes can be loaded again. */
export function trim(end) {
  while (view.ids.length > MOST) {
    if (end === "older") view.older = true;
    else view.newer = true;
    const node = view.nodes.get(view.ids[end === "older" ? 0 : view.ids.length - 1]);
    remove(node.message.id, true);
  }
}

/** The first message in sight. */
export function inSight() {
  const top = box.getBoundingClientRect().top;
  return [...list.children].find((node) => node.getBoundingClientRect().bottom > top);
}

/** Changes the window and lets what is being read stay where it is. */
export function still(change) {
  const line = inSight()?.querySelector(".line");
  const before = line?.getBoundingClientRect().top;
  change();
  if (line?.isConnected) box.scrollTop += line.getBoundingClientRect().top - before;
}

/** Empties the window. */
export function empty(older, newer) {
  for (const node of view.nodes.values()) node.remove();
  view.ids = [];
  view.nodes.clear();
  Object.assign(view, { older, newer, active: null });
}

/** Tab stops at this message. */
export function choose(node, focus) {
  if (view.active && view.active !== node) activate(view.active, false);
  view.active = node ?? null;
  if (!node) return;
  activate(node, true);
  if (focus) {
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
  }
}
