"use strict";

// Everything is on the page without this script, and open. It folds, filters, copies and enlarges; what it
// adds for that is made here, so that nobody who has no script meets a button that does nothing.

const words = document.body.dataset;
const main = document.querySelector("main");

// What is looked at now and then is folded; on paper all of it is there.
const folded = [...document.querySelectorAll(".scenario, .consequences, .detail, .findings.note, .card .received")];
for (const each of folded) each.open = false;
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")].filter((each) => !each.matches(".scenario"));
  for (const each of opened) each.open = true;
});
window.addEventListener("afterprint", () => {
  for (const each of opened) each.open = false;
});
function unfold() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let each = target && target.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
  if (target && target.matches("[tabindex]")) target.focus({ preventScroll: true });
}
window.addEventListener("hashchange", unfold);
unfold();

// What is to be typed elsewhere is copied.
for (const each of document.querySelectorAll(".copied")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(each.textContent);
    } catch {
      window.getSelection().selectAllChildren(each);
      document.execCommand("copy");
    }
    button.textContent = words.copied;
    window.setTimeout(() => { button.textContent = words.copy; }, 2000);
  });
  each.after(" ", button);
}

// A picture is enlarged in place; with another button or key it opens in a tab, as any link does.
const large = document.createElement("dialog");
large.className = "large";
document.body.append(large);
for (const link of document.querySelectorAll("a.part")) {
  link.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const picture = link.querySelector("img").cloneNode();
    picture.removeAttribute("style");
    const sheet = document.createElement("div");
    sheet.className = "sheet";
    sheet.style.width = `${link.dataset.width}px`;
    sheet.append(picture);
    for (const style of (link.dataset.marks || "").split("|").filter(Boolean)) {
      const mark = document.createElement("span");
      mark.className = "mark";
      mark.style.cssText = style;
      sheet.append(mark);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = words.close;
    close.addEventListener("click", () => large.close());
    large.setAttribute("aria-label", picture.alt);
    large.replaceChildren(close, sheet);
    large.showModal();
  });
}
large.addEventListener("click", (event) => { if (event.target === large) large.close(); });

// Filter and search. What is chosen stands in the address, so that it can be sent to somebody.
const tools = document.querySelector(".tools");
if (tools) {
  const guide = document.getElementById("guide");
  const places = [...main.querySelectorAll(".step, .finding, .findings li")];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(places.map((each) => [each, plain(each.textContent)]));
  const kind = (each) => each.dataset.severity || "";
  const isStep = (each) => each.matches(".step");

  const filtered = () => {
    const shown = new Set([...tools.elements.show].filter((each) => each.checked).map((each) => each.value));
    const wanted = plain(tools.elements.q.value.trim());
    const isOn = shown.size > 0 || wanted !== "";
    const fits = (each) => {
      if (wanted && !texts.get(each).includes(wanted)) return false;
      if (!shown.size) return true;
      if (shown.has(kind(each))) return true;
      return isStep(each) && ((shown.has("not-checked") && (each.matches(".not-checked") || each.querySelector(".label.unchecked")))
        || [...each.querySelectorAll(".finding")].some((one) => shown.has(kind(one))));
    };
    let count = 0;
    for (const each of places) {
      // A card is there with its step where the step is what was looked for.
      const isShown = !isOn || fits(each);
      each.hidden = !isShown;
      if (isShown && !each.closest(".findings")) count += 1;
    }
    if (isOn) {
      for (const each of places.filter((one) => !one.hidden && one.closest(".step"))) each.closest(".step").hidden = false;
    }
    main.classList.toggle("filtered", isOn);
    for (const block of guide.children) {
      block.classList.toggle("has-none", isOn && !block.matches(".finding:not([hidden])") && !block.querySelector(".step:not([hidden]), .finding:not([hidden])"));
    }
    let heading = null;
    for (const block of guide.children) {
      if (block.matches("h2, h3, h4, h5, h6")) heading = block;
      else if (heading && !block.classList.contains("has-none")) heading.classList.remove("has-none");
    }
    for (const list of main.querySelectorAll(".findings")) list.hidden = isOn && !list.querySelector("li:not([hidden])");
    tools.querySelector("output").value = isOn
      ? words.shown.replace("{shown}", count).replace("{all}", places.filter((each) => !each.closest(".findings")).length) : "";
    return { shown, wanted: tools.elements.q.value.trim() };
  };
  const chosen = () => {
    const { shown, wanted } = filtered();
    const said = new URLSearchParams();
    if (shown.size) said.set("show", [...shown].join(","));
    if (wanted) said.set("q", wanted);
    history.replaceState(null, "", `#${said}`);
  };
  const asked = () => {
    const said = new URLSearchParams(location.hash.slice(1));
    if (!said.has("show") && !said.has("q")) return;
    const shown = (said.get("show") || "").split(",");
    for (const each of tools.elements.show) each.checked = shown.includes(each.value);
    tools.elements.q.value = said.get("q") || "";
    filtered();
  };
  tools.addEventListener("input", chosen);
  tools.addEventListener("reset", () => window.setTimeout(chosen));
  tools.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", asked);
  // A link to something that is filtered out shows it all the same.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (target && target.closest("[hidden], .has-none")) {
      tools.reset();
      window.setTimeout(() => { filtered(); location.hash = link.hash; });
    }
  });
  tools.hidden = false;
  asked();
}

// A table is sorted by the column whose name is pressed.
for (const table of document.querySelectorAll("table.sortable")) {
  const [body] = table.tBodies;
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const isUp = head.getAttribute("aria-sort") !== "ascending";
      for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      const value = (row) => row.cells[head.cellIndex].dataset.value || row.cells[head.cellIndex].textContent.trim();
      const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
      const rows = [...body.rows].sort((one, other) => order.compare(value(one), value(other)));
      body.append(...(isUp ? rows : rows.reverse()));
    });
  }
}
