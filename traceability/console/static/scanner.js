// Tells which key a hand scanner ends with; a browser alone would take Tab for a wish to move on.
"use strict";

const form = document.getElementById("scanner-form"), field = form.elements.came;

field.addEventListener("keydown", (event) => {
  const ending = { Enter: "enter", Tab: "tab" }[event.key];
  if (!ending || event.isComposing || event.shiftKey || !field.value.trim()) return;
  event.preventDefault();
  form.elements.ending.value = ending;
  form.submit();
});
