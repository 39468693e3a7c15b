"use strict";

// The phones work without this file, by forms and reloading. With it they are live: parts of the page are
// renewed by server-sent events, keys sound and can be typed, and what is said can be heard.

const live = document.querySelector("[data-live]");
const phone = document.getElementById("phone");
const sent = new Map(); // id of each part → its content as the server sent it, before its times became local

function localTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const day = time.textContent.length > 5 ? { day: "2-digit", month: "2-digit", year: "numeric" } : {};
    const clock = { hour: "2-digit", minute: "2-digit" };
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { ...day, ...clock });
  }
}

const isFreeOfText = (element) => [...element.childNodes].every((each) => each.nodeType === 1 || !each.data.trim());
const isSameShell = (one, other) => one.cloneNode(false).isEqualNode(other.cloneNode(false));

// Makes `shown`, which was `old`, show `now`. What stands between an equal beginning and an equal end is replaced,
// and nothing else: what somebody reads, has under a finger or hears read stays where it is.
function renew(shown, old, now) {
  const [here, was, is] = [shown, old, now].map((each) => [...each.children]);
  let first = 0;
  while (first < was.length && first < is.length && was[first].isEqualNode(is[first])) first += 1;
  let last = 0;
  const most = Math.min(was.length, is.length) - first;
  while (last < most && was.at(-1 - last).isEqualNode(is.at(-1 - last))) last += 1;
  const [ends, begins] = [was.length - last, is.length - last];
  const isOne = ends - first === 1 && begins - first === 1;
  if (isOne && isFreeOfText(is[first]) && isSameShell(was[first], is[first])) {
    renew(here[first], was[first], is[first]);
    return;
  }
  const end = here[ends] ?? null;
  for (const each of here.slice(first, ends)) each.remove();
  for (const each of is.slice(first, begins)) {
    const added = document.importNode(each, true);
    shown.insertBefore(added, end);
    localTimes(added);
    if (added.matches("[data-speak]")) speak(added);
  }
}

const isShown = (element) => Boolean(element?.isConnected && (element.checkVisibility?.() ?? true));

function renewAll(parts) {
  const focused = document.activeElement;
  const [id, href] = [focused.id, focused.getAttribute("href")];
  for (const [name, { version, html }] of Object.entries(parts)) {
    const part = document.getElementById(name);
    if (!part || part.dataset.version === version) continue;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 60;
    renew(part, sent.get(name), fresh.content);
    sent.set(name, fresh.content);
    part.dataset.version = version;
    if (atEnd) toEnd(part);
  }
  ring(Boolean(document.querySelector("#call .rings:not(.silent)")));
  if (isShown(focused)) return;
  // What had the focus is gone, or lies under a request to approve.
  const again = id ? document.getElementById(id) : live.querySelector(`a[href="${CSS.escape(href ?? "")}"]`);
  const others = ["caller", "request-title"].map((each) => document.getElementById(each));
  [again, ...others, phone].find(isShown)?.focus({ preventScroll: true });
}

function toEnd(part) {
  if (part.querySelector(".thread, .said")) part.scrollTop = part.scrollHeight;
}

function listen() {
  const events = new EventSource(live.dataset.live);
  events.addEventListener("parts", (event) => renewAll(JSON.parse(event.data)));
  window.addEventListener("pagehide", () => events.close());
}

// What a button of the phone does is sent without leaving the page; the events bring what comes of it.
// One thing after the other, so that keys arrive in the order in which they were pressed.
let sending = Promise.resolve();

function send(address, fields) {
  sending = sending.then(async () => {
    const answer = await fetch(address, { method: "POST", body: fields, redirect: "manual" });
    if (answer.type !== "opaqueredirect" && !answer.ok) window.location.reload();
  }, () => window.location.reload());
  return sending;
}

// Sound: keys always, ringing and speech when somebody has asked for them, remembered by this browser.

const ROWS = [697, 770, 852, 941]; // hertz, ITU-T Q.23
const COLUMNS = [1209, 1336, 1477];
const KEYS = "123456789*0#";
const toggle = document.getElementById("sound");
let audio = null;
let ringing = 0;

const isLoud = () => window.localStorage.getItem("sound") === "on";

function play(frequencies, seconds, volume = 0.08) {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  const gain = audio.createGain();
  gain.gain.value = volume;
  gain.connect(audio.destination);
  for (const frequency of frequencies) {
    const tone = audio.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start();
    tone.stop(audio.currentTime + seconds);
  }
}

function playKey(key) {
  const place = KEYS.indexOf(key);
  phone.dataset.tone = `${ROWS[Math.floor(place / 3)]}+${COLUMNS[place % 3]}`;
  play([ROWS[Math.floor(place / 3)], COLUMNS[place % 3]], 0.16);
}

function ring(rings) {
  if (rings && isLoud() && !ringing) {
    const once = () => play([440, 480], 1, 0.05);
    once();
    ringing = window.setInterval(once, 3000);
  } else if (ringing && !(rings && isLoud())) {
    window.clearInterval(ringing);
    ringing = 0;
  }
}

function speak(line) {
  if (!phone || !isLoud() || !window.speechSynthesis) return;
  const words = new SpeechSynthesisUtterance(line.textContent.trim());
  words.lang = line.lang || document.documentElement.lang;
  window.speechSynthesis.speak(words);
}

function showSound() {
  toggle.setAttribute("aria-pressed", String(isLoud()));
  if (!isLoud()) window.speechSynthesis?.cancel();
  ring(Boolean(document.querySelector("#call .rings:not(.silent)")));
}

if (phone) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    window.localStorage.setItem("sound", isLoud() ? "off" : "on");
    showSound();
    for (const line of document.querySelectorAll("#transcript [data-speak]")) speak(line);
  });
  showSound();

  phone.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(button.form));
    if (button.name) fields.append(button.name, button.value);
    if (button.dataset.key) playKey(button.dataset.key);
    else window.speechSynthesis?.cancel();
    send(button.formAction, fields);
  });

  // Only while the phone itself has the focus, so that no key means something by surprise.
  phone.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
    const button = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  phone.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("#reply, #say")) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    form.elements.body.value = "";
    if (fields.get("body").trim()) send(form.action, fields);
    delete form.dataset.sent;
  });
  for (const part of phone.querySelectorAll(".screen, .transcript")) toEnd(part);
}

// A code of the authenticator app runs down each second; the next code comes from the server. Nothing is announced.
function countDown() {
  for (const shown of document.querySelectorAll("[data-seconds]")) {
    const left = Math.max(Number(shown.dataset.seconds) - 1, 1);
    shown.dataset.seconds = left;
    shown.textContent = shown.textContent.replace(/\d+/, left);
    shown.parentElement.querySelector("progress").value = left;
  }
}

if (live?.dataset.live) {
  for (const part of live.querySelectorAll("[data-version]")) {
    const kept = document.createElement("template");
    kept.innerHTML = part.innerHTML;
    sent.set(part.id, kept.content);
  }
  listen();
}
localTimes(document);
window.setInterval(countDown, 1000);
