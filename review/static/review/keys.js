// Keys for those who like them: the elements say which (aria-keyshortcuts). Every page works without this file.
"use strict";
(() => {
  const SETTING = "keys-off"; // single letters can be switched off (WCAG 2.1.4), on this machine
  const dialog = document.getElementById("keys");
  const rows = [...document.querySelectorAll("table.list tbody th a")];
  const opener = document.getElementById("keys-open");
  const off = document.getElementById("keys-off");

  const show = () => dialog.open || dialog.showModal();
  opener.hidden = false;
  opener.addEventListener("click", show);
  document.getElementById("keys-close").addEventListener("click", () => dialog.close());
  off.checked = localStorage.getItem(SETTING) !== null;
  off.addEventListener("change", () => {
    if (off.checked) localStorage.setItem(SETTING, "1");
    else localStorage.removeItem(SETTING);
  });

  const menu = document.querySelector("details.drawer");
  document.addEventListener("click", (event) => {
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu?.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  const step = (by) => {
    const at = rows.indexOf(document.activeElement);
    const to = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
    to.focus();
    to.closest("tr").scrollIntoView({ block: "nearest" });
  };

  const go = (target) => {
    if (target.matches("a, button")) return target.click();
    if (target.matches("details")) {
      target.open = true;
      target.scrollIntoView({ block: "center" });
      return target.querySelector("input:not([type=hidden]), textarea, select").focus();
    }
    target.focus();
  };

  document.addEventListener("keydown", (event) => {
    // the key after Escape may still reach the dialog that has just closed: it isn't writing
    const writing = dialog.contains(event.target) ? dialog.open : event.target.closest("input, textarea, select");
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || writing) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow && rows.includes(document.activeElement)) {
      event.preventDefault();
      return step(arrow);
    }
    if (off.checked || event.key.length > 1) return;
    const letter = { j: 1, k: -1 }[event.key];
    const target = document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
    if (event.key === "?") show();
    else if (letter && rows.length) step(letter);
    else if (target) go(target);
    else return;
    event.preventDefault();
  });
})();
