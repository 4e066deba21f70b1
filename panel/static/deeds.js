// What deeds do beyond plain forms: rows are ticked, forms come as dialogs, problems are said. Without it everything still works.
(function () {
  "use strict";

  // Rows are ticked by a click, from one to another with Shift, all of them at the top, and by "x" where the keyboard or the mouse is.
  const ticks = () => Array.from(document.querySelectorAll(".nh-tick input[name=keys]"));
  let last = null;
  function counted() {
    const boxes = ticks();
    const chosen = boxes.filter((box) => box.checked).length;
    const matching = document.querySelector(".nh-batch-all input");
    document.querySelectorAll("[data-chosen]").forEach((each) => { each.textContent = matching && matching.checked ? "" : String(chosen); });
    document.querySelectorAll("[data-all]").forEach((all) => {
      all.checked = boxes.length > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    });
  }
  document.addEventListener("click", function (event) {
    const box = event.target.closest(".nh-tick input");
    if (!box) return;
    if (box.matches("[data-all]")) ticks().forEach((each) => { each.checked = box.checked; });
    else if (event.shiftKey && last && last.isConnected) {
      const boxes = ticks();
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
    }
    if (box.name === "keys") last = box;
    counted();
  });
  document.addEventListener("change", function (event) { if (event.target.closest(".nh-batch-all")) counted(); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
    const row = event.target.closest(".nh-table tbody tr") || document.querySelector(".nh-table tbody tr:hover");
    const box = row && row.querySelector(".nh-tick input");
    if (box) { box.checked = !box.checked; last = box; counted(); }
  });

  // A form that htmx brings for the dialog opens it; closing it forgets the form, and after a batch the list is read again.
  const dialog = document.getElementById("dialog");
  if (dialog) {
    document.addEventListener("htmx:afterSwap", function (event) {
      if (event.detail.target.id === "dialog-body" && !dialog.open) dialog.showModal();
    });
    dialog.addEventListener("close", function () {
      const body = document.getElementById("dialog-body");
      const acted = body.querySelector("#batch-results");
      body.replaceChildren();
      if (acted) window.location.reload();
    });
    dialog.addEventListener("click", function (event) {
      if (event.target === dialog) dialog.close();
      else if (event.target.closest("[data-close]")) { event.preventDefault(); dialog.close(); }
    });
  }
  document.addEventListener("htmx:afterSettle", function (event) {
    counted();
    const said = event.detail.elt.closest(".nh-deed-box, .nh-inline-edit");
    const wanted = said && said.querySelector("[autofocus], .nh-form-field input, .nh-form-field textarea, .nh-form-field select");
    if (wanted && !said.contains(document.activeElement)) wanted.focus();
  });
  // What is wrong with an input is said to those who cannot see it too.
  document.addEventListener("htmx:oobAfterSwap", counted);
  document.addEventListener("htmx:afterRequest", function (event) {
    const input = event.detail.elt;
    if (!input.matches || !input.matches("[aria-describedby$=-problem]")) return;
    const problem = document.getElementById(input.id + "-problem");
    if (problem && problem.textContent.trim()) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  });
})();
