"use strict";

// The parts of the page come from the server as HTML, when it is opened and whenever one is another one.

const base = document.body.dataset.base;
const parts = Object.fromEntries(["document", "timeline", "status", "moment"].map((each) => [each, document.getElementById(each)]));
let chosen = 0; // the moment that is looked at; 0: what happens now
let current = ""; // the step that keys are about: its id
let following = false;

// News of the server. After a break the browser asks again by itself, and gets every part anew.

const news = new EventSource(`${base}/events`);
news.addEventListener("open", () => connected(true));
news.addEventListener("error", () => connected(false));
listen("document", ({ html, title }) => {
  const kept = keepPlace(parts.document);
  parts.document.innerHTML = html;
  document.title = document.body.dataset.title.replace("{title}", title);
  document.querySelector("h1").textContent = title;
  dress();
  kept();
});
listen("timeline", ({ html }) => {
  parts.timeline.innerHTML = html;
  const all = moments();
  document.querySelector(".travel").hidden = !all.length;
  if (chosen && !all.includes(chosen)) chosen = 0;
  if (!chosen && all.length) look(failed() || all.at(-1), false);
  mark();
});
listen("status", (told) => {
  parts.status.innerHTML = told.html;
  following = told.following;
  document.getElementById("stop").hidden = !following;
  document.getElementById("automatic").checked = told.automatic;
});
listen("moment", ({ html }) => {
  if (!chosen) show(html);
});
listen("frame", ({ frame }) => {
  const image = document.getElementById("frame");
  if (!chosen && image) image.src = frame;
});

function listen(name, heard) {
  news.addEventListener(name, (event) => heard(JSON.parse(event.data)));
}

function connected(is) {
  document.querySelector("#connection .on").hidden = !is;
  document.querySelector("#connection .off").hidden = is;
}

// What is scrolled to and has the focus stays so while the document changes.
function keepPlace(part) {
  const active = part.contains(document.activeElement) ? document.activeElement.closest("[id]")?.id : "";
  const first = [...part.querySelectorAll(".step, .finding, .procedure")].find((each) => each.getBoundingClientRect().bottom > 100);
  const before = first && { id: first.id, top: first.getBoundingClientRect().top };
  return () => {
    const now = before && document.getElementById(before.id);
    if (now && window.scrollY) window.scrollBy({ top: now.getBoundingClientRect().top - before.top, behavior: "instant" });
    if (active) document.getElementById(active)?.focus({ preventScroll: true });
  };
}

// The document gets its buttons: at each step and procedure to follow it, at a finding to correct it.
function dress() {
  const template = document.getElementById("step-actions");
  for (const each of parts.document.querySelectorAll(".step[id], .procedure[id]")) {
    const [, procedure, step] = each.id.match(/^procedure-(\d+)(?:-step-(\d+))?$/) ?? [];
    if (!procedure) continue;
    const form = template.content.firstElementChild.cloneNode(true);
    form.elements.procedure.value = procedure;
    form.elements.step.value = step ?? "";
    const name = step ? each.querySelector(".number")?.textContent : each.textContent;
    form.querySelector("button").setAttribute("aria-label", `${form.querySelector(step ? ".of-step" : ".of-procedure").textContent}: ${name}`);
    if (step) {
      each.tabIndex = -1;
      (each.querySelector(".head") ?? each).append(form);
    } else {
      form.classList.add("whole");
      each.after(form);
    }
  }
  for (const form of parts.document.querySelectorAll("[data-fixes]")) {
    const place = document.getElementById(form.dataset.fixes);
    if (place && !place.contains(form)) place.append(form.cloneNode(true));
  }
  for (const each of parts.document.querySelectorAll(".finding[id]")) each.tabIndex = -1;
  // The policy of the page allows no style in HTML; what the report puts there is set by hand.
  for (const each of parts.document.querySelectorAll("[data-style]")) each.style.cssText = each.dataset.style;
  choose(current, false);
}

// Forms are sent in the background; what comes of them is news.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  if (form.action.endsWith("/follow")) live();
  await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => connected(false));
});
document.getElementById("automatic").addEventListener("change", (event) => event.target.form.requestSubmit());

// Moments.

