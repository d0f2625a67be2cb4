// Small comforts; every page works without them.
"use strict";

// Alt and a letter, as the page shows them.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !event.code.startsWith("Key")) return;
  const letter = event.code.slice(3);
  const link = document.querySelector(`a[data-key="${letter}"]`);
  if (!link) return;
  event.preventDefault();
  const field = letter === "S" ? document.querySelector("[role=search] input[type=search]") : null;
  if (field) {
    field.focus();
    field.select();
  } else {
    link.click();
  }
});

// On a narrow screen the navigation scrolls: show where one is.
document.querySelector(".places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A template goes where the cursor stands, and nothing that was typed goes.
for (const button of document.querySelectorAll("[data-insert]")) {
  button.addEventListener("click", (event) => {
    const chosen = button.form.elements.choice.selectedOptions[0];
    const field = document.getElementById(button.dataset.insert);
    if (!chosen || !field) return;
    event.preventDefault();
    field.setRangeText(chosen.dataset.text, field.selectionEnd, field.selectionEnd, "end");
    field.focus();
    const used = document.createElement("input");
    Object.assign(used, { type: "hidden", name: "template", value: chosen.value });
    button.form.append(used);
  });
}
