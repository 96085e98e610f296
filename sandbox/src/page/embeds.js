// Cards and files of a message.

import { el, icon } from "./dom.js";
import { markdown } from "./markdown.js";
import { date } from "./times.js";

const picture = ({ url, width, height }, alt) => el("img", { src: url, alt, loading: "lazy", width: width || undefined, height: height || undefined });

/** A card. */
export function embed(value) {
  const colour = value.color === undefined || value.color === null ? "" : `border-left-color: #${value.color.toString(16).padStart(6, "0")}`;
  const inner = [
    value.provider?.name && el("div", { class: "used" }, value.provider.name),
    value.author && el("div", { class: "used" }, value.author.url ? link(value.author.url, value.author.name) : value.author.name),
    value.title && el("h2", {}, value.url ? link(value.url, value.title) : value.title),
    value.description && markdown(value.description),
    value.fields?.length > 0 && el("dl", { class: "fields" }, value.fields.map((field) =>
      el("div", { class: `field${field.inline ? " inline" : ""}` }, el("dt", {}, markdown(field.name)), el("dd", {}, markdown(field.value))))),
    value.image && picture(value.image, value.title ? `Picture of ${value.title}` : "Picture"),
    (value.footer || value.timestamp) && el("footer", {}, value.footer?.text ?? "", value.footer && value.timestamp && " · ",
      value.timestamp && date(new Date(value.timestamp))),
  ];
  return el("div", { class: `embed${value.thumbnail ? " beside" : ""}`, style: colour },
    value.thumbnail ? [el("div", {}, inner), picture(value.thumbnail, "")] : inner);
}

const link = (href, text) => el("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);

/** A size in words. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A file: a picture is shown, anything else is a link to it. */
export function file(value) {
  if (/^image\/(png|jpeg|gif|webp)/.test(value.content_type ?? "")) {
    const name = value.description || value.filename;
    return el("a", { class: "picture", href: value.url, target: "_blank", rel: "noopener" }, picture(value, name));
  }
  return el("a", { class: "file", href: value.url, download: value.filename },
    icon("file"), el("span", {}, value.filename, el("small", {}, size(value.size))));
}
