// What somebody writes isn't lost unseen: a warning before the session ends or the page is left. Pages work without it.
"use strict";
(() => {
  const SECOND = 1000;
  const WARNED = 120; // seconds before the end; WCAG 2.2.1 asks for at least 20
  const TOLD = 60; // seconds between two words to the server that somebody is writing
  const ending = document.getElementById("ending");
  const [soon, now] = ["ending-soon", "ending-now"].map((id) => document.getElementById(id));
  const opened = Date.now();
  let told = opened;
  let sent = null;
  let timer;

  const left = () => {
    const idle = Number(ending.dataset.idle) - (Date.now() - told) / SECOND;
    return Math.min(idle, Number(ending.dataset.longest) - (Date.now() - opened) / SECOND);
  };
  const watch = () => {
    clearTimeout(timer);
    const over = left() <= 0;
    ending.hidden = left() > WARNED;
    soon.hidden = over;
    now.hidden = !over;
    if (!over) timer = setTimeout(watch, Math.max(left() > WARNED ? left() - WARNED : left(), 1) * SECOND);
  };
  const goOn = async () => {
    const before = told;
    told = Date.now();
    const answer = await fetch(ending.action, { method: "POST", body: new FormData(ending), redirect: "manual" }).catch(() => null);
    if (answer?.status !== 204) told = before;
    watch();
  };

  ending.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    goOn();
  });
  document.addEventListener("input", () => {
    if (Date.now() - told > TOLD * SECOND && left() > 0) goOn();
  });
  document.addEventListener("visibilitychange", watch); // timers of a machine that slept run late
  watch();

  const unsaved = (area) =>
    area.form !== sent && area.value && (area.value !== area.defaultValue || area.form?.querySelector(".error"));
  document.addEventListener("submit", (event) => (sent = event.target));
  addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("main textarea")].some(unsaved)) event.preventDefault();
    sent = null;
  });
})();
