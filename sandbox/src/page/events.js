// What the gateway tells, and who of the page hears it.

import { isOurs, state } from "./api.js";
import { count } from "./channels.js";
import { waiting as pressed } from "./components.js";
import { arrived, waiting as sent } from "./composer.js";
import { complain } from "./dom.js";
import { pinsChanged } from "./dialogs.js";
import { completed } from "./fields.js";
import { apply, channelOf, isTalk } from "./guild.js";
import { names } from "./message.js";
import { change, drop, put, react, threaded } from "./messages.js";
import { answered, failed, open as openForm } from "./modal.js";
import { heard, stopped } from "./typing.js";

let on = {};

/** What is to happen when the server changes: `changed`, `seeAgain`, `outside`. */
export const setHandlers = (handlers) => { on = handlers; };

const MESSAGES = {
  MESSAGE_CREATE(message) {
    stopped(message);
    put(message);
    if (message.author.id === state.me.id) arrived(message);
    else if (message.channel_id !== state.channel) count(message.channel_id, names(message) || isTalk(channelOf(message.channel_id)));
  },
  MESSAGE_UPDATE: change,
  MESSAGE_DELETE: ({ id }) => drop(id),
  MESSAGE_DELETE_BULK: ({ ids }) => ids.forEach(drop),
  MESSAGE_REACTION_ADD: (data) => react("MESSAGE_REACTION_ADD", data),
  MESSAGE_REACTION_REMOVE: (data) => react("MESSAGE_REACTION_REMOVE", data),
  MESSAGE_REACTION_REMOVE_ALL: (data) => react("MESSAGE_REACTION_REMOVE_ALL", data),
  MESSAGE_REACTION_REMOVE_EMOJI: (data) => react("MESSAGE_REACTION_REMOVE_EMOJI", data),
  TYPING_START: heard,
  CHANNEL_PINS_UPDATE: ({ channel_id: id }) => pinsChanged(id),
  INTERACTION_MODAL_CREATE: (form) => { if (isOurs(form.nonce)) openForm(form); },
  APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE: completed,
  INTERACTION_SUCCESS({ nonce }) {
    answered(nonce);
    settle(nonce);
  },
  INTERACTION_FAILURE({ nonce }) {
    if (!isOurs(nonce)) return;
    failed(nonce);
    const command = sent.get(nonce);
    complain(command ? `${command}: the application did not respond.` : "This interaction failed.");
    settle(nonce);
  },
};

function settle(nonce) {
  pressed.get(nonce)?.();
  pressed.delete(nonce);
  sent.delete(nonce);
}

/** What events of the server change beside what is known of it. */
function serverChanged(event, data) {
  if (event.startsWith("THREAD_") && data.id) threaded(data, event === "THREAD_DELETE");
  // Roles and channels decide who sees what.
  if (/^(GUILD_ROLE_|GUILD_MEMBER_|CHANNEL_)/.test(event)) on.seeAgain();
  on.changed();
}

/** An event. */
export function hear(event, data) {
  if (event in MESSAGES) return MESSAGES[event](data);
  if (event === "GUILD_DELETE" && !data.unavailable) return on.outside();
  if (apply(event, data)) return serverChanged(event, data);
  return null;
}
