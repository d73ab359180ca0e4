// Keys of the desks. Every page works without this file; it only makes hands quicker.
// Keys act by `code`, because a Chinese input method hides letters, and only while a field is empty.
"use strict";

const fieldsOf = (form) => [...form.querySelectorAll("input[name^='v.']")];

function move(form, from, step) {
  const fields = fieldsOf(form);
  const next = fields[fields.indexOf(from) + step];
  if (next) { next.focus(); next.select(); }
  else if (step > 0) form.querySelector("#hand-in").focus();
}

function fill(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function onSheetKey(event) {
  const field = event.target, form = field.form;
  if (event.isComposing && event.key !== "Process") return;
  const isEmpty = field.value === "";
  if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); form.querySelector("#hand-in").click(); }
  else if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); move(form, field, event.shiftKey ? -1 : 1); }
  else if (event.key === "ArrowUp" || event.code === "NumpadSubtract") { event.preventDefault(); move(form, field, -1); }
  else if (isEmpty && (event.code === "KeyN" && !event.ctrlKey && !event.metaKey || event.code === "NumpadMultiply" || event.key === "*")) {
    event.preventDefault(); fill(field, "未检出");
  }
  else if (isEmpty && event.code === "NumpadDivide") { event.preventDefault(); fill(field, "<"); }
}

function onSheetPaste(event) {
  const lines = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  if (lines.length < 2) return;
  event.preventDefault();
  const form = event.target.form, fields = fieldsOf(form);
  const start = fields.indexOf(event.target);
  const pasted = new FormData();
  pasted.append("csrf", form.elements.csrf.value);
  lines.slice(0, fields.length - start).forEach((line, n) => {
    const field = fields[start + n];
    field.value = line.split("\t").pop().trim();
    pasted.append(field.name, field.value);
  });
  const last = fields[Math.min(start + lines.length, fields.length) - 1];
  window.htmx.ajax("POST", form.action.replace(/results$/, "values"), { values: Object.fromEntries(pasted), swap: "none" });
  move(form, last, 1);
}

function onListKey(event) {
  const step = { ArrowDown: 1, KeyJ: 1, ArrowUp: -1, KeyK: -1 }[event.code];
  if (!step) return;
  const links = [...document.querySelectorAll(".list td.lead a")];
  const next = links[Math.max(0, links.indexOf(document.activeElement) + step)];
  if (next) { event.preventDefault(); next.focus(); }
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (target.matches("[data-sheet] input[name^='v.']")) { onSheetKey(event); return; }
  const sheet = event.key === "Enter" && event.ctrlKey && target.closest("[data-sheet]");
  if (sheet) { event.preventDefault(); sheet.querySelector("#hand-in").click(); return; }
  if (target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const pressed = document.querySelector(`[data-press="${event.code}"]`);
  const search = event.key === "/" && document.querySelector("[data-key='/']");
  if (pressed) { event.preventDefault(); pressed.focus(); }
  else if (search) { event.preventDefault(); search.focus(); }
  else onListKey(event);
});
document.addEventListener("paste", (event) => {
  if (event.target.matches && event.target.matches("[data-sheet] input[name^='v.']")) onSheetPaste(event);
});
// The menu of a phone closes by a tap beside it, or Escape.
const menu = document.querySelector("details.phone-menu");
if (menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
  });
}
// The summary of errors takes the focus, so that it is read first.
const errors = document.querySelector(".errors");
if (errors) errors.focus();
// What was typed before the session ended goes out by itself after the login.
const waiting = document.querySelector("[data-resume]");
if (waiting) waiting.requestSubmit();
