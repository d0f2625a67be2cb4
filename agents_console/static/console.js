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
