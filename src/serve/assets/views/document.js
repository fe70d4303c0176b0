// A document: the page with its words on the left, its text, fields and figures on the right. What is
// pointed at on one side lights up on the other.

import { ask, author, confidence, draw, make, picture, say, tell } from "../page.js";
import { day, word } from "../words.js";

const DOUBT = 0.75;

// The page as an image with boxes over it, in pixels of the scan.
export function pageView(id, page, onword) {
  const svg = draw("svg", {
    viewBox: `0 0 ${page.width} ${page.height}`,
    class: "scan",
    role: "img",
    "aria-label": `${word("page")} ${page.number}`,
  });
  const image = draw("image", { href: picture(id, page.number, page.sha256), width: page.width, height: page.height });
  image.addEventListener("error", () => svg.classList.add("no-picture"));
  svg.append(image);
  const boxes = new Map();
  page.lines.forEach((line) =>
    line.words.forEach((each, at) => {
      const box = rectangle(each.bbox, each.confidence < DOUBT ? "word doubt" : "word");
      box.append(draw("title", {}, each.ocr === each.text ? each.text : `${each.ocr} → ${each.text}`));
      const key = `${line.line}:${at}`;
      box.addEventListener("pointerenter", () => onword?.(key, true));
      box.addEventListener("pointerleave", () => onword?.(key, false));
      boxes.set(key, box);
      svg.append(box);
    }),
  );
  for (const left of page.unread) {
    const box = rectangle(left.bbox, "unread");
    box.append(draw("title", {}, word(`unread_${left.kind}`)));
    svg.append(box);
  }
  const lit = draw("rect", { class: "spot", visibility: "hidden" });
  svg.append(lit);
  return {
    svg,
    boxes,
    light(spot) {
      if (!spot?.bbox || spot.page !== page.number) return lit.setAttribute("visibility", "hidden");
      const [x0, y0, x1, y1] = spot.bbox;
      const values = { x: x0 - 6, y: y0 - 6, width: x1 - x0 + 12, height: y1 - y0 + 12, visibility: "visible" };
      for (const [name, value] of Object.entries(values)) lit.setAttribute(name, value);
    },
    reach() {
      lit.scrollIntoView({ block: "center", behavior: "instant" });
    },
  };
}

function rectangle([x0, y0, x1, y1], kind) {
  return draw("rect", { x: x0, y: y0, width: x1 - x0, height: y1 - y0, class: kind });
}

// A text field that takes the place of a value while it is corrected.
export function editor(value, alternatives, save, close) {
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
  );
  setTimeout(() => {
    input.focus();
    input.select();
  });
  return form;
}

// A document and one of its pages, both of the same input.
async function load(id, number) {
  const found = await ask(`documents/${id}`);
  return [found, await ask(`documents/${id}/pages/${number}`, { sha256: found.sha256 })];
}

class View {
  constructor(main, id, found, page) {
    Object.assign(this, { main, id, found, page, spans: new Map(), lines: new Map() });
  }

  async correct(target, item, value) {
    try {
      const { id } = await tell("decisions", { document: this.id, sha256: this.found.sha256, target, item, new: value, author: author() });
      await this.refresh();
      this.undoBar(id);
    } catch (error) {
      say(error.message, true);
    }
  }

  undoBar(id) {
    const undo = async () => {
      await tell(`decisions/${id}/undo`, { author: author() });
      await this.refresh();
      say(word("undone"));
    };
    const button = make("button", { type: "button", id: "undo", onclick: () => undo().catch((e) => say(e.message, true)) }, word("undo"));
    this.note.replaceChildren(make("span", {}, word("saved"), " ", word("kept"), " "), button);
  }

  async refresh() {
    [this.found, this.page] = await load(this.id, this.page.number);
    const scroll = this.side?.scrollTop ?? 0;
    this.render();
    this.side.scrollTop = scroll;
  }

