// [data-key="n"] is pressed, or a field entered, by that key alone. Never while one types; a page has
// no such script when they are switched off (WCAG 2.1.4).

const typing = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const root = document.documentElement;

function mark() {
  for (const one of document.querySelectorAll("[data-key]")) one.ariaKeyShortcuts = one.dataset.key;
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.(typing)) return;
  const key = CSS.escape(event.key.toLowerCase());
  // The last one: a page's own field stands after the one of its frame.
  const target = [...document.querySelectorAll(`[data-key="${key}"]`)].filter((one) => one.checkVisibility()).pop();
  if (!target) return;
  event.preventDefault();
  if (!target.matches(typing)) return target.click();
  target.focus();
  target.select?.();
});

addEventListener("live", mark);
root.classList.add("keys");
mark();
