"""Trains the recogniser of lines and writes its weights: CPU only, the same seeds give the same bytes.

    python train.py MNIST_FOLDER OUT.nn [--steps N] [--seed N] [--sizes N,N,…]
"""

import argparse
import struct
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import torch
from torch import nn

from digits import Mnist
from lines import CLASSES, HEIGHT, INDEX, sample

# Lines in a batch, and batches made at a time: theirs are lines of like width.
BATCH, MADE = 32, 6
# Share of the lines that hold many written numbers: a head is print for the most part.
MANY = 0.4
# Convolutions of the strip: size of the kernel, and steps down and across.
LAYERS = [(5, (2, 2)), (3, (2, 1)), (3, (2, 1)), (3, (1, 1)), (3, (1, 1)), (3, (2, 1))]
# Channels that come out of them, then of the columns, and of the narrow part of each block of columns.
SIZES = "24,40,64,80,80,96,160,96"
# Blocks of columns: columns of the kernel, and how far apart those are that it sees in each block.
REACH, APART = 5, [1, 2, 4, 8, 1]


class Convolution(nn.Module):
    """A convolution and its normalisation, which `fold` makes one, cut off below 0."""

    def __init__(self, convolution, norm):
        super().__init__()
        self.convolution, self.norm = convolution, norm

    def forward(self, maps):
        return torch.relu(self.norm(self.convolution(maps)))


class Block(nn.Module):
    """What columns around a column add to it."""

    def __init__(self, wide, narrow, apart):
        super().__init__()
        margin = REACH // 2 * apart
        around = nn.Conv1d(wide, narrow, REACH, padding=margin, dilation=apart, bias=False)
        self.around = Convolution(around, nn.BatchNorm1d(narrow))
        self.widen = nn.Conv1d(narrow, wide, 1)

    def forward(self, columns):
        return columns + self.widen(self.around(columns))


class Recogniser(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.sizes = sizes
        *outs, wide, narrow = sizes
        self.convolutions, channels = nn.ModuleList(), 1
        for out, (size, stride) in zip(outs, LAYERS):
            convolution = nn.Conv2d(channels, out, size, stride, size // 2, bias=False)
            self.convolutions.append(Convolution(convolution, nn.BatchNorm2d(out)))
            channels = out
        self.flat = nn.Conv1d(channels * HEIGHT // 16, wide, 1)
        self.blocks = nn.ModuleList(Block(wide, narrow, apart) for apart in APART)
        self.drop = nn.Dropout(0.15)
        self.classes = nn.Conv1d(wide, len(CLASSES) + 1, 1)

    def forward(self, strips):
        maps = strips.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            for layer in self.convolutions:
                made = layer(maps)
                # A layer that keeps the shape of the maps adds to them.
                maps = maps + made if made.shape == maps.shape else made
            columns = self.drop(torch.relu(self.flat(maps.flatten(1, 2))))
            for block in self.blocks:
                columns = block(columns)
            scores = self.classes(self.drop(torch.relu(columns)))
        return scores.float().permute(0, 2, 1).log_softmax(2)


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
    """Batches made ahead by another process, in order."""
    with ProcessPoolExecutor(1) as pool:
        jobs = iter(range(first, first + -(-count // MADE)))
        ahead = [pool.submit(make_batches, folder, part, job) for job, _ in zip(jobs, range(3))]
        while ahead:
            made = ahead.pop(0).result()
            ahead += [pool.submit(make_batches, folder, part, job) for job, _ in zip(jobs, range(1))]
            yield from made


def twice(batches):
    """Every batch, and again a while later: making lines costs as much as learning from them."""
    held = []
    for batch in batches:
        yield batch
        held.append(batch)
        if len(held) > 4 * MADE:
            yield held.pop(0)


def best_path(scores):
    classes = scores.argmax(1)
    kept = [int(c) for n, c in enumerate(classes) if c and (n == 0 or c != classes[n - 1])]
    return kept


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


def fold(net):
    """The weights as the program reads them: batch normalisation folded into the convolutions."""

    def whole(layer):
        scale = layer.norm.weight / torch.sqrt(layer.norm.running_var + layer.norm.eps)
        weight = layer.convolution.weight
        return [weight * scale.view(-1, *[1] * (weight.dim() - 1)), layer.norm.bias - layer.norm.running_mean * scale]

    arrays = [array for layer in net.convolutions for array in whole(layer)]
    arrays += [net.flat.weight, net.flat.bias]
    for block in net.blocks:
        arrays += [*whole(block.around), block.widen.weight, block.widen.bias]
    arrays += [net.classes.weight, net.classes.bias]
    return [array.detach().numpy().astype(np.float32) for array in arrays]


def save(net, path):
    """`BCHS`, the sizes, then the arrays one after the other as half floats, little-endian."""
    with open(path, "wb") as out:
        out.write(b"BCHS" + struct.pack("<8H", *net.sizes))
        for array in fold(net):
            out.write(array.astype("<f2").tobytes())


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
    net = Recogniser([int(size) for size in options.sizes.split(",")])
    if options.resume:
        net.load_state_dict(torch.load(options.resume))
    optimiser = torch.optim.AdamW(net.parameters(), options.rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, options.steps, pct_start=0.1)
    ctc = nn.CTCLoss(zero_infinity=True)
    started, mean = time.time(), None
    steps = twice(batches(options.mnist, "train", options.first, options.steps))
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
