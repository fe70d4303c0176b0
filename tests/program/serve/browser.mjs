// Uses the four views as a person would. Arguments: the address, a folder for screenshots, the folder
// of playwright-core.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

const [address, shots, packages] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(packages);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "vi-VN" });
// A busy machine may take long.
page.setDefaultTimeout(300_000);
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
page.on("request", (request) => {
  if (!request.url().startsWith(address)) complaints.push(`asked elsewhere: ${request.url()}`);
});

async function open(hash, view) {
  await page.goto(`${address}/${hash}`);
  await page.reload();
  await page.waitForSelector(`main[data-ready="${view}"]`);
}

const shot = (name) => page.screenshot({ path: join(shots, `${name}.png`) });

// Every field has a name, and text stands out from its ground (WCAG AA).
async function accessible(view) {
  const faults = await page.evaluate(() => {
    const faults = [];
    const shown = (element) => element.getClientRects().length > 0;
    for (const field of document.querySelectorAll("input, select, button, a")) {
      if (!shown(field)) continue;
      const name = field.getAttribute("aria-label") || field.labels?.[0]?.textContent || field.textContent;
      if (!name?.trim()) faults.push(`no name: ${field.outerHTML.slice(0, 120)}`);
    }
    const numbers = (color) => color.match(/[\d.]+/g).map(Number);
    const light = ([r, g, b]) =>
      [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const color = numbers(getComputedStyle(at).backgroundColor);
        if (color.length < 4 || color[3] > 0.99) return color;
      }
      return [255, 255, 255];
    };
    for (const element of document.querySelectorAll("body *:not(svg *)")) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!own || !shown(element) || element.closest("button:disabled, noscript, [aria-hidden]")) continue;
      const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${element.outerHTML.slice(0, 120)}`);
    }
    if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
    return faults;
  });
  assert.deepEqual(faults, [], view);
}

// The archive: filters, words with and without marks, HTML as text.
await open("#/archive", "archive");
assert.equal(await page.locator("table.documents tbody tr").count(), 10);
await accessible("archive");
await shot("archive");
await page.emulateMedia({ colorScheme: "dark" });
await shot("dark");
await page.emulateMedia({ colorScheme: "light" });
await page.setViewportSize({ width: 390, height: 780 });
await shot("phone");
await page.setViewportSize({ width: 1440, height: 900 });
await page.fill("#search", "chuyen doi so");
await page.keyboard.press("Enter");
await page.waitForSelector(".snippet mark");
const plain = await page.locator("table.documents tbody td a").allTextContents();
await shot("search");
await open(`#/archive?q=${encodeURIComponent("chuyển đổi số")}`, "archive");
assert.deepEqual((await page.locator("table.documents tbody td a").allTextContents()).sort(), plain.sort());
await open("#/archive?q=duong+day", "archive");
assert.match(await page.locator(".snippet").first().textContent(), /<script>alert\(1\)<\/script>/);
assert.equal(await page.locator("main script, main .snippet b").count(), 0);
await open("#/archive", "archive");
await page.check('input[name="failing"]');
await page.waitForFunction(() => location.hash.includes("failing=1") && document.querySelectorAll("tbody tr").length === 2);

// A document: each figure leads to its place on the page; words light each other; a line is corrected.
await page.locator("tbody a", { hasText: "220/BC-STTTT-VP" }).click();
await page.waitForSelector('main[data-ready="document"] svg.scan image');
await page.waitForFunction(async () => {
  const picture = document.querySelector("svg.scan image").getAttribute("href");
  return (await fetch(picture)).ok;
});
await accessible("document");
const figures = page.locator("table.figures tr");
const count = await figures.count();
assert.ok(count > 40, `${count} figures`);
let placed = 0;
for (let at = 0; at < count; at += 1) {
  const row = page.locator("table.figures tr").nth(at);
  const item = await row.getAttribute("data-item");
  await row.locator("button.goto").click();
  await page.waitForSelector('svg.scan rect.spot[visibility="visible"]');
  const there = await page.evaluate(() => {
    const lit = document.querySelector("svg.scan rect.spot");
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(lit.getAttribute(name)));
    const view = document.querySelector("svg.scan").viewBox.baseVal;
    const frame = document.querySelector(".frame").getBoundingClientRect();
    const box = lit.getBoundingClientRect();
    const inside = box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
    return width > 12 && height > 12 && x >= -6 && y >= -6 && x + width <= view.width + 12 && y + height <= view.height + 12 && inside;
  });
  assert.ok(there, `${item} does not light its place`);
  placed += 1;
}
await open(page.url().slice(address.length + 1).replace(/\/\d+(\?.*)?$/, "/1"), "document");
await page.waitForSelector("svg.scan rect.word", { state: "attached" });
const word = page.locator(".lines .words span").nth(30);
await word.hover();
await page.waitForFunction(() => document.querySelectorAll("svg.scan rect.word.lit").length === 1);
await shot("document");
await page.check('.right label.box input');
assert.ok(await page.locator(".lines del").first().isVisible());
await page.locator(".lines").scrollIntoViewIfNeeded();
await shot("document-changes");
const line = page.locator(".lines li").nth(4);
await line.hover();
await line.locator("button.pen").click();
await page.waitForSelector(".edit:focus");
await page.fill(".edit", `${await page.inputValue(".edit")} (đã xem)`);
await page.keyboard.press("Enter");
await page.waitForSelector(".lines li.corrected");
assert.match(await page.locator(".lines li.corrected").textContent(), /đã xem/);
await page.click("#undo");
await page.waitForFunction(() => !document.querySelector(".lines li.corrected"));

