// What happens to the messages of the open channel: they come, change and go.

import { api, now, state } from "./api.js";
import { announce, byId } from "./dom.js";
import { called, isTalk, isThread, titleOf } from "./guild.js";
import { at, later, open, own, path, settle, show } from "./history.js";
import { EPHEMERAL, acts, excerpt, redraw } from "./message.js";
import { relative } from "./times.js";
import { changed } from "./reactions.js";
import { MOST, choose, insert, last, list, remove, trim, view } from "./window.js";

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
  else if (view.newer || (!at.end && !mine && view.ids.length >= MOST)) {
    view.newer = true;
    at.missed.add(message.id);
    show();
  } else {
    insert(message);
    if (at.end || mine) {
      at.end = true;
      trim("older");
      settle();
    } else at.missed.add(message.id);
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
  if (at.missed.delete(id)) show();
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
  const what = isThread(channel) ? "the thread " : isTalk(channel) ? "your direct messages with " : "#";
  byId("start").textContent = `The beginning of ${what}${titleOf(channel)}`;
}

/** Relative times follow the clock. */
export function tick() {
  for (const node of document.querySelectorAll("time[data-relative]")) node.textContent = relative(Number(node.dataset.relative) * 1000, now());
}

acts.dismiss = drop;
