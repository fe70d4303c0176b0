"""A figure over months as a chart: `python series.py FOLDER "hồ sơ" chart.svg`.

Reads all files of a folder, takes the figures that have one of the words' subject and a period, and draws their sum by
month. It needs nothing but baocao.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from html import escape
from pathlib import Path

import baocao

WIDTH, HEIGHT, LEFT, BELOW = 640, 320, 80, 40


def by_month(documents: list[baocao.Document], words: str) -> dict[str, float]:
    """The sum of the figures whose subject has these words, by the month in which their period begins."""
    months: dict[str, float] = defaultdict(float)
    for document in documents:
        for figure in document.statistics:
            period = figure.data.get("period") or {}
            begins = period.get("from") or period.get("date")
            if begins and figure.value is not None and words.casefold() in (figure.subject or "").casefold():
                months[begins[:7]] += figure.value
    return dict(sorted(months.items()))


def chart(title: str, months: dict[str, float]) -> str:
    """Bars side by side, each with its month and its value, as SVG."""
    most = max(months.values(), default=1) or 1
    wide = (WIDTH - LEFT) / max(1, len(months))
    parts = [f'<text x="{LEFT}" y="20" font-size="16">{escape(title)}</text>']
    for at, (month, value) in enumerate(months.items()):
        x, tall = LEFT + at * wide, (HEIGHT - BELOW - 50) * value / most
        y = HEIGHT - BELOW - tall
        parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide * 0.7:.1f}" height="{tall:.1f}" fill="#36c"/>')
        parts.append(f'<text x="{x:.1f}" y="{y - 5:.1f}" font-size="12">{value:,.0f}</text>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 20}" font-size="12">{month}</text>')
    body = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">\n{body}\n</svg>\n'


def main() -> None:
    folder, words, out = sys.argv[1:]
    files = sorted(path for path in Path(folder).iterdir() if path.is_file())
    read = baocao.process_many(files, errors="return", progress=lambda done, path, _: print(f"{done}/{len(files)} {path}"))
    documents = [document for document in read if isinstance(document, baocao.Document)]
    Path(out).write_text(chart(words, by_month(documents, words)), encoding="utf-8")


if __name__ == "__main__":
    main()
