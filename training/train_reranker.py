"""Trains the network that looks once more at what the n-grams leave open: first on all text, in which it has to say which
of the words that look alike without marks stands in a place, then on what the n-grams left open.

    python train_reranker.py CALLS WEIGHTS [--steps 14000] [--close 10000]

CALLS is what `close_calls.py` wrote; the end of the first fold of each corpus is held out. WEIGHTS is
the file that the program reads. Prints what share of the open places is wrong before and after. With `none` for CALLS the
weights know no word and change nothing: a program that is built with them leaves open what the n-grams leave open.
"""

import argparse
import struct
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, dropout, embedding_bag, relu

from close_calls import EDGE, LINE, SPECIAL, UNKNOWN, plain

# Words on either side that are seen in their places, and those of which the mean is seen.
NEAR, AROUND = 8, EDGE
WIDE, HIDDEN, SHAPES = 40, 256, 27
# Words that look alike without marks, at most.
ALIKE = 16
# A word whose likes are rarer is learned from less often; nats.
OPEN = 0.7
# Share of the words around that are wrong while the network learns, and of the hidden layer that is left out.
WRONG, LEFT_OUT = 0.02, 0.1
BATCH = 1024
# Places where the restorer is surer than this teach nothing.
SURE = 0.985
HELD_OUT = 0.03

STEPS = np.array([step for step in range(-NEAR, NEAR + 1) if step])
WIDE_STEPS = np.array([step for step in range(-AROUND, AROUND + 1) if step])


class Reranker(nn.Module):
    def __init__(self, words):
        super().__init__()
        self.around, self.wanted = nn.Embedding(words, WIDE), nn.Embedding(words, WIDE)
        nn.init.normal_(self.around.weight, 0, 0.1)
        nn.init.normal_(self.wanted.weight, 0, 0.1)
        self.bias = nn.Parameter(torch.zeros(words))
        self.first = nn.Linear((2 * NEAR + 1) * WIDE, HIDDEN)
        self.second = nn.Linear(HIDDEN, WIDE)
        self.shapes = nn.Embedding(SHAPES, HIDDEN)
        nn.init.zeros_(self.shapes.weight)
        # What the logarithm of the restorer's probability and the network's product count for.
        self.trust, self.scale = nn.Parameter(torch.tensor(1.0)), nn.Parameter(torch.tensor(1.0))

    def forward(self, near, around, shapes, readings, logs):
        seen = (around != LINE).float()
        mean = embedding_bag(around, self.around.weight, per_sample_weights=seen, mode="sum")
        mean = mean / seen.sum(1, keepdim=True).clamp(min=1)
        hidden = relu(self.first(torch.cat([self.around(near).flatten(1), mean], 1)) + self.shapes(shapes))
        wanted = self.second(dropout(hidden, LEFT_OUT, self.training))
        product = (self.wanted(readings) * wanted[:, None]).sum(2)
        return self.trust * logs + self.scale * product + self.bias[readings]


def within_line(words):
    """Words around places; those of other lines are outside."""
    half = words.shape[1] // 2

    def beyond(side):
        return np.where(np.logical_or.accumulate(side == LINE, 1), LINE, side)

    return np.concatenate([beyond(words[:, :half][:, ::-1])[:, ::-1], beyond(words[:, half:])], 1)


def around(words, places):
    near = within_line(words[places[:, None] + STEPS].astype(np.int64))
    return near, within_line(words[places[:, None] + WIDE_STEPS].astype(np.int64))


def tensors(*arrays):
    return [torch.from_numpy(np.ascontiguousarray(part)) for part in arrays]


