"""How right the reader of printed lines is on generated lines of texts that were held out, in the fonts that it learned
and in others: measure_reader.py TEXT WEIGHTS [LINES].

TEXT is what it was trained with, WEIGHTS `dictionaries/reader.nn`.
"""

import sys

import torch

from network import load
from print_lines import sample
from train_reader import SHAPE, held_out, measure


def main(text, weights, many=1200):
    torch.set_num_threads(1)
    net = load(SHAPE, weights)
    for name, other_fonts in (("fonts that it learned", False), ("other fonts", True)):
        rate, figures = measure(net, held_out(sample, text, int(many), other_fonts))
        print(f"{name}: characters wrong {100 * rate:.2f} %, figures right {100 * figures:.1f} %", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
