// <form data-alike="/address" data-alike-in="part">: asks what is alike as one types, and puts it in
// #part, which is read aloud. Without this file the next page shows it, before anything is sent.

const PAUSE = 400; // ms after the last key
const ASKED = ["title", "text", "commune", "lieu.latitude", "lieu.longitude"];

for (const form of document.querySelectorAll("form[data-alike]")) {
  const part = document.getElementById(form.dataset.alikeIn);
  let waiting;
  let asked;

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const fields = new FormData(form);
    const query = new URLSearchParams(ASKED.map((name) => [name, fields.get(name) ?? ""]));
    const answer = await fetch(`${form.dataset.alike}?${query}`, { signal: asked.signal }).catch(() => null);
    if (answer?.ok) part.innerHTML = await answer.text();
  };

  form.addEventListener("input", (event) => {
    if (!ASKED.includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}
