"""The network of the recognisers of lines, and its weights as the program reads them."""

import struct
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn


@dataclass(frozen=True)
class Shape:
    """What the program knows of a network beside its weights; change both."""

    # Rows of a strip.
    height: int
    # Convolutions of the strip: size of the kernel, and steps down and across.
    layers: list
    # Rows that are left after them.
    rows: int
    # Blocks of columns: columns of the kernel, and how far apart those are that it sees in each block.
    reach: int
    apart: list
    # Scores of a column: nothing, and one for each class.
    scores: int


class Convolution(nn.Module):
    """A convolution and its normalisation, which `fold` makes one, cut off below 0."""

    def __init__(self, convolution, norm):
        super().__init__()
        self.convolution, self.norm = convolution, norm

    def forward(self, maps):
        return torch.relu(self.norm(self.convolution(maps)))


class Block(nn.Module):
    """What columns around a column add to it."""

    def __init__(self, wide, narrow, reach, apart):
        super().__init__()
        margin = reach // 2 * apart
        around = nn.Conv1d(wide, narrow, reach, padding=margin, dilation=apart, bias=False)
        self.around = Convolution(around, nn.BatchNorm1d(narrow))
        self.widen = nn.Conv1d(narrow, wide, 1)

    def forward(self, columns):
        return columns + self.widen(self.around(columns))


class Recogniser(nn.Module):
    """`sizes` are the channels that come out of the convolutions, then those of the columns, and of the narrow part of
    each block of columns. `half` trains in half floats, where the processor is faster with them."""

    def __init__(self, shape, sizes, half):
        super().__init__()
        self.sizes, self.half = sizes, half
        *outs, wide, narrow = sizes
        self.convolutions, channels = nn.ModuleList(), 1
        for out, (size, stride) in zip(outs, shape.layers):
            convolution = nn.Conv2d(channels, out, size, stride, size // 2, bias=False)
            self.convolutions.append(Convolution(convolution, nn.BatchNorm2d(out)))
            channels = out
        self.flat = nn.Conv1d(channels * shape.rows, wide, 1)
        self.blocks = nn.ModuleList(Block(wide, narrow, shape.reach, apart) for apart in shape.apart)
        self.drop = nn.Dropout(0.15)
        self.classes = nn.Conv1d(wide, shape.scores, 1)

    def forward(self, strips):
        maps = strips.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training and self.half):
            for layer in self.convolutions:
                made = layer(maps)
                # A layer that keeps the shape of the maps adds to them.
                maps = maps + made if made.shape == maps.shape else made
            columns = self.drop(torch.relu(self.flat(maps.flatten(1, 2))))
            for block in self.blocks:
                columns = block(columns)
            scores = self.classes(self.drop(torch.relu(columns)))
        return scores.float().permute(0, 2, 1).log_softmax(2)


def best_path(scores):
    """The classes that the likeliest class of each column makes."""
    classes = scores.argmax(1)
    return [int(c) for n, c in enumerate(classes) if c and (n == 0 or c != classes[n - 1])]


def normalised(net):
    """The convolutions that are normalised."""
    return [*net.convolutions, *(block.around for block in net.blocks)]


def parts(net):
    """The weights in the order of the file; normalisation has to be part of the convolutions."""
    layers = [part for layer in net.convolutions for part in (layer.convolution.weight, layer.norm.bias)]
    blocks = [
        part
        for block in net.blocks
        for part in (block.around.convolution.weight, block.around.norm.bias, block.widen.weight, block.widen.bias)
    ]
    return [*layers, net.flat.weight, net.flat.bias, *blocks, net.classes.weight, net.classes.bias]


def fold(net):
    """The weights as the program reads them: batch normalisation folded into the convolutions."""
    folded = deepcopy(net)
    with torch.no_grad():
        for layer in normalised(folded):
            weight, norm = layer.convolution.weight, layer.norm
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            weight.mul_(scale.view(-1, *[1] * (weight.dim() - 1)))
            norm.bias.sub_(norm.running_mean * scale)
    return [part.detach().numpy().astype(np.float32) for part in parts(folded)]


def load(shape, path):
    """The network whose weights a file of the program holds. Its normalisation is part of the convolutions, so it reads
    as it did, but has to be measured anew before it is trained on."""
    data = Path(path).read_bytes()
    if data.startswith(b"BCHC"):
        data = data[6 + struct.unpack_from("<H", data, 4)[0] :]
    count = len(shape.layers) + 2
    sizes = struct.unpack_from(f"<{count}H", data, 4)
    values = torch.from_numpy(np.frombuffer(data, "<f2", offset=4 + 2 * count).astype(np.float32))
    net = Recogniser(shape, sizes, half=False).eval()
    for layer in normalised(net):
        layer.norm.running_var.fill_(1 - layer.norm.eps)
    for part in parts(net):
        with torch.no_grad():
            part.copy_(values[: part.numel()].view(part.shape))
        values = values[part.numel() :]
    assert not len(values), "weights of another network"
    return net


def save(net, path, characters=""):
    """`BCHS`, the sizes, then the arrays one after the other as half floats, little-endian; before that, where classes
    are characters, `BCHC`, the length of these, and they."""
    with open(path, "wb") as out:
        if characters:
            letters = characters.encode()
            out.write(b"BCHC" + struct.pack("<H", len(letters)) + letters)
        out.write(b"BCHS" + struct.pack(f"<{len(net.sizes)}H", *net.sizes))
        for array in fold(net):
            out.write(array.astype("<f2").tobytes())
