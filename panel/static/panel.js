// What the pages do beyond plain links and forms; without it everything still works.
(function () {
  "use strict";

  // A click anywhere in a row opens what the row is about, unless it was on something of its own or selects text.
  document.addEventListener("click", function (event) {
    const row = event.target.closest(".nh-table tbody tr");
    if (!row || event.target.closest("a, button, input, label, summary")) return;
    if (String(window.getSelection())) return;
    const link = row.querySelector(".nh-row-link");
    if (!link) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else window.location.assign(link.href);
  });

  // "/" goes to the search, Escape closes the menu.
  document.addEventListener("keydown", function (event) {
    const typing = event.target.closest("input, select, textarea");
    const search = document.querySelector(".nh-search-field");
    if (event.key === "/" && !typing && search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    const menu = document.getElementById("menu-switch");
    if (event.key === "Escape" && menu && menu.checked) {
      menu.checked = false;
      menu.focus();
    }
  });

  // A box that hangs from its button closes when one goes on elsewhere, or by Escape.
  function closeDrops(except) {
    document.querySelectorAll(".nh-drop[open]").forEach(function (drop) {
      if (drop !== except) drop.open = false;
    });
  }
  document.addEventListener("click", function (event) {
    closeDrops(event.target.closest(".nh-drop"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") closeDrops(null);
  });

  // The rows of a list go to the clipboard as lines of values between tabs: what is seen, and nothing of what only draws it.
  function valuesOf(row) {
    return Array.from(row.cells).filter((cell) => !cell.matches(".nh-tick")).map(function (cell) {
      const copy = cell.cloneNode(true);
      copy.querySelectorAll("svg, .visually-hidden, small").forEach((each) => each.remove());
      copy.querySelectorAll(".badge, li").forEach((each) => each.append(" "));
      return copy.textContent.replace(/\s+/g, " ").trim();
    }).join("\t");
  }
  document.addEventListener("click", async function (event) {
    const button = event.target.closest("[data-copy]");
    const table = button && document.querySelector(button.dataset.copy);
    if (!table) return;
    const rows = [...table.tHead.rows, ...table.tBodies[0].rows].map(valuesOf);
    try {
      await navigator.clipboard.writeText(rows.join("\n"));
      button.querySelector("span").textContent = button.dataset.copied;
    } catch (error) {
      button.disabled = true;
    }
  });

  // With scripts the list follows the typing, so the search button is only in the way.
  document.documentElement.classList.add("nh-scripted");
})();
