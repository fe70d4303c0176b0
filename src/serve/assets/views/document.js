// A document: the page with its words on the left, its text, fields and figures on the right. What is
// pointed at on one side lights up on the other.

import { ask, author, confidence, isForPage, make, path, picture, say, tell } from "../page.js";
import { day, percent, word } from "../words.js";
import { DOUBT, Scan } from "./scan.js";
import { planItems, recipients, references, tables } from "./sections.js";

// Pages whose pictures are shown small beside each other, and that are printed, at most.
const FEW = 60;

// A text field that takes the place of a value while it is corrected.
export function editor(value, alternatives, save, close, answers = []) {
  const input = make("input", { value: value ?? "", "aria-label": word("edit"), class: "edit" });
  const keep = () => save(input.value.trim());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") keep();
    if (event.key === "Escape") close();
    event.stopPropagation();
  });
  const others = alternatives.map((other) => make("button", { type: "button", onclick: () => save(other) }, other));
  const form = make(
    "span",
    { class: "editor" },
    input,
    make("button", { type: "button", class: "main", onclick: keep }, word("save")),
    make("button", { type: "button", onclick: close }, word("cancel")),
    ...others,
    ...answers,
  );
  setTimeout(() => {
    input.focus();
    input.select();
  });
  return form;
}

// Keys of the words of a page that were searched for; a word is its line and its place in it.
function hits(page) {
  const found = new Set();
  for (const line of page.lines) {
    let start = 0;
    line.words.forEach((each, at) => {
      const end = start + [...each.text].length;
      if (line.hits.some(([from, to]) => from < end && to > start)) found.add(`${line.line}:${at}`);
      start = end + 1;
    });
  }
  return found;
}

class View {
  constructor(main, id, found, page, words) {
    Object.assign(this, { main, id, found, page, words, wanted: page.number, spans: new Map(), lines: new Map(), reached: -1 });
  }

  async correct(target, item, value, answer = null) {
    try {
      const decided = { document: this.id, sha256: this.found.sha256, target, item, new: value, answer, author: author() };
      const { id } = await tell("decisions", decided);
      await this.refresh();
      this.undoBar(id);
    } catch (error) {
      say(error.message, true);
    }
  }

  async takeBack(id) {
    try {
      await tell(`decisions/${id}/undo`, { author: author() });
      await this.refresh();
      say(word("undone"));
    } catch (error) {
      say(error.message, true);
    }
  }

  undoBar(id) {
    const button = make("button", { type: "button", id: "undo", onclick: () => this.takeBack(id) }, word("undo"));
    this.note.replaceChildren(make("span", {}, word("saved"), " ", word("kept"), " "), button);
  }

  async refresh() {
    [this.found, this.page] = await load(this.id, this.page.number, this.words);
    const scroll = this.side?.scrollTop ?? 0;
    this.render();
    this.side.scrollTop = scroll;
  }

  // The address of a page of the document.
  address(number, query = {}) {
    const asked = Object.entries({ q: this.words, ...query }).filter(([, value]) => value);
    return `#/document/${this.id}/${number}${asked.length ? `?${new URLSearchParams(asked)}` : ""}`;
  }

  // Pages that are turned do not fill the history: Back leads to where the document was opened from. Who turns
  // quickly sees the last page alone.
  async turn(to) {
    if (to < 1 || to > this.page.pages || to === this.wanted) return;
    this.wanted = to;
    history.replaceState(history.state, "", this.address(to));
    try {
      const page = await askPage(this.found, to, this.words);
      if (this.wanted !== to) return;
      Object.assign(this, { page, pinned: null, reached: -1 });
      this.render();
      this.nextHit();
    } catch (error) {
      say(error.message, true);
    }
  }

  // One click leads to the place on the page, on whichever page that is; the address leads there too.
  go(spot) {
    const address = this.address(spot.page, { line: spot.line, bbox: spot.bbox?.join(",") });
    if (spot.page !== this.page.number) {
      location.hash = address;
      return;
    }
    history.replaceState(history.state, "", address);
    this.pinned = spot;
    this.light(spot, true);
    this.scan?.reach();
    if (!this.scan) this.lines.get(spot.line)?.scrollIntoView({ block: "center" });
  }

  // What was clicked stays lit when nothing else is pointed at.
  light(spot, on) {
    const lit = on && spot?.page === this.page.number ? spot : this.pinned;
    this.scan?.light(lit);
    for (const line of this.lines.values()) line.classList.remove("lit");
    if (lit?.page === this.page.number) this.lines.get(lit.line)?.classList.add("lit");
  }

