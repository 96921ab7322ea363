// The chat page: what was said lies in this browser; replies come from the server, in order, once each.
"use strict";

const KEPT = "chat.v1";
const MOST_KEPT = 200;
const WAIT_SECONDS = 25;

const log = document.getElementById("log");
const statusLine = document.getElementById("status");
const composer = document.getElementById("composer");
const box = document.getElementById("utterance");

function randomId(bytes) {
  const values = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(values, (value) => value.toString(16).padStart(2, "0")).join("");
}

function fresh() {
  return { token: randomId(24), after: 0, said: [], unsent: [] };
}

function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    return kept && kept.token ? kept : fresh();
  } catch {
    return fresh();
  }
}

let state = load();
let polling = null;
let isByKeyboard = false;

function save() {
  state.said = state.said.slice(-MOST_KEPT);
  try {
    const unsent = state.unsent.filter((job) => !job.file); // a file cannot be kept here
    localStorage.setItem(KEPT, JSON.stringify({ ...state, unsent }));
  } catch {
    // A private window without storage: the chat works, a reload forgets it.
  }
}

// ---- talking to the server -----------------------------------------------------------------

function headers() {
  return { Authorization: `Bearer ${state.token}`, "Content-Type": "application/json" };
}

// Wait longer after each failure, but no longer than the network is away.
function untilNext(failures, most) {
  const ms = Math.min(most, 400 * 2 ** failures) * (0.5 + Math.random() / 2);
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    window.addEventListener("online", done);
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    }
  });
}

function calmDown() {
  const last = state.said[state.said.length - 1];
  setStatus(state.unsent.length || (last && last.mine !== undefined) ? "typing" : "");
}

function say({ text, action = "", location, silent = false }) {
  if (!silent) {
    state.said.push({ mine: text });
    showMine(text);
    scrollDown();
    if (isByKeyboard) log.focus({ preventScroll: true }); // the button that had the focus is gone
  }
  setStatus("typing");
  send({ id: randomId(12), text: location ? "" : text, action, location });
}

function send(job) {
  state.unsent.push(job);
  save();
  sendAll();
}

async function post(job) {
  try {
    return await fetch("/api/messages", { method: "POST", headers: headers(), body: JSON.stringify(job) });
  } catch {
    return null;
  }
}

let sending = false;

async function sendAll() {
  if (sending) return;
  sending = true;
  let failures = 0;
  while (state.unsent.length) {
    const token = state.token;
    const job = state.unsent[0];
    const answer = await (job.file ? upload(job) : post(job));
    if (token !== state.token) continue;
    if (answer && answer.status < 500 && (job.file || answer.status !== 429)) {
      state.unsent.shift();
      if (job.file) photoAnswered(job, answer);
      else if (!answer.ok) setStatus("notAccepted");
      else if (failures) calmDown();
      save();
      failures = 0;
      continue;
    }
    setStatus("notSent");
    failures += 1;
    await untilNext(failures, 8000);
  }
  sending = false;
}

async function poll() {
  let failures = 0;
  for (;;) {
    const token = state.token;
    polling = new AbortController();
    try {
      const wait = failures ? 0 : WAIT_SECONDS; // after an outage, see at once that it is over
      const address = `/api/replies?after=${state.after}&wait=${wait}`;
      const answer = await fetch(address, { headers: headers(), signal: polling.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { replies } = await answer.json();
      if (token !== state.token) continue;
      if (failures) calmDown();
      failures = 0;
      for (const reply of replies) take(reply);
    } catch (error) {
      if (error.name === "AbortError") continue;
      failures += 1;
      if (failures > 1) setStatus("offline");
      await untilNext(failures, 10000);
    }
  }
}

function take(reply) {
  if (reply.id <= state.after) return;
  state.after = reply.id;
  state.said.push({ lines: reply.lines, buttons: reply.buttons, wishes: reply.wishes });
  save();
  setStatus("");
  const bubble = showReply(reply);
  scrollDown();
  if (isByKeyboard) readOnFrom(bubble);
}

// Whoever taps by keyboard goes on from the reply: Tab leads to its buttons.
function readOnFrom(bubble) {
  isByKeyboard = false;
  bubble.tabIndex = -1;
  bubble.focus({ preventScroll: true });
}

// ---- the citizen ---------------------------------------------------------------------------

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  grow();
  say({ text });
  box.focus();
});

function grow() {
  box.rows = 1;
  while (box.rows < 5 && box.scrollHeight > box.clientHeight) box.rows += 1;
}

box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
});

document.getElementById("clear").addEventListener("click", () => {
  if (!window.confirm(log.dataset.confirm)) return;
  state = fresh();
  save();
  showAll();
  if (polling) polling.abort();
  say({ text: "/start", silent: true });
});

window.addEventListener("online", () => sendAll());

// Another tab has said or heard something: show the same here.
window.addEventListener("storage", (event) => {
  if (event.key !== KEPT || !event.newValue) return;
  const files = state.unsent.filter((job) => job.file); // only this tab has them
  const { token } = state;
  state = load();
  if (state.token === token) state.unsent.push(...files);
  showAll();
  if (polling) polling.abort();
});

showAll();
const wanted = new URLSearchParams(window.location.search).get("e");
if (wanted && /^[a-z0-9-]{1,48}$/.test(wanted)) {
  window.history.replaceState(null, "", "/");
  say({ text: `/start ${wanted}`, silent: true });
} else if (!state.said.length && !state.unsent.length) {
  say({ text: "/start", silent: true });
}
sendAll();
poll();
