// Reads the page aloud where the browser can; the button is there only then.
"use strict";

(() => {
  const speech = window.speechSynthesis;
  const buttons = [...document.querySelectorAll("[data-aloud]")];
  if (!speech || buttons.length === 0) return;

  const ours = () => speech.getVoices().filter((voice) => /^(zh|cmn)/i.test(voice.lang));
  const offer = () => {
    if (ours().length > 0) for (const button of buttons) button.parentElement.hidden = false;
  };
  let reading = false;
  let queue = [];

  const parts = () => [...document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main th, main td")]
    .filter((part) => !part.querySelector("p, li, dd, td") && part.offsetParent !== null && !part.closest("[data-silent], .actions, .byline"));
  const mark = (part) => {
    for (const other of document.querySelectorAll(".speaking")) other.classList.remove("speaking");
    if (part) { part.classList.add("speaking"); part.scrollIntoView({ block: "center" }); }
  };
  const show = () => {
    for (const button of buttons) {
      button.textContent = reading ? button.dataset.stop : button.dataset.aloud;
      button.setAttribute("aria-pressed", String(reading));
    }
  };
  const stop = () => { reading = false; queue = []; speech.cancel(); mark(null); show(); };
  const next = () => {
    const part = queue.shift();
    if (!reading || !part) { stop(); return; }
    const words = part.innerText.trim();
    if (!words) { next(); return; }
    const said = new SpeechSynthesisUtterance(words);
    const chinese = part.closest("[lang]")?.lang !== "en" || /[\u4e00-\u9fff]/.test(words);
    said.lang = chinese ? "zh-CN" : "en";
    if (chinese) said.voice = ours()[0] ?? null;
    said.rate = 0.9;
    said.onend = next;
    said.onerror = stop;
    mark(part);
    speech.speak(said);
  };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      if (reading) { stop(); return; }
      reading = true;
      queue = parts();
      show();
      next();
    });
  }
  window.addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", offer);
  offer();
})();
