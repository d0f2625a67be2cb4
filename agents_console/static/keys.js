// One hand on the keyboard: single keys move, open and search; ? tells them all.
// Never while something is typed or composed, nor with another key held (those are the browser's).
"use strict";

(() => {
  const help = document.getElementById("keys");
  if (!help) return;
  const OFF = "single-keys-off";
  const LEADS_FOR = 1500; // ms after g in which the next letter names a page
  const box = help.querySelector("[data-keys-on]");
  let isLed = false;
  let ledUntil;

  const isOn = () => localStorage.getItem(OFF) === null;
  const first = (...selectors) => selectors.map((each) => document.querySelector(each)).find(Boolean);
  const press = (...selectors) => first(...selectors)?.click();

  // What a list offers to open: one link a row.
  const items = () =>
    [...document.querySelectorAll("main tbody tr, main a.list-group-item")]
      .map((row) => (row.matches("a") ? row : row.querySelector("a[href]")))
      .filter((link) => link && link.offsetParent !== null);

  const step = (by) => {
    const all = items();
    const row = document.activeElement.closest("tr, a.list-group-item");
    const at = all.findIndex((link) => link === row || link.closest("tr") === row);
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
    all[next]?.focus();
    all[next]?.scrollIntoView({ block: "nearest" });
  };

  const search = () => {
    const field = first("main input[type=search]", "#citizen");
    if (!field) return press('a[data-key="I"]', 'a[data-key="S"]');
    field.focus();
    field.select();
  };

  const write = () => {
    const field = first("textarea[name=reply]", "textarea[name=findings]", "textarea[name=forward_reason]");
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  };

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    n: () => press("a[rel=next]"),
    u: () => press(".crumbs a"),
    f: () => press('[data-press="f"]'),
    r: write,
    "/": search,
    "?": () => help.showModal(),
  };

  const isTyped = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;

  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (help.open || isTyped(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : "";
    if (isLed && key) {
      isLed = false;
      clearTimeout(ledUntil);
      event.preventDefault();
      return press(`a[data-key="${CSS.escape(key.toUpperCase())}"]`, `a[data-go="${CSS.escape(key)}"]`);
    }
    if (key === "g") {
      isLed = true;
      ledUntil = setTimeout(() => { isLed = false; }, LEADS_FOR);
    } else if (Object.hasOwn(KEYS, key)) {
      event.preventDefault();
      KEYS[key]();
    }
  });

  for (const button of document.querySelectorAll("[data-show-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
  box.checked = isOn();
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
})();
