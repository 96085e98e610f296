// Reading by keyboard: arrows go from message to message, Tab into the one that was chosen.

import { byId } from "./dom.js";
import { acts } from "./message.js";
import { more, newest } from "./history.js";
import { box, choose, first, last, view } from "./window.js";

async function step(by) {
  if (by < 0 && view.active === first()) await more("older");
  if (by > 0 && view.active === last()) await more("newer");
  const at = view.active ? view.ids.indexOf(view.active.message.id) : view.ids.length;
  choose(view.nodes.get(view.ids[Math.min(view.ids.length - 1, Math.max(0, at + by))]), true);
}

box.addEventListener("focusin", (event) => {
  const node = event.target.closest(".message");
  if (node && node !== view.active) choose(node);
});

box.addEventListener("keydown", (event) => {
  const node = event.target.closest(".message");
  // A list in a message uses these keys itself.
  if (!node || event.altKey || event.ctrlKey || event.metaKey || event.target.localName === "select") return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Home") choose(first(), true);
  else if (event.key === "End") newest().then(() => choose(last(), true), () => {});
  else if (event.key === "Escape") byId("text").focus();
  else if (event.key === "ContextMenu" || (event.target === node && event.key === "Enter")) {
    if (node.querySelector(".more")) acts.menu(node.message, node.querySelector(".more"));
  } else return;
  event.preventDefault();
});
