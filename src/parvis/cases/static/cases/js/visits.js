// Visits without the network: the list and the forms of a day, filled in anywhere, sent once.

import { addPhoto, drawPhotos, photosOf, removePhoto, sendPhotos } from "./visits-photos.js";
import { all, erase, forget, keyOf, newCode, newSalt, read, seal, unseal, write } from "./visits-store.js";

const root = document.querySelector("[data-visits]");
const words = root.dataset;
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const form = (name) => root.querySelector(`[data-form="${name}"]`);
const said = root.querySelector("[data-said]");
const PAUSE = 400; // ms after the last key
const PATIENCE = 120_000; // ms for an answer: a photograph leaves slowly from a village

let key = null;
let lot = null; // as opened: owner, title, visits
let shown = null; // the visit on screen
let states = new Map(); // by report key
let refusedOf = new Set(); // report keys with a photograph that was refused

function show(...names) {
  for (const one of root.querySelectorAll("[data-part]")) one.hidden = !names.includes(one.dataset.part);
}

const say = (message) => {
  said.textContent = message ?? "";
};

function network() {
  root.querySelector("[data-network]").textContent = navigator.onLine ? words.online : words.offline;
}

// The server: who is signed in there, and what it needs to be written to.
async function session() {
  const headers = { Accept: "application/json" };
  const answer = await fetch(words.bundle, { headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  return answer.ok ? answer.json() : null;
}

const post = (address, body, token) =>
  fetch(address, {
    method: "POST",
    body,
    redirect: "manual",
    headers: { "X-CSRFToken": token },
    signal: AbortSignal.timeout(PATIENCE),
  });

// Before leaving ----------------------------------------------------------------------------------

async function prepare(event) {
  event.preventDefault();
  const { jour, code } = event.target.elements;
  if (code.value.trim().length < 12) return say(words.shortCode);
  say();
  try {
    const here = await session();
    if (!here) return say(words.signedOut);
    const answer = await post(words.bundle, new URLSearchParams({ jour: jour.value }), here.token);
    const given = await answer.json();
    if (!answer.ok) return say(given.said);
    const before = await read("lots", "lot");
    // Answers not sent yet keep their code: the day is put under the same one.
    const waits = await unsent();
    const salt = before && waits ? before.salt : newSalt();
    const made = await keyOf(code.value, salt);
    if (before && waits && !(await opens(made, before))) return say(words.wrongCode);
    if (before && waits && before.owner !== here.owner) return say(words.other);
    for (const one of await all("answers")) if (one.state === "sent") await forget("answers", one.id);
    // The code changes: what was refused could not be opened any more.
    if (!waits) for (const one of await all("photos")) await removePhoto(one.id);
    const sealed = await seal(made, "lot", given);
    const check = await seal(made, "check", "parvis");
    await write("lots", { id: "lot", salt, check, owner: given.owner, expires: given.expires, ...sealed });
    key = made;
    await open();
  } catch (error) {
    say(navigator.onLine ? String(error) : words.noNetwork);
  }
}

const unsent = async () =>
  (await all("answers")).some((one) => ["kept", "filling"].includes(one.state)) ||
  (await all("photos")).some((one) => one.state === "kept");

const opens = (made, kept) =>
  unseal(made, "check", kept.check).then(
    () => true,
    () => false,
  );

// Opening -----------------------------------------------------------------------------------------

async function unlock(event) {
  event.preventDefault();
  const { code } = event.target.elements;
  const kept = await read("lots", "lot");
  const made = await keyOf(code.value, kept.salt);
  if (!(await opens(made, kept))) return say(words.wrongCode);
  code.value = "";
  key = made;
  say();
  await open();
}

async function open() {
  const kept = await read("lots", "lot");
  lot = kept.data ? await unseal(key, "lot", kept) : { owner: kept.owner, title: "", visits: [] };
  await listed();
  if (!kept.data) say(words.expired);
}

async function listed() {
  states = new Map((await all("answers")).map((one) => [one.id, one]));
  refusedOf = new Set((await all("photos")).filter((one) => one.state === "refused").map((one) => one.visit));
  shown = null;
  root.querySelector("[data-title]").textContent = lot.title;
  root.querySelector("[data-visit-list]").replaceChildren(...(await Promise.all(lines())));
  show("list", "erase");
  root.querySelector("[data-title]").focus();
}

// The visits of the day, then what waits of other days.
function lines() {
  const known = new Set(lot.visits.map((visit) => visit.key));
  const others = [...states.values()].filter((one) => !known.has(one.id) && one.state !== "sent");
  return [...lot.visits.map((visit) => line(visit, states.get(visit.key))), ...others.map(old)];
}

async function old(row) {
  const { visit } = await unseal(key, row.id, row);
  return line(visit, row);
}

function line(visit, row) {
  const card = document.createElement("article");
  card.className = "card";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary";
  button.textContent = [visit.hour, visit.who].filter(Boolean).join(" · ");
  button.addEventListener("click", () => visited(visit));
  const told = document.createElement("p");
  told.append(visit.address, document.createElement("br"), stateOf(visit, row));
  if (refusedOf.has(visit.key)) told.append(document.createElement("br"), words.photoRefused);
  card.append(button, told);
  return card;
}

function stateOf(visit, row) {
  if (row?.state === "settle") {
    const link = document.createElement("a");
    link.href = row.url;
    link.textContent = words.settle;
    return link;
  }
  const badge = document.createElement("strong");
  badge.dataset.state = row?.state ?? "";
  badge.textContent = visit.key ? (words[row?.state] ?? words.todo) : "";
  return badge;
}

// One visit ---------------------------------------------------------------------------------------

async function visited(visit) {
  shown = visit;
  say();
  root.querySelector("[data-visit-title]").textContent = [visit.hour, visit.who].filter(Boolean).join(" · ");
  draw("[data-visit-details]", visit.html);
  const row = states.get(visit.key);
  const isAsked = Boolean(visit.form) && !["sent", "settle"].includes(row?.state);
  draw("[data-visit-form]", isAsked ? visit.form : "");
  form("report").hidden = !isAsked;
  const isRefused = (await photosOf(visit.key)).length > 0;
  root.querySelector("[data-visit-photos]").hidden = !(isAsked || isRefused);
  root.querySelector("[data-photo-add]").hidden = !isAsked;
  await redraw();
  root.querySelector("[data-visit-back]").hidden = isAsked;
  if (row && isAsked) fill((await unseal(key, row.id, row)).pairs);
  root.querySelector("[data-visit-state]").textContent = row && isAsked ? words[row.state] : "";
  show("visit");
  root.querySelector("[data-visit-title]").focus();
}

// Photographs ---------------------------------------------------------------------------------------

const photoList = root.querySelector("[data-photo-list]");
const redraw = () => drawPhotos(key, shown.key, photoList, words, redraw);

root.querySelector("[data-photo-input]").addEventListener("change", async (event) => {
  const visit = shown.key;
  const files = [...event.target.files];
  const free = words.mostPhotos - (await photosOf(visit)).length;
  say(files.length > free ? words.manyPhotos : "");
  try {
    for (const file of files.slice(0, Math.max(free, 0))) await addPhoto(key, visit, file);
    if (files.length && free > 0 && states.get(visit)?.state !== "kept") await keep("filling");
  } catch {
    say(words.noRoom);
  }
  event.target.value = "";
  await redraw();
});

// Pages of ours, kept under lock: the security policy runs no script that would stand in them.
function draw(place, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  root.querySelector(place).replaceChildren(...document.adoptNode(page.body).childNodes);
}

function fill(pairs) {
  const typed = new Map();
  for (const [name, value] of pairs) typed.set(name, [...(typed.get(name) ?? []), value]);
  for (const input of form("report").elements) {
    const values = typed.get(input.name);
    if (input.type === "hidden" || !input.name) continue;
    if (["radio", "checkbox"].includes(input.type)) input.checked = values?.includes(input.value) ?? false;
    else input.value = values?.shift() ?? "";
  }
}

let waiting = 0;
let keeping = Promise.resolve();

// One after the other: what was typed last is what stays.
function keep(state) {
  clearTimeout(waiting);
  waiting = 0;
  const visit = shown;
  const pairs = [...new FormData(form("report"))];
  keeping = keeping.then(async () => {
    const row = { id: visit.key, state, ...(await seal(key, visit.key, { visit, pairs })) };
    await write("answers", row);
    states.set(visit.key, row);
    if (shown === visit) root.querySelector("[data-visit-state]").textContent = words[state];
  });
  return keeping;
}

form("report").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => keep("filling"), PAUSE);
});
addEventListener("visibilitychange", () => document.hidden && waiting && keep("filling"));
form("report").addEventListener("submit", async (event) => {
  event.preventDefault();
  await keep("kept");
  await listed();
  if (navigator.onLine) await send();
});

