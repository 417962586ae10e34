// A ballot adds itself up while one chooses; without this file a button does.

const language = document.documentElement.lang;
const money = new Intl.NumberFormat(language, { style: "currency", currency: "EUR", maximumFractionDigits: 2, trailingZeroDisplay: "stripIfInteger" });

for (const list of document.querySelectorAll("[data-ballot][data-limit]")) {
  const tally = list.closest("form")?.querySelector("[data-tally]");
  if (!tally) continue;
  const limit = Number(list.dataset.limit);
  const unit = list.dataset.ballot;
  const said = (number) => (unit === "cents" ? money.format(number / 100) : `${number.toLocaleString(language)} ${tally.dataset[unit]}`);
  const put = (name, text) => {
    tally.querySelector(`[data-tally-${name}]`).textContent = text;
  };
  tally.querySelector("[data-tally-again]").hidden = true;

  const add = () => {
    let sum = 0;
    for (const field of list.querySelectorAll("input")) {
      const isTick = field.type === "checkbox";
      const number = isTick ? Number(field.checked) : Number.parseInt(field.value, 10) || 0;
      const each = unit === "cents" ? Number(field.dataset.cents) : 1;
      sum += unit === "points" ? number : Math.min(number, 1) * each;
      field.closest("li").classList.toggle("ballot__item--chosen", number > 0);
    }
    const left = limit - sum;
    put("sum", tally.dataset.of.replace("{}", said(sum)).replace("{}", said(limit)));
    put("left", (left < 0 ? tally.dataset.over : tally.dataset.left).replace("{}", said(Math.abs(left))));
    tally.querySelector("[data-tally-left]").classList.toggle("tally__left--over", left < 0);
    tally.querySelector("[data-tally-bar]").value = sum;
  };
  list.addEventListener("input", add);
  add();
}