  // One click leads to the place on the page, on whichever page that is.
  go(spot) {
    if (spot.page !== this.page.number) {
      location.hash = `#/document/${this.id}/${spot.page}?line=${spot.line}${spot.bbox ? `&bbox=${spot.bbox.join(",")}` : ""}`;
      return;
    }
    this.pinned = spot;
    this.light(spot, true);
    this.scan?.reach();
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

  value(target, item, value, alternatives, spot, extra) {
    const cell = make("span", { class: "value" });
    const show = () => {
      const text = item === "date" && value ? day(value) : value;
      const shown = spot
        ? make("button", { type: "button", class: "goto", onclick: () => this.go(spot) }, text ?? word("missing"))
        : make("span", { class: value ? "" : "none" }, text ?? word("missing"));
      const edit = make("button", { type: "button", class: "pen", "aria-label": `${word("edit")}: ${word(item)}`, onclick: open }, "✎");
      cell.replaceChildren(shown, extra ?? "", edit);
    };
    const open = () => cell.replaceChildren(editor(value, alternatives, (now) => this.correct(target, item, now), show));
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

  figures() {
    const rows = this.found.figures.filter((figure) => figure.value_text).map((figure) => {
      const by = figure.set ? make("span", { class: "by", title: `${word("read_as")}: ${figure.read}` }, word("by_person")) : null;
      return this.lights(
        make(
          "tr",
          { class: figure.failing ? "failing" : "", "data-item": figure.item },
          make("td", {}, figure.indicator ?? "–"),
          make("td", { class: "number" }, this.value("statistic", figure.item, figure.value_text, figure.alternatives, figure.spot, by)),
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
    if (line.read !== null || !line.words.length) return [line.text || " "];
    return line.words.flatMap((each, at) => {
      const changed = each.ocr !== each.text;
      const doubt = each.confidence < DOUBT;
      const span = make("span", { class: `${changed ? "changed" : ""}${doubt ? " doubt" : ""}` });
      if (changed) span.append(make("del", {}, each.ocr), make("ins", {}, each.text));
      else span.append(each.text);
      span.title = `${each.ocr} → ${each.text}, ${Math.round(each.confidence * 100)} %`;
      const key = `${line.line}:${at}`;
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
    const rows = this.found.corrections.map((c) =>
      make("li", { class: c.undone ? "undone" : "" }, `${c.made.replace("T", " ").slice(0, 16)} · ${c.author} · ${word(c.item)}: ${c.old ?? "–"} → ${c.new ?? "–"}${c.undone ? ` (${word("undone")})` : ""}`),
    );
    return make("section", { "aria-label": word("history") }, make("h2", {}, word("history")), make("ul", { class: "history" }, ...rows));
  }

  left() {
    const turn = (by, name) => {
      const to = this.page.number + by;
      const there = to >= 1 && to <= this.page.pages;
      return there ? make("a", { class: "button", href: `#/document/${this.id}/${to}`, "aria-label": word(name) }, by < 0 ? "◀" : "▶") : make("span", { class: "button off", "aria-hidden": "true" }, by < 0 ? "◀" : "▶");
    };
    const bar = make("div", { class: "turn" }, turn(-1, "previous"), make("span", {}, `${word("page")} ${this.page.number} / ${this.page.pages}`), turn(1, "next"));
    if (!this.found.scan || !this.page.width) {
      return make("div", { class: "left" }, bar, make("p", { class: "none" }, this.page.error ?? word("no_picture")));
    }
    this.scan = pageView(this.id, this.page, (key, on) => this.pair(key, on));
    const frame = make("div", { class: "frame", tabindex: "0", "aria-label": word("page") }, this.scan.svg);
    const zoom = make("input", { type: "range", min: "100", max: "300", step: "25", value: this.zoom ?? 100, "aria-label": word("zoom") });
    const scale = () => {
      this.zoom = zoom.value;
      this.scan.svg.style.width = `${zoom.value}%`;
    };
    zoom.addEventListener("input", scale);
    scale();
    bar.append(make("label", {}, word("zoom"), " ", zoom));
    return make("div", { class: "left" }, bar, frame);
  }

  render() {
    this.note = make("p", { class: "note", role: "status" });
    this.scan = null;
    const left = this.left();
    const sections = [this.fields(), this.marks(), this.text(), this.custom(), this.checks(), this.figures(), this.history()].filter(Boolean);
    const jumps = sections.map((section) =>
      make("button", { type: "button", onclick: () => section.scrollIntoView({ block: "start" }) }, section.getAttribute("aria-label")),
    );
    this.side = make("div", { class: "right" }, make("div", { class: "jumps" }, ...jumps), this.note, ...sections);
    const title = this.found.number ?? this.found.path.split("/").pop();
    const head = make("h1", {}, title, make("small", {}, ` ${this.found.agency ?? ""} · ${day(this.found.issued)}`));
    this.main.replaceChildren(head, make("p", { class: "subject" }, this.found.subject ?? ""), make("div", { class: this.scan ? "two" : "two text-only" }, left, this.side));
  }
}

export async function show(main, [id, number], query) {
  const [found, page] = await load(id, number ?? 1);
  const view = new View(main, Number(id), found, page);
  view.render();
  const figure = found.figures.find((each) => each.item === query.get("item"));
  const bbox = query.get("bbox")?.split(",").map(Number);
  const spot = figure?.spot ?? (query.get("line") ? { page: page.number, line: Number(query.get("line")), bbox } : null);
  if (spot) view.go(spot);
}
