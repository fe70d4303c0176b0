"""What scanners, copiers and packers do to a picture: levels are 0 for ink and 1 for paper unless said."""

import io

import numpy as np
from PIL import Image


def resize(image, factor):
    size = max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor))
    # `BOX` averages areas and takes the nearest when it enlarges; so enlarging is linear.
    how = Image.BOX if factor < 1 else Image.BILINEAR
    return np.asarray(Image.fromarray(image.astype(np.float32), "F").resize(size, how))


def stamp(shape, rng):
    y, x = np.mgrid[: shape[0], : shape[1]]
    cx, cy, r = rng.uniform(0, shape[1]), rng.uniform(-60, 140), rng.uniform(60, 170)
    ring = np.abs(np.hypot(y - cy, x - cx) - r) < rng.uniform(1.5, 4)
    return 1 - ring * rng.uniform(0.15, 0.7)


def seal(ink, rng):
    """Ink (255, of 0 to 255) under the rings of a seal, or where they were taken off."""
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]]
    r = ink.shape[0] * rng.uniform(1.2, 3)
    cx, cy = rng.uniform(0, ink.shape[1]), rng.uniform(-0.9, 0.9) * r + ink.shape[0] / 2
    far, weight = np.hypot(y - cy, x - cx), rng.uniform(0.7, 2.5)
    rings = (np.abs(far - r) < weight) | (np.abs(far - r * rng.uniform(0.6, 0.95)) < weight)
    return np.where(rings, np.uint8(0 if rng.random() < 0.5 else rng.integers(90, 256)), ink)


def streaks(shape, rng):
    columns = np.ones(shape[1])
    for _ in range(rng.integers(1, 7)):
        at = int(rng.integers(shape[1]))
        columns[at : at + int(rng.integers(1, 3))] = rng.uniform(0.4, 0.95)
    return np.broadcast_to(columns, shape)


def bilevel(image, rng):
    threshold = rng.uniform(0.55, 0.82)
    noisy = image + rng.uniform(0, 0.1) * rng.standard_normal(image.shape, np.float32)
    black = noisy < threshold
    speck = rng.random(image.shape, np.float32) < rng.choice([0, 0.0005, 0.002, 0.006])
    return np.where(black ^ speck, 0.0, 1.0)


def jpeg(levels, quality):
    """Levels 0 to 255, packed and unpacked."""
    buffer = io.BytesIO()
    Image.fromarray(levels).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))


def normalise(levels):
    """Paper 0, ink 1. The program does the same to what it reads: change both."""
    ordered = np.sort(levels, axis=None, kind="stable")
    paper, ink = (float(ordered[int((levels.size - 1) * share)]) for share in (0.8, 0.01))
    return np.clip((paper - levels.astype(np.float32)) / max(paper - ink, 40.0), 0, 1)
