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
    const answer = await window.sendSignedIn(() => {
      const fields = new FormData(start);
      fields.set("then", "share");
      return fetch(start.action, { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(fields) });
    });
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
