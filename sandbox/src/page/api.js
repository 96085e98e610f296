// The HTTP API, as a member's client uses it.

/** What the page knows of the company and of who is looking. */
export const state = { company: null, me: null, channel: null, inTalk: false, session: null, commands: null, ahead: 0 };

/** What time it is in the company, in milliseconds. */
export const now = () => Date.now() + state.ahead;

/** A number that no other request of this page has. */
let count = Math.floor(Math.random() * 1000);
export const nonce = () => String(Date.now()) + String(count++ % 1000).padStart(3, "0");

/** Interactions of this page, by nonce: another window of the same person has its own. */
const asked = new Set();
export const isOurs = (nonce) => asked.has(nonce);

const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

/** Asks the API. Throws Discord's words when it refuses. Waits when it is asked to. */
export async function api(method, path, body) {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(`/api/v10${path}`, {
      method,
      headers: { Authorization: state.me.token, ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    if (response.status === 429 && attempt < 5) {
      await pause(answer.retry_after ?? 1);
      continue;
    }
    throw refusal(response.status, answer);
  }
}

/** Posts a message with files; `progress` hears how much of it is up, from 0 to 1. */
export function upload(path, body, files, progress) {
  const form = new FormData();
  const attachments = files.map((file, id) => ({ id: String(id), filename: file.name }));
  form.append("payload_json", JSON.stringify({ ...body, attachments }));
  files.forEach((file, id) => form.append(`files[${id}]`, file, file.name));
  // fetch does not tell how far an upload is.
  const request = new XMLHttpRequest();
  request.open("POST", `/api/v10${path}`);
  request.setRequestHeader("Authorization", state.me.token);
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
  return new Promise((done, failed) => {
    request.onload = () => {
      if (request.status < 300) return done(request.response);
      if (request.status !== 429) return failed(refusal(request.status, request.response ?? {}));
      return pause(request.response?.retry_after ?? 1).then(() => upload(path, body, files, progress)).then(done, failed);
    };
    request.onerror = () => failed(new Error("no connection"));
    request.send(form);
  });
}

function refusal(status, answer) {
  const error = new Error(words(answer) ?? `The server said ${status}.`);
  error.status = status;
  error.code = answer.code;
  return error;
}

/** The innermost words of a refusal. */
function words(answer) {
  const find = (errors, path) => {
    if (!errors || typeof errors !== "object") return null;
    if (errors._errors?.length) return `${path.at(-1) ?? ""}: ${errors._errors[0].message}`.replace(/^: /, "");
    for (const [key, value] of Object.entries(errors)) {
      const found = find(value, [...path, key]);
      if (found) return found;
    }
    return null;
  };
  return find(answer.errors, []) ?? answer.message;
}

/** Sends an interaction. */
export function interact(type, data, extra = {}) {
  const body = {
    type, data, nonce: extra.nonce ?? nonce(), application_id: state.company.application_id,
    guild_id: state.inTalk ? undefined : state.company.guild_id, channel_id: state.channel, session_id: state.session, ...extra,
  };
  asked.add(body.nonce);
  if (asked.size > 500) asked.delete(asked.values().next().value);
  return api("POST", "/interactions", body).then(() => body.nonce);
}

/** The company and its people. */
export async function company() {
  const answer = await fetch("/sandbox/company").then((response) => response.json());
  state.company = answer;
  state.ahead = Date.parse(answer.now) - Date.now();
  return answer;
}

/** Moves time forward. */
export async function advance(seconds) {
  const response = await fetch("/sandbox/clock", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ advance_seconds: seconds }) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  state.ahead = Date.parse(answer.now) - Date.now();
}
