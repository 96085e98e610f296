// Elements are made, never parsed: no text of anybody's becomes markup.

/** Makes an element. `props` sets properties, attributes (with a dash or `role`) and listeners. */
export function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.includes("-") || key === "role" || key === "for") node.setAttribute(key, value);
    else if (key === "class") node.className = value;
    else if (key === "style") node.style.cssText = value;
    else node[key] = value;
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** An element of the page by its id. */
export const byId = (id) => document.getElementById(id);

/** Says what went wrong, until the next thing goes right. */
export function complain(words) {
  const box = byId("error");
  box.textContent = words ?? "";
  box.hidden = !words;
}

/** Tells a screen reader what is new; nothing is seen of it. */
export function announce(words) {
  const box = byId("news");
  box.append(el("p", {}, words));
  while (box.childElementCount > 5) box.firstElementChild.remove();
}

const SHAPES = {
  menu: "M3 5h14M3 10h14M3 15h14",
  dots: "M5 10h.01M10 10h.01M15 10h.01",
  pin: "M7 3h6l-1 6 3 3H5l3-3zM10 12v5",
  mail: "M3 5h14v10H3zM3 6l7 5 7-5",
  reply: "M8 5 3 10l5 5M3 10h8a6 6 0 0 1 6 6",
  smile: "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM7 8h.01M13 8h.01M6.5 12a4 4 0 0 0 7 0",
  clip: "m16 9-6.5 6.5a4 4 0 0 1-5.5-5.5L11 3a2.6 2.6 0 0 1 3.7 3.7L8 13.4a1.2 1.2 0 0 1-1.7-1.7L12 6",
  gear: "M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4",
  thread: "M4 4h12v8H9l-4 4v-4H4z",
  close: "m5 5 10 10M15 5 5 15",
  file: "M5 2h7l4 4v12H5zM12 2v4h4",
  help: "M7 7a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M10 15h.01",
  down: "M10 4v12M5 11l5 5 5-5",
};

/** A drawn sign. It says nothing: its button has a name. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A button with a sign instead of words. */
export const iconButton = (name, label, onclick, props = {}) =>
  el("button", { type: "button", class: "sign", "aria-label": label, title: label, onclick, ...props }, icon(name));

// A hue for everybody: ids follow each other, so neighbours differ. White is readable on all of them.
const COLOURS = ["#b3402e", "#2563a8", "#2e7548", "#8a4fb0", "#96600f", "#0f7480", "#b0387a", "#5a58c4", "#5d6b1f", "#7a5546"];

/** The round picture of somebody: their first letter. */
export function avatar(id, name) {
  const colour = COLOURS[Number(BigInt(id) % BigInt(COLOURS.length))];
  return el("span", { class: "avatar", "aria-hidden": "true", style: `background:${colour}` }, [...name][0] ?? "?");
}
