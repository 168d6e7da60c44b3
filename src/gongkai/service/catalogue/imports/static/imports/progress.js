/* While a process is at work on an import its progress is looked for every few seconds; when it has ended, the page
   is opened anew. Without this script there is a link for the same. */
(() => {
  "use strict";
  const place = document.getElementById("progress");
  if (!place || !("running" in place.dataset)) return;

  async function look() {
    try {
      const answer = await fetch(window.location.href);
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("progress");
        if (!fresh || !("running" in fresh.dataset)) {
          window.location.reload();
          return;
        }
        place.replaceChildren(...fresh.childNodes);
      }
    } catch {
      place.dataset.unreached = ""; // the server is away: what was last known stays, and it is asked again
    }
    window.setTimeout(look, 3000);
  }

  window.setTimeout(look, 3000);
})();
