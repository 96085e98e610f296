// What time it is in the company, and how it is moved.

import { advance, now, state } from "./api.js";
import { announce, byId, complain, el } from "./dom.js";
import { tick } from "./messages.js";
import { moment } from "./times.js";

/** Shows the time, without drawing what is the same. */
function draw() {
  const at = new Date(now());
  const words = moment(at);
  const hours = Math.round(state.ahead / 3_600_000);
  const below = Math.abs(state.ahead) < 60_000 ? "now, in your zone" : hours < 48 ? `moved ahead ${hours < 1 ? `${Math.round(state.ahead / 60_000)} min` : `${hours} h`}` : `moved ahead ${Math.round(hours / 24)} days`;
  const clock = byId("clock");
  if (clock.textContent !== words + below) clock.replaceChildren(words, el("small", {}, below));
}

/** Seconds until the next Monday to Friday, 9 o'clock, in the reader's zone. */
function untilMorning() {
  const at = new Date(now());
  const morning = new Date(at);
  morning.setHours(9, 0, 30, 0);
  while (morning <= at || morning.getDay() % 6 === 0) {
    morning.setDate(morning.getDate() + 1);
    morning.setHours(9, 0, 30, 0);
  }
  return Math.ceil((morning - at) / 1000);
}

async function move(event) {
  const step = event.currentTarget.dataset.advance;
  complain();
  try {
    await advance(step === "morning" ? untilMorning() : Number(step));
    draw();
    tick();
    announce(`It is ${byId("clock").textContent}`);
  } catch (error) {
    complain(error.message);
  }
}

/** Lets the clock run. */
export function start() {
  draw();
  setInterval(() => { draw(); tick(); }, 1000);
  for (const button of document.querySelectorAll("[data-advance]")) button.addEventListener("click", move);
}
