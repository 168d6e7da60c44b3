// The page is whole without this: it remembers the size of the text and offers to print.
"use strict";

(() => {
  const sizes = document.querySelectorAll('input[name="text-size"]');
  const remembered = () => {
    try { return localStorage.getItem("text-size"); } catch { return null; } // storage may be forbidden
  };
  const remember = (value) => {
    try { localStorage.setItem("text-size", value); } catch { /* then it holds for this page */ }
  };
  for (const size of sizes) {
    if (size.value === remembered()) size.checked = true;
    size.addEventListener("change", () => remember(size.value));
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
