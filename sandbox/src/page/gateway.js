// The gateway: events as they happen, taken up again after a lost connection.

import { state } from "./api.js";

/** The longest wait between two tries, in milliseconds. */
const LONGEST = 5000;

/** Connects as the present member. `on(event, data)` hears every event; `connected(yes, anew)` how it is. */
export function connect(on, connected) {
  let socket = null;
  let seq = null;
  let session = null;
  let beat = null;
  let again = null;
  let answered = true;
  let wait = 500;
  let ended = false;

  const say = (op, d) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ op, d }));

  function heartbeat() {
    // A connection that does not answer is lost, though nobody has said so.
    if (!answered) return socket.close(4000);
    answered = false;
    return say(1, seq);
  }

  function open() {
    clearTimeout(again);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/gateway?v=10&encoding=json`);
    const own = socket;
    socket.onmessage = ({ data }) => {
      if (own !== socket || ended) return;
      const { op, d, s, t } = JSON.parse(data);
      if (s) seq = s;
      if (op === 10) {
        clearInterval(beat);
        answered = true;
        beat = setInterval(heartbeat, d.heartbeat_interval);
        if (session) say(6, { token: state.me.token, session_id: session, seq });
        else say(2, { token: state.me.token, properties: { os: "", browser: "sandbox page", device: "" } });
      } else if (op === 11) {
        answered = true;
      } else if (op === 1) {
        say(1, seq);
      } else if (op === 9) {
        if (!d) session = seq = null;
        socket.close(4000);
      } else if (op === 7) {
        socket.close(4000);
      } else if (op === 0) {
        if (t === "READY") {
          session = d.session_id;
          state.session = session;
        }
        on(t, d);
        if (t === "READY" || t === "RESUMED") {
          wait = 500;
          connected(true, t === "READY");
        }
      }
    };
    socket.onclose = ({ code }) => {
      if (own !== socket) return;
      clearInterval(beat);
      if (ended) return;
      if (code === 4004) session = seq = null;
      connected(false, false, code);
      again = setTimeout(open, wait);
      wait = Math.min(wait * 1.6, LONGEST);
    };
  }

  // The network is back: no need to wait longer.
  const online = () => { if (!ended && socket.readyState === WebSocket.CLOSED) open(); };
  addEventListener("online", online);
  open();
  return {
    end() {
      ended = true;
      removeEventListener("online", online);
      clearTimeout(again);
      clearInterval(beat);
      socket.close(1000);
    },
  };
}
