// The picture of a page with the boxes of its words over it, in pixels of the scan: the wheel zooms, dragging moves,
// and how it is looked at stays from page to page.

import { draw, make, picture } from "../page.js";
import { word } from "../words.js";

// Words less sure than this are shown as doubtful.
export const DOUBT = 0.75;
// How pages are looked at: fitted to the frame, or so many times as wide as it.
const look = { fit: "width", times: 1 };
const [LEAST, MOST, STEP] = [0.25, 8, 1.25];

function rectangle([x0, y0, x1, y1], kind) {
  return draw("rect", { x: x0, y: y0, width: x1 - x0, height: y1 - y0, class: kind });
}

export class Scan {
  constructor(id, page, hits, onword) {
    this.page = page;
    this.boxes = new Map();
    this.svg = draw("svg", {
      viewBox: `0 0 ${page.width} ${page.height}`,
      class: "scan",
      role: "img",
      "aria-label": `${word("page")} ${page.number}`,
    });
    this.svg.append(draw("image", { href: picture(id, page.number, page.sha256), width: page.width, height: page.height }));
    for (const line of page.lines) line.words.forEach((each, at) => this.word(each, `${line.line}:${at}`, hits, onword));
    for (const left of page.unread) {
      const box = rectangle(left.bbox, "unread");
      box.append(draw("title", {}, word(`unread_${left.kind}`)));
      this.svg.append(box);
    }
    this.spot = draw("rect", { class: "spot", visibility: "hidden" });
    this.svg.append(this.spot);
    this.frame = make("div", { class: "frame", tabindex: "0", role: "group", "aria-label": word("page") }, this.svg);
    this.moves();
    new ResizeObserver(() => this.fit()).observe(this.frame);
  }

  word(each, key, hits, onword) {
    const kinds = ["word", each.confidence < DOUBT && "doubt", hits.has(key) && "hit"];
    const box = rectangle(each.bbox, kinds.filter(Boolean).join(" "));
    box.append(draw("title", {}, each.ocr === each.text ? each.text : `${each.ocr} → ${each.text}`));
    box.addEventListener("pointerenter", () => onword(key, true));
    box.addEventListener("pointerleave", () => onword(key, false));
    this.boxes.set(key, box);
    this.svg.append(box);
  }

  moves() {
    this.frame.addEventListener(
      "wheel",
      (event) => {
        // With Shift, the frame is scrolled as any other.
        if (event.shiftKey) return;
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY * 0.0015), event);
      },
      { passive: false },
    );
    this.frame.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      this.frame.setPointerCapture(event.pointerId);
      this.frame.classList.add("held");
    });
    this.frame.addEventListener("pointermove", (event) => {
      if (!this.frame.hasPointerCapture(event.pointerId)) return;
      this.frame.scrollLeft -= event.movementX;
      this.frame.scrollTop -= event.movementY;
    });
    this.frame.addEventListener("lostpointercapture", () => this.frame.classList.remove("held"));
  }

  // Makes the page as wide as it is looked at.
  fit() {
    const [wide, high] = [this.frame.clientWidth, parseFloat(getComputedStyle(this.frame).maxHeight)];
    if (!wide) return;
    const fitted = { width: wide, height: Math.min(wide, ((high - 2) * this.page.width) / this.page.height), free: wide * look.times };
    this.svg.style.width = `${fitted[look.fit]}px`;
  }

  fitTo(side) {
    look.fit = side;
    this.fit();
  }

  // Zooms so that what lies under a place of the screen stays there; without one, the middle of the frame.
  zoom(by, at) {
    const frame = this.frame.getBoundingClientRect();
    const before = this.svg.getBoundingClientRect();
    const [x, y] = at ? [at.clientX, at.clientY] : [frame.left + frame.width / 2, frame.top + frame.height / 2];
    const times = Math.min(MOST, Math.max(LEAST, (before.width * by) / this.frame.clientWidth));
    Object.assign(look, { fit: "free", times });
    this.fit();
    const after = this.svg.getBoundingClientRect();
    const grown = after.width / before.width;
    this.frame.scrollLeft += (x - before.left) * (grown - 1) + after.left - before.left;
    this.frame.scrollTop += (y - before.top) * (grown - 1) + after.top - before.top;
  }

  light(place) {
    if (!place?.bbox || place.page !== this.page.number) return this.spot.setAttribute("visibility", "hidden");
    const [x0, y0, x1, y1] = place.bbox;
    const values = { x: x0 - 6, y: y0 - 6, width: x1 - x0 + 12, height: y1 - y0 + 12, visibility: "visible" };
    for (const [name, value] of Object.entries(values)) this.spot.setAttribute(name, value);
  }

  // Brings a box into the middle of the frame, and the frame into the window.
  reach(box = this.spot) {
    this.fit();
    box.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  }

  // What keys and buttons do.
  get acts() {
    return {
      zoom_out: { key: "-", act: () => this.zoom(1 / STEP), shown: "−" },
      zoom_in: { key: "+", act: () => this.zoom(STEP), shown: "+" },
      fit_width: { key: "w", act: () => this.fitTo("width"), shown: "↔" },
      fit_height: { key: "h", act: () => this.fitTo("height"), shown: "↕" },
    };
  }

  buttons() {
    return Object.entries(this.acts).map(([name, { act, shown, key }]) =>
      make("button", { type: "button", title: `${word(name)} (${key})`, "aria-label": word(name), onclick: act, "data-act": name }, shown),
    );
  }
}
