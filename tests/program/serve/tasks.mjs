// Twelve things that people come for, in both languages, and what must hold everywhere: nothing wider than a phone, no
// violation that axe-core knows, light and dark. Arguments: the address, the folder of playwright-core, axe-core's file.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [address, packages, axeFile] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(packages);
const axe = readFileSync(axeFile, "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const LANGUAGES = {
  vi: { locale: "vi-VN", hits: "chỗ tìm thấy", refused: "cần một số", day: "12/05/2025", number: "21.850", none: "không có văn bản" },
  en: { locale: "en-GB", hits: "hits", refused: "a number is needed", day: "12 May 2025", number: "21,850", none: "no document" },
};
const VIEWS = ["#/archive", "#/archive?q=chuyen+doi+so", "#/review", "#/charts", "#/charts?indicator=h%E1%BB%93+s%C6%A1&by=month"];

// A page of the browser that speaks a language.
async function visitor(language, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: LANGUAGES[language].locale, bypassCSP: true, ...options });
  await context.addInitScript((code) => localStorage.setItem("language", code), language);
  const page = await context.newPage();
  // A busy machine may take long.
  page.setDefaultTimeout(120_000);
  page.on("pageerror", (error) => assert.fail(String(error)));
  page.go = async (hash) => {
    await page.goto(`${address}/icon.svg`);
    await page.goto(`${address}/${hash}`);
    await page.ready(hash.match(/\w+/)[0]);
  };
  page.ready = (view) => page.waitForSelector(`main[data-ready="${view}"]`);
  page.document = async (number) => {
    await page.go("#/archive");
    await page.locator("tbody a", { hasText: new RegExp(`^${number}$`) }).first().click();
    await page.ready("document");
  };
  return page;
}

