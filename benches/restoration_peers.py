"""Word accuracy and words a second of mark restoration; called by restoration_peers.sh."""

import pathlib
import subprocess
import sys
import time
import unicodedata

LINES = 150  # as slow peers allow


def strip(text):
    plain = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in plain if not "\u0300" <= c <= "\u036f")


def tone_free_placement(word):
    """The same for hòa and hoà, which differ by convention alone."""
    return tuple(sorted(unicodedata.normalize("NFD", word)))


def baocao(program):
    def restore(lines):
        run = subprocess.run(
            [program, "restore", "-"], input="\n".join(lines).encode(), stdout=subprocess.PIPE, check=True
        )
        return run.stdout.decode().split("\n")

    return restore


def by_line(function):
    def restore(lines):
        out = []
        for line in lines:
            try:
                out.append(function(line))
            except (KeyError, IndexError):  # what pyvi raises on some lines
                out.append(line)
        return out

    return restore


def programs(program):
    yield "baocao", baocao(program)
    from pyvi import ViUtils

    yield "pyvi", by_line(ViUtils.add_accents)
    try:
        from underthesea import restore_diacritics
    except ImportError:
        print("underthesea: this release restores no diacritics", file=sys.stderr)
        return
    yield "underthesea", by_line(restore_diacritics)


def main():
    program, folder = sys.argv[1:]
    print("program      text           words right   words/s")
    for name, restore in programs(program):
        for path in sorted(pathlib.Path(folder).glob("dev.*.txt")):
            gold = path.read_text(encoding="utf-8").splitlines()
            if name != "baocao":
                gold = gold[:LINES]
            stripped = [strip(line) for line in gold]
            restore(stripped[:1])  # loads the model
            start = time.perf_counter()
            restored = restore(stripped)
            seconds = time.perf_counter() - start
            right = words = 0
            for correct, found in zip(gold, restored):
                pairs = list(zip(correct.split(), found.split()))
                words += len(correct.split())
                right += sum(tone_free_placement(a) == tone_free_placement(b) for a, b in pairs)
            print(f"{name:12} {path.stem:14} {100 * right / words:10.2f} %  {words / seconds:8.0f}")


if __name__ == "__main__":
    main()
