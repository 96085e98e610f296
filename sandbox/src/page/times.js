// Points in time in words. What formats them is made once: making it takes longer than using it.

const made = (options) => {
  const format = new Intl.DateTimeFormat(undefined, options);
  return (at) => format.format(at);
};

/** 9:53 AM */
export const hour = made({ timeStyle: "short" });
/** Monday, November 23 */
export const day = made({ weekday: "long", day: "numeric", month: "long" });
/** Mon, Nov 23, 09:53 AM */
export const moment = made({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
/** Nov 23, 2026, 9:53 AM */
export const date = made({ dateStyle: "medium", timeStyle: "short" });
/** Monday, November 23, 2026 at 9:53 AM */
export const whole = made({ dateStyle: "full", timeStyle: "short" });

/** Discord's styles of a point in time. */
export const STYLES = {
  t: hour, T: made({ timeStyle: "medium" }), d: made({ dateStyle: "short" }), D: made({ dateStyle: "long" }),
  f: made({ dateStyle: "long", timeStyle: "short" }), F: whole,
};

const apart = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** How far a point in time is from another, both in milliseconds. */
export function relative(at, now) {
  const seconds = Math.round((at - now) / 1000);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return apart.format(Math.round(seconds / size), unit);
}
