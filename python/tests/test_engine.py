"""Scans: the same as on the command line, apart from this process, and as tables."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import baocao

NAMES = ["000-clean.pdf", "002-office200.jpg", "sample.ocr.txt"]


@pytest.fixture(scope="module")
def scans(fixtures: Path) -> list[Path]:
    """Ten files: samples, written headers, whole files of several formats."""
    samples = [fixtures / "scans" / name for name in NAMES]
    headers = sorted((fixtures / "handwriting").glob("*.jpg"))[:3]
    whole = [fixtures / "whole" / name for name in ["text0.pdf", "g4.tif", "p.png", "jbig2.pdf"]]
    return samples + headers + whole


@pytest.fixture(scope="module")
def documents(engine: baocao.Engine, scans: list[Path]) -> list[baocao.Document]:
    return list(baocao.process_many(scans, engine=engine))


def test_documents_are_those_of_the_command(documents, scans: list[Path], run, tmp_path: Path) -> None:
    run("run", "-j2", *scans, "-o", tmp_path, check=True)
    rows = [json.loads(row) for row in (tmp_path / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    results = {row["path"]: tmp_path / row["folder"] for row in rows}
    for scan, document in zip(scans, documents, strict=True):
        folder = results[str(scan)]
        assert document.json == (folder / "document.json").read_text(encoding="utf-8"), scan
        assert document.text == (folder / "text.txt").read_text(encoding="utf-8"), scan


def test_fields_are_at_hand(documents) -> None:
    first = documents[0]
    assert (first.number, first.date) == ("879/TB-SYT", "2020-11-02")
    assert first.to_dict()["header"]["number"]["normalized"] == first.number
    assert first.failed_pages == {} and first.faults == []
    text = documents[2]
    assert text.statistics and all(figure.text for figure in text.statistics)
    assert text.checks and text.references and text.plan_items
    assert pickle.loads(pickle.dumps(first)) == first


def test_bytes_have_a_name(engine: baocao.Engine, fixtures: Path, documents) -> None:
    scan = fixtures / "scans" / NAMES[2]
    document = engine.process(scan.read_bytes(), "folder/a.txt")
    assert document.path == "folder/a.txt" and document.text == documents[2].text


def test_tables_are_read_by_whatever_reads_arrow(documents) -> None:
    pyarrow, pandas = pytest.importorskip("pyarrow"), pytest.importorskip("pandas")
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    document = documents[2]
    figures = document.to_arrow("statistics")
    count = len(document.statistics)
    assert len(figures) == count and "value" in figures.column_names
    arrow = pyarrow.table(figures)
    assert arrow.num_rows == count
    assert str(arrow.schema.field("period_from").type) == "date32[day]"
    assert [row["text"] for row in arrow.to_pylist()] == [figure.text for figure in document.statistics]
    assert polars.DataFrame(figures).height == count
    assert len(pandas.DataFrame.from_arrow(figures)) == count
    assert duckdb.sql("SELECT count(*) FROM figures").fetchall() == [(count,)]
    for name in document.tables():
        assert pyarrow.table(document.to_arrow(name)).num_columns > 2
    with pytest.raises(baocao.UsageError, match="no such table"):
        document.to_arrow("nothing")


def test_errors_say_what_the_command_says(engine: baocao.Engine, tmp_path: Path, run) -> None:
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(b"%PDF-1.4\nnothing")
    told = run("run", torn, "-o", tmp_path / "results").stderr.decode()
    with pytest.raises(baocao.ReadError) as raised:
        engine.process(torn)
    assert str(raised.value) in told
    with pytest.raises(baocao.ReadError, match="cannot be read"):
        engine.process(tmp_path / "missing.pdf")
    for wrong in [{"timeout_page": 0}, {"memory_per_worker": "2T"}, {"text_layer": "never"}, {"jobs": 0}]:
        with pytest.raises(baocao.UsageError):
            baocao.Engine(**wrong)  # type: ignore[arg-type]


def test_failures_take_their_places(engine: baocao.Engine, fixtures: Path, tmp_path: Path) -> None:
    paths = [fixtures / "scans" / NAMES[2], tmp_path / "missing.pdf", fixtures / "scans" / NAMES[2]]
    told: list[tuple[int, object]] = []
    read = list(baocao.process_many(paths, engine=engine, errors="return", progress=lambda n, path, _: told.append((n, path))))
    assert isinstance(read[1], baocao.ReadError)
    assert [isinstance(one, baocao.Document) for one in read] == [True, False, True]
    assert told == list(zip([1, 2, 3], paths))
    with pytest.raises(baocao.ReadError):
        list(baocao.process_many(paths, engine=engine))
    # What was begun is ended, and the engine reads on.
    assert engine.process(paths[0]).text


def test_a_crash_of_the_engine_costs_a_page(fixtures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOCAO_FAULT", f"crash@{NAMES[0]}#2 hang@{NAMES[1]}#1")
    engine = baocao.Engine(jobs=2, timeout_page=20)
    clean = engine.process(fixtures / "scans" / NAMES[0])
    assert list(clean.failed_pages) == [2] and "signal 6" in clean.failed_pages[2]
    hanging = engine.process(fixtures / "scans" / NAMES[1])
    assert "not done in time" in hanging.failed_pages[1]


def test_ctrl_c_ends_at_once(fixtures: Path) -> None:
    program = (
        "import baocao, sys\n"
        "engine = baocao.Engine(jobs=1)\n"
        "print('ready', flush=True)\n"
        "try:\n    engine.process(sys.argv[1])\n"
        "except KeyboardInterrupt:\n    print('ended', len(engine.process(sys.argv[2]).text) > 0, flush=True)\n"
    )
    files = [fixtures / "scans" / "sample-report.tif", fixtures / "scans" / NAMES[2]]
    child = subprocess.Popen([sys.executable, "-c", program, *files], stdout=subprocess.PIPE, text=True)
    assert child.stdout and child.stdout.readline() == "ready\n"
    time.sleep(1)
    began = time.monotonic()
    os.kill(child.pid, signal.SIGINT)
    assert child.stdout.readline() == "ended True\n"
    assert time.monotonic() - began < 10
    assert child.wait() == 0


def test_other_formats(engine: baocao.Engine, fixtures: Path) -> None:
    scan = fixtures / "handwriting" / "s000.jpg"
    document, pdf = engine.convert(scan, "pdf")
    assert pdf.startswith(b"%PDF") and document.path == str(scan)
    assert b"ocr_line" in engine.convert(scan, "hocr")[1]
    with pytest.raises(baocao.UsageError, match="no such format"):
        engine.convert(scan, "docx")  # type: ignore[arg-type]
