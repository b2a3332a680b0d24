// Passkeys: WebAuthn exists in the browser only as script. A form with data-passkey gets its button by this file:
//   create  sets one up        get  uses one that the page names        fetch  signs in with whatever the device has

const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const named = (list) => (list || []).map((known) => ({ ...known, id: decode(known.id) }));

const WORDS = {
  NotAllowedError: "The device did not confirm, or took too long. Nothing was changed. Try again.",
  InvalidStateError: "This device has a passkey for your account already.",
  SecurityError: "Passkeys do not work at this address. Open the portal at its usual address and try again.",
};
const OTHERWISE = "The passkey could not be used. Nothing was changed. Try again, or use another way.";

/** Return what the server put into the page. */
const given = () => JSON.parse(document.getElementById("passkey-options").textContent);

async function create(form) {
  const wanted = given().creation_options.publicKey;
  const alone = form.elements.passwordless?.checked ?? false;
  const made = await navigator.credentials.create({
    publicKey: {
      ...wanted,
      challenge: decode(wanted.challenge),
      user: { ...wanted.user, id: decode(wanted.user.id) },
      excludeCredentials: named(wanted.excludeCredentials),
      authenticatorSelection: {
        ...wanted.authenticatorSelection,
        residentKey: alone ? "required" : "discouraged",
        requireResidentKey: alone,
        userVerification: alone ? "required" : wanted.authenticatorSelection?.userVerification,
      },
    },
  });
  return {
    ...common(made),
    response: {
      clientDataJSON: encode(made.response.clientDataJSON),
      attestationObject: encode(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

async function use(options) {
  const wanted = options.publicKey;
  const found = await navigator.credentials.get({
    publicKey: {
      ...wanted,
      challenge: decode(wanted.challenge),
      allowCredentials: named(wanted.allowCredentials),
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  return {
    ...common(found),
    response: {
      authenticatorData: encode(authenticatorData),
      clientDataJSON: encode(clientDataJSON),
      signature: encode(signature),
      userHandle: userHandle ? encode(userHandle) : null,
    },
  };
}

function common(credential) {
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  };
}

const ACTS = {
  create,
  get: () => use(given().request_options),
  fetch: async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return use((await answer.json()).request_options);
  },
};

function prepare(form) {
  const button = form.querySelector("[data-passkey-button]");
  const problem = form.querySelector("[data-passkey-problem]");
  form.querySelector("[data-passkey-scriptless]").remove();
  if (!window.PublicKeyCredential) {
    form.querySelector("[data-passkey-unable]").hidden = false;
    return;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    problem.textContent = "";
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(await ACTS[form.dataset.passkey](form));
      form.submit();
    } catch (error) {
      problem.textContent = WORDS[error.name] ?? OTHERWISE;
      button.disabled = false;
      button.focus();
    }
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);
