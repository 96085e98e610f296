// Reactions below a message, and the palette that they are chosen from.

import { api, state } from "./api.js";
import { complain, el, icon } from "./dom.js";
import { may } from "./guild.js";
import { open as openMenu } from "./menu.js";

const PALETTE = {
  "👍": "thumbs up", "❤️": "heart", "😄": "smile", "🎉": "party", "✅": "check mark", "👀": "eyes",
  "🔥": "fire", "🚀": "rocket", "👏": "clapping", "🙏": "thanks", "🤝": "handshake", "💡": "idea",
  "😂": "laughing", "😮": "surprised", "😢": "sad", "🤔": "thinking", "👎": "thumbs down", "❌": "cross",
  "⏳": "hourglass", "📞": "telephone", "💰": "money", "📈": "going up", "☕": "coffee", "👋": "waving",
};

const path = (message, emoji) => `/channels/${message.channel_id}/messages/${message.id}/reactions/${encodeURIComponent(emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name)}`;
const named = (emoji) => PALETTE[emoji.name] ?? PALETTE[`${emoji.name}\ufe0f`] ?? emoji.name;
const shown = (emoji) => (emoji.id ? `:${emoji.name}:` : emoji.name);

function toggle(message, emoji, mine) {
  complain();
  api(mine ? "DELETE" : "PUT", `${path(message, emoji)}/@me`).catch((error) => complain(error.message));
}

/** The reactions of a message, each a switch. */
export function reactions(message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions", role: "group", "aria-label": "Reactions" },
    message.reactions.map(({ emoji, count, me }) => el("button", {
      type: "button", "aria-pressed": String(me === true), "data-focus": `react ${emoji.name}`, "data-emoji": emoji.name,
      "aria-label": `${named(emoji)}, ${count}${me ? ", yours too" : ""}`, title: named(emoji),
      onclick: (event) => toggle(message, emoji, event.currentTarget.getAttribute("aria-pressed") === "true"),
    }, el("span", { class: "emoji" }, shown(emoji)), ` ${count}`)),
    may("ADD_REACTIONS", message.channel_id) && el("button", {
      type: "button", "aria-label": "Add a reaction", "data-focus": "react", onclick: (event) => choose(message, event.currentTarget),
    }, icon("smile")));
}

/** Opens the palette for a message. */
export function choose(message, anchor) {
  const items = Object.entries(PALETTE).map(([name, words]) => ({ label: words, sign: name, act: () => toggle(message, { id: null, name }, false) }));
  openMenu(anchor, "Add a reaction", [{ items }], "palette");
}

/** What a reaction event changes in a message: its new list. */
export function changed(message, event, data) {
  const list = message.reactions ?? [];
  const same = (entry) => entry.emoji.id === (data.emoji.id ?? null) && entry.emoji.name === data.emoji.name;
  if (event === "MESSAGE_REACTION_REMOVE_ALL") return [];
  if (event === "MESSAGE_REACTION_REMOVE_EMOJI") return list.filter((entry) => !same(entry));
  const mine = data.user_id === state.me.id;
  const found = list.find(same);
  if (event === "MESSAGE_REACTION_ADD") {
    if (!found) return [...list, { emoji: { id: data.emoji.id ?? null, name: data.emoji.name }, count: 1, me: mine }];
    // One's own that is counted already is told twice.
    if (mine && found.me) return list;
    return list.map((entry) => (entry === found ? { ...entry, count: entry.count + 1, me: entry.me || mine } : entry));
  }
  if (!found || (mine && !found.me)) return list;
  return list.map((entry) => (entry === found ? { ...entry, count: entry.count - 1, me: mine ? false : entry.me } : entry)).filter((entry) => entry.count > 0);
}
