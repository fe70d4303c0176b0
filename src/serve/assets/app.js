// The frame of the page: which view is shown, the language, who corrects.

import { ask, say } from "./page.js";
import { languageCode, otherLanguage, word } from "./words.js";
import * as archive from "./views/archive.js";
import * as documentView from "./views/document.js";
import * as review from "./views/review.js";
import * as charts from "./views/charts.js";

const VIEWS = { archive, document: documentView, review, charts };
const main = document.getElementById("main");
const authorInput = document.getElementById("author");
let leave = null;

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
  leave?.();
  leave = null;
  for (const link of document.querySelectorAll("nav a")) {
    const here = link.getAttribute("href") === `#/${name}`;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  main.replaceChildren();
  main.className = name;
  document.title = `${word(name)} – baocao`;
  try {
    leave = (await VIEWS[name].show(main, parts, query)) ?? null;
  } catch (error) {
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
window.addEventListener("hashchange", () => {
  delete main.dataset.ready;
  show();
});

words();
authorInput.value = localStorage.getItem("author") ?? "";
if (!authorInput.value) ask("overview").then((overview) => (authorInput.value = overview.author)).catch(() => {});
show();
