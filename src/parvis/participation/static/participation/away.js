// <dialog data-away="180" data-start="/…">: asks who stands before a shared screen whether they are
// still there, counts down, and goes back to the start. Any key or touch stops it. Without this file
// the page waits, and the server forgets what was begun.

const dialog = document.querySelector("dialog[data-away]");
const left = dialog.querySelector("[data-away-left]");
const counts = Number(left.textContent);
let touched = Date.now();

const stay = () => {
  touched = Date.now();
};
const close = (event) => {
  if (!dialog.open) return;
  event.preventDefault(); // the key that stops the countdown does nothing else
  dialog.close();
};

for (const name of ["keydown", "pointerdown", "pointermove", "wheel", "input"]) addEventListener(name, stay, { passive: true });
addEventListener("keydown", close);
addEventListener("click", close);

setInterval(() => {
  const over = Math.floor((Date.now() - touched) / 1000) - Number(dialog.dataset.away);
  if (over < 0) {
    dialog.close();
    return;
  }
  if (over >= counts) {
    location.replace(dialog.dataset.start);
    return;
  }
  left.textContent = counts - over;
  if (!dialog.open) dialog.showModal();
}, 1000);
