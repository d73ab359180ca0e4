// What a camera gives: a code in its live picture or in a photo, and photos that are not too large.
// The browser reads where it really can, else the server does; every page works without this file.
"use strict";

(() => {
const EVERY_MS = 450, EDGE = 1600, LENS = "camera-lens";
const FORMATS = ["qr_code", "data_matrix", "ean_13", "code_128"];
const byId = (id) => document.getElementById(id);
const byCode = byId("by-code"), byPhoto = byId("by-photo");
const box = byId("camera"), video = byId("view"), starter = byId("camera-start");
let stream = null;

function go(code) {
  if (navigator.vibrate) navigator.vibrate(120);
  byCode.elements.code.value = code;
  byCode.submit();
}

// Some browsers have a BarcodeDetector that never finds anything: it is tried on a symbol drawn here.
async function trustedDetector() {
  if (!("BarcodeDetector" in window)) return null;
  try {
    const known = await window.BarcodeDetector.getSupportedFormats();
    const detector = new window.BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) });
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

async function askServer(picture) {
  const answer = await window.sendSignedIn(() => {
    const body = new FormData();
    body.append("csrf", byPhoto.elements.csrf.value);
    body.append("photo", picture, "photo.jpg");
    return fetch(byPhoto.action, { method: "POST", body, headers: { Accept: "application/json", "HX-Request": "true" } });
  });
  return answer.ok ? (await answer.json()).code : null;
}

async function watch(seen, detector) {
  while (stream === seen) {
    if (video.readyState >= 2 && video.videoWidth && !document.hidden) {
      try {
        const code = detector
          ? (await detector.detect(video))[0]?.rawValue
          : await askServer(await frameOf(video, video.videoWidth, video.videoHeight));
        if (code && stream === seen) { stop(); go(code); return; }
      } catch { /* the next frame is tried */ }
    }
    await new Promise((later) => setTimeout(later, detector ? 150 : EVERY_MS));
  }
}

async function openLens(lens) {
  const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  if (lens) { delete wanted.facingMode; wanted.deviceId = { exact: lens }; }
  return navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
}

async function openCamera() {
  try { return await openLens(localStorage.getItem(LENS)); }
  catch {
    localStorage.removeItem(LENS);
    return openLens("");
  }
}

async function offerLenses(seen) {
  const [track] = seen.getVideoTracks();
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((each) => each.kind === "videoinput");
  byId("lens").hidden = cameras.length < 2;
  byId("lens").onclick = () => {
    const at = cameras.findIndex((each) => each.deviceId === track.getSettings().deviceId);
    localStorage.setItem(LENS, cameras[(at + 1) % cameras.length].deviceId);
    stop();
    start();
  };
  byId("torch").hidden = !(track.getCapabilities && track.getCapabilities().torch);
  let isOn = false;
  byId("torch").onclick = () => { isOn = !isOn; track.applyConstraints({ advanced: [{ torch: isOn }] }); };
}

function stop() {
  if (stream) stream.getTracks().forEach((track) => track.stop());
  stream = null;
  box.hidden = true;
  if (starter) starter.hidden = false;
}

async function start() {
  byId("no-camera").hidden = true;
  if (starter) starter.hidden = true;
  let seen;
  try { seen = await openCamera(); }
  catch { byId("no-camera").hidden = false; stop(); return; }
  stream = video.srcObject = seen;
  box.hidden = false;
  video.play().catch(() => { /* it was closed meanwhile */ });
  offerLenses(seen);
  watch(seen, await trustedDetector());
}

// A phone whose owner said yes before opens the camera by itself; a desk has its hand scanner. Not
// where a code was refused: it would be read again at once, and nobody could read why.
async function isWelcome() {
  if (byCode.elements.code.value || !matchMedia("(pointer: coarse)").matches) return false;
  try { return (await navigator.permissions.query({ name: "camera" })).state === "granted"; }
  catch { return false; }
}

async function wireCamera() {
  if (!box || location.hash) return;
  const has = navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
  byId("camera-stop").hidden = !starter;
  byId("camera-stop").onclick = stop;
  if (starter) { starter.hidden = !has; starter.onclick = start; }
  if (!has) byId("no-camera").hidden = Boolean(starter);
  else if (!starter || await isWelcome()) start();
}

async function shrink(input) {
  const file = input.files[0];
  if (!file || file.size < 300000) return;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const blob = await frameOf(picture, picture.width, picture.height);
    const holder = new DataTransfer();
    holder.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    input.files = holder.files;
  } catch { /* the photo goes as it is */ }
}

// A photo without a code goes once more as a form: its page says what to do.
async function readPhoto() {
  const photo = byPhoto.elements.photo;
  await shrink(photo);
  if (!photo.files.length) return;
  const code = await askServer(photo.files[0]).catch(() => null);
  if (code) go(code);
  else byPhoto.requestSubmit();
}

if (byPhoto) {
  byPhoto.querySelector("[data-by-hand]").hidden = true;
  byPhoto.elements.photo.addEventListener("change", readPhoto);
}
const kept = document.querySelector("[data-shrink]");
if (kept) kept.addEventListener("change", () => shrink(kept));
wireCamera();
})();
