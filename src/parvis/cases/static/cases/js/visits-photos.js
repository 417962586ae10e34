// Photographs of a visit: kept encrypted beside its answers, sent once with them.

import { all, forget, read, seal, sealBytes, unseal, unsealBytes, write } from "./visits-store.js";

const WIDTH = 160; // px, of a photograph as shown

export const photosOf = async (visit) => (await all("photos")).filter((one) => one.visit === visit);

export async function addPhoto(key, visit, file) {
  const id = crypto.randomUUID();
  const about = { name: file.name, type: file.type, said: "" };
  await write("bytes", { id, ...(await sealBytes(key, `bytes ${id}`, await file.arrayBuffer())) });
  await write("photos", { id, visit, state: "kept", at: Date.now(), ...(await seal(key, id, about)) });
}

export async function removePhoto(id) {
  await forget("photos", id);
  await forget("bytes", id);
}

async function fileOf(key, row) {
  const { name, type } = await unseal(key, row.id, row);
  const bytes = await unsealBytes(key, `bytes ${row.id}`, await read("bytes", row.id));
  return new File([bytes], name, { type });
}

// On a canvas: the security policy lets no image in from anywhere but the site.
async function drawn(file) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", file.name);
  try {
    const image = await createImageBitmap(file, { resizeWidth: WIDTH });
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
  } catch {
    // Not every kind can be shown by every browser; it is kept and sent all the same.
    canvas.hidden = true;
  }
  return canvas;
}

export async function drawPhotos(key, visit, list, words, changed) {
  const rows = (await photosOf(visit)).sort((one, other) => one.at - other.at);
  list.replaceChildren(...(await Promise.all(rows.map((row) => line(key, row, words, changed)))));
}

async function line(key, row, words, changed) {
  const file = await fileOf(key, row);
  const { said } = await unseal(key, row.id, row);
  const item = document.createElement("li");
  item.dataset.picture = row.state;
  item.className = "filelist__item";
  const name = document.createElement("span");
  name.textContent = said ? `${file.name} – ${said}` : file.name;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "button button--quiet button--small";
  remove.textContent = words.remove;
  remove.setAttribute("aria-label", `${words.remove} ${file.name}`);
  remove.addEventListener("click", async () => {
    await removePhoto(row.id);
    changed();
  });
  item.append(await drawn(file), name, remove);
  return item;
}

// The keys of those the server has, and why others were refused; null: try again later.
export async function sendPhotos(key, visit, send) {
  const sent = [];
  const refused = [];
  for (const row of await photosOf(visit)) {
    if (row.state === "refused") continue;
    const body = new FormData();
    body.append("cle", visit);
    body.append("photo", row.id);
    body.append("fichier", await fileOf(key, row));
    const answer = await send(body);
    if (answer.ok) {
      sent.push(row.id);
    } else if (answer.status === 422) {
      const { said } = await answer.json();
      const about = { ...(await unseal(key, row.id, row)), said };
      await write("photos", { ...row, state: "refused", ...(await seal(key, row.id, about)) });
      refused.push(said);
    } else {
      return null;
    }
  }
  return { sent, refused };
}
