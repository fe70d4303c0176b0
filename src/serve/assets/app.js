// The frame of the page: which view is shown, the language, who corrects, and where Back returns to.

import { ask, make, say } from "./page.js";
import { languageCode, otherLanguage, word } from "./words.js";
import * as archive from "./views/archive.js";
import * as documentView from "./views/document.js";
import * as review from "./views/review.js";
import * as charts from "./views/charts.js";

const VIEWS = { archive, document: documentView, review, charts };
const main = document.getElementById("main");
const authorInput = document.getElementById("author");
// What a view is left with: how far it was scrolled, and what it keeps itself.
const kept = new Map();
let leave = null;
let shown = null;

function words() {
  document.documentElement.lang = languageCode();
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  document.getElementById("language").textContent = word("other");
}

// `#/document/3/2?item=s1` → view, parts, parameters.
function place() {
  const [path, query] = location.hash.slice(2).split("?");
  const [name, ...parts] = path.split("/");
  return { name: VIEWS[name] ? name : "archive", parts, query: new URLSearchParams(query ?? "") };
}

async function show() {
  const { name, parts, query } = place();
  if (shown !== null) kept.set(shown, { scroll: window.scrollY, ...leave?.() });
  leave = null;
  shown = location.hash;
  // An entry of the history that was seen before is one that Back or Forward led to.
  const before = history.state?.seen ? kept.get(shown) : undefined;
  history.replaceState({ seen: true }, "");
  for (const link of document.querySelectorAll("nav a")) {
    const here = link.getAttribute("href") === `#/${name}`;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${word(name)} – baocao`;
  // A view that is late draws where nobody looks any more.
  const stage = make("div", { class: name });
  main.replaceChildren(stage);
  try {
    const left = (await VIEWS[name].show(stage, parts, query, before)) ?? null;
    if (!stage.isConnected) return left?.();
    leave = left;
    window.scrollTo(0, before?.scroll ?? 0);
  } catch (error) {
    stage.replaceChildren(make("h1", {}, word(name)));
    say(`${word("error")}: ${error.message}`, true);
  }
  main.dataset.ready = name;
}

document.getElementById("language").addEventListener("click", () => {
  otherLanguage();
  words();
  show();
});
authorInput.addEventListener("change", () => localStorage.setItem("author", authorInput.value.trim()));
history.scrollRestoration = "manual";
window.addEventListener("hashchange", () => {
  delete main.dataset.ready;
  show();
});

words();
authorInput.value = localStorage.getItem("author") ?? "";
if (!authorInput.value) ask("overview").then((overview) => (authorInput.value = overview.author)).catch(() => {});
show();
