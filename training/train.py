"""Trains the recogniser of lines and writes its weights: CPU only, the same seeds give the same bytes.

    python train.py MNIST_FOLDER OUT.nn [--steps N] [--seed N] [--sizes N,N,…]
"""

import argparse
import time
from functools import partial

import numpy as np
import torch
from torch import nn

from ahead import ahead, twice
from digits import Mnist
from lines import CLASSES, HEIGHT, sample
from network import Recogniser, Shape, best_path, save

# Lines in a batch, and batches made at a time: theirs are lines of like width.
BATCH, MADE = 32, 6
# Share of the lines that hold many written numbers: a head is print for the most part.
MANY = 0.4
SHAPE = Shape(
    height=HEIGHT,
    layers=[(5, (2, 2)), (3, (2, 1)), (3, (2, 1)), (3, (1, 1)), (3, (1, 1)), (3, (2, 1))],
    rows=HEIGHT // 16,
    reach=5,
    apart=[1, 2, 4, 8, 1],
    scores=len(CLASSES) + 1,
)
# Channels, as the network wants them.
SIZES = "24,40,64,80,80,96,160,96"

_mnist = {}


def make_batches(folder, part, seed):
    """`MADE` batches: strips padded with paper, their widths in columns, and their labels."""
    if part not in _mnist:
        _mnist[part] = Mnist(folder, part)
    rng = np.random.default_rng([seed, len(part)])
    many = MANY if part == "train" else 0.0
    made = (sample(_mnist[part], rng, many) for _ in range(BATCH * MADE))
    made = sorted(made, key=lambda line: line[0].shape[1])
    parts = [made[n * BATCH : (n + 1) * BATCH] for n in rng.permutation(MADE)]
    return [padded(lines) for lines in parts]


def padded(lines):
    width = -(-max(strip.shape[1] for strip, _ in lines) // 8) * 8
    strips = np.zeros((len(lines), 1, HEIGHT, width), np.float32)
    for row, (strip, _) in enumerate(lines):
        strips[row, 0, :, : strip.shape[1]] = strip
    return strips, [-(-strip.shape[1] // 2) for strip, _ in lines], [labels for _, labels in lines]


def batches(folder, part, first, count):
    """`count` batches, made of the jobs from `first` on."""
    return ahead(partial(make_batches, folder, part), range(first, first + -(-count // MADE)))


def slots(labels):
    """The digits behind each word that leads a slot, whoever wrote them."""
    held, word = {}, None
    for name in (CLASSES[label - 1] for label in labels):
        if name.lstrip("w").isdigit():
            held[word] = held.get(word, "") + name.lstrip("w")
        else:
            word = None if name == "/" and word != "Số" else name
            held.setdefault(word, "")
    return {word: digits for word, digits in held.items() if word in ("Số", "ngày", "tháng", "năm")}


def evaluate(net, folder, part, count):
    """The share of slots, and of whole lines, whose digits are read without a fault."""
    net.eval()
    right = all_slots = whole = lines = 0
    with torch.no_grad():
        for strips, widths, labels in batches(folder, part, 10**6, count):
            scores = net(torch.from_numpy(strips)).numpy()
            for row, width, wanted in zip(scores, widths, labels):
                found, wanted = slots(best_path(row[:width])), slots(wanted)
                hits = sum(found.get(word) == digits for word, digits in wanted.items())
                right, all_slots = right + hits, all_slots + len(wanted)
                whole, lines = whole + (hits == len(wanted)), lines + 1
    net.train()
    return right / all_slots, whole / lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mnist")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--resume")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", default=SIZES)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    net = Recogniser(SHAPE, [int(size) for size in options.sizes.split(",")], half=True)
    if options.resume:
        net.load_state_dict(torch.load(options.resume))
    optimiser = torch.optim.AdamW(net.parameters(), options.rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, options.steps, pct_start=0.1)
    ctc = nn.CTCLoss(zero_infinity=True)
    started, mean = time.time(), None
    steps = twice(batches(options.mnist, "train", options.first, options.steps), 4 * MADE)
    for step, (strips, widths, labels) in zip(range(options.steps), steps):
        scores = net(torch.from_numpy(strips)).transpose(0, 1)
        targets = torch.tensor(sum(labels, []))
        loss = ctc(scores, targets, torch.tensor(widths), torch.tensor([len(row) for row in labels]))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        mean = loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        if step % 50 == 49:
            print(step + 1, f"loss {mean:.4f}", f"{time.time() - started:.0f} s", flush=True)
        if step % 500 == 499:
            torch.save(net.state_dict(), options.out + ".pt")
            save(net, options.out)
            print("   held out: slots %.4f, lines %.4f" % evaluate(net, options.mnist, "t10k", 12), flush=True)
    torch.save(net.state_dict(), options.out + ".pt")
    save(net, options.out)
    print("held out: slots %.4f, lines %.4f" % evaluate(net, options.mnist, "t10k", 100))


if __name__ == "__main__":
    main()
