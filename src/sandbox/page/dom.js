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
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
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
