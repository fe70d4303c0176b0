"""Scans and other files to documents."""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from . import _baocao
from ._document import Document
from ._program import program

PathName = str | os.PathLike[str]
Progress = Callable[[int, PathName, "Document | _baocao.ReadError"], object]


class Engine:
    """Reads documents, as many pages at once as it has `jobs`, each page in a worker process.

    A page that crashes the engine, hangs or takes too much memory costs that page and never this process. Made once and
    shared by all threads; workers start when they are needed and end with the engine.

    Options are those of `baocao run`, under the same names: `Engine(timeout_page=60, memory_per_worker="2G")`.
    """

    def __init__(
        self,
        *,
        jobs: int | None = None,
        timeout_page: float | None = None,
        memory_per_worker: str | None = None,
        text_layer: Literal["auto", "keep", "ignore"] | None = None,
        tessdata: PathName | None = None,
        model: PathName | None = None,
        confusions: PathName | None = None,
        dictionary: PathName | None = None,
        rules: PathName | None = None,
        password_file: PathName | None = None,
        strict: bool = False,
    ) -> None:
        named = {
            "jobs": jobs,
            "timeout-page": timeout_page,
            "memory-per-worker": memory_per_worker,
            "text-layer": text_layer,
            "tessdata": tessdata,
            "model": model,
            "confusions": confusions,
            "dictionary": dictionary,
            "rules": rules,
            "password-file": password_file,
        }
        options = [f"--{name}={os.fspath(value) if isinstance(value, os.PathLike) else value}"
                   for name, value in named.items() if value is not None]
        self._engine = _baocao.Engine(options + ["--strict"] * strict, program())

    @property
    def jobs(self) -> int:
        """How many pages are read at once."""
        return self._engine.jobs

    def process(self, source: PathName | bytes, name: str | None = None) -> Document:
        """Reads a file, or bytes under a `name` whose ending says what they are.

        Raises `ReadError` where there is no document. Pages that could not be read are in its `failed_pages`.
        """
        return self._process(source, name, None)[0]

    def convert(
        self, source: PathName | bytes, to: Literal["pdf", "alto", "hocr", "tsv"], name: str | None = None
    ) -> tuple[Document, bytes]:
        """Reads a file as `process` does; also the searchable PDF, or its words with their places in a format."""
        document, made = self._process(source, name, to)
        assert made is not None, "a format was asked for"
        return document, made

    def stop(self) -> None:
        """Ends what is being read; what is asked for later is read by new workers."""
        self._engine.stop()

    def _process(self, source: PathName | bytes, name: str | None, to: str | None) -> tuple[Document, bytes | None]:
        if isinstance(source, bytes):
            return self._process_bytes(source, name or "document", to)
        path = Path(source)
        json, text, made = self._engine.process(path, name or os.fspath(source), to)
        return Document(json, text), made

    def _process_bytes(self, source: bytes, name: str, to: str | None) -> tuple[Document, bytes | None]:
        # Workers read files; the ending stays, as it may contradict the bytes.
        with tempfile.TemporaryDirectory(prefix="baocao-") as folder:
            path = Path(folder, Path(name).name)
            path.write_bytes(source)
            return self._process(path, name, to)


def process_many(
    paths: Iterable[PathName],
    *,
    engine: Engine | None = None,
    errors: Literal["raise", "return"] = "raise",
    progress: Progress | None = None,
) -> Iterator[Document | _baocao.ReadError]:
    """Reads files side by side and gives their documents in the order of `paths`, which may be endless.

    A file of which there is no document raises its `ReadError`, or, with `errors="return"`, takes the place of the
    document. `progress` is called with the number of files done, the path, and what came of it.
    """
    engine = engine or Engine()
    # One more than pages at once, so that no worker rests between documents.
    at_once = engine.jobs + 1
    with ThreadPoolExecutor(at_once, "baocao") as threads:
        waiting: deque[tuple[PathName, Future[Document]]] = deque()
        done = 0
        try:
            for path in paths:
                waiting.append((path, threads.submit(engine.process, path)))
                if len(waiting) > at_once:
                    done += 1
                    yield _next(waiting, done, errors, progress)
            while waiting:
                done += 1
                yield _next(waiting, done, errors, progress)
        finally:
            if waiting:
                for _, document in waiting:
                    document.cancel()
                engine.stop()


def _next(
    waiting: deque[tuple[PathName, Future[Document]]],
    done: int,
    errors: Literal["raise", "return"],
    progress: Progress | None,
) -> Document | _baocao.ReadError:
    path, future = waiting[0]
    try:
        outcome: Document | _baocao.ReadError = future.result()
    except _baocao.ReadError as error:
        outcome = error
    waiting.popleft()
    if progress:
        progress(done, path, outcome)
    if isinstance(outcome, _baocao.ReadError) and errors == "raise":
        raise outcome
    return outcome
