// <form data-live="part">: asks its own address as one types and puts the answer in #part, whose
// first [data-said] is read aloud. Without this file one presses Enter, and gets the whole page.

const PAUSE = 250; // ms after the last key

for (const form of document.querySelectorAll("form[data-live]")) {
  const part = document.getElementById(form.dataset.live);
  const said = document.getElementById(`${form.dataset.live}-said`);
  const field = form.querySelector("input[type=search]");
  let waiting;
  let asked;

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address, { headers: { "X-Live": "1" }, signal: asked.signal }).catch(() => null);
    if (!answer?.ok || answer.redirected) return; // signed out meanwhile: Enter leads to the door
    part.innerHTML = await answer.text();
    said.textContent = part.querySelector("[data-said]")?.dataset.said ?? "";
    dispatchEvent(new Event("live"));
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asked?.abort();
  });

  // Down from the field into what was found, up again and out; Escape goes back to the field.
  const walk = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Escape: -Infinity }[event.key];
    if (!step) return;
    const stops = [field, ...part.querySelectorAll("a[href], button")];
    const from = stops.indexOf(document.activeElement);
    const to = stops[Math.max(0, from + step)];
    if (from < 0 || !to || to === stops[from]) return;
    event.preventDefault();
    to.focus();
  };
  form.addEventListener("keydown", walk);
  part.addEventListener("keydown", walk);
}
