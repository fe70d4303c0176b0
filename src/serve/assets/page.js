// Making elements and asking the server. Text is always set as text, never as HTML.

import { word } from "./words.js";

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

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}

export async function ask(path, query = {}) {
  const entries = Object.entries(query).filter(([, value]) => value !== "" && value != null);
  const search = new URLSearchParams(entries).toString();
  return answer(await fetch(`/api/${path}${search ? `?${search}` : ""}`));
}

export async function tell(path, body) {
  return answer(
    await fetch(`/api/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Baocao": "1" },
      body: JSON.stringify(body),
    }),
  );
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

// A confidence as a short bar with its number, told by more than its colour.
export function confidence(value) {
  if (value === null || value === undefined) return make("span", { class: "none" }, "–");
  const level = value < 0.7 ? "low" : value < 0.9 ? "middle" : "high";
  const shown = `${Math.round(value * 100)} %`;
  return make("span", { class: `confidence ${level}`, title: `${word("confidence")}: ${shown}` }, shown);
}

// The picture of a page of the input that was read, whose checksum is given: of no other that may lie in its place now.
export function picture(id, page, sha256) {
  return `/api/documents/${id}/pages/${page}/picture?sha256=${sha256}`;
}
