"use strict";

// What keys do on a page: `keys({ j: () => …, … })`. `?` opens the list of them, in which they can be switched off.

function keys(does) {
  const KEPT = "keys off";
  const help = document.getElementById("help");
  const isOff = () => Boolean(window.localStorage.getItem(KEPT));

  document.addEventListener("keydown", (event) => {
    const types = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || types || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      help.showModal();
    } else if (does[event.key] && !isOff()) {
      event.preventDefault();
      does[event.key]();
    }
  });
  const button = document.getElementById("help-button");
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  const box = document.getElementById("keys-on");
  box.checked = !isOff();
  box.addEventListener("change", () => (box.checked ? window.localStorage.removeItem(KEPT) : window.localStorage.setItem(KEPT, "yes")));
}
