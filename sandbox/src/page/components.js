// Buttons and lists below a message.

import { interact } from "./api.js";
import { complain, el } from "./dom.js";
import { nameOf, people, roles, textChannels } from "./guild.js";

/** Presses or chooses that wait for an answer, by nonce: what to enable again. */
export const waiting = new Map();

/** The rows of a message. */
export function rows(message) {
  if (!message.components?.length) return null;
  return el("div", { class: "rows" }, message.components.map((row) => el("div", { class: "row" }, (row.components ?? []).map((part) => component(message, part)))));
}

function component(message, part) {
  if (part.type === 2) return button(message, part);
  return list(message, part);
}

function press(message, part, node, values) {
  complain();
  node.disabled = true;
  const data = { component_type: part.type, custom_id: part.custom_id, ...(values ? { values } : {}) };
  interact(3, data, { message_id: message.id, channel_id: message.channel_id })
    .then((nonce) => waiting.set(nonce, () => { node.disabled = false; }))
    .catch((error) => { node.disabled = false; complain(error.message); });
}

function button(message, part) {
  if (part.style === 5) return el("a", { class: "button", href: part.url, target: "_blank", rel: "noopener noreferrer" }, part.emoji?.name ?? "", part.label ?? "");
  return el("button", { type: "button", class: `style-${part.style}`, disabled: part.disabled === true, "data-focus": part.custom_id,
    onclick: (event) => press(message, part, event.currentTarget) }, part.emoji?.name ?? "", part.label ?? "");
}

function choices(part) {
  const members = () => people().map(({ user }) => ({ value: user.id, label: nameOf(user.id) }));
  const ranks = () => roles().map((role) => ({ value: role.id, label: `@${role.name}` }));
  if (part.type === 3) return part.options;
  if (part.type === 5) return members();
  if (part.type === 6) return ranks();
  if (part.type === 8) return textChannels().map((channel) => ({ value: channel.id, label: `#${channel.name}` }));
  return [...members(), ...ranks()];
}

function list(message, part) {
  const least = part.min_values ?? 1;
  const most = part.max_values ?? 1;
  const chosen = new Set((part.default_values ?? []).map((value) => value.id));
  const name = part.placeholder ?? "Choose";
  const options = choices(part).map((option) => el("option", { value: option.value, selected: option.default === true || chosen.has(option.value) }, option.label));
  const several = most > 1;
  const select = el("select", { multiple: several, "aria-label": name, disabled: part.disabled === true, size: several ? Math.min(6, options.length) : 1, "data-focus": part.custom_id });
  if (!several) {
    const empty = el("option", { value: "", disabled: least > 0 }, name);
    empty.selected = !options.some((option) => option.selected);
    select.append(empty);
  }
  select.append(...options);
  const values = () => [...select.selectedOptions].map((option) => option.value).filter(Boolean);
  if (!several) {
    select.addEventListener("change", () => press(message, part, select, values()));
    return el("label", { class: "row" }, el("small", {}, name), select);
  }
  return el("div", { class: "row" }, select, el("button", { type: "button", onclick: () => press(message, part, select, values()) }, "Choose these"));
}
