// What each person has read, kept by the browser: who one changes to finds what came meanwhile.

import { api, now, state } from "./api.js";

const KEY = "tandem-seen";
/** Of which server; since when anything can be unread; and by person and channel, up to which message it was read. */
let known = { guild: null, since: "0", read: {} };

/** The id that a message of this moment would have. */
const moment = () => (BigInt(Math.max(0, Math.floor(now()) - 1420070400000)) << 22n).toString();
const later = (a, b) => (BigInt(a) > BigInt(b) ? a : b);

/** Takes up what was kept. What was there before the page was first opened is nobody's news. */
export function start() {
  try { known = JSON.parse(localStorage.getItem(KEY)) ?? known; } catch { /* kept nowhere */ }
  if (known.guild !== state.company.guild_id) known = { guild: state.company.guild_id, since: moment(), read: {} };
  keep();
}

function keep() {
  try { localStorage.setItem(KEY, JSON.stringify(known)); } catch { /* kept nowhere */ }
}

/** The present person has read a channel, up to now and to this message. */
export function saw(channel, message = "0") {
  const own = (known.read[state.me.id] ??= {});
  own[channel] = [own[channel] ?? "0", message, moment()].reduce(later);
  keep();
}

/** What others have written into a channel since the present person looked, as far as it can be counted. */
export async function missed(channel) {
  const { me } = state;
  const read = later(known.read[me.id]?.[channel.id] ?? "0", known.since);
  if (BigInt(channel.last_message_id ?? 0) <= BigInt(read)) return [];
  const messages = await api("GET", `/channels/${channel.id}/messages?after=${read}&limit=100`);
  return messages.filter(({ author }) => author.id !== me.id);
}
