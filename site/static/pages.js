"use strict";

// The pages work without this file. It spares people a reload, a double click and some typing.

// A page in a frame of the demonstration leaves out what the page around it says already.
if (window.top !== window.self) document.documentElement.classList.add("framed");

// A page that waits for the phone network: one request that is answered when something has changed.
async function waitForChanges(element) {
  try {
    const answer = await fetch(element.dataset.changes, { cache: "no-store" });
    if (!answer.ok) return;
    const { changed } = await answer.json();
    if (changed) renew();
    else waitForChanges(element);
  } catch {
    // The simulator has stopped, or the page is being left: there is nothing to wait for.
  }
}

// Where there is something to choose while one waits, the choice is sent along.
function renew() {
  const form = document.querySelector("form[data-sent-on-change]");
  if (form) form.requestSubmit();
  else window.location.reload();
}

for (const element of document.querySelectorAll("[data-changes]")) waitForChanges(element);

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // There is no clipboard (no secure address), or the browser does not allow it: the older way needs no leave.
      if (!document.execCommand("copy")) return;
    }
    document.querySelector("[data-copy-status]").textContent = button.dataset.copied;
  });
}

// Who types a number in a row means to use it.
for (const field of document.querySelectorAll("[data-ticks]")) {
  field.addEventListener("input", () => {
    if (field.value) field.form.elements[field.dataset.ticks].checked = true;
  });
}

// A second click on a button that is still at work does nothing. (The server does not count it either.)
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