  // Lets a row light its place, by mouse or keyboard.
  lights(element, spot) {
    if (!spot) return element;
    for (const [event, on] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]]) {
      element.addEventListener(event, () => this.light(spot, on));
    }
    return element;
  }

  value(target, item, value, alternatives, spot, extra, answers = []) {
    const cell = make("span", { class: "value" });
    const show = () => {
      const text = item === "date" && value ? day(value) : value;
      const shown = spot
        ? make("button", { type: "button", class: "goto", onclick: () => this.go(spot) }, text ?? word("missing"))
        : make("span", { class: value ? "" : "none" }, text ?? word("missing"));
      const edit = make("button", { type: "button", class: "pen", "aria-label": `${word("edit")}: ${target === "statistic" ? `${word("statistic")} ${value}` : word(item)}`, onclick: open }, "✎");
      cell.replaceChildren(shown, extra ?? "", edit);
    };
    const open = () => cell.replaceChildren(editor(value, alternatives, (now) => this.correct(target, item, now), show, answers));
    show();
    return cell;
  }

  fields() {
    const rows = this.found.fields.map((field) => {
      const set = field.set ? make("span", { class: "by", title: `${word("read_as")}: ${field.read ?? "–"}` }, word("by_person")) : null;
      return this.lights(
        make(
          "tr",
          { class: field.value ? "" : "missing" },
          make("th", { scope: "row" }, word(field.name)),
          make("td", {}, this.value("header", field.name, field.value, field.alternatives, field.spot, set)),
          make("td", { class: "number" }, confidence(field.set ? null : field.confidence)),
        ),
        field.spot,
      );
    });
    return make("section", { "aria-label": word("fields") }, make("h2", {}, word("fields")), make("table", { class: "fields" }, ...rows));
  }

  // What a person said of a figure beside its value.
  said(item) {
    return this.found.corrections.findLast((c) => c.target === "statistic" && c.item === item && !c.undone && c.answer);
  }

  answers(item) {
    const button = (answer) =>
      make("button", { type: "button", "data-answer": answer, onclick: () => this.correct("statistic", item, null, answer) }, word(answer));
    return ["not_a_figure", "authors_error", "unreadable"].map(button);
  }

  figures() {
    const rows = this.found.figures.filter((figure) => figure.value_text).map((figure) => {
      const said = this.said(figure.item);
      const by = figure.set ? make("span", { class: "by", title: `${word("read_as")}: ${figure.read}` }, word("by_person")) : null;
      const answer = said ? make("span", { class: "by" }, word(said.answer)) : by;
      return this.lights(
        make(
          "tr",
          { class: [figure.failing && "failing", said && "answered"].filter(Boolean).join(" "), "data-item": figure.item },
          make("td", {}, figure.indicator ?? "–"),
          make("td", { class: "number" }, this.value("statistic", figure.item, figure.value_text, figure.alternatives, figure.spot, answer, this.answers(figure.item))),
          make("td", {}, figure.unit ?? ""),
          make("td", { class: "number" }, confidence(figure.confidence)),
        ),
        figure.spot,
      );
    });
    return make("section", { "aria-label": word("figures") }, make("h2", {}, word("figures")), make("table", { class: "figures" }, ...rows));
  }

  // Fields of the user's own rules.
  custom() {
    if (!this.found.custom.length) return null;
    const rows = this.found.custom.map((field) => {
      const shown = [field.value ?? field.text, field.unit].filter((part) => part !== null).join(" ");
      return this.lights(
        make(
          "tr",
          {},
          make("th", { scope: "row", title: field.name }, field.term),
          make("td", {}, make("button", { type: "button", class: "goto", onclick: () => this.go(field.spot) }, shown)),
          make("td", { class: "number" }, confidence(field.confidence)),
        ),
        field.spot,
      );
    });
    return make("section", { "aria-label": word("custom") }, make("h2", {}, word("custom")), make("table", { class: "fields" }, ...rows));
  }

  checks() {
    const rows = this.found.checks.map((check) => {
      const doubtful = check.verdict === "doubtful";
      const fails = doubtful || check.verdict === "fails";
      const text = fails ? `${check.expression} (${word("computed")} ${check.computed})` : check.expression;
      return make("li", { class: fails ? "failing" : "holds" }, doubtful ? "? " : fails ? "✗ " : "✓ ", text);
    });
    return make("section", { "aria-label": word("checks") }, make("h2", {}, word("checks")), make("ul", { class: "checks" }, ...rows));
  }

  // What was stamped on the page, and what could not be read: each leads to its place.
  marks() {
    const { stamps, unread, fault } = this.page;
    if (!stamps.length && !unread.length && !fault) return null;
    const row = (name, bbox, ...says) => {
      const spot = { page: this.page.number, bbox };
      const button = make("button", { type: "button", class: "goto", onclick: () => this.go(spot) }, name);
      return this.lights(make("li", {}, button, " ", ...says), spot);
    };
    const says = (stamp) => [stamp.number, stamp.date && day(stamp.date), stamp.name, stamp.organisation].filter(Boolean);
    const stamped = (stamp) => {
      const known = says(stamp).join(" · ");
      return row(word(`stamp_${stamp.kind}`), stamp.bbox, known || stamp.text || word("not_read"));
    };
    const rows = [...stamps.map(stamped), ...unread.map((left) => row(word(`unread_${left.kind}`), left.bbox))];
    return make(
      "section",
      { "aria-label": word("marks") },
      make("h2", {}, word("marks")),
      fault ? make("p", { class: "failing" }, fault) : "",
      make("ul", { class: "marks" }, ...rows),
    );
  }

  // The line's words; those that differ from the OCR show what it was, on demand.
  lineText(line) {
    if (line.read !== null || !line.words.length) return marked(line);
    return line.words.flatMap((each, at) => {
      const key = `${line.line}:${at}`;
      const changed = each.ocr !== each.text;
      const kinds = [changed && "changed", each.confidence < DOUBT && "doubt", this.hits.has(key) && "hit"];
      const span = make("span", { class: kinds.filter(Boolean).join(" ") });
      if (changed) span.append(make("del", {}, each.ocr), make("ins", {}, each.text));
      else span.append(each.text);
      span.title = `${each.ocr} → ${each.text}, ${percent(each.confidence)}`;
      span.addEventListener("pointerenter", () => this.pair(key, true));
      span.addEventListener("pointerleave", () => this.pair(key, false));
      this.spans.set(key, span);
      return [span, " "];
    });
  }

  pair(key, on) {
    this.spans.get(key)?.classList.toggle("lit", on);
    this.scan?.boxes.get(key)?.classList.toggle("lit", on);
  }

  text() {
    this.lines = new Map();
    this.spans = new Map();
    const rows = this.page.lines.map((line) => {
      const row = make("li", { class: line.read === null ? "" : "corrected", title: line.read === null ? null : `${word("read_as")}: ${line.read}` });
      const open = () =>
        row.replaceChildren(editor(line.text, [], (now) => this.correct("line", String(line.line), now), show));
      const show = () => {
        const pen = make("button", { type: "button", class: "pen", "aria-label": `${word("edit")}: ${word("line")} ${line.line}`, onclick: open }, "✎");
        const kept = line.read === null ? null : make("span", { class: "by" }, word("by_person"));
        row.replaceChildren(make("span", { class: "words" }, ...this.lineText(line)), kept ?? "", pen);
      };
      show();
      this.lines.set(line.line, row);
      return row;
    });
    const changes = make("input", { type: "checkbox", onchange: (event) => this.main.classList.toggle("show-changes", event.target.checked), checked: this.main.classList.contains("show-changes") });
    return make(
      "section",
      { "aria-label": word("text") },
      make("h2", {}, word("text"), make("label", { class: "box" }, changes, word("changes"))),
      make("ol", { class: "lines" }, ...rows),
    );
  }

  history() {
    if (!this.found.corrections.length) return null;
    const rows = this.found.corrections.map((c) => {
      const now = c.answer ? word(c.answer) : (c.new ?? "–");
      const what = c.target === "tag" ? `${word("tag")}: ${c.item}` : `${word(c.target === "header" ? c.item : c.target)} ${c.target === "header" ? "" : c.item}: ${c.old ?? "–"} → ${now}`;
      const undo = make("button", { type: "button", "aria-label": `${word("undo")}: ${what}`, onclick: () => this.takeBack(c.id) }, word("undo"));
      return make("li", { class: c.undone ? "undone" : "" }, `${day(c.made)} · ${c.author} · ${what} `, c.undone ? `(${word("undone")})` : undo);
    });
    return make("section", { "aria-label": word("history") }, make("h2", {}, word("history")), make("ul", { class: "history" }, ...rows));
  }

  // Shows the next place that was searched for.
  nextHit() {
    const places = [...this.hits].map((key) => [this.spans.get(key), this.scan?.boxes.get(key)]);
    const marks = places.length ? places : [...this.side.querySelectorAll(".lines mark")].map((mark) => [mark]);
    if (!marks.length) return;
    this.reached = (this.reached + 1) % marks.length;
    const [inText, onPage] = marks[this.reached];
    inText?.scrollIntoView({ block: "center" });
    if (onPage) this.scan.reach(onPage);
  }

  hitBar() {
    if (!this.words) return null;
    const count = this.page.lines.reduce((sum, line) => sum + line.hits.length, 0);
    return make(
      "span",
      { class: "hits" },
      `“${this.words}”: ${count} ${word("hits")} `,
      count ? make("button", { type: "button", "aria-label": word("next_hit"), onclick: () => this.nextHit() }, "↓") : null,
    );
  }

  left() {
    const turn = (by, name) => {
      const to = this.page.number + by;
      const sign = by < 0 ? "◀" : "▶";
      if (to < 1 || to > this.page.pages) return make("span", { class: "button off", "aria-hidden": "true" }, sign);
      const follow = (event) => {
        event.preventDefault();
        this.turn(to);
      };
      return make("a", { class: "button", href: this.address(to), "aria-label": word(name), onclick: follow }, sign);
    };
    const bar = make("div", { class: "turn" }, turn(-1, "previous"), make("span", {}, `${word("page")} ${this.page.number} / ${this.page.pages}`), turn(1, "next"));
    bar.append(this.hitBar() ?? "");
    if (!this.found.scan || !this.page.width) {
      return make("div", { class: "left" }, bar, make("p", { class: "none" }, this.page.error ?? word("no_picture")));
    }
    this.scan = new Scan(this.id, this.page, this.hits, (key, on) => this.pair(key, on));
    bar.append(make("span", { class: "look" }, ...this.scan.buttons()));
    return make("div", { class: "left" }, bar, this.thumbnails() ?? "", this.scan.frame, make("p", { class: "keys" }, word("page_keys")));
  }

  thumbnails() {
    if (this.page.pages < 2 || this.page.pages > FEW) return null;
    const one = (_, at) => {
      const number = at + 1;
      const name = `${word("page")} ${number}`;
      const follow = (event) => {
        event.preventDefault();
        this.turn(number);
      };
      const here = number === this.page.number ? "page" : null;
      const image = make("img", { src: picture(this.id, number, this.found.sha256, true), alt: "", loading: "lazy", width: "60", height: "84" });
      return make("li", {}, make("a", { href: this.address(number), "aria-label": name, "aria-current": here, onclick: follow }, image));
    };
    return make("ol", { class: "thumbnails" }, ...Array.from({ length: this.page.pages }, one));
  }

  // What can be taken along.
  downloads() {
    const names = [["searchable.pdf", "PDF"], ["text.txt", "TXT"], ["document.json", "JSON"]].filter(([name]) => this.found.scan || name !== "searchable.pdf");
    const link = ([name, shown]) => make("a", { class: "button", href: path(`documents/${this.id}/files/${name}`), download: "" }, shown);
    const print = make("button", { type: "button", onclick: () => window.print() }, word("print"));
    return make("p", { class: "files" }, `${word("download")}: `, ...names.map(link), print);
  }

  tags() {
    const standing = this.found.corrections.filter((c) => c.target === "tag" && !c.undone);
    const shown = standing.map((c) =>
      make("li", { class: "tag" }, c.item, make("button", { type: "button", "aria-label": `${word("remove")}: ${c.item}`, onclick: () => this.takeBack(c.id) }, "×")),
    );
    const input = make("input", { id: "new-tag", "aria-label": word("tag"), placeholder: word("tag"), maxlength: "60", list: "known-tags", required: true });
    const add = (event) => {
      event.preventDefault();
      const tag = input.value.trim();
      if (tag) this.correct("tag", tag, tag);
    };
    const known = make("datalist", { id: "known-tags" });
    input.addEventListener("focus", async () => {
      const { tags } = await ask("overview");
      known.replaceChildren(...tags.map(([value]) => make("option", { value })));
    }, { once: true });
    const form = make("form", { onsubmit: add }, input, known, make("button", { type: "submit" }, word("add")));
    return make("div", { class: "tagging" }, make("ul", { class: "tags", "aria-label": word("tags") }, ...shown), form);
  }

  render() {
    this.note = make("p", { class: "note", role: "status" });
    this.scan = null;
    this.hits = hits(this.page);
    const left = this.left();
    const sections = [
      this.fields(), this.marks(), this.text(), this.custom(), tables(this), this.checks(), this.figures(),
      references(this), planItems(this), recipients(this), this.history(),
    ].filter(Boolean);
    const jumps = sections.map((section) =>
      make("button", { type: "button", onclick: () => section.scrollIntoView({ block: "start" }) }, section.getAttribute("aria-label")),
    );
    this.side = make("div", { class: "right" }, make("div", { class: "jumps" }, ...jumps), this.note, ...sections);
    const title = this.found.number ?? this.found.path.split("/").pop();
    const head = make("h1", {}, title, make("small", {}, ` ${this.found.agency ?? ""} · ${day(this.found.issued)}`));
    const above = make("div", { class: "over" }, this.tags(), this.downloads());
    const two = make("div", { class: this.scan ? "two" : "two text-only" }, left, this.side);
    this.main.replaceChildren(head, make("p", { class: "subject" }, this.found.subject ?? ""), above, two, this.printed ?? "");
  }

  // The whole text, which is printed in the place of the views of a page.
  async preparePrint() {
    if (this.page.pages > FEW) return;
    const response = await fetch(path(`documents/${this.id}/files/text.txt`));
    if (!response.ok) return;
    const pages = (await response.text()).split("\f");
    const known = this.found.fields.filter((field) => field.value);
    const fields = known.flatMap((field) => [make("dt", {}, word(field.name)), make("dd", {}, field.name === "date" ? day(field.value) : field.value)]);
    const texts = pages.map((text, at) => make("section", {}, make("h2", {}, `${word("page")} ${at + 1}`), make("p", {}, text.trim())));
    this.printed = make("div", { class: "printed" }, make("dl", {}, ...fields), ...texts);
    this.main.append(this.printed);
  }

  key(event) {
    if (!isForPage(event)) return;
    const scrolled = event.target === this.scan?.frame && this.scan.frame.scrollWidth > this.scan.frame.clientWidth + 1;
    const [number, pages] = [this.wanted, this.page.pages];
    const turns = { PageDown: number + 1, PageUp: number - 1, Home: 1, End: pages };
    if (!scrolled) Object.assign(turns, { ArrowRight: number + 1, ArrowLeft: number - 1 });
    const acts = this.scan ? Object.values(this.scan.acts) : [];
    const act = acts.find(({ key }) => key === (event.key === "=" ? "+" : event.key));
    if (turns[event.key] === undefined && !act) return;
    event.preventDefault();
    if (act) act.act();
    else this.turn(turns[event.key]);
  }
}

