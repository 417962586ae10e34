// Lists and progress pages work without this file: it ticks the whole page, and looks again by itself.

const whole = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll("[name=tour]")];

function state() {
  const ticked = boxes.filter((box) => box.checked).length;
  whole.checked = ticked === boxes.length;
  whole.indeterminate = ticked > 0 && !whole.checked;
}

whole?.addEventListener("change", () => {
  for (const box of boxes) box.checked = whole.checked;
});
if (whole) for (const box of boxes) box.addEventListener("change", state);

const PAUSE = 2000; // ms
const progress = document.querySelector("[data-progress]");

async function look() {
  const answer = await fetch(location.href).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page && page.getElementById("avancement");
  if (fresh && !("progress" in fresh.dataset)) return location.reload();
  if (fresh) progress.replaceChildren(...fresh.childNodes);
  setTimeout(look, PAUSE);
}

if (progress) setTimeout(look, PAUSE);
