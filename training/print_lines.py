#!/usr/bin/env python3
"""Printed lines and cells, scanned, with what they say: print_lines.py TEXT OUT.png [SEED] shows some.

A strip has HEIGHT rows; the ink of its line fills about FILLED of them, as the program scales the box of a line.
"""

import sys
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from alphabet import INDEX
from fonts import font
from print_texts import Texts, is_leader, name, pick, text_of, what_is_read
from scans import bilevel, jpeg, normalise, seal, stamp, streaks

HEIGHT, FILLED = 40, 28
# Pixels of a strip for one column of the reader.
STEP = 4
# Rows that the letters' size takes at most: figures alone are not blown up to fill the strip.
LARGEST = 33

# Fonts and their shares; offices print in those like Times for the most part.
FAMILIES = {
    "Tinos": 30, "texgyretermes": 10, "FreeSerif": 8, "DoulosSIL": 3, "STIXGeneral": 3, "NotoSerif": 4, "CharisSIL": 2,
    "Caladea": 3, "DejaVuSerif": 2, "GentiumBookPlus": 2, "texgyreschola": 2, "texgyrepagella": 2, "texgyrebonum": 1,
    "EBGaramond12": 1, "Vollkorn": 1, "RobotoSlab": 1,
    "Arimo": 10, "texgyreheros": 3, "FreeSans": 2, "Carlito": 4, "OpenSans": 2, "NotoSans": 2, "DejaVuSans": 2,
    "DejaVuSansCondensed": 1, "texgyreheroscn": 2, "RobotoCondensed": 2, "Lato": 1, "Inter": 1, "Andika": 1,
    "Cousine": 2, "FreeMono": 1, "texgyrecursor": 1, "DejaVuSansMono": 1,
}
HELD_OUT = {"LinLibertine_R": 1, "GentiumPlus": 1, "Roboto": 1, "Quicksand": 1, "JetBrainsMono": 1, "DejaVuSerifCondensed": 1}
# Names under signatures are stamped in such as these, too.
SCRIPTS = (
    "AlexBrush|Allura|Birthstone|Carattere|Charm|Charmonman|Comforter|Corinthia|DancingScript|Ephesis|GreatVibes|Hurricane|"
    "ImperialScript|Inspiration|Italianno|KolkerBrush|Lobster|LoveLight|LuxuriousScript|MeaCulpa|MeowScript|Merienda|MonteCarlo|"
    "MoonDance|Pacifico|PinyonScript|Playball|Praise|PuppiesPlay|Qwigley|Srisakdi|StyleScript|Whisper"
).split("|")
SCRIPT_HELD_OUT = ["Kings", "SendFlowers"]
# Shares of the lines that are a person's name, of names in script, of bold ones, and of names with a seal over them.
NAMES, SCRIPT, BOLD, SEALED = 0.16, 0.75, 0.4, 0.3
STYLES, STYLE_SHARES = ["regular", "bold", "italic", "bold italic"], [0.66, 0.17, 0.13, 0.04]

# Share of the scans that are black and white.
BILEVEL = 0.2
# Share of the strokes that a line keeps in black and white, at least: of less than that nobody reads it.
KEPT = 0.5


@lru_cache(maxsize=None)
def families(held_out):
    chosen = HELD_OUT if held_out else FAMILIES
    shares = np.array(list(chosen.values()), float)
    return list(chosen), shares.cumsum() / shares.sum()


def any_font(rng, size, held_out):
    names, shares = families(held_out)
    while True:
        found = font(names[np.searchsorted(shares, rng.random())], pick_style(rng), size, ImageFont.Layout.BASIC)
        if found is not None:
            return found


def script_font(rng, size, held_out):
    """A font of handwriting, if there is one; no letters of it are all capitals."""
    # Their letters are small, and joined by the font's own rules.
    return font(pick(rng, SCRIPT_HELD_OUT if held_out else SCRIPTS), "regular", round(1.4 * size), None)


def pick_style(rng):
    return STYLES[rng.choice(4, p=STYLE_SHARES)]


def chance(rng, probability):
    return rng.random() < probability


