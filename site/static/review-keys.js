"use strict";

// The keys of a review, and where a picture changed.

// The picture that keys are about: the one in the address or with the focus, else the first that waits.

const pictures = [...document.querySelectorAll(".picture")];
let current = document.querySelector(".picture:target") ?? undefined;
document.addEventListener("focusin", (event) => {
  current = event.target.closest(".picture") ?? current;
});

function picture() {
  return current ?? document.querySelector(".picture[data-open]") ?? pictures[0];
}

function go(to) {
  if (!to) return;
  current = to;
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "start" });
}

function next(by) {
  const open = pictures.filter((each) => "open" in each.dataset || each === current);
  const place = open.indexOf(current);
  if (place < 0) return go(by > 0 ? open[0] : open.at(-1));
  go(open[Math.min(Math.max(place + by, 0), open.length - 1)]);
}

const send = (form) => form?.requestSubmit();
keys({
  j: () => next(1),
  k: () => next(-1),
  a: () => send(picture()?.querySelector(".accept")),
  s: () => send(picture()?.querySelector(".alike form")),
  u: () => send(picture()?.querySelector(".undo")),
  r: () => {
    const reject = picture()?.querySelector(".reject");
    if (!reject) return;
    reject.open = true;
    reject.querySelector("textarea").focus();
  },
  g: () => toChange(picture()),
  ...Object.fromEntries(["beside", "slider", "onion", "blink", "difference"].map((name, place) => [place + 1, () => picture()?.querySelector(`.views [value="${name}"]`)?.click()])),
});

// Where a picture changed: the parts of the difference that are red, from top to bottom; each time the next one.

const places = new Map(); // section → its parts and which of them was shown

async function toChange(section) {
  if (!section) return;
  go(section);
  if (!places.has(section)) places.set(section, { parts: await changed(section), shown: -1 });
  const found = places.get(section);
  if (!found.parts.length) return;
  found.shown = (found.shown + 1) % found.parts.length;
  const part = found.parts[found.shown];
  for (const frame of section.querySelectorAll(".frame")) {
    const mark = frame.querySelector(".jump") ?? frame.appendChild(document.createElement("span"));
    mark.className = "jump";
    const image = frame.querySelector("img");
    const scale = image.clientWidth / image.naturalWidth;
    for (const side of ["left", "top", "width", "height"]) mark.style[side] = `${part[side] * scale}px`;
  }
  [...section.querySelectorAll(".jump")].find((each) => each.checkVisibility())?.scrollIntoView({ block: "center" });
}

async function changed(section) {
  const image = section.querySelector(".difference img");
  if (!image) return [];
  await image.decode().catch(() => {});
  if (!image.naturalWidth) return [];
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const parts = [];
  const GAP = 24; // pixels between two changes that are looked at together
  for (let y = 0; y < canvas.height; y++) {
    let left = Infinity;
    let right = -1;
    for (let x = 0; x < canvas.width; x++) {
      const at = 4 * (y * canvas.width + x);
      if (data[at] > 200 && data[at + 1] < 100 && data[at + 2] < 100) {
        left = Math.min(left, x);
        right = x;
      }
    }
    if (right < 0) continue;
    const last = parts.at(-1);
    if (last && y - last.bottom <= GAP) Object.assign(last, { left: Math.min(last.left, left), right: Math.max(last.right, right), bottom: y });
    else parts.push({ left, right, top: y, bottom: y });
  }
  return parts.map(({ left, right, top, bottom }) => ({ left, top, width: right - left + 1, height: bottom - top + 1 }));
}
