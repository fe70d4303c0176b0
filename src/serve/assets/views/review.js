// The queue: one case at a time, decided with a key.

import { ask, author, confidence, draw, isForPage, make, picture, say, tell } from "../page.js";
import { number, percent, word } from "../words.js";
import { editor } from "./document.js";

// Digits that engines take for each other, beside what was read.
function digits(value, alternatives) {
  const rows = alternatives.map((other, at) =>
    make("li", {}, make("kbd", {}, String(at + 1)), " ", make("button", { type: "button", class: "other", "data-value": other }, ...compared(value, other))),
  );
  return make("ol", { class: "alternatives", "aria-label": word("alternatives") }, ...rows);
}

function compared(value, other) {
  return [...other].map((letter, at) => (letter === (value ?? "")[at] ? letter : make("b", {}, letter)));
}

// The place on the page, cut out and large.
function cutOut(each) {
  if (!each.spot?.bbox || !each.size) return null;
  const [x0, y0, x1, y1] = each.spot.bbox;
  const [wide, high] = [Math.max(x1 - x0, 40), Math.max(y1 - y0, 30)];
  const [left, top] = [Math.max(0, x0 - 8 * high), Math.max(0, y0 - 1.6 * high)];
  const svg = draw("svg", { class: "cut", viewBox: `${left} ${top} ${wide + 16 * high} ${4.2 * high}`, role: "img", "aria-label": each.value ?? "" });
  svg.append(
    draw("image", { href: picture(each.document, each.spot.page, each.sha256), width: each.size[0], height: each.size[1] }),
    draw("rect", { class: "spot", x: x0 - 4, y: y0 - 4, width: x1 - x0 + 8, height: y1 - y0 + 8 }),
  );
  return svg;
}

function context(each) {
  if (!each.context) return null;
  const at = each.value ? each.context.indexOf(each.value) : -1;
  if (at < 0) return make("p", { class: "context" }, each.context);
  const [before, after] = [each.context.slice(0, at), each.context.slice(at + each.value.length)];
  return make("p", { class: "context" }, before, make("mark", {}, each.value), after);
}

class Queue {
  constructor(main) {
    Object.assign(this, { main, cases: [], after: null, more: true, at: 0, made: [], done: [], editing: false, busy: false });
  }

  async load() {
    while (this.at >= this.cases.length && this.more) {
      const page = await ask("review", { after: this.after });
      this.cases.push(...page.cases);
      this.after = page.after;
      this.more = page.after !== null;
      this.done = page.done;
    }
  }

  get now() {
    return this.cases[this.at];
  }

  // Of a figure that is none, that its author got wrong, or that cannot be read.
  async answer(answer) {
    if (this.now?.target === "statistic") await this.decide(null, answer);
  }

  async decide(value, answer = null) {
    const each = this.now;
    if (!each || this.busy) return;
    if (value === null && each.value === null) return this.edit();
    this.busy = true;
    try {
      const { id } = await tell("decisions", { document: each.document, sha256: each.sha256, target: each.target, item: each.item, new: value, answer, author: author() });
      this.made.push({ id, at: this.at, reason: each.reason, wrong: (value !== null && value !== each.value) || ["not_a_figure", "unreadable"].includes(answer) });
      this.count(each.reason, 1, this.made.at(-1).wrong);
      await this.next();
    } catch (error) {
      say(error.message, true);
    } finally {
      this.busy = false;
    }
  }

  count(reason, by, wrong) {
    const entry = this.done.find((done) => done.reason === reason);
    if (!entry) return;
    entry.open -= by;
    entry.decided += by;
    if (wrong) entry.wrong += by;
  }

  async next() {
    this.at += 1;
    this.editing = false;
    await this.load();
    this.render();
  }

  async undo() {
    const last = this.made.pop();
    if (!last) return;
    await tell(`decisions/${last.id}/undo`, { author: author() });
    this.count(last.reason, -1, last.wrong);
    this.at = last.at;
    this.editing = false;
    this.render();
    say(word("undone"));
  }

  edit() {
    this.editing = true;
    this.render();
  }