function moments() {
  return [...parts.timeline.querySelectorAll("[data-moment]")].map((each) => Number(each.dataset.moment));
}

function failed() {
  return Number(parts.timeline.querySelector(".failed[data-moment]")?.dataset.moment ?? 0);
}

async function look(number, holds = true) {
  if (holds) chosen = number;
  shown = number;
  mark();
  const answer = await fetch(`${base}/moments/${number}`).catch(() => undefined);
  if (answer?.ok && shown === number) show(await answer.text());
}
let shown = 0;

function show(html) {
  const open = document.getElementById("says")?.open;
  parts.moment.innerHTML = html;
  const says = document.getElementById("says");
  if (says) says.open = Boolean(open);
}

function mark() {
  for (const each of parts.timeline.querySelectorAll("[data-moment]")) {
    const is = Number(each.dataset.moment) === shown;
    if (is) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
    if (is && chosen) each.scrollIntoView({ block: "nearest" });
  }
  document.getElementById("now").hidden = !chosen;
}

function live() {
  chosen = 0;
  const all = moments();
  if (!following && all.length) look(all.at(-1), false);
  mark();
}

function travel(by) {
  const all = moments();
  const place = Math.min(Math.max(all.indexOf(shown) + by, 0), all.length - 1);
  if (all.length) look(all[place]);
}

parts.timeline.addEventListener("click", (event) => {
  const button = event.target.closest("[data-moment]");
  if (button) look(Number(button.dataset.moment));
});
document.getElementById("before").addEventListener("click", () => travel(-1));
document.getElementById("behind").addEventListener("click", () => travel(1));
document.getElementById("now").addEventListener("click", live);

// The step that keys are about.

function choose(id, moves = true) {
  for (const each of parts.document.querySelectorAll(".step.current")) each.classList.remove("current");
  const step = id && document.getElementById(id);
  if (!step) return;
  current = id;
  step.classList.add("current");
  if (!moves) return;
  step.focus();
  step.scrollIntoView({ block: "nearest" });
  const moment = [...parts.timeline.querySelectorAll(`h4 a[href="#${CSS.escape(id)}"]`)].at(-1)?.parentElement.nextElementSibling;
  if (moment && !following) look(Number([...moment.querySelectorAll("[data-moment]")].at(-1).dataset.moment));
}

parts.document.addEventListener("focusin", (event) => {
  const step = event.target.closest(".step[id]");
  if (step) choose(step.id, false);
});

function along(selector, by, here) {
  const all = [...parts.document.querySelectorAll(selector)];
  const place = all.indexOf(here);
  return all[place < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(place + by, 0), all.length - 1)];
}

function nextStep(by) {
  const step = along(".step[id]", by, document.getElementById(current));
  if (step) choose(step.id);
}

function nextFinding(by) {
  const finding = along(".finding[id]", by, document.activeElement.closest?.(".finding"));
  finding?.focus();
  finding?.scrollIntoView({ block: "nearest" });
}

// Without a picture at this step nothing is decided; the first one that waits gets the focus.
function decide(what) {
  const here = current && parts.document.querySelector(`[data-step="${CSS.escape(current)}"] [data-${what}]`);
  if (here) send(here);
  else parts.document.querySelector(`[data-${what}] button`)?.focus();
}

// Keys.

const send = (form) => form?.requestSubmit();
keys({
  j: () => nextStep(1),
  k: () => nextStep(-1),
  n: () => nextFinding(1),
  p: () => nextFinding(-1),
  f: () => send(document.getElementById(current)?.querySelector(".follow")),
  d: () => send(document.querySelector(`#${CSS.escape(current.replace(/-step-\d+$/, "") || "none")} + .follow`)),
  a: () => send(document.querySelector('[data-key="a"]').form),
  s: () => following && send(document.getElementById("stop")),
  o: () => document.getElementById("automatic").click(),
  x: () => send(document.activeElement.closest?.(".finding, .problems > li")?.querySelector("[data-fixes]")),
  c: () => decide("accepts"),
  u: () => decide("undoes"),
  ",": () => travel(-1),
  ".": () => travel(1),
  v: () => document.getElementById("says")?.toggleAttribute("open"),
  l: live,
});

dress();
document.querySelector(".travel").hidden = !moments().length;
