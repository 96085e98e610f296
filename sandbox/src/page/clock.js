// What time it is in the company, and how it is moved.

import { advance, now, state, time } from "./api.js";
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

/** Seconds until a moment of the host's, as it stands now. */
async function untilMoment(at) {
  const { now: here, moments } = await time();
  const moment = moments[at];
  return moment ? Math.max(0, Math.ceil((Date.parse(moment.at) - Date.parse(here)) / 1000)) : 0;
}

/** Asks the host for its moments: their buttons stand in the place of the one for the next morning. */
async function name() {
  const { moments } = await time().catch(() => ({ moments: [] }));
  // The welcome names the button that is there.
  if (moments.length > 0) byId("hint-morning").textContent = moments[0].label;
  const steps = document.querySelector(".steps");
  const old = steps.querySelectorAll("[data-moment]");
  const same = old.length === moments.length && moments.every(({ label }, at) => old[at].textContent === label);
  steps.querySelector("[data-advance=morning]").hidden = moments.length > 0;
  if (same) return;
  old.forEach((button) => button.remove());
  steps.prepend(...moments.map(({ label }, at) => el("button", { type: "button", "data-moment": String(at), onclick: move }, label)));
}

async function move(event) {
  const { advance: step, moment } = event.currentTarget.dataset;
  complain();
  try {
    await advance(moment ? await untilMoment(Number(moment)) : step === "morning" ? untilMorning() : Number(step));
    name();
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
  name();
  setInterval(() => { draw(); tick(); }, 1000);
  // What comes next may have come by itself.
  setInterval(name, 60_000);
  for (const button of document.querySelectorAll("[data-advance]")) button.addEventListener("click", move);
}