class AllText:
    """Places in all text, and the words that look like those there."""

    def __init__(self, folder, words, rng):
        self.rng = rng
        self.texts = [np.load(path) for path in sorted(folder.glob("*.text.npy"))]
        counts = sum(np.bincount(text, minlength=len(words)) for text in self.texts)
        self.logs = np.log(counts + 1.0).astype(np.float32)
        self.alike = np.zeros((len(words), ALIKE), np.int64)
        self.count = np.zeros(len(words), np.int64)
        self.number = np.zeros(len(words), np.int64)
        self.chosen = np.zeros(len(words))
        groups = {}
        for number, word in enumerate(words):
            if word.isalpha():
                groups.setdefault(plain(word), []).append(number)
        for group in groups.values():
            group = sorted(group, key=lambda number: -counts[number])[:ALIKE]
            shares = (counts[group] + 0.5) / (counts[group] + 0.5).sum()
            open_ = min(1.0, -(shares * np.log(shares)).sum() / OPEN)
            for place, number in enumerate(group if len(group) > 1 else []):
                self.alike[number, : len(group)] = group
                self.count[number], self.number[number] = len(group), place
                self.chosen[number] = open_

    def batch(self):
        parts = []
        for text in self.texts:
            places = self.rng.integers(AROUND, len(text) - AROUND, 4 * BATCH // len(self.texts))
            places = places[self.rng.random(len(places)) < self.chosen[text[places]]]
            places = places[: BATCH // len(self.texts)]
            near, wide = around(text, places)
            wrong = (self.rng.random(near.shape) < WRONG) & (self.count[near] > 0)
            other = self.alike[near, self.rng.integers(0, 4, near.shape)]
            near = np.where(wrong & (other > 0), other, near)
            own = text[places].astype(np.int64)
            logs = np.where(np.arange(ALIKE) < self.count[own][:, None], self.logs[self.alike[own]], -1e9)
            shapes = np.zeros(len(own), np.int64)
            parts.append((near, wide, shapes, self.alike[own], logs.astype(np.float32), self.number[own]))
        return tensors(*map(np.concatenate, zip(*parts, strict=True)))


class CloseCalls:
    """Places that the n-grams left open, of all corpora alike."""

    def __init__(self, folder, rng):
        self.rng = rng
        self.corpora = {}
        self.held_out = {}
        for path in sorted(folder.glob("*.npz")):
            corpus, fold = path.stem.rsplit(".", 1)
            calls = dict(np.load(path))
            places, last = calls["places"], len(calls["words"]) - AROUND
            used = (calls["right"] >= 0) & (calls["logs"][:, 0] < np.log(SURE)) & (places < last)
            for part in ("places", "readings", "logs", "right"):
                calls[part] = calls[part][used]
            count = len(calls["places"])
            learned = count if fold != "0" else int((1 - HELD_OUT) * count)
            self.corpora.setdefault(corpus, []).append((calls, learned))
            if fold == "0":
                self.held_out[corpus] = self.examples(calls, np.arange(learned, count))

    def examples(self, calls, numbers):
        places = calls["places"][numbers].astype(np.int64)
        words, shapes = calls["words"], calls["shapes"]
        near, wide = around(words, places)
        left, own, right = (
            np.where(words[places + step] == LINE, 0, shapes[places + step]).astype(np.int64) for step in (-1, 0, 1)
        )
        readings = calls["readings"][numbers].astype(np.int64)
        right_ones = calls["right"][numbers].astype(np.int64)
        return tensors(near, wide, 9 * left + 3 * own + right, readings, calls["logs"][numbers], right_ones)

    def batch(self):
        parts = []
        for folds in self.corpora.values():
            total = sum(learned for _, learned in folds)
            for calls, learned in folds:
                count = self.rng.poisson(BATCH / len(self.corpora) * learned / total)
                if count:
                    parts.append(self.examples(calls, self.rng.integers(0, learned, count)))
        return [torch.cat(part) for part in zip(*parts, strict=True)]

    def measure(self, network):
        network.eval()
        found = []
        with torch.no_grad():
            for corpus, (*seen, right) in self.held_out.items():
                before = (right != 0).float().mean().item()
                after = (network(*seen).argmax(1) != right).float().mean().item()
                found.append(f"{corpus} {100 * before:.2f} % → {100 * after:.2f} %")
        network.train()
        return ", ".join(found)


def train(network, steps, rate, batch, tell):
    optimiser = torch.optim.Adam(network.parameters())
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 300) * max(0.02, 1 - step / steps)
        *seen, right = batch()
        loss = cross_entropy(network(*seen), right)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if (step + 1) % 1000 == 0 or step + 1 == steps:
            print(step + 1, f"{loss.item():.3f}", tell(), flush=True)


def write(network, words, path):
    text = "\n".join(words).encode()
    weights = {name: part.detach().numpy() for name, part in network.named_parameters()}

    def numbers(values, kind, most, limit):
        worth = (limit or 1) / most
        rounded = np.clip(np.round(values.ravel() / worth), -most, most)
        return struct.pack("<f", worth) + rounded.astype(kind).tobytes()

    def bytes_(values):
        # The few that are far greater would make all others coarse.
        return numbers(values, "<i1", 127, np.quantile(np.abs(values), 0.9999))

    def shorts(values):
        return numbers(values, "<i2", 32767, np.abs(values).max())

    with open(path, "wb") as out:
        out.write(b"BCRR" + struct.pack("<IIII", len(words), WIDE, HIDDEN, len(text)) + text)
        out.write(struct.pack("<ff", weights["trust"], weights["scale"]))
        for name in ("around.weight", "wanted.weight", "bias"):
            out.write(bytes_(weights[name]))
        out.write(shorts(weights["first.weight"].T))
        out.write(shorts(weights["shapes.weight"] + weights["first.bias"]))
        out.write(shorts(weights["second.weight"].T))
        out.write(shorts(weights["second.bias"]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("calls", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--steps", type=int, default=14000)
    parser.add_argument("--close", type=int, default=10000)
    options = parser.parse_args()
    torch.manual_seed(1)
    if options.calls == Path("none"):
        return write(Reranker(1), SPECIAL[: UNKNOWN + 1], options.weights)
    rng = np.random.default_rng(1)
    words = (options.calls / "words.txt").read_text(encoding="utf-8").split("\n")
    network = Reranker(len(words))
    train(network, options.steps, 3e-3, AllText(options.calls, words, rng).batch, lambda: "")
    calls = CloseCalls(options.calls, rng)
    with torch.no_grad():
        network.scale.fill_(0.3)
        network.trust.fill_(1.0)
        network.bias.zero_()
    train(network, options.close, 1e-3, calls.batch, lambda: calls.measure(network))
    write(network, words, options.weights)


if __name__ == "__main__":
    main()
