// What was typed into a long form and not sent stays in this browser, for this person and form.
// Never kept: passwords, numbers of identity papers, files. Gone when sent, discarded or signed out.
"use strict";

(() => {
  const place = document.querySelector("[data-session]");
  const mine = `draft ${place.dataset.user} `;
  const DAYS = 7, DAY_MS = 86400000;
  const isPosted = place.dataset.posted === "1";
  // Eighteen digits with a day of birth in them: an identity number, wherever it was typed.
  const IDENTITY = /(^|\D)[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx]/;
  const isKept = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type)
    && !/_id_no$|password/.test(field.name) && !("private" in field.dataset) && !IDENTITY.test(field.value);
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const keyOf = (form) => mine + form.dataset.draft;
  const fieldsOf = (form) => [...form.elements].filter(isKept);

  function store(form, more) {
    const typed = fieldsOf(form).filter((field) => !isTick(field) || field.checked).map((field) => [field.name, field.value]);
    try { localStorage.setItem(keyOf(form), JSON.stringify({ typed, at: Date.now(), ...more })); } catch { /* no room: no draft */ }
  }

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  const keys = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const forget = (prefix) => keys(prefix).forEach((key) => localStorage.removeItem(key));

  function fill(form, typed) {
    const values = new Map();
    typed.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    for (const field of fieldsOf(form)) {
      const said = values.get(field.name) || [];
      if (isTick(field)) field.checked = said.includes(field.value);
      else if (said.length) {
        field.value = said.shift();
        const fold = field.closest("details");
        if (fold && field.value !== field.defaultValue && field.tagName !== "SELECT") fold.open = true;
      }
    }
  }

  function tell(form, draft) {
    const line = document.createElement("p"), button = document.createElement("button");
    const at = new Date(draft.at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });
    line.className = "note draft";
    line.setAttribute("role", "status");
    line.textContent = `${place.dataset.back.replace("{time}", at)} `;
    button.type = "button";
    button.className = "plain";
    button.textContent = place.dataset.discard;
    button.addEventListener("click", () => { localStorage.removeItem(keyOf(form)); form.reset(); line.remove(); });
    line.append(button);
    form.before(line);
  }

  // The server names the form that it took. A redirect alone says nothing: it may have led to the log-in.
  const [, taken] = document.cookie.match(/(?:^|; )taken=([0-9a-f-]{36})/) || [];
  if (taken) document.cookie = "taken=; path=/console; max-age=0";
  const forms = [...document.querySelectorAll("form[data-draft]")];
  for (const key of keys("draft ")) {
    const draft = read(key);
    const isHere = forms.some((form) => keyOf(form) === key);
    // A page that answers the form itself is no refusal if the form is not on it.
    const isDone = draft?.isSent && key.startsWith(mine) && (draft.key === taken || (isPosted && !isHere));
    if (!draft || draft.at < Date.now() - DAYS * DAY_MS || isDone) localStorage.removeItem(key);
  }
  for (const form of forms) {
    const draft = read(keyOf(form));
    if (draft && isPosted) store(form);
    else if (draft) {
      fill(form, draft.typed);
      // Sent, and no answer ever came: with its old key it is recorded once, whatever happened.
      if (draft.isSent && form.elements.form_key) form.elements.form_key.value = draft.key;
      tell(form, draft);
    }
    let waiting = 0;
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => store(form), 300); });
    form.addEventListener("submit", () => { clearTimeout(waiting); store(form, { isSent: true, key: form.elements.form_key?.value }); });
  }
  window.addEventListener("submit", (event) => { if (event.target.getAttribute("action")?.endsWith("/logout")) forget(mine); });
})();
