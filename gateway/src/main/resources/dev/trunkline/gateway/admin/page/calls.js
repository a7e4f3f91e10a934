"use strict";
// Keeps the list of calls in progress fresh, while somebody can see it and has not paused it.
(() => {
  const EVERY_MS = 2000;
  const live = document.getElementById("live");
  const pause = document.getElementById("pause");
  let paused = false;
  let waiting = 0;

  const later = () => {
    window.clearTimeout(waiting);
    if (!paused && !document.hidden) {
      waiting = window.setTimeout(refresh, EVERY_MS);
    }
  };

  async function refresh() {
    try {
      const answer = await fetch("/calls/live", { cache: "no-store" });
      // Who is reading the list with the keyboard must not lose their place in it.
      if (answer.ok && !live.contains(document.activeElement)) {
        live.innerHTML = await answer.text(); // from this server's own template, which escapes
      }
    } catch {
      // The gateway is away: what is shown carries its time, and the next try may succeed.
    }
    later();
  }

  pause.hidden = false;
  document.getElementById("refresh").hidden = true;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    later();
  });
  document.addEventListener("visibilitychange", later);
  later();
})();
