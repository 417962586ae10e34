// What a browser keeps of visits: only what is encrypted under a code that is written nowhere here.

const NAME = "parvis-visites";
const STORES = ["lots", "answers", "photos", "bytes"]; // bytes: of photos, read one at a time
const ROUNDS = 600000; // of PBKDF2-SHA-256
const text = new TextEncoder();

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 2);
    request.onupgradeneeded = () => {
      const known = request.result.objectStoreNames;
      for (const name of STORES) if (!known.contains(name)) request.result.createObjectStore(name, { keyPath: "id" });
    };
    request.onsuccess = () => {
      // Another tab erases everything: do not stand in its way.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function store(name, mode, act) {
  const transaction = (await database()).transaction(name, mode);
  const answer = await asked(act(transaction.objectStore(name)));
  if (mode === "readonly") return answer;
  // "Kept" is said once the disk has it.
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  return answer;
}

export const read = (name, id) => store(name, "readonly", (rows) => rows.get(id));
export const all = (name) => store(name, "readonly", (rows) => rows.getAll());
export const write = (name, row) => store(name, "readwrite", (rows) => rows.put(row));
export const forget = (name, id) => store(name, "readwrite", (rows) => rows.delete(id));

export async function erase() {
  if (opened) (await opened).close();
  opened = null;
  await asked(indexedDB.deleteDatabase(NAME));
  for (const name of await caches.keys()) if (name.startsWith(NAME)) await caches.delete(name);
}

// The key: made from the code each time, never leaves the memory of the page, cannot be read out.
export async function keyOf(code, salt) {
  const typed = await crypto.subtle.importKey("raw", text.encode(code.trim().normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export const newSalt = () => crypto.getRandomValues(new Uint8Array(16));

// `id` is bound to what is encrypted: a record put in another's place does not open.
export const seal = (key, id, value) => sealBytes(key, id, text.encode(JSON.stringify(value)));

export async function sealBytes(key, id, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: text.encode(id) };
  return { iv, data: await crypto.subtle.encrypt(how, key, bytes) };
}

// Throws when the key is not the one.
export const unseal = async (key, id, row) => JSON.parse(new TextDecoder().decode(await unsealBytes(key, id, row)));

export function unsealBytes(key, id, { iv, data }) {
  const how = { name: "AES-GCM", iv, additionalData: text.encode(id) };
  return crypto.subtle.decrypt(how, key, data);
}

// A proposal nobody guesses: 60 bits, without letters one takes for digits.
export function newCode() {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const limit = 256 - (256 % letters.length);
  let code = "";
  while (code.length < 13) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) code += letters[byte % letters.length];
  }
  return code.match(/.{1,5}/g).join("-");
}
