"""Lines of number and day as they stand in the head of a document, printed and written, then scanned."""

from calendar import monthrange
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter, rotate

from digits import Writer
from fonts import font
from scans import bilevel, jpeg, normalise, resize, stamp, streaks

# The strip that the recogniser sees.
HEIGHT, BASELINE, DPI = 48, 37, 140
# Lines are drawn at twice that, then scanned.
SCALE = 2

PRINTED = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ"
CLASSES = list(PRINTED) + [f"w{d}" for d in PRINTED] + ["Số", "ngày", "tháng", "năm", "/", "-"]
INDEX = {name: number + 1 for number, name in enumerate(CLASSES)}

SERIF = ["Tinos", "LiberationSerif", "Tinos", "NotoSerif"]
OTHERS = ["Arimo", "Carlito", "DejaVuSerif", "LiberationSans", "Caladea", "Cousine", "LiberationMono"]


def any_font(rng, style, size):
    while True:
        names = SERIF if rng.random() < 0.75 else OTHERS
        found = font(names[rng.integers(len(names))], style, size)
        if found is not None:
            return found


@dataclass
class Sheet:
    """A line being composed: printed and written ink, and what is to be read."""

    rng: np.random.Generator
    writer: Writer
    font: object
    size: float
    x: float = 20.0
    baseline: float = 0.0
    printed: list = field(default_factory=list)
    written: list = field(default_factory=list)
    labels: list = field(default_factory=list)
    # Where the strip may end, and the labels that it then holds.
    ends: list = field(default_factory=list)

    def may_end(self):
        self.ends.append((self.x, len(self.labels)))

    def print(self, text, labels=()):
        if text:
            self.printed.append((self.x, text))
            self.x += self.font.getlength(text)
        self.labels += labels

    def write(self, digits, tight):
        """Digits by hand in a slot that is too narrow, or wide."""
        rng = self.rng
        cap = 0.66 * self.size
        height = cap * rng.uniform(0.85, 1.65)
        ink = self.writer.write(digits, height)
        before, after = rng.normal(0.1, 0.22, 2) * cap if tight else rng.uniform(-0.1, 1.6, 2) * cap
        left = self.x + before
        top = self.baseline - ink.shape[0] + rng.normal(0.08, 0.16) * cap + 0.35 * (height - cap)
        self.written.append((int(left), int(top), ink))
        self.labels += [f"w{d}" for d in digits]
        end = left + ink.shape[1] + after
        if rng.random() < 0.15:
            dots = rng.choice([".", "…", "_", "."]) * int(rng.integers(3, 12))
            self.printed.append((self.x + rng.uniform(-2, 6), dots))
        self.x = max(self.x + 4, end)

    def slot(self, digits, by_hand):
        if not digits:
            gap = self.rng.uniform(0.6, 3.0) * self.size
            if self.rng.random() < 0.4:
                self.printed.append((self.x, "." * int(gap / self.font.getlength("."))))
            self.x += gap
        elif by_hand:
            self.write(digits, self.rng.random() < 0.6)
        else:
            space = " " * int(self.rng.integers(0, 3))
            self.print(space + digits + " " * int(self.rng.integers(0, 2)), list(digits))


def serial(rng):
    length = rng.choice([1, 2, 3, 4, 5], p=[0.07, 0.3, 0.33, 0.27, 0.03])
    digits = "".join(rng.choice(list(PRINTED), length))
    return "0" + digits if length == 1 and rng.random() < 0.5 else digits


@lru_cache(maxsize=None)
def abbreviations(name):
    rows = (Path(__file__).parent.parent / "dictionaries" / name).read_text().splitlines()
    cells = [row.split("\t") for row in rows if row and not row.startswith("#")]
    known = set(CAPITALS + "aghnrsy&")
    return sorted({c for row in cells for c in row[:2] if 1 < len(c) < 9 and set(c) <= known and c[0].isupper()})


def pick(rng, choices):
    return choices[rng.integers(len(choices))]


def letters(rng):
    """An abbreviation: a known one, or any letters."""
    if rng.random() < 0.55:
        return pick(rng, abbreviations(pick(rng, ["agencies.tsv", "doc_types.tsv"])))
    word = "".join(rng.choice(list(CAPITALS), rng.integers(2, 7)))
    return word + (pick(rng, list("aghnrsy")) if rng.random() < 0.06 else "")


