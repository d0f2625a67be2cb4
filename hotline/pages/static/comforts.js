// Small comforts of every door; every page works without them.
"use strict";

// While an input method is still composing (she'bao), what stands in the field is no word yet.
document.addEventListener(
  "input",
  (event) => {
    if (event.isComposing && event.target.matches("[data-whole-words]")) event.stopImmediatePropagation();
  },
  true,
);
document.addEventListener("compositionend", (event) => {
  if (event.target.matches("[data-whole-words]")) {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// A form that is on its way is not sent again by an impatient second click.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  for (const button of event.target.querySelectorAll("button")) {
    setTimeout(() => { button.disabled = true; });
    setTimeout(() => { button.disabled = false; }, 8000);
  }
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});

// Files that would be refused are said to be so before they have travelled.
for (const field of document.querySelectorAll("input[type=file][data-largest]")) {
  field.addEventListener("change", () => {
    const { largest, most, mostBytes } = field.dataset;
    const sizes = [...field.files].map((file) => file.size);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    const isTooMuch = sizes.length > most || all > mostBytes || sizes.some((size) => size > largest);
    const fault = document.getElementById(`${field.id}-wrong`);
    fault.textContent = isTooMuch ? fault.dataset.says : "";
    field.setAttribute("aria-invalid", isTooMuch);
    if (isTooMuch) field.value = "";
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// One box that ticks all the others; without scripts each is ticked by itself.
for (const all of document.querySelectorAll("[data-check-all]")) {
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => {
    for (const box of document.querySelectorAll(`input[name="${all.dataset.checkAll}"]`)) box.checked = all.checked;
  });
}

// Where a place is chosen, only its units and those above it can be given its inquiry.
const groups = document.querySelectorAll("optgroup[data-serves]");
const place = document.querySelector("#place");
if (groups.length && place) {
  const narrow = () => {
    for (const group of groups) {
      group.hidden = group.disabled = !group.dataset.serves.split(" ").includes(place.value);
      if (group.disabled && group.querySelector("option:checked")) group.parentElement.value = "";
    }
  };
  place.addEventListener("change", narrow);
  narrow();
}

// A long list is narrowed by a few characters, of the name or of the group it stands in.
for (const list of document.querySelectorAll("select[data-narrow]")) {
  const options = [...list.options].filter((option) => option.value);
  if (options.length < 20) continue;
  const field = document.createElement("input");
  field.type = "search";
  field.className = list.dataset.narrowClass ?? "";
  field.placeholder = field.ariaLabel = list.dataset.narrow;
  field.autocomplete = "off";
  const fits = (option, words) => {
    const text = `${option.closest("optgroup")?.label ?? ""} ${option.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  field.addEventListener("input", (event) => {
    if (event.isComposing) return;
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const option of options) option.hidden = option.disabled = !fits(option, words);
    const left = options.filter((option) => !option.disabled && !option.closest("optgroup")?.disabled);
    if (words.length && left.length === 1) left[0].selected = true;
    else if (list.selectedOptions[0]?.disabled) list.value = "";
    // What is left is seen, as long as there is something to choose.
    const lines = left.length + new Set(left.map((option) => option.parentElement)).size + 1;
    list.size = words.length && left.length > 1 ? Math.min(lines, 9) : 0;
  });
  for (const over of ["click", "blur"]) list.addEventListener(over, () => { list.size = 0; });
  field.addEventListener("compositionend", () => field.dispatchEvent(new Event("input")));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); list.focus(); }
  });
  list.before(field);
}

// What was wrong with a form is marked at the field and leads to it, where the page has not done so.
for (const fault of document.querySelectorAll("a[data-fault]")) {
  const name = fault.dataset.fault;
  const form = [...document.forms].find(
    (each) => each.getAttribute("action") === location.pathname && each.elements.namedItem(name),
  );
  const found = form?.elements.namedItem(name);
  const field = found instanceof RadioNodeList ? found[0] : found;
  if (!field) {
    fault.replaceWith(...fault.childNodes);
    continue;
  }
  field.id ||= name;
  fault.href = `#${field.id}`;
  fault.addEventListener("click", (event) => { event.preventDefault(); field.focus(); });
  if (document.getElementById(`${name}-wrong`) || document.getElementById(`${field.id}-wrong`)) continue;
  const said = document.createElement("div");
  said.id = `${name}-wrong`;
  said.className = "invalid-feedback d-block";
  said.textContent = fault.textContent;
  field.classList.add("is-invalid");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${said.id} ${field.getAttribute("aria-describedby") || ""}`.trim());
  field.after(said);
}

// Why a form was refused is read out and seen first.
document.querySelector("[data-focus]")?.focus();
