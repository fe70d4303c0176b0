"""Handwritten digits as dense points: skeletons of MNIST digits and drawn forms of Vietnamese hands.

A digit is an array of points (x, y) with y from 0 (top) to 1 (bottom); a pen of any width follows them.
"""

import struct
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.ndimage import distance_transform_edt, zoom
from skimage.morphology import skeletonize

# Control points of each form; several strokes are separated. Forms that MNIST lacks or has few of:
# the one with a long flag, the barred seven, the closed four with a crossing bar, the looped two.
FORMS = {
    0: [
        [[(0.35, 0.0), (0.02, 0.4), (0.15, 0.95), (0.5, 0.95), (0.66, 0.45), (0.42, 0.02), (0.3, 0.05)]],
        [[(0.4, 0.02), (0.05, 0.3), (0.1, 0.9), (0.45, 0.97), (0.62, 0.5), (0.5, 0.1), (0.2, 0.0), (0.45, 0.2)]],
    ],
    1: [
        [[(0.3, 0.0), (0.3, 0.5), (0.3, 1.0)]],
        [[(0.0, 0.45), (0.38, 0.0)], [(0.38, 0.0), (0.38, 0.5), (0.36, 1.0)]],
        [[(0.0, 0.7), (0.42, 0.0)], [(0.42, 0.0), (0.38, 0.5), (0.34, 1.0)]],
        [[(-0.1, 0.95), (0.45, 0.0)], [(0.45, 0.0), (0.42, 0.5), (0.4, 1.0)]],
        [[(0.1, 0.25), (0.35, 0.0)], [(0.35, 0.0), (0.35, 1.0)], [(0.1, 1.0), (0.6, 1.0)]],
        [[(0.0, 0.35), (0.2, 0.2), (0.35, 0.0)], [(0.35, 0.0), (0.35, 0.5), (0.35, 1.0)]],
    ],
    2: [
        [[(0.02, 0.25), (0.3, 0.0), (0.6, 0.2), (0.4, 0.6), (0.0, 1.0)], [(0.0, 1.0), (0.7, 0.97)]],
        [[(0.05, 0.2), (0.35, 0.0), (0.6, 0.22), (0.35, 0.7), (0.05, 0.95), (0.08, 0.75), (0.35, 0.85), (0.85, 1.0)]],
        [[(0.15, 0.1), (0.5, 0.02), (0.6, 0.35), (0.3, 0.85), (0.0, 0.95), (0.0, 0.65), (0.35, 0.7), (0.95, 0.95)]],
        [[(0.2, 0.25), (0.5, 0.0), (0.68, 0.25), (0.45, 0.75), (0.08, 1.0), (0.0, 0.75), (0.3, 0.72), (0.6, 0.95), (1.0, 0.8)]],
        [[(0.05, 0.1), (0.4, 0.0), (0.6, 0.2), (0.1, 0.95)], [(0.1, 0.95), (0.8, 0.85)]],
        [[(0.1, 0.15), (0.4, 0.0), (0.6, 0.25), (0.35, 0.75), (0.05, 0.98), (-0.12, 0.8), (0.1, 0.62), (0.4, 0.8), (0.9, 1.0)]],
        [[(0.0, 0.3), (0.3, 0.0), (0.55, 0.2), (0.3, 0.8), (0.0, 1.0), (-0.1, 0.7), (0.25, 0.6), (0.5, 0.85), (1.0, 0.7)]],
    ],
    3: [
        [[(0.05, 0.1), (0.4, 0.0), (0.55, 0.22), (0.2, 0.45)], [(0.2, 0.45), (0.6, 0.6), (0.5, 0.95), (0.0, 0.95)]],
        [[(0.05, 0.03), (0.6, 0.0)], [(0.6, 0.0), (0.25, 0.4)], [(0.25, 0.4), (0.62, 0.6), (0.45, 1.0), (0.0, 0.9)]],
    ],
    4: [
        [[(0.25, 0.0), (0.0, 0.6)], [(0.0, 0.6), (0.8, 0.55)], [(0.6, 0.15), (0.55, 1.0)]],
        [[(0.5, 0.0), (0.0, 0.68)], [(0.0, 0.68), (0.8, 0.66)], [(0.5, 0.0), (0.52, 1.0)]],
        [[(0.5, 0.0), (-0.05, 0.85)], [(-0.02, 0.66), (0.9, 0.62)], [(0.5, 0.0), (0.66, 1.0)]],
        [[(0.45, 0.0), (0.0, 0.8)], [(-0.1, 0.72), (0.85, 0.6)], [(0.45, 0.02), (0.5, 1.0)]],
        [[(0.2, 0.0), (0.0, 0.62)], [(0.0, 0.62), (0.85, 0.48)], [(0.75, -0.1), (0.55, 1.1)]],
        [[(0.15, 0.15), (0.05, 0.55)], [(0.05, 0.55), (0.75, 0.5)], [(0.6, 0.0), (0.5, 1.1)]],
    ],
    5: [
        [[(0.12, 0.02), (0.05, 0.45)], [(0.05, 0.45), (0.45, 0.4), (0.6, 0.7), (0.35, 1.0), (0.0, 0.9)], [(0.12, 0.02), (0.65, 0.0)]],
        [[(0.15, 0.05), (0.08, 0.48), (0.45, 0.45), (0.55, 0.8), (0.2, 1.0), (-0.05, 0.9)], [(0.15, 0.05), (1.0, -0.08)]],
        [[(0.6, 0.0), (0.15, 0.05), (0.1, 0.4), (0.5, 0.5), (0.5, 0.9), (0.0, 0.95)]],
    ],
    6: [
        [[(0.5, 0.0), (0.1, 0.4), (0.05, 0.85), (0.35, 1.0), (0.55, 0.75), (0.35, 0.55), (0.08, 0.75)]],
        [[(0.35, -0.1), (0.05, 0.5), (0.1, 0.95), (0.4, 0.95), (0.45, 0.65), (0.2, 0.6), (0.06, 0.8)]],
    ],
    7: [
        [[(0.0, 0.05), (0.65, 0.0)], [(0.65, 0.0), (0.4, 0.5), (0.25, 1.0)]],
        [[(0.0, 0.05), (0.65, 0.0)], [(0.65, 0.0), (0.4, 0.5), (0.25, 1.0)], [(0.1, 0.5), (0.75, 0.45)]],
        [[(0.0, 0.22), (0.05, 0.03), (0.65, 0.02)], [(0.65, 0.02), (0.4, 0.5), (0.3, 1.0)], [(0.1, 0.55), (0.7, 0.5)]],
        [[(-0.05, 0.1), (0.3, 0.02), (0.7, 0.06)], [(0.7, 0.06), (0.35, 1.05)], [(0.2, 0.5), (0.8, 0.42)]],
        [[(0.0, 0.25), (0.06, 0.05), (0.6, 0.0)], [(0.6, 0.0), (0.4, 0.5), (0.3, 1.05)]],
    ],
    8: [
        [[(0.5, 0.1), (0.2, 0.0), (0.1, 0.25), (0.5, 0.65), (0.45, 0.95), (0.1, 0.95), (0.1, 0.7), (0.5, 0.3), (0.52, 0.08)]],
        [[(0.55, 0.05), (0.15, 0.1), (0.35, 0.45), (0.5, 0.8), (0.2, 1.0), (0.05, 0.8), (0.35, 0.45), (0.6, 0.0)]],
    ],
    9: [
        [[(0.55, 0.2), (0.3, 0.0), (0.02, 0.22), (0.2, 0.48), (0.52, 0.3)], [(0.55, 0.15), (0.5, 1.0)]],
        [[(0.5, 0.15), (0.2, 0.0), (0.0, 0.3), (0.25, 0.5), (0.52, 0.2)], [(0.52, 0.2), (0.5, 0.8), (0.2, 1.05), (-0.1, 0.9)]],
        [[(0.45, 0.05), (0.1, 0.05), (0.05, 0.4), (0.4, 0.4), (0.5, 0.05)], [(0.5, 0.05), (0.45, 0.6), (0.3, 1.1)]],
    ],
}

