// One key for the next decision of a queue: it acts at once, because it can be taken back.
// By `code`, so that a Chinese input method does not hide the letter; never while somebody types.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const pressed = document.querySelector(`[data-now="${event.code}"]`);
  if (pressed) { event.preventDefault(); pressed.click(); }
});