const TASKS = {
  async "find by words"(page, words) {
    await page.go("#/archive");
    await page.fill("#search", "chuyen doi so");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".snippet mark");
    assert.ok(await page.locator("button.more").isHidden(), "all is shown");
    await page.go("#/document/9999/1");
    await page.waitForFunction((text) => document.getElementById("status").textContent.includes(text), words.none);
  },

  async "open a hit"(page, words) {
    await page.go("#/archive?q=chuyen+doi+so");
    await page.locator("tbody a", { hasText: "220/BC-STTTT-VP" }).click();
    await page.ready("document");
    assert.ok((await page.locator(".lines .hit").count()) >= 3);
    assert.equal(await page.locator("svg.scan rect.hit").count(), await page.locator(".lines .hit").count());
    assert.match(await page.locator(".hits").textContent(), new RegExp(words.hits));
    await page.keyboard.press("PageDown");
    await page.waitForFunction(() => location.hash.includes("/2?q="));
    await page.goBack();
    await page.waitForFunction(() => location.hash.startsWith("#/archive?q="));
  },

  async "read a figure's place"(page) {
    await page.document("220/BC-STTTT-VP");
    const row = page.locator("table.figures tr").first();
    await row.locator("button.goto").click();
    const spot = page.locator('svg.scan rect.spot[visibility="visible"]');
    await spot.waitFor();
    assert.ok(await spot.evaluate((lit) => {
      const [box, frame] = [lit.getBoundingClientRect(), lit.closest(".frame").getBoundingClientRect()];
      return box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
    }));
    const address = page.url();
    assert.match(address, /line=\d+&bbox=/);
    await page.goto(`${address.split("#")[0]}icon.svg`);
    await page.goto(address);
    await spot.waitFor();
  },

  async "correct it, and undo that"(page, words) {
    await page.document("88/BC-SNNMT");
    const figure = page.locator('table.figures tr', { hasText: "1.150,5" });
    await figure.locator("button.pen").click();
    await page.fill(".edit", "x");
    await page.keyboard.press("Enter");
    await page.waitForFunction((text) => document.getElementById("status").textContent.includes(text), words.refused);
    await page.fill(".edit", "1.160,5");
    await page.keyboard.press("Enter");
    await page.waitForSelector("table.figures .by");
    await page.click("#undo");
    await page.waitForFunction(() => !document.querySelector("table.figures .by"));
    await figure.waitFor();
  },

  async "say that it is not a figure"(page) {
    await page.document("88/BC-SNNMT");
    const figure = page.locator('table.figures tr', { hasText: "1.150,5" });
    await figure.locator("button.pen").click();
    await page.click('[data-answer="not_a_figure"]');
    await page.waitForSelector("table.figures tr.answered");
    await page.locator(".history li:not(.undone) button").click();
    await page.waitForFunction(() => !document.querySelector("table.figures tr.answered"));
  },

  async "take a table along"(page) {
    await page.document("88/BC-SNNMT");
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator(".cells caption a").click()]);
    assert.equal(file.suggestedFilename(), "88-BC-SNNMT-t1.xlsx");
    assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), "PK");
    for (const [name, begins] of [["TXT", "ỦY BAN"], ["JSON", "{"]]) {
      const [file] = await Promise.all([page.waitForEvent("download"), page.locator(".over .files a", { hasText: name }).click()]);
      assert.ok(readFileSync(await file.path(), "utf8").startsWith(begins));
    }
    await page.locator(".cells tbody button", { hasText: "1.150,5" }).click();
    await page.waitForSelector(".lines li.lit");
    for (const words of ["45/QĐ-UBND", "phòng cháy rừng", "Phòng NN các huyện"]) {
      await page.locator(".marks button.goto", { hasText: words }).first().click();
      await page.waitForFunction((wanted) => document.querySelector(".lines li.lit")?.textContent.includes(wanted), words);
    }
    await page.locator(".marks a", { hasText: /archive|kho/ }).click();
    await page.waitForFunction(() => document.querySelector("h1")?.textContent.startsWith("12/"));
  },

  async "draw a chart that is suggested"(page, words) {
    await page.go("#/charts");
    await page.locator(".suggestions a").first().click();
    await page.waitForSelector(".bar");
    assert.ok((await page.locator(".chart .above").allTextContents()).includes(words.number));
  },

  async "print a document of two pages"(page) {
    await page.document("88/BC-SNNMT");
    await page.waitForSelector(".printed section:nth-of-type(2)", { state: "attached" });
    const printed = (await page.pdf({ format: "A4" })).toString("latin1");
    const sheets = printed.match(/\/Type\s*\/Page\b/g).length;
    assert.ok(sheets <= 3, `${sheets} sheets`);
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator(".printed").isVisible());
    assert.ok(!(await page.locator(".two").isVisible()) && !(await page.locator(".top").isVisible()));
    await page.emulateMedia({ media: null });
  },

  async "sort, tag, and take the list along"(page, words) {
    await page.go("#/archive");
    assert.equal(await page.locator("tbody tr .day").first().textContent(), words.day);
    await page.locator("thead a").nth(1).click();
    await page.waitForSelector('th[aria-sort="ascending"]');
    await page.ready("archive");
    const numbers = await page.locator("tbody td:nth-child(2) > a").allTextContents();
    assert.ok(numbers.indexOf("105/BC-STTTT") < numbers.indexOf("88/BC-SNNMT"));
    await page.document("88/BC-SNNMT");
    await page.fill("#new-tag", "đã kiểm");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".tagging .tag");
    await page.go("#/archive");
    await page.selectOption("#filter-tag", "đã kiểm");
    await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator(".files a", { hasText: "CSV" }).click()]);
    const rows = readFileSync(await file.path(), "utf8").trim().split("\n");
    assert.deepEqual([rows.length, rows[1].slice(0, 11)], [2, "88/BC-SNNMT"]);
    await page.locator("tbody td:nth-child(2) > a").click();
    await page.locator(".tag button").click();
    await page.waitForFunction(() => !document.querySelector(".tagging .tag"));
  },

  async "look closely at a page"(page) {
    await page.document("220/BC-STTTT-VP");
    const wide = () => page.locator("svg.scan").evaluate((svg) => svg.getBoundingClientRect().width);
    const fitted = await wide();
    await page.hover(".frame");
    await page.mouse.wheel(0, -400);
    await page.waitForFunction((before) => document.querySelector("svg.scan").getBoundingClientRect().width > before * 1.3, fitted);
    const zoomed = await wide();
    const scrolled = () => page.locator(".frame").evaluate((frame) => frame.scrollTop);
    const before = await scrolled();
    const box = await page.locator(".frame").boundingBox();
    await page.mouse.move(box.x + 200, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y + 120, { steps: 4 });
    await page.mouse.up();
    assert.ok((await scrolled()) > before, "dragging moves");
    await page.locator('a[href*="/2"].button').click();
    await page.waitForSelector('.thumbnails li:nth-child(2) a[aria-current]');
    assert.ok(Math.abs((await wide()) - zoomed) < 2, "the zoom stays");
    await page.click('[data-act="fit_height"]');
    assert.ok(await page.locator(".frame").evaluate((frame) => frame.scrollHeight <= frame.clientHeight + 1));
    await page.click('[data-act="fit_width"]');
    assert.ok(Math.abs((await wide()) - fitted) < 2);
  },

  async "use the keyboard alone"(page) {
    await page.go("#/archive");
    const tabTo = async (selector) => {
      for (let at = 0; at < 60; at += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      }
      assert.fail(`no way to ${selector}`);
    };
    await tabTo("#search");
    await page.keyboard.type("chuyen doi so");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".snippet mark");
    await page.ready("archive");
    await tabTo("tbody td a[href*='/document/']");
    await page.keyboard.press("Enter");
    await page.ready("document");
    await page.document("220/BC-STTTT-VP");
    for (const [key, at] of [["End", "/6"], ["ArrowLeft", "/5"], ["PageDown", "/6"], ["Home", "/1"], ["ArrowRight", "/2"], ["PageUp", "/1"]]) {
      await page.keyboard.press(key);
      await page.waitForFunction((end) => location.hash.endsWith(end), at);
    }
  },
};

for (const [language, words] of Object.entries(LANGUAGES)) {
  const page = await visitor(language);
  for (const [name, task] of Object.entries(TASKS)) {
    await task(page, words).catch((error) => {
      throw new Error(`${language}: ${name}: ${error.message}`, { cause: error });
    });
  }
  await page.document("220/BC-STTTT-VP");
  const documents = [page.url().slice(address.length + 1)];
  await page.document("88/BC-SNNMT");
  documents.push(page.url().slice(address.length + 1));
  await page.context().close();
  for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 390]]) {
    const page = await visitor(language, { colorScheme: scheme, viewport: { width, height: 844 } });
    for (const hash of [...VIEWS, ...documents]) {
      await page.go(hash);
      const where = `${language} ${scheme} ${width} ${hash}`;
      const dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).every((part) => part < 64));
      assert.equal(dark, scheme === "dark", where);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${where}: ${over} pixels too wide`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`), [], where);
    }
    await page.context().close();
  }
}
await browser.close();
