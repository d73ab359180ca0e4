// What makes an enterprise's pages quicker; every one works without it.
"use strict";

// A button that says a number says the one that stands in its field.
for (const button of document.querySelectorAll("[data-count]")) {
  const field = button.form.elements[button.dataset.count], first = field.value;
  const words = button.textContent;
  field.addEventListener("input", () => { button.textContent = words.replace(first, field.value.trim() || "0"); });
}

// The raw lots follow the quantity while they are shared out by themselves.
const start = document.querySelector("#start");
if (start && start.elements.quantity && start.elements.first_in) {
  let waiting = 0;
  const shareOut = async () => {
    if (!start.elements.first_in.checked) return;
    const fields = new FormData(start);
    fields.set("then", "share");
    const answer = await fetch(start.action, { method: "POST", body: new URLSearchParams(fields) });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["raws", "sum"]) {
      const fresh = page.getElementById(id), old = document.getElementById(id);
      if (fresh && old && !old.contains(document.activeElement)) old.replaceWith(fresh);
    }
  };
  start.elements.quantity.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(shareOut, 300); });
  start.addEventListener("input", (event) => {
    if (event.target.name && event.target.name.startsWith("use.")) start.elements.first_in.checked = false;
  });
}

// A report is read as soon as it is chosen.
const file = document.querySelector("#file");
const read = document.querySelector("#read-file");
if (file && read) file.addEventListener("change", () => { if (file.files.length) read.click(); });

// The camera: only where the browser reads codes by itself; else a photo goes to the server.
const camera = document.querySelector("#scan-camera");
const video = document.querySelector("#scan-video");
const photo = document.querySelector("#photo");
const scanned = (code) => { document.querySelector("#code").value = code; document.querySelector("#scan-form").submit(); };

async function readShrunk() {
  const picture = await createImageBitmap(photo.files[0], { imageOrientation: "from-image" });
  const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}

if (photo) {
  photo.addEventListener("change", async () => {
    const form = photo.form;
    try {
      const body = new FormData();
      body.append("csrf", form.elements.csrf.value);
      body.append("answer", "code");
      body.append("photo", await readShrunk(), "photo.jpg");
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.ok) { scanned((await answer.json()).code); return; }
    } catch { /* what a script cannot shrink goes as it is */ }
    form.submit();
  });
}

async function startCamera() {
  const detector = new BarcodeDetector({ formats: ["qr_code", "data_matrix", "ean_13", "code_128"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const words = camera.textContent;
  camera.textContent = camera.dataset.stop;
  let isOn = true;
  camera.onclick = () => { isOn = false; };
  while (isOn) {
    const [found] = await detector.detect(video).catch(() => []);
    if (found) { stream.getTracks().forEach((track) => track.stop()); scanned(found.rawValue); return; }
    await new Promise((done) => setTimeout(done, 150));
  }
  stream.getTracks().forEach((track) => track.stop());
  video.hidden = true;
  camera.textContent = words;
  camera.onclick = startCamera;
}

if (camera && "BarcodeDetector" in window && navigator.mediaDevices) {
  BarcodeDetector.getSupportedFormats().then((formats) => {
    if (!formats.includes("qr_code")) return;
    camera.hidden = false;
    camera.onclick = startCamera;
  });
}
