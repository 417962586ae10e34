// Forms of requests work without this file. It saves while one types, and shows and hides the
// questions that depend on an answer.

const PAUSE = 1500; // ms after the last key
const PATIENCE = 5000; // ms for a save
const form = document.querySelector("form[data-filling]");

if (form) {
  const said = form.querySelector("[data-saved]");
  let waiting = 0;
  let last = "";
  let isLeaving = false;
  let saving = Promise.resolve();
  let leaving = new AbortController();

  const typed = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };

  // One save after the other; one that comes after the page itself was sent knows an older draft,
  // and changes nothing.
  const save = () => (saving = saving.then(saveNow));

  const saveNow = async () => {
    const data = typed();
    const now = new URLSearchParams(data).toString();
    if (now === last || isLeaving) return;
    try {
      // Nobody waits for a save once the page itself is on its way.
      const late = AbortSignal.timeout(PATIENCE);
      const signal = AbortSignal.any?.([late, leaving.signal]) ?? late;
      data.append("_since", form.dataset.since);
      const answer = await fetch(form.dataset.filling, { method: "POST", body: data, signal });
      if (answer.status === 409) {
        said.textContent = (await answer.json()).saved;
        return;
      }
      if (!answer.ok) throw new Error(answer.status);
      last = now;
      const { saved, shown, since } = await answer.json();
      form.dataset.since = since;
      said.textContent = saved;
      if (!isLeaving) await follow(shown);
    } catch {
      if (!isLeaving) said.textContent = said.dataset.failed;
    }
  };

  const blocks = () => [...form.querySelectorAll("[data-blocks] > [data-block]")];

  // Questions come and go; those that stay are not touched, nor what is being typed in them.
  const follow = async (shown) => {
    const here = blocks().map((block) => block.dataset.block);
    if (here.join() === shown.join()) return;
    const signal = AbortSignal.timeout(PATIENCE);
    const page = await (await fetch(location.pathname, { signal })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html");
    for (const block of blocks()) if (!shown.includes(block.dataset.block)) block.remove();
    let before = null;
    for (const path of shown) {
      const mine = form.querySelector(`[data-blocks] > [data-block="${path}"]`);
      const block = mine || fresh.querySelector(`[data-blocks] > [data-block="${path}"]`);
      if (!block) continue;
      if (!mine) {
        if (before) before.after(block);
        else form.querySelector("[data-blocks]").prepend(block);
      }
      before = block;
    }
    joiners();
    document.dispatchEvent(new Event("parvis:blocks"));
    form.elements._shown.value = fresh.querySelector("[name=_shown]")?.value ?? shown.join();
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  // A choice may call for a question at once.
  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=radio], input[type=checkbox]")) {
      clearTimeout(waiting);
      save();
    }
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    isLeaving = true;
    leaving.abort();
  });
  addEventListener("pageshow", () => {
    isLeaving = false;
    leaving = new AbortController();
  });
}

// Communes proposed under the boxes where one types a commune.
const list = document.createElement("datalist");
list.id = "communes-proposees";
document.body.append(list);
let asked = 0;
document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-communes]");
  if (!box) return;
  box.setAttribute("list", list.id);
  clearTimeout(asked);
  asked = setTimeout(async () => {
    if (box.value.trim().length < 2) return;
    const answer = await fetch(`/territoire/communes/?q=${encodeURIComponent(box.value)}`).catch(() => null);
    if (!answer?.ok) return;
    const { communes } = await answer.json();
    list.replaceChildren(
      ...communes.map(({ name, postal_codes, departement }) => {
        const option = document.createElement("option");
        option.value = name;
        option.label = `${postal_codes.slice(0, 2).join(", ")} ${departement}`;
        return option;
      }),
    );
  }, 200);
});

// Files leave as soon as they are chosen: the button is for browsers without scripts.
const joiners = () => {
  for (const line of document.querySelectorAll("form.questions [data-join]")) line.hidden = true;
};
joiners();
document.addEventListener("change", ({ target }) => {
  if (!target.matches("form.questions input[type=file]") || !target.files.length) return;
  const button = target.closest("[data-block]")?.querySelector("[data-join] button");
  if (button) target.form.requestSubmit(button);
});
