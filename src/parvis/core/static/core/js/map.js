// Maps are drawn on top of pages that say the same in words; pages work without this file.

const STEP = 12; // pixels of an arrow
const FAR = 5; // times a step, with Shift
const QUIET = 600; // ms after the last move before the position is said
const locale = document.documentElement.lang;

const number = (value, digits) =>
  value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });

const told = (root) => JSON.parse(root.dataset.map);
let L = null;
let loading = null;

// Leaflet is asked for by pages that have a map, once.
const load = ({ script, style }) =>
  (loading ??= Promise.all(
    [Object.assign(document.createElement("script"), { src: script }), Object.assign(document.createElement("link"), { rel: "stylesheet", href: style })].map(
      (element) =>
        new Promise((resolve, reject) => {
          element.addEventListener("load", resolve);
          element.addEventListener("error", reject);
          document.head.append(element);
        }),
    ),
  ));

const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

// Names that would cover one another are hidden, those that come first are kept.
function declutter(labels) {
  const taken = [];
  for (const label of labels) {
    const element = label.getTooltip()?.getElement();
    if (!element) continue;
    element.classList.remove("map__name--hidden");
    const one = element.getBoundingClientRect();
    const covered = taken.some(
      (other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom,
    );
    if (covered) element.classList.add("map__name--hidden");
    else taken.push(one);
  }
}

async function ground(map, { tiles, outlines }) {
  if (tiles) L.tileLayer(tiles, { maxZoom: 19, referrerPolicy: "origin" }).addTo(map);
  if (!outlines) return;
  const answer = await fetch(outlines).catch(() => null);
  if (answer?.ok) L.geoJSON(await answer.json(), { interactive: false, className: "map__outline" }).addTo(map);
}

// Discs of 1 km make a plan of what would else be an empty sheet.
function names(map, marks, isBare) {
  if (isBare) for (const [latitude, longitude] of marks) L.circle([latitude, longitude], { radius: 1000, interactive: false, className: "map__disc" }).addTo(map);
  const labels = marks.map(([latitude, longitude, name]) => {
    const dot = L.circleMarker([latitude, longitude], { radius: 3, interactive: false, className: "map__mark" });
    return dot.addTo(map).bindTooltip(name, { permanent: true, pane: "shadowPane", direction: "right", className: "map__name", offset: [4, 0] });
  });
  map.on("zoomend moveend", () => declutter(labels));
  declutter(labels);
}

function draw(root) {
  const { points, marks, box, path, pin, ...under } = told(root);
  root.hidden = false;
  const view = root.querySelector(".map__view");
  const isBare = !under.tiles && !under.outlines;
  const map = L.map(view, {
    attributionControl: false,
    zoomControl: false,
    keyboard: false,
    scrollWheelZoom: false,
    zoomSnap: isBare ? 0.25 : 1,
    minZoom: 5,
    maxZoom: isBare ? 15 : 19,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  const seen = points.length ? points : marks;
  const fit = () => {
    if (seen.length) map.fitBounds(seen.map(([latitude, longitude]) => [latitude, longitude]), { maxZoom: isBare ? 13 : 15, padding: [30, 30] });
    else if (box) map.fitBounds([box.slice(0, 2), box.slice(2)]);
    else map.setView([46.6, 2.4], 5);
  };
  fit();
  // In a closed fold a map has no size until somebody opens it.
  let isFit = view.clientWidth > 0;
  new ResizeObserver(() => {
    map.invalidateSize();
    if (!isFit && view.clientWidth) fit();
    isFit ||= view.clientWidth > 0;
  }).observe(view);
  L.control.scale({ imperial: false }).addTo(map);
  ground(map, under);
  names(map, marks, isBare);
  const size = points.length > 8 ? 24 : 36;
  const icon = L.divIcon({ className: "map__pin", html: pin, iconSize: [size, size], iconAnchor: [size / 2, size * 0.92] });
  for (const one of points) point(map, icon, one);
  const can = { closer: () => map.zoomIn(), farther: () => map.zoomOut() };
  if (path) pick(root, view, map, icon, { path, box, marks, ...under }, can);
  for (const button of root.querySelectorAll("[data-do]")) button.addEventListener("click", () => can[button.dataset.do]());
}

// The list beside the map is what keyboards and screen readers use.
function point(map, icon, [latitude, longitude, name, href, detail]) {
  const marker = L.marker([latitude, longitude], { icon, keyboard: false, interactive: Boolean(name), alt: "" }).addTo(map);
  if (!name) return;
  const card = document.createElement("div");
  const title = document.createElement(href ? "a" : "strong");
  title.textContent = name;
  if (href) title.href = href;
  card.append(title);
  if (detail) card.append(document.createElement("br"), detail);
  marker.bindPopup(card);
}

function pick(root, view, map, icon, { path, box, marks, words }, can) {
  const form = root.closest("form");
  const inputs = ["latitude", "longitude"].map((part) => form.elements[`${path}.${part}`]);
  const said = root.querySelector(".map__said");
  let pin = null;
  let waiting = 0;

  const inWords = ({ lat, lng }) => {
    const [north, south, east, west] = words.sides;
    const where = `${number(Math.abs(lat), 5)}° ${lat >= 0 ? north : south}, ${number(Math.abs(lng), 5)}° ${lng >= 0 ? east : west}`;
    const near = marks
      .map(([latitude, longitude, name]) => ({ name, metres: map.distance([lat, lng], [latitude, longitude]) }))
      .sort((one, other) => one.metres - other.metres)[0];
    if (!near) return where;
    const close = near.metres < 1000;
    const count = close ? number(Math.max(Math.round(near.metres / 10) * 10, 10), 0) : number(near.metres / 1000, near.metres < 10000 ? 1 : 0);
    return `${where}, ${fill(words.near, { distance: fill(close ? words.m : words.km, { count }), name: near.name })}`;
  };

  const say = (position) => {
    const outside = box && !L.latLngBounds([box.slice(0, 2), box.slice(2)]).contains(position);
    said.textContent = `${words.put} ${inWords(position)}.${outside ? ` ${words.outside}` : ""}`;
    said.classList.toggle("map__said--outside", Boolean(outside));
  };

  const remove = root.querySelector("[data-do=remove]");
  remove.hidden = true;
  const show = (position) => {
    remove.hidden = false;
    if (!pin) {
      pin = L.marker(position, { icon, draggable: true, keyboard: false, autoPan: true }).addTo(map);
      pin.on("dragend", () => put(pin.getLatLng()));
    }
    pin.setLatLng(position);
  };

  const put = (position) => {
    const at = L.latLng(position).wrap();
    show(at);
    inputs[0].value = at.lat.toFixed(6);
    inputs[1].value = at.lng.toFixed(6);
    if (!map.getBounds().pad(-0.1).contains(at)) map.panTo(at);
    form.dispatchEvent(new Event("input"));
    clearTimeout(waiting);
    waiting = setTimeout(() => say(at), QUIET);
  };

  const move = (right, down) => {
    if (!pin) return put(map.getCenter());
    const place = map.project(pin.getLatLng()).add([right, down]);
    put(map.unproject(place));
  };

  Object.assign(can, {
    up: () => move(0, -STEP),
    down: () => move(0, STEP),
    left: () => move(-STEP, 0),
    right: () => move(STEP, 0),
    remove: () => {
      pin?.remove();
      pin = null;
      remove.hidden = true;
      view.focus();
      for (const input of inputs) input.value = "";
      clearTimeout(waiting);
      said.textContent = words.removed;
      said.classList.remove("map__said--outside");
      form.dispatchEvent(new Event("input"));
    },
    position: () =>
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          map.setView([coords.latitude, coords.longitude], Math.min(17, map.getMaxZoom()));
          put([coords.latitude, coords.longitude]);
        },
        () => {
          said.textContent = words.failed;
        },
        { enableHighAccuracy: true, timeout: 10000 },
      ),
  });
  if (!navigator.geolocation) root.querySelector("[data-do=position]").hidden = true;

  const keys = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  view.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEP * (event.shiftKey ? FAR : 1);
    if (keys[event.key]) move(keys[event.key][0] * step, keys[event.key][1] * step);
    else if (event.key === "+" || event.key === "=") map.zoomIn();
    else if (event.key === "-") map.zoomOut();
    else return;
    event.preventDefault();
  });
  map.on("click", ({ latlng }) => put(latlng));
  const [latitude, longitude] = inputs.map((input) => (input.value === "" ? NaN : Number(input.value.replace(",", "."))));
  if (!Number.isNaN(latitude) && !Number.isNaN(longitude)) {
    show([latitude, longitude]);
    map.setView([latitude, longitude], Math.min(16, map.getMaxZoom()));
    say(L.latLng(latitude, longitude));
  }
}

const drawAll = async () => {
  const roots = [...document.querySelectorAll("[data-map]:not([data-drawn])")];
  if (!roots.length) return;
  for (const root of roots) root.dataset.drawn = "";
  await load(told(roots[0]));
  L = window.L;
  roots.forEach(draw);
};
drawAll();
// A question may come while the page is open.
document.addEventListener("parvis:blocks", drawAll);