class Print:
    """Ink of a line on a canvas with room around it: 0 is paper and 255 ink."""

    def __init__(self, rng, text, face):
        self.rng, self.text, self.font, self.size = rng, text, face, face.size
        self.margin = int(1.2 * self.size)
        self.baseline = int(2.1 * self.size)
        self.words, self.centres, self.right = self.set_words()
        self.image = Image.new("L", (self.right + self.margin, int(3.3 * self.size)))
        self.draw = ImageDraw.Draw(self.image)
        for x, word in self.words:
            self.draw.text((x, self.baseline), word, 255, face, anchor="ls")

    def set_words(self):
        """Where words begin, the middle of each character, and the end of the line; lines are filled with blanks."""
        blank = self.font.getlength(" ") * (self.rng.uniform(0.85, 1.8) if chance(self.rng, 0.6) else 1.0)
        x, words, centres = float(self.margin), [], []
        for word in self.text.split(" "):
            words.append((x, word))
            ends = [self.font.getlength(word[:n]) for n in range(len(word) + 1)]
            centres += [x + (a + b) / 2 for a, b in zip(ends, ends[1:])]
            x += ends[-1]
            centres.append(x + blank / 2)
            x += blank
        return words, centres[:-1], int(x - blank) + 1

    def box(self):
        """Columns and rows that the line's ink fills."""
        return self.image.getbbox() or (0, 0, *self.image.size)

    def surround(self, texts):
        """What lies near a line: others, rules, underlines."""
        rng, size, draw = self.rng, self.size, self.draw
        (left, _, right, _), width = self.box(), self.image.width
        spacing = size * rng.uniform(0.95, 1.5)
        for side in (-1, 1):
            if chance(rng, 0.5):
                text = texts.piece(rng, 40, False)
                draw.text((rng.uniform(-4 * size, self.margin), self.baseline + side * spacing), text, 255, self.font, anchor="ls")
        weight = max(1, round(size * rng.uniform(0.02, 0.07)))
        if chance(rng, 0.05):
            y = self.baseline + size * rng.uniform(0.1, 0.2)
            draw.line((left, y, right, y), 255, weight)
        if chance(rng, 0.12):  # a rule between rows
            y = self.baseline + size * pick(rng, [rng.uniform(0.28, 0.7), -rng.uniform(0.9, 1.4)])
            self.rule((0, y, width, y + rng.normal(0, 0.02 * size)), weight)
        for x in (left - size * rng.uniform(0.1, 0.5), right + size * rng.uniform(0.1, 0.5)):
            if chance(rng, 0.07):
                self.rule((x, 0, x, self.image.height), weight)

    def rule(self, line, weight):
        if chance(self.rng, 0.75):
            self.draw.line(line, int(self.rng.integers(120, 256)), weight)
            return
        x0, y0, x1, y1 = line
        apart = int(self.rng.integers(4, 12))
        for at in range(0, int(max(x1 - x0, y1 - y0)), apart):
            x, y = (x0 + at, y0) if x1 > x0 else (x0, y0 + at)
            self.draw.rectangle((x, y, x + weight, y + weight), 255)


def bend(ink, rng):
    """Pens spread, copiers eat: strokes become thicker or thinner."""
    kind = rng.random()
    if kind < 0.12:
        return cv2.dilate(ink, np.ones((2, 2), np.uint8))
    if kind < 0.22:
        return cv2.addWeighted(ink, 0.5, cv2.erode(ink, np.ones((2, 2), np.uint8)), 0.5, 0)
    return ink


def scan(ink, rng):
    """Ink on paper through a scanner: gray levels 0 to 255."""
    kind = rng.random()
    # What is to become black and white is not faint.
    strength = rng.uniform(0.8, 1) if kind < BILEVEL else rng.uniform(0.4, 1) ** 0.6
    paper = 1 - bend(ink, rng).astype(np.float32) / 255 * strength
    if chance(rng, 0.06):
        paper = np.minimum(paper, 1 - rng.uniform(0.05, 0.25) * cv2.GaussianBlur(ink[::-1, ::-1], (0, 0), 1.5) / 255)
    if chance(rng, 0.05):
        paper = np.minimum(paper, stamp(paper.shape, rng))
    sigma = rng.uniform(0.25, 0.8) if chance(rng, 0.75) else rng.uniform(0.8, 1.3)
    paper = cv2.GaussianBlur(paper.astype(np.float32), (0, 0), sigma)
    if chance(rng, 0.6):
        noise = rng.standard_normal(paper.shape, np.float32)
        paper += noise * np.float32(rng.uniform(0, 0.05) if chance(rng, 0.8) else rng.uniform(0.05, 0.16))
    if chance(rng, 0.2):
        paper = paper - np.linspace(0, rng.uniform(-0.2, 0.2), paper.shape[1], dtype=np.float32)
    black = bilevel(paper, rng) if kind < BILEVEL else None
    if black is not None and np.mean(black[ink > 127] == 0) >= KEPT:
        paper = black
    elif kind < BILEVEL + 0.04:
        paper = np.minimum(paper, streaks(paper.shape, rng))
    levels = np.clip(paper * rng.uniform(190, 255) + rng.uniform(0, 10), 0, 255).astype(np.uint8)
    if kind > BILEVEL and chance(rng, 0.6):
        levels = jpeg(levels, int(rng.integers(30, 92)))
    return levels


