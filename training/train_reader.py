"""Trains the reader of printed lines; the run goes on where it was stopped, the same seeds give the same lines.

    python train_reader.py TEXT FOLDER [--steps N] [--cool N] [--real LINES.npz]

TEXT holds correct text, a paragraph a line. FOLDER gets `state.pt`, from which a later call goes on, `reader.nn`,
the weights as the program reads them, and `curve.tsv`. The rate of learning is even until the last `--cool` steps, in
which it falls to nothing: so a run can be made longer as long as it has not cooled. LINES.npz holds lines of scans
(`strips`, `labels`), which are measured and not learned from.
"""

import argparse
import re
import time
from collections import Counter
from functools import partial
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from ahead import ahead, twice
from alphabet import CHARACTERS
from network import Recogniser, Shape, best_path, save
from print_lines import HEIGHT, STEP, any_sample, sample, sample_name
from print_texts import Texts

SHAPE = Shape(
    height=HEIGHT,
    layers=[(5, (2, 2)), (3, (2, 2)), (3, (1, 1)), (3, (2, 1)), (3, (1, 1))],
    rows=HEIGHT // 8,
    reach=5,
    apart=[1, 2, 4, 8, 1],
    scores=len(CHARACTERS) + 1,
)
SIZES = [16, 40, 40, 64, 64, 224, 64]
# Lines in a batch, and batches made at a time: theirs are lines of like width.
BATCH, MADE = 64, 12
# The longest texts, in characters, until a job, and from then on.
SHORT, SHORT_JOBS, LONG = 14, 24, 36
# Until this step the columns of characters are taught beside their order, as generated lines know them; from then on a little.
TAUGHT = 6000
RATE, WARM = 2e-3, 300
# Columns that are neither a character's middle nor far from one are not taught.
FREE = -1

_texts = {}


def texts(path, held_out):
    if (path, held_out) not in _texts:
        cv2.setNumThreads(1)
        _texts[path, held_out] = Texts(path, held_out)
    return _texts[path, held_out]


def make_batches(path, job):
    rng = np.random.default_rng([1, job])
    longest = SHORT if job < SHORT_JOBS else LONG
    made = [any_sample(texts(path, False), rng, longest) for _ in range(BATCH * MADE)]
    made.sort(key=lambda line: line[0].shape[1])
    return [padded(made[n * BATCH : (n + 1) * BATCH]) for n in rng.permutation(MADE)]


