// The message box: messages, replies, files; commands and names suggested as you type.

import { api, interact, nonce, state, upload } from "./api.js";
import { data, freshen, leaves, meaning, parse } from "./commands.js";
import { byId, complain, el } from "./dom.js";
import { choose, current, filled, leave, missing } from "./fields.js";
import { called, people, roles, textChannels } from "./guild.js";
import { excerpt } from "./message.js";
import { isOpen, key, offer, withdraw } from "./suggest.js";
import * as tray from "./tray.js";
import { sent as rested, writes } from "./typing.js";

const text = byId("text");
const form = byId("composer");

/** Commands that wait for an answer, by nonce. */
export const waiting = new Map();
/** What was typed in other channels. */
const drafts = new Map();
/** Names that were chosen from the suggestions, and what they mean. */
const marks = new Map();
let answering = null;
/** The message that may be on its way: sent again, it is still one. */
let pending = null;

function suggest() {
  const line = text.value;
  if (line.startsWith("/") && !line.includes("\n")) return suggestCommands(line.toLowerCase());
  const mark = line.slice(0, text.selectionStart).match(/(?:^|\s)([@#])([\p{L}\p{N}-]{0,30})$/u);
  return mark ? suggestNames(mark[1], mark[2].toLowerCase()) : withdraw();
}

function suggestCommands(typed) {
  const all = leaves();
  if (all.some((leaf) => typed.startsWith(`${leaf.path} `))) return withdraw();
  const begins = all.filter((leaf) => leaf.path.startsWith(typed));
  const holds = all.filter((leaf) => !begins.includes(leaf) && leaf.path.includes(typed.slice(1)));
  return offer([...begins, ...holds].slice(0, 25).map((leaf) => ({ label: leaf.path, hint: leaf.description, take: () => choose(leaf) })), text);
}

function suggestNames(sign, typed) {
  const entries = sign === "#" ? textChannels().map((channel) => [channel.name, `<#${channel.id}>`, channel.topic])
    : [...people().map(({ user }) => [called(user), `<@${user.id}>`, ""]), ...roles().map((role) => [role.name, `<@&${role.id}>`, "role"])];
  const fits = entries.filter(([name]) => name.toLowerCase().startsWith(typed)).slice(0, 10);
  return offer(fits.map(([name, markup, hint]) => ({ label: sign + name, hint, take: () => insert(sign + name, markup, typed.length + 1) })), text);
}

/** Puts a name where it was begun. */
function insert(name, markup, begun) {
  marks.set(name, markup);
  const at = text.selectionStart;
  text.setRangeText(`${name} `, at - begun, at, "end");
  text.focus();
}

/** Mentions somebody in the message. */
export function mention(id, name) {
  marks.set(`@${name}`, `<@${id}>`);
  text.focus();
  text.setRangeText(`@${name} `, text.selectionStart, text.selectionEnd, "end");
}

function marked(line) {
  const names = [...marks].sort(([a], [b]) => b.length - a.length);
  return names.reduce((words, [name, markup]) => words.replaceAll(name, markup), line);
}

/** The next message answers this one; `null`: none. */
export function answer(message) {
  answering = message;
  byId("answering").hidden = !message;
  byId("answering-to").replaceChildren(...(message ? ["Replying to ", el("b", {}, called(message.author)), ` ${excerpt(message)}`] : []));
  if (message) text.focus();
}

/** Another channel is opened: what was typed stays in its own. `to` is `null` when somebody else looks. */
export function moveTo(from, to) {
  if (current()) leave();
  if (!to) drafts.clear();
  else if (from) drafts.set(from, text.value);
  text.value = drafts.get(to) ?? "";
  answer(null);
  grow();
  withdraw();
}

/** Sends what is there: a command of fields, a command in one line, a message. */
async function send() {
  complain();
  const leaf = current();
  if (leaf) {
    const option = missing();
    if (option) return complain(`Fill in ${option.name}.`);
    return run(leaf, filled().map(([name, value]) => [name, meaning(leaf.options.find((option) => option.name === name), value)]), leave);
  }
  const line = text.value.trim();
  if (!line && !tray.waiting().length) return null;
  if (line.startsWith("/")) {
    const command = parse(line);
    if (!command) return complain(`There is no command ${line.split(" ")[0]}. Type / to see those there are.`);
    if (command.missing.length) return choose(command.leaf, command.values);
    return run(command.leaf, command.values, () => {});
  }
  return post(marked(line));
}

async function post(content) {
  const channel = state.channel;
  const files = tray.waiting();
  const body = { content, ...(answering ? { message_reference: { message_id: answering.id } } : {}) };
  // The same words sent again, since no answer came, are the same message.
  const same = JSON.stringify([channel, body, files.map((file) => [file.name, file.size])]);
  if (pending?.same !== same) pending = { same, nonce: nonce() };
  Object.assign(body, { nonce: pending.nonce, enforce_nonce: true });
  const path = `/channels/${channel}/messages`;
  byId("send").disabled = true;
  try {
    await (files.length ? upload(path, body, files, tray.progress) : api("POST", path, body));
    done(channel, content);
  } catch (error) {
    complain(`Not sent: ${error.status ? error.message : "no connection. Your words are still here."}`);
  } finally {
    byId("send").disabled = false;
    tray.progress(null);
  }
}

function done(channel, content) {
  pending = null;
  rested();
  if (state.channel !== channel) return drafts.delete(channel);
  // What was typed meanwhile stays.
  if (marked(text.value.trim()) === content) clear();
  tray.empty();
  return answer(null);
}

/** A message of one's own came: it was sent, though its answer may have been lost. */
export function arrived(message) {
  if (pending && !byId("send").disabled && message.nonce === pending.nonce) {
    complain();
    done(message.channel_id, message.content);
  }
}

async function run(command, values, then) {
  try {
    const id = await interact(2, data(command, values));
    waiting.set(id, command.path);
    clear();
    then();
  } catch (error) {
    complain(`Not sent: ${error.status ? error.message : "no connection. Your words are still here."}`);
  }
}

function clear() {
  text.value = "";
  marks.clear();
  withdraw();
  grow();
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

/** What to do when somebody wants to change their newest message. */
export const wishes = { editLast() {} };

text.addEventListener("input", () => {
  suggest();
  grow();
  if (text.value === "/") freshen().then((anew) => anew && document.activeElement === text && suggest(), () => {});
  if (text.value && !text.value.startsWith("/")) writes();
});
form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
byId("answering-end").addEventListener("click", () => { answer(null); text.focus(); });
form.addEventListener("keydown", (event) => {
  // A word that is being put together by an input method is not done.
  if (event.isComposing || key(event)) return;
  if (event.key === "Escape") {
    event.preventDefault();
    if (current()) leave();
    else if (answering) answer(null);
  } else if (event.key === "ArrowUp" && event.target === text && !text.value && !isOpen()) {
    event.preventDefault();
    wishes.editLast();
  } else if (event.key === "Enter" && !event.shiftKey && event.target.localName !== "button") {
    event.preventDefault();
    if (!byId("send").disabled) send();
  }
});
