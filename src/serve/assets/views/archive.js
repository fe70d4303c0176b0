// The archive: documents by filters or words, a page at a time.

import { ask, confidence, make, say } from "../page.js";
import { day, number, word } from "../words.js";

const FILTERS = ["agency", "kind", "year", "status", "below", "failing", "incomplete", "custom", "custom_value", "q"];

function choice(name, label, options, chosen) {
  const select = make("select", { id: `filter-${name}`, name });
  select.append(make("option", { value: "" }, word("any")));
  for (const [value, text] of options) {
    select.append(make("option", { value, selected: value === chosen }, text));
  }
  return make("label", {}, make("span", {}, label), select);
}

function box(name, label, checked) {
  return make("label", { class: "box" }, make("input", { type: "checkbox", name, value: "1", checked }), label);
}

function form(overview, query) {
  const counted = (list) => list.map(([value, count]) => [value, `${value} (${number(count)})`]);
  const statuses = overview.statuses.map(([value, count]) => [value, `${word(value)} (${number(count)})`]);
  const below = ["0.95", "0.9", "0.8", "0.6"].map((value) => [value, `${word("below")} ${Math.round(value * 100)} %`]);
  return make(
    "form",
    { class: "filters", role: "search" },
    make(
      "label",
      { class: "wide" },
      make("span", {}, word("search")),
      make("input", { type: "search", name: "q", value: query.get("q") ?? "", id: "search" }),
    ),
    choice("agency", word("agency"), counted(overview.agencies), query.get("agency")),
    choice("kind", word("kind"), counted(overview.kinds), query.get("kind")),
    choice("year", word("year"), counted(overview.years).sort().reverse(), query.get("year")),
    choice("status", word("status"), statuses, query.get("status")),
    choice("below", word("confidence"), below, query.get("below")),
    ...own(overview, query),
    box("failing", word("failing"), query.get("failing") === "1"),
    box("incomplete", word("incomplete"), query.get("incomplete") === "1"),
    make("button", { type: "submit", class: "main" }, word("find")),
    make("a", { href: "#/archive", class: "button" }, word("clear")),
  );
}

// Fields of the user's own rules, where there are any.
function own(overview, query) {
  if (!overview.custom.length) return [];
  const fields = overview.custom.map(([name, term, count]) => [name, `${term} · ${name} (${number(count)})`]);
  const value = make("input", {
    name: "custom_value",
    id: "filter-custom_value",
    placeholder: word("custom_hint"),
    value: query.get("custom_value") ?? "",
  });
  return [
    choice("custom", word("custom"), fields, query.get("custom")),
    make("label", {}, make("span", {}, word("custom_value")), value),
  ];
}

function snippet(row) {
  const pieces = row.snippet.map((piece) => (piece.hit ? make("mark", {}, piece.text) : piece.text));
  return pieces.length ? make("p", { class: "snippet" }, ...pieces) : null;
}

function line(row) {
  const href = row.status === "failed" ? null : `#/document/${row.id}/${row.page ?? 1}`;
  const title = row.number ?? row.path.split("/").pop();
  const flags = [];
  if (row.failed_checks) flags.push(make("span", { class: "flag bad", title: word("failing") }, `✗ ${row.failed_checks}`));
  if (row.missing) {
    const lacking = row.missing.split(" ").map(word).join(", ");
    flags.push(make("span", { class: "flag", title: `${word("incomplete")}: ${lacking}` }, "?"));
  }
  if (row.status !== "ok") flags.push(make("span", { class: "flag bad", title: row.error ?? "" }, word(row.status)));
  return make(
    "tr",
    {},
    make("td", { class: "day" }, day(row.issued)),
    make(
      "td",
      {},
      href ? make("a", { href }, title) : make("span", {}, title),
      make("div", { class: "subject" }, row.subject ?? (row.status === "failed" ? row.error : row.path)),
      snippet(row),
    ),
    make("td", {}, row.agency ?? "–"),
    make("td", { class: "number" }, row.pages ?? "–"),
    make("td", { class: "number" }, confidence(row.confidence)),
    make("td", { class: "flags" }, ...flags),
  );
}

export async function show(main, parts, query) {
  const overview = await ask("overview");
  const filters = form(overview, query);
  const head = ["date", "number", "agency", "pages", "confidence", "checks"].map((name) =>
    make("th", { scope: "col" }, word(name)),
  );
  const body = make("tbody");
  const count = make("p", { class: "count", role: "status" });
  const more = make("button", { type: "button", class: "more", hidden: true }, word("more"));
  const asked = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)]));
  let after = null;

  async function load() {
    const list = await ask("documents", { ...asked, after });
    body.append(...list.rows.map(line));
    after = list.after;
    more.hidden = !after;
    if (list.count !== null) {
      const bound = list.count >= 100000 ? "≥ " : "";
      count.textContent = `${bound}${number(list.count)} ${word("documents")}${list.more ? `. ${word("many")}` : ""}`;
    }
  }

  more.addEventListener("click", () => load().catch((error) => say(error.message, true)));
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = [...new FormData(filters)].filter(([, value]) => value !== "");
    location.hash = `#/archive?${new URLSearchParams(chosen)}`;
  });
  filters.addEventListener("change", (event) => {
    if (event.target.name !== "q") filters.requestSubmit();
  });
  main.append(
    make("h1", {}, word("archive")),
    filters,
    count,
    make("table", { class: "documents" }, make("thead", {}, make("tr", {}, ...head)), body),
    more,
  );
  await load();
}
