// What who manages the server does: roles, members, channels, the bot.

import { api, state } from "./api.js";
import { avatar, byId, el } from "./dom.js";
import { confirm, isOpen, show } from "./dialogs.js";
import { BITS, bot, guild, may, nameOf, people, roles, rolesOf, textChannels } from "./guild.js";

const TITLE = "Manage the server";
const TABS = { members: "Members", channels: "Channels", app: "Bot" };
let tab = "members";
let only = null;

const base = () => `/guilds/${state.company.guild_id}`;

/** Opens the dialog. */
export function open() {
  only = null;
  draw();
}

/** Opens it at one member. */
export function member(id) {
  tab = "members";
  only = id;
  draw();
}

/** Something that it shows has changed. */
export function changed() {
  if (isOpen(TITLE)) draw();
}

/** Does something, and says in the dialog when it is refused. */
async function act(doing) {
  const wrong = byId("manage-wrong");
  wrong.textContent = "";
  try {
    await doing();
  } catch (error) {
    draw();
    byId("manage-wrong").textContent = error.status ? error.message : "No connection. Try again in a moment.";
  }
}

function draw() {
  const focused = document.activeElement?.closest("#dialog") && document.activeElement.dataset.key;
  const scrolled = document.querySelector(".panel")?.scrollTop ?? 0;
  const panel = { members, channels, app }[tab]();
  show(TITLE, [
    el("div", { class: "tabs", role: "tablist", "aria-label": "What to manage" }, Object.entries(TABS).map(([name, label]) => el("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === tab), "aria-controls": "panel", tabIndex: name === tab ? 0 : -1, "data-key": `tab ${name}`, "data-first": name === tab ? "" : undefined,
      onclick: () => { tab = name; only = null; draw(); byId(`tab-${name}`).focus(); }, onkeydown: turn,
    }, label))),
    el("p", { id: "manage-wrong", class: "wrong", role: "alert" }),
    el("div", { id: "panel", class: "panel", role: "tabpanel", "aria-labelledby": `tab-${tab}`, tabIndex: 0 }, panel),
  ], [], true);
  if (focused) document.querySelector(`#dialog [data-key="${CSS.escape(focused)}"]`)?.focus();
  document.querySelector(".panel").scrollTop = scrolled;
}

/** Arrows go from tab to tab. */
function turn(event) {
  const names = Object.keys(TABS);
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  tab = names[(names.indexOf(tab) + by + names.length) % names.length];
  only = null;
  draw();
  byId(`tab-${tab}`).focus();
}

function members() {
  const shown = people().filter(({ user }) => !only || user.id === only);
  return [
    el("ul", { class: "managed" }, shown.map(({ user: { id } }) => el("li", {},
      el("div", { class: "who-row" }, avatar(id, nameOf(id)), el("b", {}, nameOf(id)), id === guild.owner && el("small", {}, "owns the server"),
        id !== guild.owner && id !== state.me.id && may("KICK_MEMBERS") && el("button", { type: "button", class: "danger", "data-key": `kick ${id}`, "aria-label": `Remove ${nameOf(id)} from the server`, onclick: () => kick(id) }, "Remove")),
      el("div", { class: "chips", role: "group", "aria-label": `Roles of ${nameOf(id)}` }, roles().map((role) => el("label", { class: "chip" },
        el("input", { type: "checkbox", checked: rolesOf(id).includes(role.id), disabled: !may("MANAGE_ROLES"), "data-key": `role ${id} ${role.id}`, "aria-label": `${nameOf(id)} is ${role.name}`,
          onchange: (event) => act(() => api(event.target.checked ? "PUT" : "DELETE", `${base()}/members/${id}/roles/${role.id}`)) }),
        role.name)))))),
    only && el("button", { type: "button", class: "plain", onclick: open }, "Show everybody"),
  ];
}

function kick(id) {
  confirm(`Remove ${nameOf(id)}?`, `${nameOf(id)} leaves the server. What they wrote stays.`, "Remove", () => api("DELETE", `${base()}/members/${id}`), open);
}

/** What a channel says of who sees it: "deny", "allow" or "" for neither. */
function sees(channel, role) {
  const found = channel.permission_overwrites?.find((entry) => entry.id === role);
  if (!found) return "";
  return BigInt(found.deny) & BITS.VIEW_CHANNEL ? "deny" : BigInt(found.allow) & BITS.VIEW_CHANNEL ? "allow" : "";
}

function setSees(channel, role, wish) {
  const found = channel.permission_overwrites?.find((entry) => entry.id === role);
  const without = (bits) => BigInt(bits ?? 0) & ~BITS.VIEW_CHANNEL;
  const allow = without(found?.allow) | (wish === "allow" ? BITS.VIEW_CHANNEL : 0n);
  const deny = without(found?.deny) | (wish === "deny" ? BITS.VIEW_CHANNEL : 0n);
  const path = `/channels/${channel.id}/permissions/${role}`;
  return allow | deny ? api("PUT", path, { type: 0, allow: String(allow), deny: String(deny) }) : api("DELETE", path);
}

function channels() {
  const everyone = { id: state.company.guild_id, name: "everyone" };
  return el("ul", { class: "managed" }, textChannels().map((channel) => el("li", {},
    el("div", { class: "who-row" }, el("b", {}, `# ${channel.name}`),
      may("MANAGE_CHANNELS") && el("button", { type: "button", class: "danger", "data-key": `delete ${channel.id}`, "aria-label": `Delete #${channel.name}`, onclick: () => remove(channel) }, "Delete")),
    el("div", { class: "chips", role: "group", "aria-label": `Who sees #${channel.name}` }, [everyone, ...roles()].map((role) => el("label", { class: "pick" },
      el("span", {}, `@${role.name}`),
      el("select", { "data-key": `sees ${channel.id} ${role.id}`, disabled: !may("MANAGE_ROLES"), "aria-label": `Whether @${role.name} sees #${channel.name}`,
        onchange: (event) => act(() => setSees(channel, role.id, event.target.value)) },
      [["", role === everyone ? "by their roles" : "like everyone"], ["allow", "sees it"], ["deny", "does not"]].map(([value, label]) => el("option", { value, selected: value === sees(channel, role.id) }, label)))))))));
}

function remove(channel) {
  confirm(`Delete #${channel.name}?`, "The channel and all its messages are gone for good.", "Delete the channel", () => api("DELETE", `/channels/${channel.id}`), open);
}

function app() {
  const here = bot();
  const id = state.company.application_id;
  const invite = () => api("POST", `/oauth2/authorize?client_id=${id}&scope=bot%20applications.commands`, { guild_id: state.company.guild_id, permissions: "0", authorize: true });
  return el("div", { class: "app" }, here
    ? [el("p", {}, el("b", {}, nameOf(id)), " is in this server. Without it nobody can use its commands; what it knows, it keeps."),
      el("button", { type: "button", class: "style-4", "data-key": "app", disabled: !may("KICK_MEMBERS"), onclick: () => act(() => api("DELETE", `${base()}/members/${id}`)) }, "Remove the bot")]
    : [el("p", {}, "The bot is not in this server."),
      el("button", { type: "button", class: "style-1", "data-key": "app", disabled: !may("MANAGE_GUILD"), onclick: () => act(invite) }, "Add the bot again")]);
}

