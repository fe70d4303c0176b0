"""Texts: the same as on the command line."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import baocao


def texts(fixtures: Path) -> list[str]:
    """Fifty texts of several kinds, whole files and parts of them."""
    files = sorted(fixtures.glob("extract/**/*.txt")) + sorted(fixtures.glob("scans/*.txt"))
    whole = [file.read_text(encoding="utf-8") for file in files]
    parts = [part for text in whole for part in text.split("\n\n") if part.strip()]
    return (whole + parts)[:45] + ["", "\n", "a", "Tra Vinh\r\nngay", "x" * 1000 + "\f\ncong tac"]


def test_restoring_is_what_the_command_does(fixtures: Path, run) -> None:
    for text in texts(fixtures):
        made = run("restore", "-", input=text.encode()).stdout.decode()
        assert baocao.restore(text) == made


def test_tokens_are_what_the_command_says(fixtures: Path, run) -> None:
    for text in texts(fixtures)[::5]:
        rows = run("restore", "--format", "jsonl", "-", input=text.encode()).stdout.decode().splitlines()
        lines = baocao.restore_tokens(text)
        assert [line.text for line in lines] == [json.loads(row)["text"] for row in rows]
        for line in lines:
            for token in line.tokens:
                assert line.text[slice(*token.span)] == token.text
                assert line.ocr[slice(*token.ocr_span)] == token.ocr
                assert 0 <= token.confidence <= 1


def test_fields_are_what_the_command_says(fixtures: Path, run) -> None:
    for at, text in enumerate(texts(fixtures)):
        correct = at % 2 == 1
        made = run("extract", *["--no-restore"] * correct, "-", input=text.encode()).stdout
        assert baocao.extract(text, correct=correct) == json.loads(made)


def test_other_threads_go_on_meanwhile() -> None:
    text = "Ket qua cong tac thang 02 nam 2023 cua tinh Tra Vinh.\n" * 20_000
    work = threading.Thread(target=baocao.restore, args=(text,))
    work.start()
    turns = 0
    while work.is_alive():
        time.sleep(0.001)
        turns += 1
    assert turns > 20
