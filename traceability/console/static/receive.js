// The door on a phone: a hand scanner ends with Tab, steps count, four figures sign.
// Every page works without this file; it only makes hands quicker.
"use strict";

const byId = (id) => document.getElementById(id);

// A hand scanner types and ends with Enter or Tab; an input method in between swallows letters.
function wireWedge() {
  const field = document.querySelector("[data-wedge]");
  if (!field) return;
  field.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !event.shiftKey && field.value.trim()) { event.preventDefault(); field.form.submit(); }
  });
  field.addEventListener("compositionend", () => { byId("ime").hidden = false; });
}

function wireStepper() {
  const box = document.querySelector("[data-stepper]");
  if (!box) return;
  const field = box.querySelector("input"), button = document.querySelector("[data-words]");
  const tell = () => { if (button) button.textContent = button.dataset.words.replace("#", field.value || "0"); };
  field.addEventListener("input", tell);
  box.querySelectorAll("button").forEach((step) => {
    step.hidden = false;
    step.onclick = () => { field.value = String(Math.max(1, (parseFloat(field.value) || 0) + Number(step.dataset.step))); tell(); };
  });
}

function wireSigning() {
  const form = document.querySelector("[data-sign]");
  if (!form) return;
  const code = form.elements.code, pad = form.querySelector("[data-keypad]");
  const sendWhenFull = () => { if (/^[0-9]{4}$/.test(code.value)) form.requestSubmit ? form.requestSubmit() : form.submit(); };
  code.addEventListener("input", sendWhenFull);
  const signer = form.elements.signer;
  // Who has no code yet signs with the password: it is asked for, and not the figures.
  const askForWhatThereIs = () => {
    const words = signer.selectedOptions[0].dataset.code;
    form.querySelectorAll("[data-code-field]").forEach((part) => { part.hidden = !words; });
    pad.hidden = !words;
    code.value = "";
    if (words) form.querySelector("label[for=code]").textContent = words;
    else form.querySelector("details.password").open = true;
  };
  signer.addEventListener("change", askForWhatThereIs);
  askForWhatThereIs();
  pad.addEventListener("click", (event) => {
    const key = event.target.dataset.digit;
    if (key === undefined) return;
    code.value = key === "" ? code.value.slice(0, -1) : (code.value + key).slice(0, 4);
    sendWhenFull();
  });
}

wireWedge();
wireStepper();
wireSigning();
