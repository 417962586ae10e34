// Menus are <details>: they open and close without this file, which closes them as people expect.

const opened = () => document.querySelectorAll("details[data-menu][open]");

addEventListener("click", (event) => {
  for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of opened()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