def cut(levels, printed, tilt, rng):
    """The strip of a line, and the function that leads from columns of the scan to its own: its box, found with a
    few pixels' error, scaled to the rows that it fills; now and then a little turned and stretched."""
    left, top, right, bottom = printed.placed
    if chance(rng, 0.6):  # the box of a whole line, of which this is a part
        top = min(top, printed.baseline - printed.size * rng.uniform(0.7, 0.92))
        bottom = max(bottom, printed.baseline + printed.size * rng.uniform(0.12, 0.22))
    rows = (bottom - top) * (rng.normal(1, 0.04) if chance(rng, 0.8) else rng.uniform(1, 1.5))
    scale = min(FILLED / max(rows, 1), LARGEST * rng.uniform(0.85, 1.05) / printed.size)
    across = scale * (rng.uniform(0.85, 1.15) if chance(rng, 0.5) else 1.0)
    before, after = np.abs(rng.normal(0, 0.2, 2)) * printed.size
    left, middle = left - before, (top + bottom) / 2 + rng.normal(0, 0.03) * printed.size
    width = max(8, int((right + after - left) * across))
    turn = rng.normal(0, tilt) if chance(rng, 0.5) else 0.0
    x_middle = (left + right) / 2
    if scale < 0.8:  # what lies under a pixel is averaged
        levels = cv2.GaussianBlur(levels, (0, 0), 0.45 / scale)
    # From the strip to the scan, as `warpAffine` wants it.
    matrix = np.array([[1 / across, 0, left], [turn / across, 1 / scale, middle - HEIGHT / 2 / scale - turn * (x_middle - left)]])
    strip = cv2.warpAffine(
        levels, matrix, (width, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return strip, lambda x: (x - left) * across


def sample(texts, rng, longest=36, held_out=False):
    """A strip (levels 0 to 255, 255 is ink), the classes of what it says, and the column of each."""
    text = text_of(rng, texts, longest)
    printed = Print(rng, text, any_font(rng, size_of(rng), held_out))
    printed.placed = printed.box()
    if chance(rng, 0.6):
        printed.surround(texts)
    strip, column = strip_of(np.asarray(printed.image), printed, 0.006, rng)
    if is_leader(text):
        return strip, [INDEX[c] for c in what_is_read(text)], None
    return strip, [INDEX[c] for c in text], [column(x) / STEP for x in printed.centres]


def sample_name(texts, rng, held_out=False):
    """As `sample`: the name of a person, as it is stamped under a signature."""
    text = name(rng)
    size = size_of(rng)
    face = script_font(rng, size, held_out) if chance(rng, SCRIPT) else None
    if face is None:
        text, face = text.upper() if chance(rng, 0.3) else text, any_font(rng, size, held_out)
    printed = Print(rng, text, face)
    printed.placed = printed.box()
    if chance(rng, 0.3):
        printed.surround(texts)
    ink = np.asarray(printed.image)
    if chance(rng, BOLD):
        wide = max(2, round(0.05 * size))
        ink = cv2.dilate(ink, np.ones((wide, wide), np.uint8))
    strip, column = strip_of(seal(ink, rng) if chance(rng, SEALED) else ink, printed, 0.02, rng)
    return strip, [INDEX[c] for c in printed.text], [column(x) / STEP for x in printed.centres]


def any_sample(texts, rng, longest=36):
    """As `sample`, or now and then a name."""
    return sample_name(texts, rng) if chance(rng, NAMES) else sample(texts, rng, longest)


def size_of(rng):
    """Pixels of a letter's size."""
    dpi, points = pick(rng, [100, 120, 150, 150, 150, 200, 200, 200, 220]), rng.uniform(8, 15)
    return max(14, round(dpi * points / 72))


def strip_of(ink, printed, tilt, rng):
    strip, column = cut(scan(ink, rng), printed, tilt, rng)
    return (normalise(strip) * 255).astype(np.uint8), column


def sheet(strips, columns=3, width=430):
    """A picture of strips with their texts."""
    rows = -(-len(strips) // columns)
    page = Image.new("L", (columns * width, rows * (HEIGHT + 22)), 255)
    draw, small = ImageDraw.Draw(page), font("DejaVuSans", "regular", 12)
    for n, (strip, text) in enumerate(strips):
        x, y = n % columns * width, n // columns * (HEIGHT + 22)
        page.paste(Image.fromarray(255 - strip[:, : width - 4]), (x, y))
        draw.text((x, y + HEIGHT + 3), text, 0, small)
    return page


def main(text, out, seed=1):
    texts, rng = Texts(text), np.random.default_rng(int(seed))
    characters = {number: character for character, number in INDEX.items()}
    made = [any_sample(texts, rng) for _ in range(60)]
    sheet([(strip, "".join(characters[c] for c in classes)) for strip, classes, _ in made]).save(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