def number_line(sheet):
    rng = sheet.rng
    sheet.print(pick(rng, ["Số:", "Số:", "Số:", "Số: ", "Số :", "Số", "SỐ:", "Sô:", "Số.", "Số: "]), ["Số"])
    blank, by_hand = rng.random() < 0.05, rng.random() < 0.8
    sheet.slot("" if blank else serial(rng), by_hand)
    dash = pick(rng, ["-", "-", "-", " - ", " – ", "–", "- ", " -"])
    if rng.random() < 0.08:  # of the Party and the mass organisations: 12-BC/HU
        sheet.print(dash, ["-"])
        rest = letters(rng) + "/" + letters(rng)
    else:
        sheet.print(pick(rng, ["/", "/", "/", " /", "/ "]), ["/"])
        if rng.random() < 0.12:
            year = str(rng.integers(1990, 2032))
            sheet.print(year + "/", [*year, "/"])
        rest = letters(rng) + "".join(dash + letters(rng) for _ in range(rng.choice([0, 1, 2], p=[0.1, 0.72, 0.18])))
    # The letters of the symbol are not read.
    for letter in rest if rng.random() < 0.3 else rest[: int(rng.integers(1, 4))]:
        sheet.print(letter)
        sheet.may_end()
    sheet.print(rest[len(sheet.ends) :])


SYLLABLES = (
    "Hà Nội Đắk Nông Kiên Giang Cần Thơ Trà Vinh Sơn La Lào Cai Huế Đà Nẵng Bình Phước Thanh Hóa Nghệ An Long "
    "Tân Phú Quảng Ngãi Vĩnh Hưng Yên Bái Bắc Ninh R'lấp Mỹ Tho Cà Mau Gia Lai Kon Tum Thạnh Hòa Xuân Lộc Đồng"
).split()


def day_line(sheet):
    rng = sheet.rng
    style = rng.choice(5, p=[0.5, 0.15, 0.05, 0.25, 0.05])  # day; day and month; all; none; month by hand
    hand_day, hand_month, hand_year = style in (0, 1, 2), style in (1, 2, 4), style == 2
    year, month = int(rng.integers(1990, 2032)), int(rng.integers(1, 13))
    day = int(rng.integers(1, monthrange(year, month)[1] + 1))
    day = f"{day:02}" if rng.random() < 0.8 else str(day)
    month, year = f"{month:02}" if rng.random() < 0.5 else str(month), str(year)
    place = " ".join(rng.choice(SYLLABLES, rng.integers(1, 5))) + pick(rng, [", ", ",", " ,", ",  "])
    sheet.print(place + pick(rng, ["ngày", "ngày", "ngày", "Ngày", "ngày "]), ["ngày"])
    sheet.slot("" if rng.random() < 0.04 else day, hand_day)
    sheet.print(pick(rng, ["tháng", "tháng", " tháng", "tháng "]), ["tháng"])
    sheet.slot("" if rng.random() < 0.03 else month, hand_month)
    sheet.print(pick(rng, ["năm", "năm", " năm", "năm "]), ["năm"])
    if rng.random() < 0.5:
        sheet.may_end()
    if hand_year and rng.random() < 0.7:
        cut = int(rng.choice([0, 2, 3, 3]))
        sheet.print((" " if cut else "") + year[:cut], list(year[:cut]))
        sheet.slot(year[cut:], True)
    else:
        sheet.slot(year, False)
    if rng.random() < 0.05:
        sheet.print(".")


def many_numbers(sheet, mnist):
    """Numbers of several hands between printed marks: more to learn from than a head of the same length."""
    rng = sheet.rng
    for _ in range(rng.integers(3, 6)):
        sheet.writer = Writer(mnist, rng)
        sheet.write(serial(rng), rng.random() < 0.6)
        mark = pick(rng, ["/", "/", "-", ":", ",", "tháng ", "năm ", "Số: "])
        sheet.print(mark, [name for name in CLASSES if name == mark.strip(": ")])
        sheet.print(" " * int(rng.integers(0, 2)))


