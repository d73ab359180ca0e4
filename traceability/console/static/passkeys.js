// Passkeys: a form with data-passkey asks for a challenge, has the device answer it, then goes out.
"use strict";

(() => {
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const textOf = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (known) => (known || []).map((each) => ({ ...each, id: bytesOf(each.id) }));

async function makePasskey(options) {
  const made = await navigator.credentials.create({ publicKey: {
    ...options, challenge: bytesOf(options.challenge),
    user: { ...options.user, id: bytesOf(options.user.id) },
    excludeCredentials: withBytes(options.excludeCredentials),
  } });
  return { id: made.id, rawId: textOf(made.rawId), type: made.type, clientExtensionResults: {}, response: {
    clientDataJSON: textOf(made.response.clientDataJSON),
    attestationObject: textOf(made.response.attestationObject),
  } };
}

async function showPasskey(options) {
  const shown = await navigator.credentials.get({ publicKey: {
    ...options, challenge: bytesOf(options.challenge), allowCredentials: withBytes(options.allowCredentials),
  } });
  const { userHandle } = shown.response;
  return { id: shown.id, rawId: textOf(shown.rawId), type: shown.type, clientExtensionResults: {}, response: {
    clientDataJSON: textOf(shown.response.clientDataJSON),
    authenticatorData: textOf(shown.response.authenticatorData),
    signature: textOf(shown.response.signature),
    userHandle: userHandle ? textOf(userHandle) : null,
  } };
}

async function answerWith(form) {
  const trouble = form.querySelector("[data-trouble]");
  trouble.hidden = true;
  try {
    const asked = await fetch(form.dataset.passkey, {
      method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(new FormData(form)),
    });
    const said = await asked.json();
    if (!asked.ok) throw new Error((said.trouble || [form.dataset.cancelled]).join(" "));
    const answer = await (said.options.user ? makePasskey : showPasskey)(said.options);
    form.elements.challenge.value = said.challenge;
    form.elements.answer.value = JSON.stringify(answer);
    form.requestSubmit();
  } catch (error) {
    trouble.textContent = error.constructor === Error ? error.message : form.dataset.cancelled;
    trouble.hidden = false;
  }
}

const canPasskeys = Boolean(window.PublicKeyCredential && navigator.credentials);
function revealPasskeys(within) {
  if (!canPasskeys) return;
  within.querySelectorAll("[data-passkey]").forEach((form) => { form.hidden = false; });
  within.querySelectorAll("[data-no-passkey]").forEach((line) => { line.hidden = true; });
}
window.revealPasskeys = revealPasskeys;
revealPasskeys(document);
// On window, so that it comes before what else looks at forms that are sent.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-passkey]") || form.elements.answer.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  answerWith(form);
}, true);
})();
