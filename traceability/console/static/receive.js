// The door on a phone: the camera reads by itself, steps count, four figures sign.
// Every page works without this file; it only makes hands quicker.
"use strict";

const EVERY_MS = 450, EDGE = 1600, LENS = "canteen-lens";
const byId = (id) => document.getElementById(id);

function go(code) {
  if (navigator.vibrate) navigator.vibrate(120);
  location.assign("/console/receive?code=" + encodeURIComponent(code));
}

// Some browsers have a BarcodeDetector that never finds anything: it is tried on a symbol drawn here.
async function trustedDetector() {
  if (!("BarcodeDetector" in window)) return null;
  try {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    const picture = new Image();
    picture.src = "/console/static/test-code.png";
    await picture.decode();
    const found = await detector.detect(picture);
    return found.length && found[0].rawValue === "CREDIT GRAIN" ? detector : null;
  } catch { return null; }
}

function frameOf(source, width, height) {
  const scale = Math.min(1, EDGE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
}

async function askServer(video) {
  const form = new FormData();
  form.append("csrf", byId("by-photo").elements.csrf.value);
  form.append("photo", await frameOf(video, video.videoWidth, video.videoHeight), "frame.jpg");
  const answer = await fetch("/console/receive/photo", {
    method: "POST", body: form, headers: { Accept: "application/json" }, credentials: "same-origin",
  });
  if (!answer.ok) return null;
  return (await answer.json()).code;
}

async function watch(video, detector) {
  for (;;) {
    if (video.readyState >= 2 && video.videoWidth && !document.hidden) {
      try {
        const code = detector ? (await detector.detect(video))[0]?.rawValue : await askServer(video);
        if (code) { go(code); return; }
      } catch { /* the next frame is tried */ }
    }
    await new Promise((later) => setTimeout(later, detector ? 150 : EVERY_MS));
  }
}

async function openCamera(lens) {
  const video = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  if (lens) { delete video.facingMode; video.deviceId = { exact: lens }; }
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

async function offerLenses(stream) {
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((d) => d.kind === "videoinput");
  const track = stream.getVideoTracks()[0];
  const now = track.getSettings().deviceId;
  if (cameras.length > 1) {
    byId("lens").hidden = false;
    byId("lens").onclick = () => {
      const at = cameras.findIndex((c) => c.deviceId === now);
      localStorage.setItem(LENS, cameras[(at + 1) % cameras.length].deviceId);
      location.reload();
    };
  }
  if (track.getCapabilities && track.getCapabilities().torch) {
    byId("torch").hidden = false;
    let isOn = false;
    byId("torch").onclick = () => { isOn = !isOn; track.applyConstraints({ advanced: [{ torch: isOn }] }); };
  }
}

async function startCamera() {
  const box = byId("camera");
  if (!box || location.hash) return;
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) { byId("no-camera").hidden = false; return; }
  let stream;
  try { stream = await openCamera(localStorage.getItem(LENS)); }
  catch {
    localStorage.removeItem(LENS);
    try { stream = await openCamera(""); } catch { byId("no-camera").hidden = false; return; }
  }
  const video = byId("view");
  video.srcObject = stream;
  box.hidden = false;
  await video.play();
  offerLenses(stream);
  watch(video, await trustedDetector());
}

// A hand scanner types and ends with Enter or Tab; an input method in between swallows letters.
function wireWedge() {
  const field = document.querySelector("[data-wedge]");
  if (!field) return;
  field.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !event.shiftKey && field.value.trim()) { event.preventDefault(); field.form.submit(); }
  });
  field.addEventListener("compositionend", () => { byId("ime").hidden = false; });
}

async function shrink(input) {
  const file = input.files[0];
  if (!file || file.size < 300000) return;
  try {
    const picture = await createImageBitmap(file);
    const blob = await frameOf(picture, picture.width, picture.height);
    const box = new DataTransfer();
    box.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    input.files = box.files;
  } catch { /* the photo goes as it is */ }
}

function wirePhotos() {
  const photo = document.querySelector("#by-photo [type=file]");
  if (photo) photo.form.querySelector("[data-by-hand]").hidden = true;
  if (photo) photo.addEventListener("change", async () => { await shrink(photo); if (photo.files.length) photo.form.submit(); });
  const kept = document.querySelector("[data-shrink]");
  if (kept) kept.addEventListener("change", () => shrink(kept));
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
wirePhotos();
wireStepper();
wireSigning();
startCamera();