// A line without places of its words; what was searched for is marked.
function marked(line) {
  const letters = [...line.text];
  const pieces = [];
  let at = 0;
  for (const [from, to] of line.hits) {
    pieces.push(letters.slice(at, from).join(""), make("mark", {}, letters.slice(from, to).join("")));
    at = to;
  }
  pieces.push(letters.slice(at).join("") || " ");
  return pieces;
}

// A page of the input that a document was read from, what was searched for marked.
function askPage(found, number, words) {
  return ask(`documents/${found.id}/pages/${number}`, { sha256: found.sha256, q: words });
}

// A document and one of its pages, both of the same input.
async function load(id, number, words) {
  const found = await ask(`documents/${id}`);
  return [found, await askPage(found, number, words)];
}

export async function show(main, [id, number], query) {
  const words = query.get("q");
  const [found, page] = await load(id, number ?? 1, words);
  const view = new View(main, Number(id), found, page, words);
  view.render();
  const figure = found.figures.find((each) => each.item === query.get("item"));
  const bbox = query.get("bbox")?.split(",").map(Number);
  const spot = figure?.spot ?? (query.get("line") ? { page: page.number, line: Number(query.get("line")), bbox } : null);
  if (spot) view.go(spot);
  else view.nextHit();
  view.preparePrint();
  const onkey = (event) => view.key(event);
  document.addEventListener("keydown", onkey);
  return () => document.removeEventListener("keydown", onkey);
}
