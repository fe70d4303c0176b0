"""Held-out lines as strips for `examples/slots.rs`, which reads them as the program does.

    python strips.py MNIST_FOLDER OUT_FOLDER COUNT [SEED]
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from digits import Mnist
from lines import compose, scan
from scans import normalise


def main():
    folder, out, count, *seed = sys.argv[1:]
    mnist, rng = Mnist(folder, "t10k"), np.random.default_rng([int(seed[0]) if seed else 0, 1])
    rows = ["file\tlabels"]
    for n in range(int(count)):
        printed, hand, labels = compose(mnist, rng)
        strip = normalise(scan(printed, hand, rng))
        Image.fromarray((255 - 255 * strip).astype(np.uint8)).save(Path(out) / f"l{n:04}.png")
        rows.append(f"l{n:04}.png\t{' '.join(labels)}")
    (Path(out) / "labels.tsv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