def compose(mnist, rng, many=0.0):
    """A line of number or day, or with a chance of `many` one of many numbers: ink of print and of hand,
    and labels of what is to be read."""
    several, day = rng.random() < many, rng.random() < 0.5
    size = 13.3 / 72 * DPI * SCALE * np.clip(rng.normal(1.0, 0.11), 0.72, 1.35)
    style = "italic" if day and rng.random() < 0.85 else "bold" if rng.random() < 0.06 else "regular"
    sheet = Sheet(rng, Writer(mnist, rng), any_font(rng, style, int(size)), size)
    height = HEIGHT * SCALE
    sheet.baseline = BASELINE * SCALE + rng.normal(0, 4.0)
    if several:
        many_numbers(sheet, mnist)
    else:
        (day_line if day else number_line)(sheet)
    width = int(sheet.x + rng.uniform(4, 60))
    page = Image.new("L", (width, height))
    draw = ImageDraw.Draw(page)
    for x, text in sheet.printed:
        draw.text((x, sheet.baseline), text, 255, sheet.font, anchor="ls")
    neighbours(draw, sheet, width, height)
    printed = np.asarray(page, np.float32) / 255
    hand = np.zeros_like(printed)
    for left, top, ink in sheet.written:
        paste(hand, ink, left, top)
    # The strip begins somewhere before the word that leads the slots.
    ends, labels = sheet.ends[-1] if sheet.ends else (width, len(sheet.labels))
    width = min(width, int(ends + rng.uniform(0.02, 0.12 if day else 0.4) * size))
    leads = day and not several
    start = Sheet.x + (sheet.font.getlength(sheet.printed[0][1]) - 1.9 * size if leads else 0)
    cut = int(max(0, min(start, start - rng.uniform(-0.1, 1.2) * size)))
    return printed[:, cut:width], hand[:, cut:width], sheet.labels[:labels]


def neighbours(draw, sheet, width, height):
    """What reaches into the strip: rules above, lines of text above and below."""
    rng, line = sheet.rng, BASELINE * SCALE
    if rng.random() < 0.3:
        y, x = line - rng.uniform(52, 66), rng.uniform(-50, width)
        draw.line((x, y, x + rng.uniform(60, 400), y + rng.normal(0, 1)), 255, int(rng.integers(1, 4)))
    text = " ".join(rng.choice(SYLLABLES, 12))
    if rng.random() < 0.15:
        draw.text((rng.uniform(-200, 0), line - rng.uniform(58, 70)), text, 255, sheet.font, anchor="ls")
    if rng.random() < 0.25:
        draw.text((rng.uniform(-200, 0), line + rng.uniform(34, 58)), text, 255, sheet.font, anchor="ls")
    if rng.random() < 0.06:
        x = rng.uniform(0, width)
        draw.line((x, 0, x + rng.normal(0, 2), height), 255, int(rng.integers(1, 4)))


def paste(canvas, ink, left, top):
    y0, x0 = max(top, 0), max(left, 0)
    part = canvas[y0 : top + ink.shape[0], x0 : left + ink.shape[1]]
    source = ink[y0 - top : y0 - top + part.shape[0], x0 - left : x0 - left + part.shape[1]]
    np.maximum(part, source, out=part)


def scan(printed, hand, rng):
    """Ink on paper through a scanner: gray levels 0 to 255 of the strip."""
    image = 1 - np.maximum(printed * rng.uniform(0.7, 1), hand * rng.uniform(0.5, 1))
    if rng.random() < 0.08:
        image = np.minimum(image, stamp(image.shape, rng))
    if rng.random() < 0.5:
        image = rotate(image, rng.normal(0, 0.5), reshape=False, order=1, cval=1.0)
    image = gaussian_filter(image, rng.uniform(0.2, 1.5))
    dpi = pick(rng, [100, 120, 150, 150, 200, 200, 200, 240, 300])
    small = resize(image, dpi / (DPI * SCALE))
    small = small + rng.normal(0, rng.uniform(0, 0.04), small.shape)
    kind = rng.random()
    if kind < 0.3:
        small = bilevel(small, rng)
    elif kind < 0.4:
        small = np.minimum(small, streaks(small.shape, rng))
    levels = np.clip(small * rng.uniform(200, 255) + rng.uniform(0, 10), 0, 255).astype(np.uint8)
    if kind > 0.4 and rng.random() < 0.7:
        levels = jpeg(levels, int(rng.integers(25, 92)))
    levels = resize(levels.astype(np.float32), DPI / dpi)
    return fit(levels)


def fit(image):
    rows = image.shape[0]
    if rows < HEIGHT:
        image = np.pad(image, ((0, HEIGHT - rows), (0, 0)), mode="edge")
    return image[:HEIGHT]


def sample(mnist, rng, many=0.0):
    """A strip and the numbers of its classes."""
    printed, hand, labels = compose(mnist, rng, many)
    strip = normalise(scan(printed, hand, rng))
    return strip, [INDEX[label] for label in labels]
