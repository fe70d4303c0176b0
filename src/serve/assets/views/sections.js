// What else a document holds: its tables, what it cites, what it plans, who gets it. Each leads to its place.

import { confidence, make, path } from "../page.js";
import { day, word } from "../words.js";

// Where a span of `document.json` stands.
function place(span) {
  return { page: span.page ?? 1, line: span.line, bbox: span.bbox };
}

function section(name, ...content) {
  return make("section", { "aria-label": word(name) }, make("h2", {}, word(name)), ...content);
}

// Something in a list that leads to its place; what is known of it stands behind.
function entry(view, item, shown, ...behind) {
  const spot = place(item.span);
  const button = make("button", { type: "button", class: "goto", onclick: () => view.go(spot) }, shown);
  const known = behind.flat().filter(Boolean).flatMap((part) => [" · ", part]);
  return view.lights(make("li", {}, button, ...known, " ", confidence(item.confidence)), spot);
}

function list(name, items, one) {
  return items.length ? section(name, make("ul", { class: "marks" }, ...items.map(one))) : null;
}

export function references(view) {
  return list("references", view.found.references, (reference) => {
    const known = reference.document && reference.document !== view.id;
    const link = known ? make("a", { href: `#/document/${reference.document}/1` }, word("in_archive")) : null;
    return entry(view, reference, reference.text, reference.subject, reference.date && day(reference.date), link);
  });
}

export function planItems(view) {
  return list("plan_items", view.found.plan_items, (item) => {
    const number = item.number ? `${item.number}. ` : "";
    const deadline = item.deadline ? `${word("deadline")} ${day(item.deadline)}` : null;
    return entry(view, item, `${number}${item.text}`, item.lead_agency?.name, deadline);
  });
}

export function recipients(view) {
  return list("recipients", view.found.recipients, (recipient) => {
    const names = recipient.names.filter((name) => name !== recipient.text);
    return entry(view, recipient, recipient.text, names.length ? names.join(", ") : null, recipient.purpose);
  });
}

function cell(view, each) {
  const spans = { colspan: each.column_span > 1 && each.column_span, rowspan: each.row_span > 1 && each.row_span };
  const name = each.header ? "th" : "td";
  const scope = each.header ? { scope: each.column_span > 1 ? "colgroup" : "col" } : {};
  if (!each.text) return make("td", spans);
  const spot = place(each.span);
  const leads = spot.line ? make("button", { type: "button", class: "goto", onclick: () => view.go(spot) }, each.text) : each.text;
  return view.lights(make(name, { ...scope, ...spans }, leads), spot);
}

// Rows of a table: columns that no cell begins in and none spans are empty.
function rows(view, table) {
  const taken = [];
  return table.rows.map((row) => {
    const line = make("tr");
    let column = 0;
    const skip = (to) => {
      for (; column < to; column += 1) {
        if (taken[column] > 0) taken[column] -= 1;
        else line.append(make("td"));
      }
    };
    for (const each of row) {
      skip(each.column);
      line.append(cell(view, each));
      const [wide, high] = [each.column_span ?? 1, each.row_span ?? 1];
      for (let at = 0; at < wide; at += 1) taken[column + at] = high - 1;
      column += wide;
    }
    skip(Math.max(table.columns.length, column, taken.length));
    return line;
  });
}

function table(view, each, at) {
  const title = each.caption ?? `${word("table")} ${at + 1}`;
  const spot = place(each.span);
  const button = make("button", { type: "button", class: "goto", onclick: () => view.go(spot) }, title);
  const file = make("a", { class: "button", href: path(`documents/${view.id}/tables/${each.id}`), download: "", "aria-label": `XLSX: ${title}` }, "XLSX");
  const caption = make("caption", {}, button, each.unit ? ` (${each.unit})` : "", " ", file);
  return make("div", { class: "wide-table" , tabindex: "0", role: "group", "aria-label": title }, make("table", { class: "cells" }, caption, make("tbody", {}, ...rows(view, each))));
}

export function tables(view) {
  if (!view.found.tables.length) return null;
  return section("tables", ...view.found.tables.map((each, at) => table(view, each, at)));
}
