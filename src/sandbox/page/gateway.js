// The gateway: events as they happen, taken up again after a lost connection.

import { state } from "./api.js";

/** Connects as the present member. `on(event, data)` hears every event; `connected(yes)` how it is. */
export function connect(on, connected) {
  let socket = null;
  let seq = null;
  let session = null;
  let beat = null;
  let wait = 500;
  let ended = false;

  function open() {
    socket = new WebSocket(`ws://${location.host}/gateway?v=10&encoding=json`);
    socket.onmessage = ({ data }) => {
      const { op, d, s, t } = JSON.parse(data);
      if (s) seq = s;
      if (op === 10) {
        clearInterval(beat);
        beat = setInterval(() => socket.send(JSON.stringify({ op: 1, d: seq })), d.heartbeat_interval);
        const hello = session
          ? { op: 6, d: { token: state.me.token, session_id: session, seq } }
          : { op: 2, d: { token: state.me.token, properties: { os: "", browser: "sandbox page", device: "" } } };
        socket.send(JSON.stringify(hello));
      } else if (op === 9) {
        session = null;
        seq = null;
        socket.close(4000);
      } else if (op === 7) {
        socket.close(4000);
      } else if (op === 0) {
        if (t === "READY") {
          session = d.session_id;
          state.session = session;
        }
        if (t === "READY" || t === "RESUMED") {
          wait = 500;
          connected(true, t === "READY");
        }
        on(t, d);
      }
    };
    socket.onclose = () => {
      clearInterval(beat);
      if (ended) return;
      connected(false);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    };
  }
  open();
  return { end() { ended = true; clearInterval(beat); socket.close(1000); } };
}
