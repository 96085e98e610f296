// The menus of a message and of a person: what Discord offers, and what the bot does.

import { interact, state } from "./api.js";
import { menu } from "./commands.js";
import { mention, answer, waiting } from "./composer.js";
import { byId, complain } from "./dom.js";
import { edit, erase, pin, startThread } from "./dialogs.js";
import { called, channelOf, guild, isThread, manages, may, nameOf } from "./guild.js";
import { member as manageMember } from "./manage.js";
import { open } from "./menu.js";
import { acts } from "./message.js";
import { choose } from "./reactions.js";

/** Uses a command of a message's (3) or a person's (2) menu. */
function use(command, target, channel) {
  complain();
  interact(2, { id: command.id, name: command.name, type: command.type, target_id: target, version: command.version }, { channel_id: channel })
    .then((nonce) => waiting.set(nonce, command.name), (error) => complain(error.message));
}

const apps = (type, target, channel) => ({ label: "Apps", items: menu(type).map((command) => ({ label: command.name, act: () => use(command, target, channel) })) });

/** Opens a message's menu. */
export function ofMessage(message, anchor) {
  const own = message.author.id === state.me.id;
  const channel = message.channel_id;
  const inThread = isThread(channelOf(channel));
  const anchored = () => anchor.isConnected ? anchor : byId("text");
  open(anchor, `Menu of the message by ${called(message.author)}`, [
    { label: "Message", items: [
      may("ADD_REACTIONS", channel) && { label: "Add a reaction", icon: "smile", act: () => choose(message, anchored()) },
      { label: "Reply", icon: "reply", act: () => answer(message) },
      may("CREATE_PUBLIC_THREADS", channel) && !message.thread && !inThread && { label: "Start a thread", icon: "thread", act: () => startThread(message) },
      may("PIN_MESSAGES", channel) && { label: message.pinned ? "Unpin" : "Pin", icon: "pin", act: () => pin(message) },
      own && { label: "Edit", icon: "file", act: () => edit(message) },
      (own || may("MANAGE_MESSAGES", channel)) && { label: "Delete", icon: "close", danger: true, act: () => erase(message) },
    ] },
    apps(3, message.id, channel),
  ]);
}

/** Opens a person's menu. */
export function ofUser(id, anchor) {
  const name = nameOf(id);
  const here = guild.members.has(id);
  const person = !guild.members.get(id)?.user.bot;
  open(anchor, `Menu of ${name}`, [
    { label: name, items: [
      { label: "Mention", icon: "reply", act: () => mention(id, name) },
      id !== state.me.id && { label: "Message", icon: "mail", act: () => acts.talk(id) },
      here && person && manages() && { label: "Roles and membership", icon: "gear", act: () => manageMember(id) },
    ] },
    here && apps(2, id, state.channel),
  ]);
}
