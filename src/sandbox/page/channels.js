// The list of channels and their threads, with what is unread.

import { state } from "./api.js";
import { byId, el, icon } from "./dom.js";
import { textChannels, threadsOf } from "./guild.js";

const list = byId("channels");
const unread = new Map();
const pinged = new Set();
const nodes = new Map();
let onOpen = () => {};

/** What happens when somebody chooses one. */
export const setOpen = (open) => { onOpen = open; };

/** Those that can be opened, in the list's order. */
export const inOrder = () => textChannels().flatMap((channel) => [channel, ...threadsOf(channel.id)]);

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

function node(channel, below) {
  const button = el("button", { type: "button", "data-testid": `channel-${channel.name}`, onclick: () => onOpen(channel.id) },
    el("span", { class: "sigil", "aria-hidden": "true" }, below ? icon("thread") : "#"), el("span", { class: "channel-name" }), el("span", { class: "badge" }, el("span"), el("span", { class: "unseen" })));
  return el("li", { class: below ? "below" : "" }, button);
}

/** Draws the list; what is the same stays. */
export function draw() {
  const wanted = textChannels().flatMap((channel) => [[channel, false], ...threadsOf(channel.id).map((thread) => [thread, true])]);
  for (const [id, old] of nodes) {
    if (wanted.some(([channel]) => channel.id === id)) continue;
    old.remove();
    nodes.delete(id);
  }
  wanted.forEach(([channel, below], at) => {
    const item = nodes.get(channel.id) ?? node(channel, below);
    nodes.set(channel.id, item);
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
    mark(item.firstElementChild, channel);
  });
}

function mark(button, channel) {
  const news = unread.get(channel.id);
  const text = (part, words) => { if (part.textContent !== words) part.textContent = words; };
  text(button.querySelector(".channel-name"), channel.name);
  const [number, words] = button.querySelector(".badge").children;
  text(number, news ? (news > 99 ? "99+" : String(news)) : "");
  text(words, news ? ` new${pinged.has(channel.id) ? ", you are named" : ""}` : "");
  button.classList.toggle("unread", Boolean(news));
  button.classList.toggle("pinged", pinged.has(channel.id));
  button.dataset.testid = `channel-${channel.name}`;
  if (channel.id === state.channel) button.setAttribute("aria-current", "page");
  else button.removeAttribute("aria-current");
}