def padded(lines):
    """Strips side by side, their columns, their classes, and what each column shows."""
    width = -(-max(strip.shape[1] for strip, *_ in lines) // 8) * 8
    strips = np.zeros((len(lines), 1, HEIGHT, width), np.uint8)
    shown = np.full((len(lines), width // STEP), FREE, np.int64)
    for row, (strip, classes, centres) in enumerate(lines):
        strips[row, 0, :, : strip.shape[1]] = strip
        if centres is not None:
            shown[row] = columns(classes, centres, width // STEP)
    return strips, [-(-strip.shape[1] // STEP) for strip, *_ in lines], [classes for _, classes, _ in lines], shown


def columns(classes, centres, width):
    """The class that each column shows."""
    shown = np.zeros(width, np.int64)
    middles = np.clip(np.round(centres).astype(int), 0, width - 1)
    for beside in (-1, 1):
        shown[np.clip(middles + beside, 0, width - 1)] = FREE
    shown[middles] = classes
    return shown


def scores_of(net, strips):
    return net(torch.from_numpy(strips).float() / 255)


def losses(net, batch, ctc):
    strips, widths, classes, shown = batch
    scores = scores_of(net, strips)
    order = ctc(scores.transpose(0, 1), torch.tensor(sum(classes, [])), torch.tensor(widths), torch.tensor(list(map(len, classes))))
    place = cross_entropy(scores.flatten(0, 1), torch.from_numpy(shown).flatten(), ignore_index=FREE)
    return order, place


FIGURE = re.compile(r"\d(?:[\d.,/]*\d)?")


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def measure(net, lines):
    """Character error rate, and the share of figures that are read right, of strips and their texts."""
    net.eval()
    wrong = characters = right = figures = 0
    with torch.no_grad():
        for strip, text in lines:
            read = "".join(CHARACTERS[c - 1] for c in best_path(scores_of(net, strip[None, None])[0].numpy()))
            wrong, characters = wrong + distance(read, text), characters + len(text)
            wanted = Counter(FIGURE.findall(text))
            right += (wanted & Counter(FIGURE.findall(read))).total()
            figures += wanted.total()
    net.train()
    return wrong / max(1, characters), right / max(1, figures)


def held_out(sample, path, many, other_fonts=True):
    """Lines of texts, and of fonts, that are not learned from."""
    rng = np.random.default_rng([2, 0])
    made = [sample(texts(path, True), rng, held_out=other_fonts) for _ in range(many)]
    return [(strip, "".join(CHARACTERS[c - 1] for c in classes)) for strip, classes, _ in made]


class Mean:
    """The weights averaged over the last steps: they read better than any one of them."""

    def __init__(self, net):
        self.net = Recogniser(SHAPE, net.sizes, half=False)
        self.net.load_state_dict(net.state_dict())

    def add(self, net, step):
        share = min(0.999, (step + 1) / (step + 10))
        with torch.no_grad():
            for mean, now in zip(self.net.state_dict().values(), net.state_dict().values()):
                if mean.is_floating_point():
                    mean.lerp_(now, 1 - share)


def rate(step, steps, cool):
    return RATE * min(1, (step + 1) / WARM, max(0.0, (steps - step) / cool))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("text")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=60000)
    parser.add_argument("--cool", type=int, default=6000)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--measure-every", type=int, default=1000)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    net = Recogniser(SHAPE, SIZES, half=False)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-2)
    mean, first, state = Mean(net), 0, options.folder / "state.pt"
    if state.exists():
        held = torch.load(state)
        net.load_state_dict(held["net"])
        mean.net.load_state_dict(held["mean"])
        optimiser.load_state_dict(held["optimiser"])
        first = held["step"]
    ctc = nn.CTCLoss(zero_infinity=True)
    made_up, names = held_out(sample, options.text, 400), held_out(sample_name, options.text, 200)
    real = list(np.load(options.real, allow_pickle=True).values())[:2] if options.real else ([], [])
    real = list(zip(*real))[::4]
    # Every batch is used twice, so a job serves twice as many steps.
    batches = twice(ahead(partial(make_batches, options.text), count(first // (2 * MADE))), 4 * MADE)
    started, shown = time.time(), [0.0, 0.0]
    for step, batch in zip(range(first, options.steps), batches):
        order, place = losses(net, batch, ctc)
        share = 1.0 if step < TAUGHT else 0.1
        optimiser.zero_grad()
        (order + share * place).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        for group in optimiser.param_groups:
            group["lr"] = rate(step, options.steps, options.cool)
        optimiser.step()
        mean.add(net, step)
        shown = [0.98 * a + 0.02 * b.item() for a, b in zip(shown, (order, place))]
        done = step + 1
        if done % 50 == 0:
            print(done, "order %.3f, place %.3f" % tuple(shown), f"{time.time() - started:.0f} s", flush=True)
        if done % options.measure_every == 0 or done == options.steps:
            keep(options.folder, net, mean, optimiser, done)
            rates = [rate for lines in (made_up, names, real) for rate in measure(mean.net, lines)]
            result = (done, *rates, time.time() - started)
            with open(options.folder / "curve.tsv", "a") as curve:
                print(*(f"{value:.4f}" if isinstance(value, float) else value for value in result), sep="\t", file=curve)
            print("   CER and figures: held out %.4f %.4f, names %.4f %.4f, scans %.4f %.4f" % tuple(rates), flush=True)
        elif done % 200 == 0:
            keep(options.folder, net, mean, optimiser, done)


def keep(folder, net, mean, optimiser, step):
    held = {"net": net.state_dict(), "mean": mean.net.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
    torch.save(held, folder / "state.new")
    (folder / "state.new").replace(folder / "state.pt")
    save(mean.net.eval(), folder / "reader.nn", CHARACTERS)


if __name__ == "__main__":
    main()
