// Making elements and asking the server. Text is always set as text, never as HTML.

import { errorText, percent, word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

export function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

async function answer(path, options) {
  const response = await fetch(path, options).catch(() => {
    throw new Error(errorText("the server does not answer"));
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(errorText(body.error ?? response.statusText));
  return body;
}

// The path of a question.
export function path(name, query = {}) {
  const entries = Object.entries(query).filter(([, value]) => value !== "" && value != null);
  const search = new URLSearchParams(entries).toString();
  return `/api/${name}${search ? `?${search}` : ""}`;
}

export function ask(name, query) {
  return answer(path(name, query));
}

export function tell(name, body) {
  return answer(`/api/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Baocao": "1" },
    body: JSON.stringify(body),
  });
}

export function author() {
  return document.getElementById("author").value.trim() || null;
}

let fading;
export function say(text, bad = false) {
  const status = document.getElementById("status");
  status.textContent = text;
  status.className = bad ? "bad" : "good";
  clearTimeout(fading);
  fading = setTimeout(() => {
    status.className = "";
    status.textContent = "";
  }, bad ? 8000 : 2500);
}

// A confidence as its number, told by more than its colour.
export function confidence(value) {
  if (value === null || value === undefined) return make("span", { class: "none" }, "–");
  const level = value < 0.7 ? "low" : value < 0.9 ? "middle" : "high";
  const shown = percent(value);
  return make("span", { class: `confidence ${level}`, title: `${word("confidence")}: ${shown}` }, shown);
}

// The picture of a page of the input that was read, whose checksum is given: of no other that may lie in its place now.
export function picture(id, page, sha256, small = false) {
  return path(`documents/${id}/pages/${page}/picture`, { sha256, small: small ? "1" : "" });
}

// Whether a key is meant for the page, and not for a field or the browser.
export function isForPage(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, select, textarea");
}
