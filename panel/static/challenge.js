// What the form asks instead of a person: a number that takes some hundred thousand tries to find, while they type.
(function () {
  "use strict";

  const box = document.querySelector("[data-challenge]");
  const form = box && box.closest("form");
  if (!form) return;

  const nonce = box.dataset.challenge;
  const bits = Number(box.dataset.bits);
  const opened = Date.now();
  const least = Number(box.dataset.seconds) * 1000 + 300;
  const field = form.elements.namedItem("work");
  let waiting = false;

  // A person with a script is asked nothing.
  box.hidden = true;
  box.querySelectorAll("input").forEach(function (each) { each.required = false; each.disabled = true; });

  const K = new Uint32Array(64);
  const H = new Uint32Array(8);
  (function () {
    let found = 0;
    for (let candidate = 2; found < 64; candidate += 1) {
      let prime = true;
      for (let each = 2; each * each <= candidate; each += 1) if (candidate % each === 0) prime = false;
      if (!prime) continue;
      if (found < 8) H[found] = (Math.sqrt(candidate) % 1) * 4294967296;
      K[found] = (Math.cbrt(candidate) % 1) * 4294967296;
      found += 1;
    }
  })();

  const W = new Uint32Array(64);

  // The first 32 bits of the SHA-256 of a text of ASCII that fits one block.
  function digest(text) {
    W.fill(0, 0, 16);
    for (let at = 0; at < text.length; at += 1) W[at >> 2] |= text.charCodeAt(at) << (24 - 8 * (at & 3));
    W[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
    W[15] = text.length * 8;
    for (let at = 16; at < 64; at += 1) {
      const a = W[at - 15], b = W[at - 2];
      const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
      const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
      W[at] = W[at - 16] + s0 + W[at - 7] + s1;
    }
    let a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
    for (let at = 0; at < 64; at += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[at] + W[at]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0;
      d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    return (a + H[0]) >>> 0;
  }

  function fits(number) { return digest(nonce + "." + number) >>> (32 - bits) === 0; }

  function go() {
    const button = form.querySelector("button:not([type=button])");
    const rest = least - (Date.now() - opened);
    if (button) button.disabled = true;
    window.setTimeout(function () { form.submit(); }, Math.max(0, rest));
  }

  let number = 0;
  (function some() {
    const until = number + 5000;
    while (number < until && !fits(number)) number += 1;
    if (number === until) { window.setTimeout(some, 0); return; }
    field.value = String(number);
    if (waiting) go();
  })();

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    if (field.value) go();
  });
})();
