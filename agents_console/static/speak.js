// Reads what stands in an element aloud by the browser's own voice; without one the text remains.
"use strict";

for (const button of document.querySelectorAll("[data-speak]")) {
  if (!("speechSynthesis" in window)) break;
  const text = document.querySelector(button.dataset.speak);
  button.hidden = false;
  button.addEventListener("click", () => {
    const wasSpeaking = speechSynthesis.speaking;
    speechSynthesis.cancel();
    if (wasSpeaking) return;
    for (const sentence of text.querySelectorAll("p")) {
      const said = new SpeechSynthesisUtterance(sentence.innerText);
      said.lang = text.lang;
      speechSynthesis.speak(said);
    }
  });
}
addEventListener("pagehide", () => window.speechSynthesis?.cancel());