  key(event) {
    if (!isForPage(event)) return;
    const each = this.now;
    const onButton = event.target.closest("button, a");
    const keys = {
      Enter: () => !onButton && this.decide(null),
      a: () => this.decide(null),
      e: () => this.edit(),
      n: () => this.next(),
      x: () => this.answer("not_a_figure"),
      w: () => this.answer("authors_error"),
      r: () => this.answer("unreadable"),
      ArrowRight: () => this.next(),
      u: () => this.undo(),
      o: () => each && (location.hash = `#/document/${each.document}/${each.page ?? 1}?item=${each.item}`),
    };
    const picked = /^[1-9]$/.test(event.key) ? each?.alternatives[Number(event.key) - 1] : undefined;
    const act = picked !== undefined ? () => this.decide(picked) : keys[event.key];
    if (!act || (event.key === "Enter" && onButton)) return;
    event.preventDefault();
    Promise.resolve(act()).catch((error) => say(error.message, true));
  }

  progress() {
    const parts = this.done.map((done) => {
      const rate = done.decided ? ` · ${word("wrong")} ${percent(done.wrong / done.decided)}` : "";
      return make(
        "li",
        { class: this.now?.reason === done.reason ? "here" : "" },
        make("b", {}, word(`why_${done.reason}`)),
        ` ${number(done.open)} ${word("open")}, ${number(done.decided)} ${word("decided")}${rate}`,
      );
    });
    return make("ul", { class: "progress" }, ...parts);
  }

  answers() {
    const button = (answer, key) =>
      make("button", { type: "button", onclick: () => this.answer(answer) }, word(answer), " ", make("kbd", {}, key));
    return [button("not_a_figure", "x"), button("authors_error", "w"), button("unreadable", "r")];
  }

  card(each) {
    const name = each.target === "header" ? word(each.item) : each.indicator ?? word("figures");
    const value = this.editing
      ? editor(each.value, [], (now) => this.decide(now), () => {
          this.editing = false;
          this.render();
        })
      : make("output", { class: "value" }, each.value ?? word("missing"), each.unit ? make("small", {}, ` ${each.unit}`) : null);
    const checks = each.checks.map((check) =>
      make("li", { class: "failing" }, `✗ ${check.expression} (${word("computed")} ${check.computed})`),
    );
    const others = digits(each.value, each.alternatives);
    others.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.decide(button.dataset.value);
    });
    return make(
      "article",
      { class: "case", "data-item": each.item, "data-document": each.document },
      make(
        "header",
        {},
        make("span", { class: `reason ${each.reason}` }, word(`why_${each.reason}`)),
        make("a", { href: `#/document/${each.document}/${each.page ?? 1}?item=${each.item}` }, each.title),
        make("span", {}, each.agency ?? ""),
        each.confidence === null ? null : confidence(each.confidence),
      ),
      make("h2", {}, name),
      cutOut(each),
      context(each),
      value,
      checks.length ? make("ul", { class: "checks" }, ...checks) : null,
      each.alternatives.length ? make("div", {}, make("h3", {}, word("digits")), others) : null,
      make(
        "div",
        { class: "acts" },
        make("button", { type: "button", class: "main", onclick: () => this.decide(null) }, word("accept"), " ", make("kbd", {}, "Enter")),
        make("button", { type: "button", onclick: () => this.edit() }, word("fix"), " ", make("kbd", {}, "e")),
        ...(each.target === "statistic" ? this.answers() : []),
        make("button", { type: "button", onclick: () => this.next() }, word("skip_it"), " ", make("kbd", {}, "n")),
        make("button", { type: "button", onclick: () => this.undo(), disabled: !this.made.length }, word("undo"), " ", make("kbd", {}, "u")),
      ),
    );
  }

  render() {
    const each = this.now;
    const card = each ? this.card(each) : make("p", { class: "count all-done" }, word("all_done"));
    this.main.replaceChildren(make("h1", {}, word("review")), this.progress(), card, make("p", { class: "keys" }, word("keys")));
    this.main.dataset.decided = this.made.length;
    // The next pictures are fetched while this one is looked at.
    for (const later of this.cases.slice(this.at + 1, this.at + 4)) {
      if (later.spot?.bbox) new Image().src = picture(later.document, later.spot.page, later.sha256);
    }
  }
}

export async function show(main) {
  const queue = new Queue(main);
  await queue.load();
  queue.render();
  const onkey = (event) => queue.key(event);
  document.addEventListener("keydown", onkey);
  return () => document.removeEventListener("keydown", onkey);
}
