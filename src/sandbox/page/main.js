// Puts the page together: who is looking, which channel, what time it is.

import { advance, api, company, interact, now, state } from "./api.js";
import { load, menu } from "./commands.js";
import { waiting as pressed } from "./components.js";
import { completed, waiting as sent } from "./composer.js";
import { byId, complain, el } from "./dom.js";
import { connect } from "./gateway.js";
import { clear, drop, open, put, setMenu, tick } from "./messages.js";
import { answered, failed, open as openForm } from "./modal.js";

let gateway = null;
let channels = [];
const unread = new Map();
const pinged = new Set();

async function become(id) {
  state.me = state.company.members.find((member) => member.id === id) ?? state.company.members[1];
  remember("member", state.me.id);
  gateway?.end();
  unread.clear();
  pinged.clear();
  clear();
  complain();
  channels = await api("GET", `/guilds/${state.company.guild_id}/channels`);
  channels.sort((a, b) => a.position - b.position);
  const wanted = recall("channel");
  await load();
  gateway = connect(hear, connected);
  await show(channels.some((channel) => channel.id === wanted) ? wanted : channels[0].id);
}

async function show(id) {
  state.channel = id;
  remember("channel", id);
  unread.delete(id);
  pinged.delete(id);
  drawChannels();
  const channel = channels.find((channel) => channel.id === id);
  byId("channel").textContent = `# ${channel.name}`;
  byId("topic").textContent = channel.topic ?? "";
  byId("text").placeholder = `Message #${channel.name}, or / for commands`;
  byId("side").classList.remove("open");
  byId("menu").setAttribute("aria-expanded", "false");
  clear();
  await open(id).catch((error) => complain(error.message));
}

function drawChannels() {
  byId("channels").replaceChildren(...channels.map((channel) => el("li", {}, el("button", {
    type: "button", class: `${unread.has(channel.id) ? "unread" : ""} ${pinged.has(channel.id) ? "pinged" : ""}`, "data-unread": unread.get(channel.id),
    "data-testid": `channel-${channel.name}`, "aria-current": channel.id === state.channel ? "page" : undefined,
    "aria-label": `${channel.name}${unread.has(channel.id) ? `, ${unread.get(channel.id)} new` : ""}`, onclick: () => show(channel.id),
  }, `# ${channel.name}`))));
}

function drawMembers() {
  const groups = ["Marketing", "Sales", "Manager", ""];
  byId("member").replaceChildren(...groups.map((group) => el("optgroup", { label: group || "No role" },
    state.company.members.filter((member) => (group ? member.roles.includes(group) : !member.roles.length)).map((member) => el("option", { value: member.id }, member.name)))));
}

function hear(event, data) {
  if (event === "MESSAGE_CREATE") {
    put(data, false);
    if (data.channel_id !== state.channel && data.author.id !== state.me.id) {
      unread.set(data.channel_id, (unread.get(data.channel_id) ?? 0) + 1);
      const named = data.mentions?.some((user) => user.id === state.me.id) || data.mention_roles?.some((role) => state.me.roles.some((own) => state.company.roles[own] === role));
      if (named) pinged.add(data.channel_id);
      drawChannels();
    }
  } else if (event === "MESSAGE_UPDATE") put(data, true);
  else if (event === "MESSAGE_DELETE") drop(data.id);
  else if (event === "INTERACTION_MODAL_CREATE") openForm(data);
  else if (event === "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE") completed(data);
  else if (event === "INTERACTION_SUCCESS") {
    answered(data.nonce);
    settle(data.nonce);
  } else if (event === "INTERACTION_FAILURE") {
    failed(data.nonce);
    const command = sent.get(data.nonce);
    complain(command ? `${command}: the application did not respond.` : "This interaction failed.");
    settle(data.nonce);
  }
}

function settle(nonce) {
  pressed.get(nonce)?.();
  pressed.delete(nonce);
  sent.delete(nonce);
}

function connected(yes, anew) {
  byId("lost").hidden = yes;
  if (!yes) return;
  // A session that could not be taken up again has missed something: read the channel anew.
  if (anew && state.channel) {
    open(state.channel).catch(() => {});
    load().catch(() => {});
    company().catch(() => {});
  }
}

