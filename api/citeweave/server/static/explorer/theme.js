"use strict";

// Runs before anything is drawn, so that a page never flashes in the other colours.
(function () {
  try {
    const kept = localStorage.getItem("citeweave.theme");
    if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  } catch {
    // storage may be switched off; the system's colours are used then
  }
})();
