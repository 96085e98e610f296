// Discord's markdown, into elements.

import { el } from "./dom.js";
import { now } from "./api.js";
import { STYLES, relative, whole } from "./times.js";
import { channelOf, guild, nameOf } from "./guild.js";

const INLINE = [
  [/^\\([^\p{L}\p{N}\s])/u, (m) => m[1]],
  [/^```(?:[\w+-]+\n)?([\s\S]+?)```/, (m) => el("pre", {}, m[1].replace(/^\n|\n$/g, ""))],
  [/^``([\s\S]+?)``(?!`)/, (m) => el("code", {}, m[1])],
  [/^`([^`]+)`/, (m) => el("code", {}, m[1])],
  [/^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/s, (m) => el("strong", {}, inline(m[1]))],
  [/^__((?:\\.|[^\\])+?)__(?!_)/s, (m) => el("u", {}, inline(m[1]))],
  [/^~~((?:\\.|[^\\])+?)~~/s, (m) => el("s", {}, inline(m[1]))],
  [/^\|\|((?:\\.|[^\\])+?)\|\|/s, (m) => spoiler(m[1])],
  [/^\*(?=\S)((?:\\.|\*\*|[^\\*])+?)\*(?!\*)/s, (m) => el("em", {}, inline(m[1]))],
  [/^_((?:\\.|__|[^\\_])+?)_(?![\p{L}\p{N}_])/su, (m) => el("em", {}, inline(m[1]))],
  [/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, (m) => time(Number(m[1]), m[2] ?? "f")],
  [/^<@!?(\d+)>/, (m) => mention(`@${name("members", m[1])}`)],
  [/^<@&(\d+)>/, (m) => mention(`@${name("roles", m[1])}`)],
  [/^<#(\d+)>/, (m) => mention(`#${name("channels", m[1])}`)],
  [/^<\/([\w -]+):\d+>/, (m) => mention(`/${m[1]}`)],
  [/^<a?:(\w+):\d+>/, (m) => `:${m[1]}:`],
  [/^\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, (m) => link(m[2], inline(m[1]))],
  [/^<(https?:\/\/[^\s>]+)>/, (m) => link(m[1], m[1])],
  [/^https?:\/\/[^\s<>)\]]+[^\s<>)\].,:;"']/, (m) => link(m[0], m[0])],
  [/^@(everyone|here)\b/, (m) => mention(m[0])],
];

const link = (href, content) => el("a", { href, target: "_blank", rel: "noopener noreferrer" }, content);
const mention = (text) => el("span", { class: "mention" }, text);

function spoiler(text) {
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    const node = event.currentTarget;
    node.classList.add("shown");
    for (const name of ["role", "aria-label", "tabindex"]) node.removeAttribute(name);
  };
  return el("span", { class: "spoiler", tabIndex: 0, role: "button", "aria-label": "Hidden text", onclick: show, onkeydown: show }, el("span", {}, inline(text)));
}

function name(kind, id) {
  if (kind === "members") return nameOf(id);
  return (kind === "roles" ? guild.roles.get(id) : channelOf(id))?.name ?? `unknown-${kind.slice(0, -1)}`;
}

/** A point in time, as Discord shows it. Relative ones follow the company's clock. */
export function time(seconds, style) {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return `<t:${seconds}>`;
  const text = style === "R" ? relative(seconds * 1000, now()) : STYLES[style](at);
  return el("time", { dateTime: at.toISOString(), title: whole(at), "data-relative": style === "R" ? seconds : undefined }, text);
}

function inline(text) {
  const parts = [];
  let plain = "";
  for (let rest = text; rest; ) {
    const found = /[\\`*_~|<\[@h]/.test(rest[0]) && INLINE.map(([pattern, make]) => [rest.match(pattern), make]).find(([match]) => match);
    const inWord = rest[0] === "_" && /[\p{L}\p{N}]$/u.test(plain);
    if (found && !inWord) {
      if (plain) parts.push(plain);
      plain = "";
      parts.push(found[1](found[0]));
      rest = rest.slice(found[0][0].length);
    } else {
      const step = [...rest][0];
      plain += step;
      rest = rest.slice(step.length);
    }
  }
  if (plain) parts.push(plain);
  return parts.flat();
}

/** Text as Discord would show it. */
export function markdown(text) {
  const root = el("div", { class: "text" });
  const fenced = text.split(/(```[\s\S]*?```)/);
  for (const part of fenced) {
    if (part.startsWith("```") && part.length > 6) root.append(...inline(part));
    else blocks(part, root);
  }
  return root;
}

function blocks(text, root) {
  let list = null;
  let quote = null;
  for (const line of text.split("\n")) {
    const heading = line.match(/^(#{1,3}) (.+)/);
    const small = line.match(/^-# (.+)/);
    const bullet = line.match(/^\s*[-*] (.+)/);
    const number = line.match(/^\s*(\d+)\. (.+)/);
    const quoted = line.match(/^> ?(.*)/);
    if (!bullet && !number) list = null;
    if (!quoted) quote = null;
    if (heading) root.append(el("h2", { class: `size-${heading[1].length}` }, inline(heading[2])));
    else if (small) root.append(el("p", {}, el("small", {}, inline(small[1]))));
    else if (bullet || number) {
      const kind = bullet ? "ul" : "ol";
      if (list?.localName !== kind) root.append((list = el(kind, number ? { start: Number(number[1]) } : {})));
      list.append(el("li", {}, inline(bullet ? bullet[1] : number[2])));
    } else if (quoted) {
      if (!quote) root.append((quote = el("blockquote")));
      quote.append(el("p", {}, inline(quoted[1])));
    } else if (line) root.append(el("p", {}, inline(line)));
  }
}
