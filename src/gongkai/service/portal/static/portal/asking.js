// The form is whole without this: it shows published documents that fit while one types, warns before what
// was typed would be lost, and lets a form be sent once.
"use strict";

(() => {
  const form = document.querySelector("[data-ask]");
  if (!form) return;
  const description = form.querySelector("[name=description]");
  const place = form.querySelector("[data-fitting]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let waiting = 0;
  let asked = "";

  const look = async () => {
    const words = description.value.trim();
    if (words === asked || words.length < 4) return;
    asked = words;
    const body = new FormData();
    body.append("description", words.slice(0, 400));
    try {
      const answer = await fetch(form.dataset.hints, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (answer.ok && words === asked) place.innerHTML = await answer.text();
    } catch { /* a hint that does not come keeps nobody from asking */ }
  };
  description.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 700);
  });
  if (description.value) look();

  let typed = Boolean(document.getElementById("faults"));
  let sending = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (leaving) => {
    if (typed && !sending) { leaving.preventDefault(); leaving.returnValue = form.dataset.leaving; }
  });
  document.getElementById("faults")?.focus();
})();
