// Puts the page together: who is looking, which channel, and what happens.

import { api, company, state } from "./api.js";
import * as channels from "./channels.js";
import * as clock from "./clock.js";
import { load as loadCommands } from "./commands.js";
import { answer, moveTo, wishes } from "./composer.js";
import { byId, complain, el } from "./dom.js";
import * as dialogs from "./dialogs.js";
import { hear, setHandlers } from "./events.js";
import { connect } from "./gateway.js";
import * as guild from "./guild.js";
import { changed as manageChanged, open as manage } from "./manage.js";
import { ofMessage, ofUser } from "./menus.js";
import { acts } from "./message.js";
import { clear, open as openHistory, reload } from "./history.js";
import { begin, lastOwn, renamed } from "./messages.js";
import "./reading.js";
import * as typing from "./typing.js";

let gateway = null;
/** When to look what this person sees. */
let due = null;

async function become(id) {
  const me = state.company.members.find((member) => member.id === id) ?? state.company.members[0];
  state.me = me;
  remember("member", me.id);
  busy(true);
  gateway?.end();
  gateway = null;
  moveTo(state.channel, null);
  state.channel = null;
  state.commands = [];
  channels.clear();
  guild.forget();
  clear(true);
  complain();
  gateway = connect(hear, connected);
  try {
    await Promise.all([guild.refresh(), loadCommands()]);
  } catch (error) {
    if (me === state.me && error.status) outside();
    return;
  }
  if (me !== state.me) return;
  byId("outside").hidden = true;
  hint();
  channels.draw();
  const wanted = recall("channel");
  await show(guild.channelOf(wanted) ? wanted : guild.textChannels()[0]?.id);
  if (me === state.me) busy(false);
}

const busy = (yes) => byId("messages").setAttribute("aria-busy", String(yes));

/** Who is looking is not in the server any more. */
function outside() {
  clearTimeout(due);
  busy(false);
  guild.forget();
  clear(true);
  channels.draw();
  byId("channel").textContent = state.company.name;
  byId("topic").textContent = "";
  byId("outside").hidden = false;
  byId("outside").textContent = `${state.me.name} is not in ${state.company.name} any more. Become somebody else to go on.`;
  for (const part of ["composer", "manage", "pins", "end-thread"]) byId(part).hidden = true;
}

async function show(id) {
  const channel = guild.channelOf(id);
  byId("composer").hidden = !channel;
  if (!channel) return;
  moveTo(state.channel, id);
  state.channel = id;
  state.inTalk = guild.isTalk(channel);
  remember("channel", id);
  channels.read(id);
  side(false);
  clear();
  top();
  typing.show();
  await openHistory().catch((error) => error.status && complain(error.message));
}

/** The heading above the messages, and what may be done here. */
function top() {
  channels.draw();
  byId("manage").hidden = !guild.manages();
  const channel = guild.channelOf(state.channel);
  byId("pins").hidden = !channel;
  if (!channel) return;
  const [thread, talk, name] = [guild.isThread(channel), guild.isTalk(channel), guild.titleOf(channel)];
  const parent = thread && guild.channelOf(channel.parent_id);
  const sign = thread ? "" : talk ? "@" : "#";
  byId("channel").textContent = `${sign} ${name}`.trim();
  byId("topic").textContent = thread ? `A thread of #${parent?.name ?? "…"}` : talk ? "Only the two of you read this." : channel.topic ?? "";
  byId("end-thread").hidden = !(thread && (channel.owner_id === state.me.id || guild.may("MANAGE_THREADS", channel.id)));
  const allowed = guild.may(thread ? "SEND_MESSAGES_IN_THREADS" : "SEND_MESSAGES", channel.id) || !guild.guild.members.size;
  byId("text").disabled = !allowed;
  byId("text").placeholder = allowed ? `Message ${sign}${name}, or / for commands` : "You may not write here";
  byId("attach").hidden = !guild.may("ATTACH_FILES", channel.id);
  begin(channel);
}

/** What this person sees may have changed: asks once for all that comes together. */
function seeAgain() {
  clearTimeout(due);
  due = setTimeout(async () => {
    await Promise.all([guild.refresh(), loadCommands(), company().then(drawMembers)]).catch(() => {});
    changed();
  }, 60);
}

/** The server has changed. */
function changed() {
  byId("company").textContent = guild.guild.name || state.company.name;
  if (state.channel && !guild.channelOf(state.channel)) {
    const next = guild.textChannels()[0];
    if (!next) return top();
    complain(`The channel that you were in is gone, or not for ${state.me.name} any more.`);
    return show(next.id);
  }
  top();
  renamed();
  return manageChanged();
}

