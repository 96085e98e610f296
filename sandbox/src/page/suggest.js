// The list of suggestions above the message box: commands, names, a bot's choices.

import { announce, byId, el } from "./dom.js";

const box = byId("suggestions");
let offered = [];
let at = 0;
let target = null;

/** Whether something is offered. */
export const isOpen = () => !box.hidden;
/** Where it is offered. */
export const offeredTo = () => target;

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
  box.scrollTop = 0;
  if (target?.getAttribute("role") === "combobox") target.setAttribute("aria-expanded", String(entries.length > 0));
  if (!entries.length) return;
  point();
  if (before !== entries.length) announce(`${entries.length} ${entries.length === 1 ? "suggestion" : "suggestions"}`);
}

/** Offers nothing more. */
export const withdraw = () => offer([], target);

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
  if (!isOpen()) return false;
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey && target.localName === "textarea")) take(at);
  else if (event.key === "Escape") withdraw();
  else return false;
  event.preventDefault();
  return true;
}