function openMenu(message) {
  const box = byId("menu-box");
  const entry = (label, act) => el("li", {}, el("button", { type: "button", onclick: () => { box.close(); act(); } }, label));
  const use = (command) => interact(2, { id: command.id, name: command.name, type: command.type, target_id: command.type === 3 ? message.id : message.author.id, version: command.version }, { channel_id: message.channel_id }).catch((error) => complain(error.message));
  const own = message.author.id === state.me.id;
  box.replaceChildren(el("h2", {}, "Apps"), el("menu", {},
    [...menu(3), ...menu(2)].map((command) => entry(command.name, () => use(command))),
    own && entry("Edit", () => edit(message)),
    own && entry("Delete", () => api("DELETE", `/channels/${message.channel_id}/messages/${message.id}`).catch((error) => complain(error.message))),
    entry("Close", () => {})));
  box.showModal();
}

function edit(message) {
  const box = byId("menu-box");
  const area = el("textarea", { value: message.content, maxLength: 2000, "aria-label": "Message" });
  const save = async (event) => {
    event.preventDefault();
    try {
      await api("PATCH", `/channels/${message.channel_id}/messages/${message.id}`, { content: area.value });
      box.close();
    } catch (error) {
      complain(error.message);
    }
  };
  box.replaceChildren(el("form", { onsubmit: save }, el("h2", {}, "Edit message"), area, el("div", { class: "actions" }, el("button", { type: "button", onclick: () => box.close() }, "Cancel"), el("button", { type: "submit", class: "style-1" }, "Save"))));
  box.showModal();
  area.focus();
}

function showHelp() {
  const box = byId("menu-box");
  const keys = [["/", "commands, suggested as you type"], ["↑ ↓ Enter", "choose a suggestion"], ["Tab", "from field to field"], ["Esc", "leave a command or form"], ["Alt + ↑ ↓", "the channel above or below"], ["Shift + Enter", "a new line"]];
  box.replaceChildren(el("h2", {}, "Keyboard"), el("dl", {}, keys.map(([key, what]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)))),
    el("p", {}, "A message's menu is the ⋯ at its end; Tab reaches it."), el("div", { class: "actions" }, el("button", { type: "button", onclick: () => box.close() }, "Close")));
  box.showModal();
}

function drawClock() {
  const at = new Date(now());
  byId("clock").replaceChildren(at.toLocaleString(undefined, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    el("small", {}, Math.abs(state.ahead) < 5000 ? "now, in your zone" : `moved ahead ${Math.round(state.ahead / 3600000)} h`));
}

/** Seconds until the next Monday to Friday, 9 o'clock, in the reader's zone. */
function untilMorning() {
  const at = new Date(now());
  const morning = new Date(at);
  morning.setHours(9, 0, 30, 0);
  do if (morning <= at || morning.getDay() % 6 === 0) { morning.setDate(morning.getDate() + 1); morning.setHours(9, 0, 30, 0); }
  while (morning <= at || morning.getDay() % 6 === 0);
  return Math.ceil((morning - at) / 1000);
}

async function moveTime(event) {
  const step = event.currentTarget.dataset.advance;
  try {
    await advance(step === "morning" ? untilMorning() : Number(step));
    drawClock();
    tick();
  } catch (error) {
    complain(error.message);
  }
}

// A page in private mode may keep nothing: it works all the same.
const remember = (key, value) => { try { localStorage.setItem(`tandem-${key}`, value); } catch { /* kept nowhere */ } };
const recall = (key) => { try { return localStorage.getItem(`tandem-${key}`); } catch { return null; } };

async function start() {
  await company();
  document.title = `${state.company.name} · Tandem's sandbox`;
  byId("company").textContent = state.company.name;
  drawMembers();
  const first = state.company.members.find((member) => member.roles.includes("Marketing")) ?? state.company.members[0];
  const known = state.company.members.some((member) => member.id === recall("member"));
  byId("member").value = known ? recall("member") : first.id;
  byId("hint").hidden = recall("hint") === "seen";
  setMenu(openMenu);
  drawClock();
  setInterval(() => { drawClock(); tick(); }, 1000);
  await become(byId("member").value);
}

byId("member").addEventListener("change", (event) => become(event.target.value).catch((error) => complain(error.message)));
byId("menu").addEventListener("click", () => {
  const open = byId("side").classList.toggle("open");
  byId("menu").setAttribute("aria-expanded", String(open));
});
byId("help").addEventListener("click", showHelp);
byId("hint-close").addEventListener("click", () => { byId("hint").hidden = true; remember("hint", "seen"); byId("text").focus(); });
for (const button of document.querySelectorAll("[data-advance]")) button.addEventListener("click", moveTime);
document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const at = channels.findIndex((channel) => channel.id === state.channel) + (event.key === "ArrowDown" ? 1 : -1);
  const next = channels[(at + channels.length) % channels.length];
  show(next.id).then(() => byId("text").focus());
});
start().catch((error) => complain(`The sandbox does not answer: ${error.message}`));
