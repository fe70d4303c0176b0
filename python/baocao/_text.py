"""Texts: restored, token by token, and read for their fields."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from . import _baocao


@dataclass(frozen=True)
class Token:
    """A token of a restored line."""

    text: str
    """What it was restored to."""
    ocr: str
    """What stood there."""
    confidence: float
    """Probability that `text` is right."""
    alternatives: list[tuple[str, float]]
    """What else it may be, and how likely that is."""
    span: tuple[int, int]
    """First character in the restored line, and the one behind the last."""
    ocr_span: tuple[int, int]
    """The same in the line as it stood."""


@dataclass(frozen=True)
class Line:
    """A restored line."""

    text: str
    """The restored line."""
    ocr: str
    """The line as it stood."""
    tokens: list[Token]
    """Its tokens, in order."""


def restore(text: str) -> str:
    """Restores diacritics and errors of OCR: as many lines as there were. What no reading is likely for stays as it is."""
    return _baocao.restore(text)


def restore_tokens(text: str) -> list[Line]:
    """Restores a text line by line, each token with what stood there, how sure it is, and what else it may be."""
    return [_line(row) for row in json.loads(_baocao.restore_tokens(text))]


def extract(text: str, *, correct: bool = False) -> dict[str, Any]:
    """Reads the fields of a text: the dict is that of `document.json`, see the document model.

    The text is restored first, unless it is said to be `correct`.
    """
    return json.loads(_baocao.extract(text, correct))


def _line(row: dict[str, Any]) -> Line:
    return Line(row["text"], row["ocr"], [_token(token) for token in row["tokens"]])


def _token(token: dict[str, Any]) -> Token:
    return Token(
        text=token["text"],
        ocr=token["ocr"],
        confidence=token["confidence"],
        alternatives=[(text, share) for text, share in token["alternatives"]],
        span=tuple(token["span"]),
        ocr_span=tuple(token["ocr_span"]),
    )
