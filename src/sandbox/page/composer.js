// The message box: messages, commands suggested as you type, options as fields with autocomplete.

import { api, interact, nonce, state } from "./api.js";
import { data, leaves, meaning, parse } from "./commands.js";
import { byId, complain, el } from "./dom.js";

const text = byId("text");
const form = byId("composer");
const box = byId("suggestions");
const panel = byId("command");

let offered = [];
let at = 0;
let leaf = null;
let asked = null;
let timer = null;
let target = null;

/** Commands that wait for an answer, by nonce. */
export const waiting = new Map();

function offer(list, on) {
  offered = list;
  target = on ?? text;
  at = 0;
  box.replaceChildren(...list.map((entry, index) => el("div", { role: "option", id: `s${index}`, "aria-selected": String(index === 0), onmousedown: (event) => { event.preventDefault(); take(index); } },
    entry.label, entry.hint && el("small", {}, entry.hint))));
  box.hidden = list.length === 0;
  target.setAttribute("aria-activedescendant", list.length ? "s0" : "");
}

function move(step) {
  at = (at + step + offered.length) % offered.length;
  [...box.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === at)));
  box.children[at].scrollIntoView({ block: "nearest" });
  target.setAttribute("aria-activedescendant", `s${at}`);
}

function take(index) {
  const entry = offered[index];
  offer([]);
  entry?.take();
}

function suggest() {
  const line = text.value;
  if (!line.startsWith("/") || line.includes("\n")) return offer([]);
  const typed = line.toLowerCase();
  const fits = leaves().filter((leaf) => leaf.path.startsWith(typed) || typed.startsWith(`${leaf.path} `) || leaf.path.includes(typed.slice(1)));
  const exact = fits.find((leaf) => typed.startsWith(`${leaf.path} `));
  if (exact) return offer([]);
  return offer(fits.slice(0, 25).map((leaf) => ({ label: leaf.path, hint: leaf.description, take: () => choose(leaf) })));
}

/** Shows a command's options as fields. */
function choose(chosen, values = []) {
  leaf = chosen;
  text.hidden = true;
  panel.hidden = false;
  const fields = leaf.options.map((option) => field(option, values.find(([name]) => name === option.name)?.[1] ?? ""));
  panel.replaceChildren(el("strong", {}, leaf.path), " ", el("small", {}, leaf.description, " · Enter sends, Esc leaves"), el("div", { class: "fields-in" }, fields));
  (panel.querySelector("input, select") ?? byId("send")).focus();
}

function leave() {
  leaf = null;
  asked = null;
  offer([]);
  panel.hidden = true;
  panel.replaceChildren();
  text.hidden = false;
  text.focus();
}

function field(option, value) {
  const name = el("span", { class: option.required ? "need" : "" }, option.name);
  const props = { name: option.name, "data-type": option.type, "aria-required": String(option.required === true), "aria-description": option.description };
  const { company } = state;
  const picks = option.choices?.length ? option.choices.map((choice) => [choice.value, choice.name])
    : option.type === 6 ? company.members.map((member) => [member.id, member.name])
    : option.type === 7 ? Object.entries(company.channels).map(([name, id]) => [id, `#${name}`])
    : option.type === 8 ? Object.entries(company.roles).map(([name, id]) => [id, `@${name}`])
    : option.type === 5 ? [["true", "yes"], ["false", "no"]] : null;
  const input = picks
    ? el("select", props, el("option", { value: "" }, option.required ? "choose" : "–"), picks.map(([value, label]) => el("option", { value }, label)))
    : el("input", { ...props, inputMode: option.type === 4 || option.type === 10 ? "decimal" : undefined });
  input.value = value;
  if (option.autocomplete) {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", "suggestions");
    const ask = () => { clearTimeout(timer); timer = setTimeout(() => complete(option, input), 150); };
    input.addEventListener("input", () => { delete input.dataset.value; ask(); });
    input.addEventListener("focus", ask);
    input.addEventListener("blur", () => { if (target === input) offer([]); });
  }
  return el("label", {}, name, input, el("small", {}, option.description));
}

const filled = () => [...panel.querySelectorAll("[name]")].map((input) => [input.name, input.dataset.value ?? input.value]).filter(([, value]) => value !== "");

function complete(option, input) {
  if (!leaf) return;
  asked = { nonce: nonce(), input };
  const values = [...filled().filter(([name]) => name !== option.name), [option.name, input.value, true]];
  interact(4, data(leaf, values), { nonce: asked.nonce }).catch(() => offer([]));
}

/** The bot's choices came. */
export function completed({ nonce, choices }) {
  if (asked?.nonce !== nonce || document.activeElement !== asked.input) return;
  const { input } = asked;
  offer(choices.map((choice) => ({ label: choice.name, take: () => { input.value = choice.name; input.dataset.value = choice.value; input.focus(); } })), input);
}

/** Sends what is there: a command of fields, a command in one line, a message. */
async function send() {
  complain();
  if (leaf) {
    const missing = leaf.options.find((option) => option.required && !filled().some(([name]) => name === option.name));
    if (missing) {
      panel.querySelector(`[name="${missing.name}"]`).focus();
      return complain(`Fill in ${missing.name}.`);
    }
    return run(leaf, filled().map(([name, value]) => [name, meaning(leaf.options.find((option) => option.name === name), value)]), leave);
  }
  const line = text.value.trim();
  if (!line) return null;
  if (line.startsWith("/")) {
    const command = parse(line);
    if (!command) return complain(`There is no command ${line.split(" ")[0]}. Type / to see those there are.`);
    if (command.missing.length) return choose(command.leaf, command.values);
    return run(command.leaf, command.values, clear);
  }
  const channel = state.channel;
  try {
    await api("POST", `/channels/${channel}/messages`, { content: line, nonce: nonce() });
    clear();
  } catch (error) {
    complain(`Not sent: ${error.status ? error.message : "no connection. Your words are still here."}`);
  }
  return null;
}

async function run(command, values, done) {
  try {
    const id = await interact(2, data(command, values));
    waiting.set(id, command.path);
    text.value = "";
    done();
  } catch (error) {
    complain(`Not sent: ${error.status ? error.message : "no connection. Your words are still here."}`);
  }
}

function clear() {
  text.value = "";
  offer([]);
  grow();
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

text.addEventListener("input", () => { suggest(); grow(); });
form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
form.addEventListener("keydown", (event) => {
  const open = !box.hidden;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (open && (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey && target === text))) {
    event.preventDefault();
    take(at);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (open) offer([]);
    else if (leaf) leave();
  } else if (event.key === "Enter" && !event.shiftKey && event.target.localName !== "button") {
    event.preventDefault();
    send();
  }
});