// A chart, before.
const bar = (label) => page.locator(`.bar[data-label="${label}"]`);
await open("#/charts", "charts");
await page.fill("#indicator", "ho so truc tuyen");
await page.keyboard.press("Enter");
await page.waitForSelector(".bar");
await accessible("charts");
await shot("charts");
const before = Number(await bar("2023-04").getAttribute("data-value"));
assert.equal(before, 6105);
await bar("2023-03").click();
assert.equal(await page.locator("table.documents tbody tr").count(), 2);

// The queue, by keys alone: 20 cases, each decided by one key or by a few.
await open("#/review", "review");
await page.waitForSelector(".case");
await accessible("review");
await shot("review");
let keys = 0;
const press = async (key) => {
  keys += 1;
  await page.keyboard.press(key);
};
const decided = () => page.evaluate(() => Number(document.querySelector("[data-decided]").dataset.decided));
const begun = Date.now();
let corrected = 0;
let picked = 0;
for (let at = 0; at < 20; at += 1) {
  const value = (await page.locator("output.value").textContent()).trim();
  const missing = await page.locator(".reason.missing").count();
  if (value.startsWith("6.105")) {
    await press("e");
    await page.waitForFunction(() => {
      const field = document.querySelector(".edit:focus");
      return field && field.selectionEnd === field.value.length;
    });
    for (const letter of "6.150") await press(letter);
    await press("Enter");
    corrected += 1;
  } else if (missing) {
    await press("e");
    await page.waitForFunction(() => {
      const field = document.querySelector(".edit:focus");
      return field && field.selectionEnd === field.value.length;
    });
    const field = await page.locator(".case").getAttribute("data-item");
    const text = { date: "2023-05-20" }[field] ?? "x";
    for (const letter of text) await press(letter);
    await press("Enter");
  } else if (!picked && (await page.locator(".alternatives button").count())) {
    await press("1");
    picked += 1;
  } else {
    await press("Enter");
  }
  await page.waitForFunction((wanted) => Number(document.querySelector("[data-decided]").dataset.decided) === wanted, at + 1);
}
const seconds = (Date.now() - begun) / 1000;
assert.equal(corrected, 1);
assert.equal(picked, 1);
// People type about three keys a second: twenty cases in a minute leave 180.
assert.ok(keys <= 60, `${keys} keys`);
await shot("review-later");
await page.keyboard.press("u");
await page.waitForFunction(() => Number(document.querySelector("[data-decided]").dataset.decided) === 19);
assert.equal(await decided(), 19);

// The chart changes with the correction.
await open("#/charts?indicator=ho+so+truc+tuyen&by=month", "charts");
assert.equal(Number(await bar("2023-04").getAttribute("data-value")), 6150);
await page.locator("table.documents tbody a", { hasText: "467/BC-STTTT" }).click();
await page.waitForSelector('main[data-ready="document"] .by');
await shot("document-corrected");

// English, and a narrow window.
await page.click("#language");
await page.waitForFunction(() => document.documentElement.lang === "en" && document.querySelector("h2"));
assert.match(await page.locator("nav").textContent(), /Review/);
await page.setViewportSize({ width: 700, height: 900 });
await open("#/archive", "archive");
await shot("narrow");

assert.deepEqual(complaints, []);
await browser.close();
console.log(`20 cases with ${keys} keys (${seconds.toFixed(1)} s by machine); ${placed} figures lead to their places`);
