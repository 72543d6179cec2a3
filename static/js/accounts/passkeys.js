// Forms marked data-passkey="create|get": pressing the button asks the browser, whose answer goes into the form.
// Without WebAuthn the forms stay hidden: a code or a mailed link does the same.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    const publicKey = JSON.parse(form.dataset.options);
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    for (const each of [...(publicKey.excludeCredentials ?? []), ...(publicKey.allowCredentials ?? [])]) each.id = bytes(each.id);
    try {
      const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
      const response = { clientDataJSON: text(made.response.clientDataJSON) };
      for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
        if (made.response[name]) response[name] = text(made.response[name]);
      }
      form.elements.credential.value = JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response });
      form.submit();
    } catch { /* she closed the browser's window: she can press again, or take the other way */ }
  });
}