function connected(yes, anew, code) {
  if (code === 4004 && state.me) outside();
  byId("lost").hidden = yes;
  document.body.classList.toggle("offline", !yes);
  if (!yes || !anew || !state.channel) return;
  // A session that could not be taken up again has missed something: read everything anew.
  reload().catch(() => {});
  seeAgain();
}

function drawMembers() {
  const groups = [...new Set([...guild.roles().map((role) => role.name), "Marketing", "Sales", "Manager"])];
  const groupOf = (member) => groups.find((name) => member.roles.includes(name)) ?? "No role";
  const shown = [...groups, "No role"].map((name) => [name, state.company.members.filter((member) => groupOf(member) === name)]).filter(([, list]) => list.length);
  // A list that somebody is choosing from is not taken away from under them.
  const key = JSON.stringify(shown.map(([name, list]) => [name, list.map((member) => [member.id, member.name])]));
  if (byId("member").dataset.key === key) return;
  byId("member").dataset.key = key;
  byId("member").replaceChildren(...shown.map(([name, list]) => el("optgroup", { label: name }, list.map((member) => el("option", { value: member.id }, member.name)))));
  if (state.me) byId("member").value = state.me.id;
}

/** What to try first: the demo's own story, or what any bot has. */
function hint() {
  const demo = (state.commands ?? []).some((command) => command.name === "lead");
  byId("hint-demo").hidden = !demo;
  byId("hint-any").hidden = demo;
  byId("hint").hidden = recall("hint") === "seen";
}

// A page in private mode may keep nothing: it works all the same.
const remember = (key, value) => { try { localStorage.setItem(`tandem-${key}`, value); } catch { /* kept nowhere */ } };
const recall = (key) => { try { return localStorage.getItem(`tandem-${key}`); } catch { return null; } };

/** On a small screen the channels lie above the messages. */
function side(open) {
  const was = byId("side").classList.contains("open");
  byId("side").classList.toggle("open", open);
  byId("shade").hidden = !open;
  document.querySelector("main").inert = open;
  byId("menu").setAttribute("aria-expanded", String(open));
  if (open) (byId("side").querySelector("[aria-current]") ?? byId("member")).focus();
  else if (was) byId("menu").focus();
}

async function start() {
  await company();
  document.title = `${state.company.name} · sandbox`;
  byId("company").textContent = state.company.name;
  drawMembers();
  const first = state.company.members.find((member) => member.roles.includes("Marketing")) ?? state.company.members[0];
  const known = state.company.members.find((member) => member.id === recall("member"));
  byId("member").value = (known ?? first).id;
  clock.start();
  setInterval(typing.show, 1000);
  await become(byId("member").value);
}

setHandlers({ changed, seeAgain, outside });
channels.setOpen((id) => show(id).then(() => byId("text").focus()));
Object.assign(acts, {
  menu: ofMessage,
  user: ofUser,
  reply: answer,
  talk: (id) => api("POST", "/users/@me/channels", { recipient_id: id }).then((talk) => {
    guild.guild.talks.set(talk.id, talk);
    return show(talk.id).then(() => byId("text").focus());
  }).catch((error) => complain(error.message)),
  thread: (id, thread) => {
    if (thread) guild.guild.threads.set(id, thread);
    if (guild.channelOf(id)) return show(id).then(() => byId("text").focus());
    return api("GET", `/channels/${id}`).then((found) => acts.thread(id, found), (error) => complain(error.message));
  },
});
wishes.editLast = () => { const own = lastOwn(); if (own) dialogs.edit(own); };
byId("member").addEventListener("change", (event) => become(event.target.value).catch((error) => complain(error.message)));
byId("menu").addEventListener("click", () => side(!byId("side").classList.contains("open")));
byId("shade").addEventListener("click", () => side(false));
byId("side").addEventListener("keydown", (event) => { if (event.key === "Escape" && byId("side").classList.contains("open")) side(false); });
byId("help").addEventListener("click", dialogs.help);
byId("pins").addEventListener("click", () => dialogs.pins(state.channel));
byId("manage").addEventListener("click", manage);
byId("end-thread").addEventListener("click", () => api("PATCH", `/channels/${state.channel}`, { archived: true }).catch((error) => complain(error.message)));
byId("hint-close").addEventListener("click", () => { byId("hint").hidden = true; remember("hint", "seen"); byId("text").focus(); });
document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const all = channels.inOrder();
  const at = all.findIndex((channel) => channel.id === state.channel) + (event.key === "ArrowDown" ? 1 : -1);
  const next = all[(at + all.length) % all.length];
  if (next) show(next.id).then(() => byId("text").focus());
});
start().catch((error) => complain(`The sandbox does not answer: ${error.message}`));
