// Who is typing: told while somebody writes, shown until they have sent or rest.

import { api, state } from "./api.js";
import { byId } from "./dom.js";
import { nameOf } from "./guild.js";

/** How often Discord is told, in milliseconds. */
const EVERY = 8_000;
/** How long it is shown without being told again. */
const LASTS = 10_000;

let told = { channel: null, at: 0 };
/** Until when somebody types, by channel and user. */
const typing = new Map();

/** The present person writes. */
export function writes() {
  if (told.channel === state.channel && Date.now() - told.at < EVERY) return;
  told = { channel: state.channel, at: Date.now() };
  api("POST", `/channels/${state.channel}/typing`).catch(() => {});
}

/** What was written is sent: the next word is told at once. */
export function sent() {
  told = { channel: null, at: 0 };
}

/** Somebody types. */
export function heard({ channel_id: channel, user_id: user }) {
  if (user === state.me.id) return;
  typing.set(`${channel} ${user}`, Date.now() + LASTS);
  show();
}

/** Somebody has sent what they typed. */
export function stopped({ channel_id: channel, author }) {
  if (typing.delete(`${channel} ${author.id}`)) show();
}

/** Shows who types in the open channel. */
export function show() {
  for (const [key, until] of typing) if (until < Date.now()) typing.delete(key);
  const names = [...typing.keys()].map((key) => key.split(" ")).filter(([channel]) => channel === state.channel).map(([, user]) => nameOf(user));
  const words = names.length === 0 ? "" : names.length === 1 ? `${names[0]} is typing…` : names.length < 4 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are typing…` : "Several people are typing…";
  if (byId("typing").textContent !== words) byId("typing").textContent = words;
}