async function back() {
  if (waiting) keep("filling");
  await keeping;
  await listed();
}

// Sending -----------------------------------------------------------------------------------------

let sending = false;
let refusals = []; // why photographs were refused

async function send() {
  if (sending || !key) return;
  sending = true;
  try {
    const here = await session();
    if (!here) return say(words.signedOut);
    if (here.owner !== lot.owner) return say(words.other);
    let isWhole = true;
    refusals = [];
    for (const row of await all("answers")) {
      if (row.state !== "kept") continue;
      // One visit that does not leave keeps no other waiting.
      const hasLeft = await sendOne(row, here.token).catch(() => false);
      isWhole = hasLeft && isWhole;
    }
    if (!shown) await listed();
    const missed = navigator.onLine ? words.refused : words.noNetwork;
    say([isWhole ? words.allSent : missed, ...refusals].join(" "));
  } catch {
    say([navigator.onLine ? words.refused : words.noNetwork, ...refusals].join(" "));
  } finally {
    sending = false;
  }
}

// The server counts a key once: a lost answer is asked for again without fear.
async function sendOne(row, token) {
  const { pairs } = await unseal(key, row.id, row);
  const photos = await sendPhotos(key, row.id, (body) => post(words.photo, body, token));
  if (!photos) return false;
  refusals.push(...photos.refused);
  const keys = photos.sent.map((id) => ["photo", id]);
  const answer = await post(words.send, new URLSearchParams([["cle", row.id], ...keys, ...pairs]), token);
  if (!answer.ok) return false;
  const { outcome, url } = await answer.json();
  // What was typed is the server's now: nothing of it stays here.
  for (const id of photos.sent) await removePhoto(id);
  await write("answers", { id: row.id, state: outcome === "settle" ? "settle" : "sent", url });
  return true;
}

