// The archive: documents by filters or words, sorted, a page at a time; all that is listed can be taken along.

import { ask, confidence, make, path, say } from "../page.js";
import { day, errorText, number, percent, word } from "../words.js";

const FILTERS = ["agency", "kind", "year", "status", "below", "failing", "incomplete", "tag", "custom", "custom_value", "q", "sort"];
// Columns, and whether their greatest value is looked for first.
const COLUMNS = [["date", true], ["number", false], ["agency", false], ["pages", true], ["confidence", false], ["checks", true]];

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
  const below = ["0.95", "0.9", "0.8", "0.6"].map((value) => [value, `${word("below")} ${percent(value)}`]);
  const tags = overview.tags.length ? [choice("tag", word("tag"), counted(overview.tags), query.get("tag"))] : [];
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
    ...tags,
    ...own(overview, query),
    box("failing", word("failing"), query.get("failing") === "1"),
    box("incomplete", word("incomplete"), query.get("incomplete") === "1"),
    make("input", { type: "hidden", name: "sort", value: query.get("sort") ?? "" }),
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

function line(row, words) {
  const hit = words ? `?${new URLSearchParams({ q: words })}` : "";
  const href = row.status === "failed" ? null : `#/document/${row.id}/${row.page ?? 1}${hit}`;
  const title = row.number ?? row.path.split("/").pop();
  const flags = [];
  if (row.failed_checks) flags.push(make("span", { class: "flag bad", title: word("failing") }, `✗ ${row.failed_checks}`));
  if (row.missing) {
    const lacking = row.missing.split(" ").map(word).join(", ");
    flags.push(make("span", { class: "flag", title: `${word("incomplete")}: ${lacking}` }, "?"));
  }
  const why = row.error ? errorText(row.error) : "";
  if (row.status !== "ok") flags.push(make("span", { class: "flag bad", title: why }, word(row.status)));
  const tags = row.tags.map((tag) => make("a", { class: "tag", href: `#/archive?${new URLSearchParams({ tag })}` }, tag));
  return make(
    "tr",
    {},
    make("td", { class: "day" }, day(row.issued)),
    make(
      "td",
      {},
      href ? make("a", { href }, title) : make("span", {}, title),
      make("div", { class: "subject" }, row.subject ?? (row.status === "failed" ? why : row.path)),
      snippet(row),
      tags.length ? make("p", { class: "tags" }, ...tags) : null,
    ),
    make("td", { class: "agency" }, row.agency ?? "–"),
    make("td", { class: "number", "data-label": word("pages") }, row.pages ?? "–"),
    make("td", { class: "number", "data-label": word("confidence") }, confidence(row.confidence)),
    make("td", { class: "flags" }, ...flags),
  );
}

// The head of the table: a click sorts by a column, another one the other way.
function head(query) {
  const sorted = query.get("sort") || (query.get("q") ? "" : "-date");
  return COLUMNS.map(([name, greatest]) => {
    const down = sorted === `-${name}`;
    const here = down || sorted === name;
    const next = here ? (down ? name : `-${name}`) : greatest ? `-${name}` : name;
    const to = new URLSearchParams(query);
    to.set("sort", next);
    const way = here ? (down ? "descending" : "ascending") : null;
    const arrow = make("span", { "aria-hidden": "true" }, here ? (down ? " ▼" : " ▲") : "");
    return make("th", { scope: "col", "aria-sort": way }, make("a", { href: `#/archive?${to}` }, word(name), arrow));
  });
}

export async function show(main, parts, query, before) {
  const overview = await ask("overview");
  const filters = form(overview, query);
  const body = make("tbody");
  const count = make("p", { class: "count", role: "status" });
  const more = make("button", { type: "button", class: "more", hidden: true }, word("more"));
  const asked = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)]));
  const files = ["xlsx", "csv"].map((format) =>
    make("a", { class: "button", href: path("export", { ...asked, format }), download: "" }, format.toUpperCase()),
  );
  let after = null;
  let loaded = 0;

  async function load() {
    // A second click before the answer would ask for the same page again.
    more.disabled = true;
    const list = await ask("documents", { ...asked, after }).finally(() => (more.disabled = false));
    body.append(...list.rows.map((row) => line(row, asked.q)));
    after = list.after;
    loaded += 1;
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
    make("div", { class: "over" }, count, make("span", { class: "files" }, `${word("take_along")}: `, ...files)),
    make("table", { class: "documents" }, make("thead", {}, make("tr", {}, ...head(query))), body),
    more,
  );
  await load();
  while (after && loaded < (before?.loaded ?? 1)) await load();
  return () => ({ loaded });
}
