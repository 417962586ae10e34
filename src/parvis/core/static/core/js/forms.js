// Forms work without this file. It stops a double press, lists chosen files and saves drafts.

const PAUSE = 8000; // ms: a form whose answer never came may be sent again

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const sentAt = Number(form.dataset.sentAt || 0);
  if (Date.now() - sentAt < PAUSE) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = String(Date.now());
  const pressed = event.submitter;
  if (!pressed) return;
  // Not `disabled`: its name and value must be sent.
  pressed.setAttribute("aria-disabled", "true");
  setTimeout(() => pressed.removeAttribute("aria-disabled"), PAUSE);
});

// Back from the next page: the form may be sent again at once.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent-at]")) delete form.dataset.sentAt;
  for (const button of document.querySelectorAll("[aria-disabled=true]")) {
    button.removeAttribute("aria-disabled");
  }
});

document.querySelector("[data-focus]")?.focus();

function list(zone, input) {
  const items = [...input.files].map((file) => {
    const item = document.createElement("li");
    const size = document.createElement("span");
    const kilobytes = Math.max(1, Math.round(file.size / 1000));
    item.append(file.name, size);
    size.className = "filedrop__size";
    size.textContent = zone.dataset.size.replace("{}", kilobytes.toLocaleString(document.documentElement.lang));
    return item;
  });
  zone.querySelector("[data-files]").replaceChildren(...items);
}

for (const zone of document.querySelectorAll("[data-filedrop]")) {
  const input = zone.querySelector("input[type=file]");
  input.addEventListener("change", () => list(zone, input));
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("filedrop--over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("filedrop--over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("filedrop--over");
    input.files = event.dataTransfer.files;
    list(zone, input);
  });
}

// <form data-autosave="/address"> sends itself there quietly, two seconds after the last key.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-autosave-status]");
  let waiting;
  const save = async () => {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (said) said.textContent = answer?.ok ? said.dataset.saved : said.dataset.failed;
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 2000);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