// Leaving -----------------------------------------------------------------------------------------

function lock() {
  key = lot = shown = null;
  states = new Map();
  draw("[data-visit-details]", "");
  draw("[data-visit-form]", "");
  photoList.replaceChildren();
  root.querySelector("[data-visit-list]").replaceChildren();
  say();
  show("locked", "erase");
}

async function everythingGone() {
  const waits = await unsent();
  if (waits && !confirm(words.lose)) return;
  lock();
  await erase();
  show("prepare");
  say(words.gone);
}

const deeds = {
  send,
  lock,
  back,
  erase: everythingGone,
  again: () => show("prepare", "erase"),
};
root.addEventListener("click", (event) => deeds[event.target.closest("[data-do]")?.dataset.do]?.());
form("prepare").addEventListener("submit", prepare);
form("unlock").addEventListener("submit", unlock);
addEventListener("online", network);
addEventListener("online", send);
addEventListener("offline", network);

// Past its hour, the list is no longer needed: what was filled in and not sent stays under its code.
async function expire() {
  const kept = await read("lots", "lot");
  if (!kept?.data || Date.parse(kept.expires) > Date.now()) return;
  const waits = await unsent();
  if (!waits) {
    await erase();
    return location.reload();
  }
  const { data, iv, ...rest } = kept;
  await write("lots", rest);
  if (key) await open();
}

async function start() {
  if (!globalThis.isSecureContext || !crypto.subtle || !navigator.serviceWorker) return show("unfit");
  network();
  navigator.serviceWorker.register(words.worker).catch(() => null);
  await expire();
  setInterval(expire, 60000);
  form("prepare").elements.code.value = newCode();
  const kept = await read("lots", "lot");
  if (kept) show("locked", "erase");
  else show("prepare");
}

start();
