// A hand scanner is a keyboard: what it types on the worklist lands in the scan field by itself.
// Without this file the field is clicked first, or reached with the Tab key.
"use strict";

const scan = document.querySelector("[data-wedge]");

document.addEventListener("keydown", (event) => {
  if (!scan || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const isTyping = event.target.closest("input, select, textarea");
  if (!isTyping && event.key.length === 1 && /[0-9A-Za-z(\]]/.test(event.key) && !/^(Key[JK])$/.test(event.code)) scan.focus();
  else if (event.target === scan && event.key === "Tab" && !event.shiftKey && scan.value) { event.preventDefault(); scan.form.requestSubmit(); }
});
