// The session's end: a line before it, and a login in place after it, so that no page is lost.
"use strict";

(() => {
const WARN_S = 120, LOOK_MS = 10000;
const place = document.querySelector("[data-session]");
const main = document.getElementById("main");
let endsAt = Date.now() + Number(place.dataset.left) * 1000;
let goOn = [];  // what waits for the login
let isAsking = false;

const csrf = () => document.querySelector("input[name=csrf]").value;

// Every page of this browser tells the others what it knows: they go on with its session.
const others = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;

function outlast(said) {
  endsAt = Date.now() + said.left_s * 1000;
  warn(said.left_s <= WARN_S);
  document.querySelectorAll("input[name=csrf]").forEach((field) => { field.value = said.csrf; });
}

if (others) {
  others.onmessage = ({ data }) => { if (data.user === place.dataset.user && data.left_s) outlast(data); };
  others.postMessage({ user: place.dataset.user, csrf: csrf(), left_s: Number(place.dataset.left) });
}

async function look() {
  const answer = await fetch("/console/session", { headers: { "HX-Request": "true" } });
  const said = answer.ok ? await answer.json() : null;
  // Somebody else: this page and what stands in it are not his.
  if (said && said.user !== place.dataset.user) { window.location = "/console"; return new Promise(() => {}); }
  if (said) outlast(said);
  else { warn(false); endsAt = 0; }
  return answer.ok;
}

// Another page may have used the session meanwhile: the server is asked before a line is shown.
setInterval(() => { if (endsAt && Date.now() > endsAt - WARN_S * 1000) look().catch(() => {}); }, LOOK_MS);

async function stay() {
  const answer = await fetch("/console/session", { method: "POST", body: new URLSearchParams({ csrf: csrf() }) });
  if (!answer.ok) { ask(() => {}); return; }
  const said = await answer.json();
  outlast(said);
  if (said.left_s <= WARN_S) ask(() => {});  // its half day is over: only a new login helps
}

function warn(isSoon) {
  if (isSoon === Boolean(place.firstChild)) return;
  if (!isSoon) { place.textContent = ""; return; }
  const line = document.createElement("p"), button = document.createElement("button");
  line.className = "ending";
  line.setAttribute("role", "status");
  line.textContent = place.dataset.soon;
  button.type = "button";
  button.className = "plain";
  button.textContent = place.dataset.stay;
  button.addEventListener("click", stay);
  line.append(button);
  place.append(line);
}

function show(text) {
  document.querySelectorAll(".panel").forEach((old) => old.remove());
  const holder = document.createElement("template");
  holder.innerHTML = text;
  const panel = holder.content.querySelector(".panel");
  if (!panel) { window.location = `/console/login?ended=1&next=${encodeURIComponent(window.location.pathname + window.location.search)}`; return; }
  main.prepend(panel);
  if (window.revealPasskeys) window.revealPasskeys(panel);
  panel.scrollIntoView({ block: "nearest" });
  const field = panel.querySelector("input:not([type=hidden])");
  if (field) field.focus();
}

async function ask(then) {
  goOn.push(then);
  if (isAsking) return;
  isAsking = true;
  const answer = await fetch("/console/login", { headers: { "HX-Request": "true" } });
  show(await answer.text());
}

// For the other scripts: what was sent too late is made and sent again after the login in place.
window.sendSignedIn = async (send) => {
  const answer = await send();
  if (answer.status !== 401) return answer;
  endsAt = 0;
  return new Promise((done, fail) => ask(() => window.sendSignedIn(send).then(done, fail)));
};

async function enter(form) {
  const answer = await fetch(form.action, { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(new FormData(form)) });
  if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) { show(await answer.text()); return; }
  const said = await answer.json();
  if (!said.is_same) { window.location = "/console"; return; }
  document.querySelectorAll(".panel").forEach((panel) => panel.remove());
  outlast(said);
  if (others) others.postMessage(said);
  isAsking = false;
  const waiting = goOn;
  goOn = [];
  waiting.forEach((then) => then());
}

const fallBack = (form, submitter) => (submitter && submitter.isConnected ? form.requestSubmit(submitter) : form.requestSubmit());

window.addEventListener("submit", (event) => {
  const form = event.target, submitter = event.submitter;
  if (event.defaultPrevented) return;
  if (form.closest(".panel")) { event.preventDefault(); enter(form); return; }
  if (form.method !== "post" || Date.now() < endsAt || form.action.endsWith("/logout")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  look().then((isThere) => (isThere ? fallBack(form, submitter) : ask(() => fallBack(form, submitter))));
}, true);

// A part of the page that was asked for too late is asked for again, with the key of its form.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 401) return;
  const { verb, path, elt, parameters } = event.detail.requestConfig;
  event.detail.shouldSwap = false;
  const values = { ...parameters };
  endsAt = 0;
  ask(() => {
    if ("csrf" in values) values.csrf = csrf();
    window.htmx.ajax(verb, path, { source: elt, values });
  });
});
})();
