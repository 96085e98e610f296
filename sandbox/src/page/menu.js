// A menu beside what opened it: arrows move, Enter chooses, Esc closes and goes back.

import { byId, el, icon } from "./dom.js";

const box = byId("menu-box");
let opener = null;
let before = null;

const items = () => [...box.querySelectorAll("[role=menuitem]")];

/** Opens a menu: groups of `{ label, items: [{ label, sign, icon, danger, act }] }`. */
export function open(anchor, label, groups, kind = "list") {
  opener = anchor;
  before = document.activeElement;
  box.className = kind;
  box.setAttribute("aria-label", label);
  box.replaceChildren(...groups.filter((group) => group?.items.some(Boolean)).map((group) => el("div", { role: "group", "aria-label": group.label },
    group.label && el("div", { class: "heading", "aria-hidden": "true" }, group.label),
    group.items.filter(Boolean).map((item) => el("button", {
      type: "button", role: "menuitem", tabIndex: -1, class: item.danger ? "danger" : "", title: item.sign && item.label, "aria-label": item.sign && item.label,
      onclick: () => { close(true); item.act(); },
    }, item.sign ?? [item.icon && icon(item.icon), item.label])))));
  box.showPopover();
  place(anchor);
  items()[0]?.focus();
}

/** Beside the opener, inside the window. */
function place(anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.min(Math.max(8, at.right - width), innerWidth - width - 8);
  const below = at.bottom + 4 + height < innerHeight;
  box.style.left = `${Math.max(8, left)}px`;
  box.style.top = `${Math.max(8, below ? at.bottom + 4 : Math.min(at.top - height - 4, innerHeight - height - 8))}px`;
}

function close(back) {
  if (!box.matches(":popover-open")) return;
  box.hidePopover();
  if (!back) return;
  // What opened it may have been drawn anew meanwhile.
  if (before?.isConnected) before.focus();
  else if (opener?.isConnected) opener.focus();
}

function move(step) {
  const all = items();
  const at = all.indexOf(document.activeElement);
  all[(at + step + all.length) % all.length]?.focus();
}

box.addEventListener("keydown", (event) => {
  const wide = box.className === "palette" ? 6 : 1;
  const steps = { ArrowDown: wide, ArrowUp: -wide, ArrowRight: 1, ArrowLeft: -1 };
  if (event.key in steps) move(steps[event.key]);
  else if (event.key === "Home") items()[0]?.focus();
  else if (event.key === "End") items().at(-1)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") close(true);
  else if (/^\p{L}$/u.test(event.key)) items().find((item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
