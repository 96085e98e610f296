// The list of suggestions above the message box: commands, names, a bot's choices.

import { announce, byId, el } from "./dom.js";

const box = byId("suggestions");
let offered = [];
let at = 0;
let target = null;
/** The field for which other suggestions are on their way: those that are shown are for what was there before. */
let awaited = null;
/** Whether somebody has pressed Enter meanwhile: the first of those that come is taken. */
let held = false;

/** Other suggestions for a field are on their way. */
export function expect(field) {
  awaited = field;
  box.classList.toggle("stale", !box.hidden && target === field);
}

/** They have come, or never will. An Enter that waited takes the first, or sends what was typed. */
export function arrive(entries, field) {
  const pressed = held && awaited === field;
  awaited = null;
  held = false;
  offer(entries, field);
  if (!pressed) return;
  if (entries.length) take(0);
  else field.form.requestSubmit();
}

/** Whether something is offered. */
export const isOpen = () => !box.hidden;

/** Offers entries `{ label, hint, take }` to a field. */
export function offer(entries, field) {
  const before = offered.length;
  target?.removeAttribute("aria-activedescendant");
  offered = entries;
  target = field;
  at = 0;
  box.replaceChildren(...entries.map((entry, index) => el("div", {
    role: "option", id: `s${index}`, "aria-selected": String(index === 0),
    onmousedown: (event) => { event.preventDefault(); take(index); },
  }, entry.label, entry.hint && el("small", {}, entry.hint))));
  box.hidden = entries.length === 0;
  box.classList.remove("stale");
  box.scrollTop = 0;
  if (target?.getAttribute("role") === "combobox") target.setAttribute("aria-expanded", String(entries.length > 0));
  if (!entries.length) return;
  point();
  if (before !== entries.length) announce(`${entries.length} ${entries.length === 1 ? "suggestion" : "suggestions"}`);
}

/** Offers nothing more. */
export function withdraw() {
  awaited = null;
  held = false;
  offer([], target);
}

/** Says which one Enter takes. */
function point() {
  for (const node of [target, box]) node.setAttribute("aria-activedescendant", `s${at}`);
}

function move(step) {
  at = (at + step + offered.length) % offered.length;
  [...box.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === at)));
  box.children[at].scrollIntoView({ block: "nearest" });
  point();
}

function take(index) {
  const entry = offered[index];
  withdraw();
  entry?.take();
}

/** A key, while something is offered. Whether it was for the list. */
export function key(event) {
  if (event.key === "Enter" && awaited === event.target) {
    held = true;
    event.preventDefault();
    return true;
  }
  if (!isOpen()) return false;
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey && target.localName === "textarea")) take(at);
  else if (event.key === "Escape") withdraw();
  else return false;
  event.preventDefault();
  return true;
}
