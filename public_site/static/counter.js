// The screen at a counter: when nobody touches it any more it forgets all and shows its first page.
"use strict";
{
  const { visit, next, idle, warning, start } = document.body.dataset;
  const dialog = document.querySelector("#still-there");
  const left = dialog.querySelector("[data-left]");
  const forget = () => location.replace(next);

  // "Back" into a former visit leads to the first page of this one.
  const isFormer = history.state?.visit !== undefined && history.state.visit !== visit;
  const stamp = () => history.replaceState({ ...history.state, visit }, "");
  stamp();
  addEventListener("pagehide", stamp); // htmx has written its own meanwhile
  if (isFormer) location.replace("/");
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  let waiting, counting;
  const rest = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, idle * 1000);
  };
  const ask = () => {
    const end = Date.now() + warning * 1000;
    const show = () => {
      const seconds = Math.ceil((end - Date.now()) / 1000);
      if (seconds <= 0) forget();
      left.textContent = Math.max(seconds, 0);
    };
    dialog.showModal();
    show();
    counting = setInterval(show, 1000);
  };
  dialog.addEventListener("close", () => {
    clearInterval(counting);
    rest();
  });
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
    addEventListener(kind, () => { if (!dialog.open) rest(); }, { passive: true, capture: true });
  }
  // The first page waits for whoever comes; all others for whoever has gone.
  if (start === undefined) rest();
}
