// The lists of channels with their threads, and of talks, with what is unread.

import { state } from "./api.js";
import { byId, el, icon } from "./dom.js";
import { isTalk, talks, textChannels, threadsOf, titleOf } from "./guild.js";

const unread = new Map();
const pinged = new Set();
const nodes = new Map();
let onOpen = () => {};

/** What happens when somebody chooses one. */
export const setOpen = (open) => { onOpen = open; };

const rooms = () => textChannels().flatMap((channel) => [channel, ...threadsOf(channel.id)]);
/** Those that can be opened, in the lists' order. */
export const inOrder = () => [...rooms(), ...talks()];

/** A message came where nobody looks; `named` if it names who is looking. */
export function count(channel, named) {
  unread.set(channel, (unread.get(channel) ?? 0) + 1);
  if (named) pinged.add(channel);
  draw();
}

/** It was read. */
export function read(channel) {
  unread.delete(channel);
  pinged.delete(channel);
}

/** Somebody else looks now. */
export function clear() {
  unread.clear();
  pinged.clear();
}

function node(channel) {
  const below = channel.parent_id && channel.thread_metadata;
  const sigil = below ? icon("thread") : isTalk(channel) ? "@" : "#";
  const button = el("button", { type: "button", onclick: () => onOpen(channel.id) },
    el("span", { class: "sigil", "aria-hidden": "true" }, sigil), el("span", { class: "channel-name" }), el("span", { class: "badge" }, el("span"), el("span", { class: "unseen" })));
  return el("li", { class: below ? "below" : "" }, button);
}

/** Draws the lists; what is the same stays. */
export function draw() {
  const known = new Set(inOrder().map(({ id }) => id));
  for (const [id, old] of nodes) {
    if (known.has(id)) continue;
    old.remove();
    nodes.delete(id);
  }
  fill(byId("channels"), rooms());
  fill(byId("talks"), talks());
  byId("talks-title").hidden = !talks().length;
}

function fill(list, wanted) {
  wanted.forEach((channel, at) => {
    const item = nodes.get(channel.id) ?? node(channel);
    nodes.set(channel.id, item);
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
    mark(item.firstElementChild, channel);
  });
}

function mark(button, channel) {
  const news = unread.get(channel.id);
  const text = (part, words) => { if (part.textContent !== words) part.textContent = words; };
  text(button.querySelector(".channel-name"), titleOf(channel));
  const [number, words] = button.querySelector(".badge").children;
  text(number, news ? (news > 99 ? "99+" : String(news)) : "");
  text(words, news ? ` new${pinged.has(channel.id) ? ", you are named" : ""}` : "");
  button.classList.toggle("unread", Boolean(news));
  button.classList.toggle("pinged", pinged.has(channel.id));
  button.dataset.testid = `channel-${titleOf(channel)}`;
  if (channel.id === state.channel) button.setAttribute("aria-current", "page");
  else button.removeAttribute("aria-current");
}
