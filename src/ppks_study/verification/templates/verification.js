(function () {
  "use strict";
  const form = document.querySelector("form");
  const table = document.querySelector("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const language = document.documentElement.lang;
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  function matches(row) {
    const words = form.elements.words.value.toLowerCase().split(/\s+/);
    return words.every((word) => texts.get(row).includes(word)) &&
      ["verdict", "section"].every((name) => ["", row.dataset[name]].includes(form.elements[name].value));
  }

  function filter() {
    rows.forEach((row) => { row.hidden = !matches(row); });
    const shown = rows.filter((row) => !row.hidden).length;
    form.querySelector("output").textContent = form.dataset.shown
      .replace("{shown}", shown.toLocaleString(language)).replace("{all}", rows.length.toLocaleString(language));
    document.querySelector(".empty").hidden = shown > 0;
  }

  function compare(place, numeric, sign) {
    return (a, b) => {
      const [one, other] = [a.cells[place], b.cells[place]];
      if (!numeric) { return sign * one.textContent.localeCompare(other.textContent, language); }
      const [x, y] = [one.dataset.sort, other.dataset.sort];
      if (x === undefined || y === undefined) { return (x === undefined) - (y === undefined); }
      return sign * (Number(x) - Number(y));
    };
  }

  function sort(head) {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) { other.removeAttribute("aria-sort"); }
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...rows.slice().sort(compare(head.cellIndex, "numeric" in head.dataset, down ? -1 : 1)));
  }

  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) { form.reset(); filter(); target.scrollIntoView(); }
  }

  table.tHead.rows[0].dataset.sort = form.dataset.sort;
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    head.dataset.label = head.textContent;
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head));
    head.append(button);
  }
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  for (const link of document.querySelectorAll("a[data-verdict]")) {
    link.addEventListener("click", () => { form.reset(); form.elements.verdict.value = link.dataset.verdict; filter(); });
  }
  document.addEventListener("click", (event) => { if (event.target.closest('a[href^="#"]')) { setTimeout(reveal); } });
  window.addEventListener("hashchange", reveal);
  filter();
}());
