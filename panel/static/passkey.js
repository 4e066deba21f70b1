// Passkeys: what the page offers is handed to the browser, and what the browser signs is sent with the form.
(function () {
  "use strict";

  if (!window.PublicKeyCredential || !navigator.credentials) return;

  function octets(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (each) { return each.charCodeAt(0); });
  }

  function text(buffer) {
    let plain = "";
    new Uint8Array(buffer).forEach(function (each) { plain += String.fromCharCode(each); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function known(list) {
    return (list || []).map(function (each) { return Object.assign({}, each, { id: octets(each.id) }); });
  }

  // The options as the browser wants them: octets where JSON has text.
  function read(json) {
    const options = JSON.parse(json);
    options.challenge = octets(options.challenge);
    if (options.user) options.user.id = octets(options.user.id);
    if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);
    return options;
  }

  // The answer as JSON has it.
  function written(credential) {
    const from = credential.response;
    const response = { clientDataJSON: text(from.clientDataJSON) };
    if (from.attestationObject) {
      response.attestationObject = text(from.attestationObject);
      response.transports = from.getTransports ? from.getTransports() : [];
    } else {
      response.authenticatorData = text(from.authenticatorData);
      response.signature = text(from.signature);
      response.userHandle = from.userHandle ? text(from.userHandle) : null;
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: response,
    });
  }

  function words(error) {
    if (error.name === "InvalidStateError") return "This device has a passkey of yours already.";
    if (error.name === "SecurityError") return "Browsers make no passkeys for the address that this page was opened by.";
    return "Nothing was signed: it was cancelled, took too long, or the device does not know the key.";
  }

  async function ask(place, form, field) {
    const problem = place.querySelector(".nh-passkey-problem");
    problem.hidden = true;
    try {
      const options = { publicKey: read(place.dataset.options) };
      const credential = await (place.dataset.passkey === "create"
        ? navigator.credentials.create(options)
        : navigator.credentials.get(options));
      field.value = written(credential);
      HTMLFormElement.prototype.submit.call(form);
    } catch (error) {
      problem.textContent = words(error);
      problem.hidden = false;
    }
  }

  document.querySelectorAll("[data-passkey=get]").forEach(function (place) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", function () {
      ask(place, place.closest("form"), place.querySelector("[name=proof-passkey]"));
    });
  });

  document.querySelectorAll("form[data-passkey=create]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      ask(form, form, form.querySelector("[name=credential]"));
    });
  });
})();
