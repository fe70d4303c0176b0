"""A plug-in of OCRmyPDF: `ocrmypdf --plugin baocao_ocrmypdf -l vie scan.pdf out.pdf`.

OCRmyPDF renders pages and writes the PDF; the words under them are those of baocao, restored.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocrmypdf import BoundingBox, OcrClass, OcrElement, OcrEngine, OrientationConfidence, hookimpl

import baocao

if TYPE_CHECKING:
    from ocrmypdf._options import OcrOptions


@cache
def _engine(process: int) -> baocao.Engine:
    """The engine of a process; OCRmyPDF reads pages in several of them, or in threads."""
    return baocao.Engine()


class BaocaoEngine(OcrEngine):
    """Reads page images with baocao."""

    @staticmethod
    def version() -> str:
        return baocao.__version__

    @staticmethod
    def creator_tag(options: OcrOptions) -> str:
        return f"baocao {baocao.__version__}"

    def __str__(self) -> str:
        return self.creator_tag(None)  # type: ignore[arg-type]

    @staticmethod
    def languages(options: OcrOptions) -> set[str]:
        return {"vie"}

    @staticmethod
    def get_orientation(input_file: Path, options: OcrOptions) -> OrientationConfidence:
        # Pages are turned upright for reading, and their words put where they stand.
        return OrientationConfidence(angle=0, confidence=0.0)

    @staticmethod
    def supports_generate_ocr() -> bool:
        return True

    @staticmethod
    def generate_ocr(input_file: Path, options: OcrOptions, page_number: int = 0) -> tuple[OcrElement, str]:
        document = _engine(os.getpid()).process(input_file)
        if document.failed_pages:
            raise baocao.ReadError(document.failed_pages[1])
        return _page(document.to_dict()["pages"][0], page_number), document.text

    @staticmethod
    def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: OcrOptions) -> None:
        document, hocr = _engine(os.getpid()).convert(input_file, "hocr")
        output_hocr.write_bytes(hocr)
        output_text.write_text(document.text, encoding="utf-8")

    @staticmethod
    def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: OcrOptions) -> None:
        raise NotImplementedError("baocao gives words, no PDF: leave out --pdf-renderer sandwich")


def _page(page: dict[str, Any], number: int) -> OcrElement:
    """The words of a page of `document.json`, line by line."""
    paragraphs = [
        _around(OcrClass.PARAGRAPH, [_around(OcrClass.LINE, [_word(word) for word in line["words"]])])
        for line in page["lines"]
        if line["words"]
    ]
    whole = BoundingBox(0, 0, page["width"], page["height"])
    return OcrElement(OcrClass.PAGE, bbox=whole, dpi=page["dpi"], page_number=number, children=paragraphs)


def _word(word: dict[str, Any]) -> OcrElement:
    return OcrElement(
        OcrClass.WORD, bbox=BoundingBox(*word["bbox"]), text=word["text"], confidence=word["confidence"], language="vie"
    )


def _around(kind: str, parts: list[OcrElement]) -> OcrElement:
    boxes = [part.bbox for part in parts if part.bbox]
    box = BoundingBox(
        min(box.left for box in boxes), min(box.top for box in boxes),
        max(box.right for box in boxes), max(box.bottom for box in boxes),
    )
    return OcrElement(kind, bbox=box, children=parts)


@hookimpl
def get_ocr_engine(options: OcrOptions | None) -> OcrEngine | None:
    """The engine, unless another one is asked for."""
    asked = getattr(options, "ocr_engine", "auto")
    return BaocaoEngine() if asked in (None, "auto") else None
