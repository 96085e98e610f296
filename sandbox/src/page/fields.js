// A command's options as fields, with what the bot suggests while somebody types.

import { interact, nonce } from "./api.js";
import { data } from "./commands.js";
import { byId, el } from "./dom.js";
import { nameOf, people, roles, textChannels } from "./guild.js";
import { offer, offeredTo, withdraw } from "./suggest.js";

const panel = byId("command");
let leaf = null;
let asked = null;
let timer = null;

/** The command that is being filled in. */
export const current = () => leaf;

/** Shows a command's options as fields. */
export function choose(chosen, values = []) {
  leaf = chosen;
  // What was typed of it is in the fields now.
  byId("text").value = "";
  byId("text").style.height = "auto";
  byId("text").hidden = true;
  byId("attach").hidden = true;
  panel.hidden = false;
  const fields = leaf.options.map((option) => field(option, values.find(([name]) => name === option.name)?.[1] ?? ""));
  panel.setAttribute("aria-label", leaf.path);
  panel.replaceChildren(
    el("div", { class: "command-head" }, el("strong", {}, leaf.path), el("small", {}, leaf.description), el("button", { type: "button", class: "plain", onclick: leave }, "Cancel")),
    fields.length ? el("div", { class: "fields-in" }, fields) : "");
  // What is missing comes first.
  const empty = [...panel.querySelectorAll("[name]")].find((input) => !input.value);
  (empty ?? panel.querySelector("[name]") ?? byId("send")).focus();
}

/** Leaves the command, back to the message box. */
export function leave() {
  leaf = null;
  asked = null;
  withdraw();
  panel.hidden = true;
  panel.replaceChildren();
  byId("text").hidden = false;
  byId("attach").hidden = false;
  byId("text").focus();
}

/** What can be chosen for an option: [value, label]. */
function picks(option) {
  if (option.choices?.length) return option.choices.map((choice) => [choice.value, choice.name]);
  const members = () => people().map(({ user }) => [user.id, nameOf(user.id)]);
  const ranks = () => roles().map((role) => [role.id, `@${role.name}`]);
  if (option.type === 5) return [["true", "yes"], ["false", "no"]];
  if (option.type === 6) return members();
  if (option.type === 7) return textChannels().map((channel) => [channel.id, `#${channel.name}`]);
  if (option.type === 8) return ranks();
  return option.type === 9 ? [...members(), ...ranks()] : null;
}

function field(option, value) {
  const props = { name: option.name, "data-type": option.type, required: option.required === true, "aria-description": option.description };
  const list = picks(option);
  const input = list
    ? el("select", props, el("option", { value: "" }, option.required ? "Choose…" : "–"), list.map(([value, label]) => el("option", { value }, label)))
    : el("input", { ...props, maxLength: option.max_length ?? 6000, inputMode: option.type === 4 || option.type === 10 ? "decimal" : "text" });
  input.value = value;
  if (option.autocomplete) suggests(option, input);
  return el("label", {}, el("span", { class: option.required ? "need" : "" }, option.name), input, el("small", { "aria-hidden": "true" }, option.description));
}

function suggests(option, input) {
  for (const [name, value] of [["role", "combobox"], ["aria-controls", "suggestions"], ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
  const ask = () => { clearTimeout(timer); timer = setTimeout(() => complete(option, input), 150); };
  input.addEventListener("input", () => { delete input.dataset.value; ask(); });
  input.addEventListener("focus", ask);
  input.addEventListener("blur", () => { if (offeredTo() === input) withdraw(); });
}

/** What is filled in: [name, value]. */
export const filled = () => [...panel.querySelectorAll("[name]")].map((input) => [input.name, input.dataset.value ?? input.value]).filter(([, value]) => value !== "");

/** The first required option that is not filled in; the cursor goes there. */
export function missing() {
  const option = leaf.options.find((option) => option.required && !filled().some(([name]) => name === option.name));
  if (option) panel.querySelector(`[name="${option.name}"]`).focus();
  return option;
}

function complete(option, input) {
  if (!leaf || document.activeElement !== input) return;
  asked = { nonce: nonce(), input };
  const values = [...filled().filter(([name]) => name !== option.name), [option.name, input.value, true]];
  interact(4, data(leaf, values), { nonce: asked.nonce }).catch(() => { if (offeredTo() === input) withdraw(); });
}

/** The bot's choices came. */
export function completed({ nonce, choices }) {
  if (asked?.nonce !== nonce || document.activeElement !== asked.input) return;
  const { input } = asked;
  const take = (choice) => () => {
    input.value = choice.name;
    input.dataset.value = choice.value;
    input.focus();
  };
  offer(choices.map((choice) => ({ label: choice.name, take: take(choice) })), input);
}
