// Files that go with the next message: chosen, pasted or dropped.

import { byId, complain, el, icon } from "./dom.js";
import { size } from "./embeds.js";

/** What Discord takes: so many, each so large. */
const MOST = 10;
const LARGEST = 10 * 1024 * 1024;

const tray = byId("tray");
let files = [];

/** The files that wait. */
export const waiting = () => files;

/** Adds files, as many as a message takes. */
export function add(more) {
  complain();
  for (const file of more) {
    if (files.length === MOST) return complain(`A message takes ${MOST} files at most.`);
    if (file.size > LARGEST) complain(`${file.name} is larger than ${size(LARGEST)}, which is the most that can be sent.`);
    else files.push(file);
  }
  draw();
  byId("text").focus();
  return null;
}

/** Takes all away. */
export function empty() {
  files = [];
  draw();
}

function draw() {
  tray.hidden = !files.length;
  for (const picture of tray.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
  tray.replaceChildren(...files.map((file, index) => el("li", {},
    file.type.startsWith("image/") ? el("img", { src: URL.createObjectURL(file), alt: "" }) : icon("file"),
    el("span", {}, file.name, el("small", {}, size(file.size))),
    el("button", { type: "button", class: "sign", "aria-label": `Leave out ${file.name}`, onclick: () => { files.splice(index, 1); draw(); byId("text").focus(); } }, icon("close")))));
}

/** Shows how much is up, from 0 to 1; `null` when it is over. */
export function progress(share) {
  const bar = byId("progress");
  bar.hidden = share === null;
  bar.value = share ?? 0;
}

byId("attach").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", (event) => {
  add([...event.target.files]);
  event.target.value = "";
});
byId("text").addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  add([...event.clipboardData.files]);
});
const main = document.querySelector("main");
const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
main.addEventListener("dragover", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  main.classList.add("dropping");
});
main.addEventListener("dragleave", (event) => { if (!main.contains(event.relatedTarget)) main.classList.remove("dropping"); });
main.addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  main.classList.remove("dropping");
  add([...event.dataTransfer.files]);
});
