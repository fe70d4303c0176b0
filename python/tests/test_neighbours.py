"""OCRmyPDF with the plug-in, and the script for paperless-ngx."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import baocao


def words_of(pdf: Path) -> list[str]:
    """The words that a reader of PDFs finds, by a reader that is not ours."""
    pdfminer = pytest.importorskip("pdfminer.high_level")
    return pdfminer.extract_text(str(pdf)).split()


def test_ocrmypdf_writes_our_words(fixtures: Path, tmp_path: Path, engine: baocao.Engine) -> None:
    pytest.importorskip("ocrmypdf")
    pikepdf = pytest.importorskip("pikepdf")
    scan, four, out = fixtures / "scans" / "000-clean.pdf", tmp_path / "four.pdf", tmp_path / "out.pdf"
    with pikepdf.open(scan) as source, pikepdf.new() as made:
        for _ in range(2):
            made.pages.extend(source.pages)
        made.save(four)
    command = [sys.executable, "-m", "ocrmypdf", "--plugin", "baocao_ocrmypdf", "-l", "vie", "--output-type", "pdf", four, out]
    told = subprocess.run(command, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    with pikepdf.open(out) as written:
        assert len(written.pages) == 4
    ours = engine.process(scan).text.split()
    found = words_of(out)
    kept = sum(word in set(found) for word in ours)
    assert kept >= 0.95 * len(ours), f"{kept} of {len(ours)} words"
    assert "879/TB-SYT" in found


def test_paperless_takes_in_pdfs_with_their_text(fixtures: Path, tmp_path: Path) -> None:
    script = fixtures.parent / "examples" / "paperless" / "pre-consume.sh"
    taken = tmp_path / "scan.pdf"
    taken.write_bytes((fixtures / "scans" / "000-clean.pdf").read_bytes())
    place = taken.stat().st_ino
    subprocess.run([script], env=os.environ | {"DOCUMENT_WORKING_PATH": str(taken)}, check=True)
    assert "879/TB-SYT" in words_of(taken)
    assert taken.stat().st_ino == place
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(b"%PDF-1.4 nothing")
    subprocess.run([script], env=os.environ | {"DOCUMENT_WORKING_PATH": str(torn)}, check=True)
    assert torn.read_bytes() == b"%PDF-1.4 nothing"