# Share of drawn forms among the digits, by digit: high where MNIST's hands differ from Vietnam's.
DRAWN = {0: 0.2, 1: 0.7, 2: 0.55, 3: 0.2, 4: 0.6, 5: 0.3, 6: 0.2, 7: 0.5, 8: 0.15, 9: 0.25}


def spline(points, rng, wobble):
    """Catmull-Rom through control points moved a little, sampled densely."""
    points = np.asarray(points, float)
    points = points + rng.normal(0, wobble, points.shape)
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, 24)[:, None]
    pieces = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:]):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack(pieces)


def drawn(digit, form, rng):
    """A drawn form with the wobble of a hand; joints stay together."""
    shared = {}
    strokes = []
    for stroke in FORMS[digit][form]:
        moved = [shared.setdefault(p, np.asarray(p) + rng.normal(0, 0.045, 2)) for p in stroke]
        strokes.append(spline(moved, rng, 0.008))
    return np.vstack(strokes)


class Mnist:
    """Digits of MNIST by label, as skeletons; `part` is `train` or `t10k`."""

    def __init__(self, folder, part):
        folder = Path(folder)
        raw = (folder / f"{part}-images-idx3-ubyte").read_bytes()
        _, count, rows, columns = struct.unpack(">4i", raw[:16])
        self.images = np.frombuffer(raw, np.uint8, offset=16).reshape(count, rows, columns)
        labels = np.frombuffer((folder / f"{part}-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8)
        self.by_digit = [np.flatnonzero(labels == digit) for digit in range(10)]

    def points(self, digit, rng):
        """The skeleton of a random image of `digit`."""
        return self._skeleton(int(rng.choice(self.by_digit[digit])))

    @lru_cache(maxsize=80_000)
    def _skeleton(self, index):
        image = np.pad(self.images[index].astype(np.float32), 1)
        large = zoom(image, 3, order=1)
        ys, xs = np.nonzero(skeletonize(large > 110))
        top, height = ys.min(), max(ys.max() - ys.min(), 12)
        points = np.stack([(xs - xs.min()) / height, (ys - top) / height], 1)
        return points.astype(np.float32)

    def bitmap(self, digit, rng):
        """A random image of `digit`, cut to its ink, 0 to 1."""
        image = self.images[rng.choice(self.by_digit[digit])]
        ys, xs = np.nonzero(image > 60)
        return image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].astype(np.float32) / 255


def pen(points, width):
    """Ink of a round pen along points in pixels; the patch and its place (left, top)."""
    margin = int(width) + 2
    left, top = np.floor(points.min(0)).astype(int) - margin
    size = np.ceil(points.max(0)).astype(int) + margin + 1 - (left, top)
    free = np.ones((size[1], size[0]), bool)
    at = np.round(points - (left, top)).astype(int)
    free[at[:, 1], at[:, 0]] = False
    ink = np.clip(width / 2 + 0.5 - distance_transform_edt(free), 0, 1)
    return ink.astype(np.float32), int(left), int(top)


class Writer:
    """One hand: how it forms its digits, how it slants, how wide its pen is."""

    def __init__(self, mnist, rng):
        self.mnist, self.rng = mnist, rng
        self.slant = rng.normal(0.22, 0.2)
        self.width = rng.uniform(0.05, 0.145)
        self.aspect = rng.uniform(0.75, 1.25)
        self.gap = rng.normal(0.14, 0.13)
        self.drift = rng.normal(0, 0.05)
        self.forms = {d: int(rng.integers(len(FORMS[d]))) if rng.random() < DRAWN[d] else None for d in FORMS}

    def digit(self, digit, height):
        """Ink of one digit about `height` pixels tall: patch, left, top against its origin."""
        rng = self.rng
        height = height * rng.uniform(0.88, 1.12)
        if self.forms[digit] is None and rng.random() < 0.3:
            return self._bitmap(digit, height)
        form = self.forms[digit]
        points = self.mnist.points(digit, rng) if form is None else drawn(digit, form, rng)
        points = points * (self.aspect, 1.0)
        points[:, 0] += (self.slant + rng.normal(0, 0.05)) * (1 - points[:, 1])
        angle = rng.normal(0, 0.05)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        points = densely(points @ turn.T * height)
        return pen(points, max(2.0, self.width * height))

    def _bitmap(self, digit, height):
        image = self.mnist.bitmap(digit, self.rng)
        factor = height / image.shape[0]
        return np.clip(zoom(image, (factor, factor * self.aspect), order=1) * 1.2, 0, 1), 0, 0

    def write(self, digits, height):
        """Ink of a run of digits; zero of the patch is the top left of the line."""
        rng, patches, x = self.rng, [], 0.0
        for number, digit in enumerate(digits):
            ink, left, top = self.digit(int(digit), height)
            if number and digit == "1" == digits[number - 1]:
                x += 0.1 * height
            y = rng.normal(0, 0.05) * height + number * self.drift * height
            patches.append((ink, int(x), int(y) + top))
            x += max(ink.shape[1], 0.2 * height) + (self.gap + rng.normal(0, 0.06)) * height
            x -= 0.12 * height if ink.shape[1] > 0.6 * height else 0.0
        top = min(y for _, _, y in patches)
        size = max(y - top + p.shape[0] for p, _, y in patches), max(x + p.shape[1] for p, x, _ in patches)
        canvas = np.zeros(size, np.float32)
        for ink, x, y in patches:
            x = max(x, 0)
            part = canvas[y - top : y - top + ink.shape[0], x : x + ink.shape[1]]
            np.maximum(part, ink[: part.shape[0], : part.shape[1]], out=part)
        return canvas


def densely(points):
    """Points of a skeleton that was scaled up, with its gaps filled by moved copies."""
    shifts = [(0, 0), (0.5, 0.5), (-0.5, 0.5), (0.5, -0.5), (-0.5, -0.5)]
    return np.vstack([points + shift for shift in shifts])
