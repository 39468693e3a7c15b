"use strict";

// Accepting and undoing are forms and work without this file; it only adds ways to look at two pictures.

const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const BLINK = 700; // milliseconds a picture is seen: slow enough for everybody

document.documentElement.classList.add("scripted");
for (const section of document.querySelectorAll(".picture")) {
  if (section.querySelector(".views")) look(section);
}

function look(section) {
  const stage = section.querySelector(".stage");
  const views = section.querySelector(".views");
  const kept = `view ${section.id}`;
  const blinking = blink(section, stage);

  function show(name) {
    stage.dataset.view = name;
    for (const each of section.querySelectorAll(".control")) each.hidden = !each.classList.contains(name);
    section.querySelector(`.control.${name} input`)?.dispatchEvent(new Event("input"));
    if (name === "blink") blinking.begin();
    else blinking.stop();
  }

  for (const range of section.querySelectorAll(".control input")) {
    range.addEventListener("input", () => {
      stage.style.setProperty("--amount", `${range.value}%`);
      range.nextElementSibling.value = `${range.value}%`;
    });
  }
  views.addEventListener("change", (event) => {
    window.sessionStorage.setItem(kept, event.target.value);
    show(event.target.value);
  });
  drag(section, stage);
  fit(stage);
  views.hidden = false;
  const before = window.sessionStorage.getItem(kept);
  const radio = before && views.querySelector(`[value="${CSS.escape(before)}"]`);
  if (radio) {
    radio.checked = true;
    show(before);
  }
}

// Who has a mouse or a finger takes the line itself; the range below does the same for everybody.
function drag(section, stage) {
  const range = section.querySelector(".control.slider input");
  const frame = stage.querySelector(".accepted .frame");
  const move = (event) => {
    const box = frame.getBoundingClientRect();
    range.value = Math.round((100 * (event.clientX - box.left)) / box.width);
    range.dispatchEvent(new Event("input"));
  };
  frame.addEventListener("pointerdown", (event) => {
    if (stage.dataset.view !== "slider") return;
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    move(event);
  });
  frame.addEventListener("pointermove", (event) => {
    if (frame.hasPointerCapture(event.pointerId)) move(event);
  });
}

// Pictures of different sizes are laid over each other at one scale.
async function fit(stage) {
  const images = [...stage.querySelectorAll(".accepted img, .captured img")];
  await Promise.all(images.map((each) => each.decode().catch(() => {})));
  const widest = Math.max(...images.map((each) => each.naturalWidth));
  for (const each of images) {
    if (each.naturalWidth && !each.closest(".crop")) each.style.width = `${(100 * each.naturalWidth) / widest}%`;
  }
}

function blink(section, stage) {
  const [turn, run] = ["turn", "run"].map((each) => section.querySelector(`.blink .${each}`));
  const seen = section.querySelector(".blink .seen");
  let timer = 0;

  function turned(other) {
    stage.classList.toggle("turned", other);
    seen.querySelector(".which-accepted").hidden = other;
    seen.querySelector(".which-captured").hidden = !other;
  }
  function stop() {
    window.clearInterval(timer);
    timer = 0;
    run.setAttribute("aria-pressed", "false");
    seen.setAttribute("aria-live", "polite");
  }
  function start() {
    seen.setAttribute("aria-live", "off"); // what turns by itself is not read out each time
    run.setAttribute("aria-pressed", "true");
    timer = window.setInterval(() => turned(!stage.classList.contains("turned")), BLINK);
  }
  turn.addEventListener("click", () => {
    stop();
    turned(!stage.classList.contains("turned"));
  });
  run.addEventListener("click", () => (timer ? stop() : start()));
  const calm = () => {
    run.hidden = still.matches;
    if (still.matches) stop();
  };
  still.addEventListener("change", calm);
  calm();
  return {
    begin() {
      stop();
      turned(false);
      if (!still.matches) start();
    },
    stop,
  };
}
