// Charts: an indicator over time or agencies; each bar leads to the figures it is made of.

import { ask, draw, make, say } from "../page.js";
import { number, period, word } from "../words.js";

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [960, 420, 110, 24, 60];

// 1, 2 or 5 times a power of ten, with which a scale has few steps.
function step(most) {
  const rough = Math.max(most / 5, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].find((nice) => nice * power >= rough) * power;
}

function chart(series, choose) {
  const most = Math.max(...series.points.map((point) => point.value), 1e-9);
  const by = step(most);
  const top = Math.ceil(most / by) * by;
  const high = HEIGHT - TOP - BOTTOM;
  const y = (value) => TOP + high - (high * value) / top;
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "group", "aria-label": `${series.indicator} (${series.unit})` });
  for (let value = 0; value <= top * 1.0001; value += by) {
    svg.append(
      draw("line", { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value), class: "grid" }),
      draw("text", { x: LEFT - 8, y: y(value) + 5, class: "scale" }, number(value)),
    );
  }
  const each = (WIDTH - LEFT) / series.points.length;
  const every = Math.ceil(70 / each);
  series.points.forEach((point, at) => {
    const middle = LEFT + each * (at + 0.5);
    const width = Math.min(each * 0.7, 90);
    const name = period(point.label);
    const label = `${name}: ${number(point.value)} ${series.unit}`;
    const bar = draw("rect", { x: middle - width / 2, y: y(point.value), width, height: TOP + high - y(point.value), class: "bar", tabindex: "0", role: "button", "aria-label": label, "data-label": point.label, "data-value": point.value });
    bar.append(draw("title", {}, label));
    bar.addEventListener("click", () => choose(point));
    bar.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && choose(point));
    svg.append(bar);
    if (at % every) return;
    const short = name.length > 18 ? `${name.slice(0, 17)}…` : name;
    svg.append(
      draw("text", { x: middle, y: y(point.value) - 6, class: "above" }, number(point.value)),
      draw("text", { x: middle, y: HEIGHT - BOTTOM + 22, class: "label" }, short),
    );
  });
  return svg;
}

// Figures of the same agency and period that could be meant as well.
function others(place) {
  return (place.alternatives ?? []).flatMap((other) => [
    ` ${word("or")} `,
    make("a", { href: `#/document/${other.document}/${other.page}?item=${other.item}`, title: other.indicator }, number(other.value)),
  ]);
}

function sources(points, unit) {
  const rows = points.flatMap((point) =>
    point.places.map((place) =>
      make(
        "tr",
        {},
        make("td", {}, period(point.label)),
        make("td", {}, place.agency ?? "–"),
        make("td", {}, make("a", { href: `#/document/${place.document}/${place.page}?item=${place.item}` }, `${place.number ?? place.document}, ${word("page").toLowerCase()} ${place.page}`)),
        make("td", {}, place.indicator),
        make("td", { class: "number" }, `${number(place.value)} ${unit}`, ...others(place)),
      ),
    ),
  );
  const head = ["period", "agency", "document", "indicator", "value"].map((name) => make("th", { scope: "col" }, word(name)));
  return make("table", { class: "documents" }, make("caption", {}, word("sources")), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
}

// What the archive has most of, where nothing is asked for.
async function suggestions() {
  const proposed = await ask("suggestions");
  if (!proposed.length) return make("p", { class: "count" }, word("nothing"));
  const one = ([indicator, by]) =>
    make("li", {}, make("a", { href: `#/charts?${new URLSearchParams({ indicator, by })}` }, indicator), ` · ${word(by)}`);
  return make("section", {}, make("h2", {}, word("suggestions")), make("ul", { class: "suggestions" }, ...proposed.map(one)));
}

export async function show(main, parts, query) {
  const overview = await ask("overview");
  const wanted = query.get("indicator") ?? "";
  const list = make("datalist", { id: "indicators" });
  const input = make("input", { name: "indicator", value: wanted, list: "indicators", required: true, id: "indicator" });
  const options = (values, chosen, shown = (value) => value) => values.map((value) => make("option", { value, selected: value === chosen }, shown(value)));
  const by = make("select", { name: "by" }, ...options(["month", "quarter", "year", "agency"], query.get("by") ?? "month", word));
  const agency = make("select", { name: "agency" }, make("option", { value: "" }, word("any")), ...options(overview.agencies.map(([name]) => name), query.get("agency")));
  const label = (name, field) => make("label", {}, make("span", {}, word(name)), field);
  const form = make("form", { class: "filters" }, label("indicator", input), list, label("by", by), label("agency", agency), make("button", { type: "submit", class: "main" }, word("draw")));
  const area = make("div", { class: "area" });
  input.addEventListener("input", async () => {
    const names = await ask("indicators", { q: input.value }).catch(() => []);
    list.replaceChildren(...names.map((name) => make("option", { value: name })));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = `#/charts?${new URLSearchParams(new FormData(form))}`;
  });
  main.append(make("h1", {}, word("charts")), form, area);
  if (!wanted) {
    area.append(await suggestions());
    return;
  }
  const series = await ask("series", { indicator: wanted, by: query.get("by"), agency: query.get("agency") });
  if (!series) {
    area.append(make("p", { class: "count" }, word("nothing")));
    return;
  }
  const table = make("div", {}, sources(series.points, series.unit));
  const choose = (point) => {
    table.replaceChildren(sources([point], series.unit));
    say(`${period(point.label)}: ${number(point.value)} ${series.unit}`);
  };
  area.append(make("h2", {}, `${series.indicator} (${series.unit})`), chart(series, choose), table);
}
