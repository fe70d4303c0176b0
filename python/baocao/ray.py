"""Many documents on a cluster of Ray: `pip install baocao[ray]`.

Inputs are grouped into work items. An actor, one for each core, reads an item by `baocao run` with one worker process, so
a page that brings the engine down costs that page and never the actor; `baocao export --shard` makes the item's tables and
lines. An item's folder is named by the checksums of its inputs and its lines are written last, so an item that is read
twice is the same item, and a run that was ended goes on with what is missing. `baocao import` makes a folder of results
of it all.

Inputs and outputs are paths, or URLs of fsspec such as `s3://bucket/folder`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec

from ._baocao import BaocaoError
from ._program import program

LINES = "results.jsonl"
"""The last file of an item to be written."""

SCANS = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp", ".webp", ".txt")
"""Endings of files that are read of folders."""

MEMORY = 2 << 30
"""Bytes that an actor declares: a worker process may take one gigabyte, and the program around it some hundred megabytes."""


@dataclass(frozen=True)
class Report:
    """What a run came to."""

    documents: int
    """Documents that were read now."""
    skipped: int
    """Those that an earlier run had read."""
    failed: list[tuple[str, str]]
    """Path and reason of those of which there is no document or not all of it, earlier runs' among them."""


def run(
    paths: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    concurrency: int | None = None,
    batch_size: int = 8,
    memory: int = MEMORY,
    options: Iterable[str] = (),
    storage: dict[str, Any] | None = None,
) -> Report:
    """Reads files, and files in folders, on the cluster that Ray is connected to, or on this machine.

    `concurrency` is the number of actors (all cores, unless it is given), `batch_size` how many documents an item has,
    `options` further options of `baocao run`, `storage` options of fsspec for the places of inputs and outputs.
    """
    import ray

    out, storage = os.fspath(out), storage or {}
    found = list(inputs(paths, storage))
    done = read_before(out, storage)
    if not ray.is_initialized():
        ray.init(log_to_driver=False)
    actors = concurrency or max(1, int(ray.cluster_resources().get("CPU", 1)))
    items = ray.data.from_items([{"path": path} for path in found], override_num_blocks=max(1, -(-len(found) // batch_size)))
    told = items.map_batches(
        Item,
        fn_constructor_args=(out, sorted(done), tuple(options), storage),
        batch_size=batch_size,
        num_cpus=1,
        memory=memory,
        concurrency=actors,
        max_restarts=-1,
        max_task_retries=-1,
    ).take_all()
    read = sum(row["read"] for row in told)
    return Report(read, len(found) - read, sorted(failures(out, storage)))


def inputs(paths: Iterable[str | os.PathLike[str]], storage: dict[str, Any]) -> Iterator[str]:
    """The files that are named, and the scans and texts of folders, in their order."""
    for path in [os.fspath(path) for path in paths]:
        files, root = fsspec.url_to_fs(path, **storage)
        if not files.isdir(root):
            yield files.unstrip_protocol(root) if "://" in path else root
            continue
        for file in sorted(files.find(root)):
            if file.lower().endswith(SCANS):
                yield files.unstrip_protocol(file) if "://" in path else file


class Item:
    """An actor: reads the inputs of an item, and writes its folder."""

    def __init__(self, out: str, done: list[str], options: tuple[str, ...], storage: dict[str, Any]) -> None:
        self.out, self.done, self.options, self.storage = out, set(done), options, storage

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[int]]:
        with tempfile.TemporaryDirectory(prefix="baocao-") as folder:
            sums = dict(self._fetched(Path(folder), map(str, batch["path"])))
            wanted = {path: sum for path, sum in sums.items() if sum not in self.done}
            if wanted:
                name = hashlib.sha256("".join(sorted(wanted.values())).encode()).hexdigest()[:16]
                self._read(Path(folder), list(wanted), name)
            return {"read": [len(wanted)]}

    def _fetched(self, folder: Path, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The path by which the program is to know each input, and its checksum. What is not on a disk is copied to one."""
        for path in paths:
            known = path
            if "://" in path:
                # `s3://bucket/a.pdf` is the relative path `s3:/bucket/a.pdf`.
                known = str(Path(path))
                (folder / known).parent.mkdir(parents=True, exist_ok=True)
                files, remote = fsspec.url_to_fs(path, **self.storage)
                files.get_file(remote, str(folder / known))
            yield known, _sum(folder / known)

    def _read(self, folder: Path, paths: list[str], name: str) -> None:
        results, shard = folder / "results", folder / "shard"
        read = ["run", "--quiet", "--jobs=1", "--out", str(results), *self.options]
        # What fails may have had bad luck: it is tried once more, and then reported.
        code = _baocao(folder, [*read, "--", *paths])
        if code == 1:
            code = _baocao(folder, [*read, "--retry-failed", "--", *paths])
        if code not in (0, 1):
            raise BaocaoError(f"item {name}: `baocao run` ended with {code}; its messages are in the log of the worker")
        if _baocao(folder, ["export", "--quiet", "--out", str(results), "--to", "parquet", "--shard", str(shard)]) != 0:
            raise BaocaoError(f"item {name}: `baocao export` failed; its messages are in the log of the worker")
        files, root = fsspec.url_to_fs(self.out, **self.storage)
        target = f"{root}/{name}"
        files.makedirs(target, exist_ok=True)
        for table in shard.glob("*.parquet"):
            files.put_file(str(table), f"{target}/{table.name}")
        files.put_file(str(shard / LINES), f"{target}/.{LINES}")
        files.mv(f"{target}/.{LINES}", f"{target}/{LINES}")


def _sum(path: Path) -> str:
    sum = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            sum.update(block)
    return sum.hexdigest()


def _baocao(folder: Path, arguments: list[str]) -> int:
    nothing = subprocess.DEVNULL
    return subprocess.run([*program(), *arguments], cwd=folder, stdin=nothing, stdout=nothing).returncode


def _lines(out: str, storage: dict[str, Any]) -> Iterator[dict[str, Any]]:
    files, root = fsspec.url_to_fs(out, **storage)
    for path in sorted(files.glob(f"{root}/*/{LINES}")):
        with files.open(path, "rb") as lines:
            yield from map(json.loads, lines)


def read_before(out: str, storage: dict[str, Any] | None = None) -> set[str]:
    """Checksums of inputs of which there are lines."""
    return {line["sha256"] for line in _lines(out, storage or {}) if line.get("sha256")}


def failures(out: str, storage: dict[str, Any] | None = None) -> Iterator[tuple[str, str]]:
    """Path and reason of what was not read, or not whole."""
    for line in _lines(out, storage or {}):
        if line["status"] != "ok":
            yield line["path"], line.get("error") or line["status"]


def compact(out: str | os.PathLike[str], tables: str | os.PathLike[str], storage: dict[str, Any] | None = None) -> dict[str, int]:
    """Makes one Parquet file of the files that all items have of a table; how many rows each has."""
    import pyarrow.parquet as parquet

    files, root = fsspec.url_to_fs(os.fspath(out), **(storage or {}))
    others, target = fsspec.url_to_fs(os.fspath(tables), **(storage or {}))
    others.makedirs(target, exist_ok=True)
    names = sorted({path.rsplit("/", 1)[1] for path in files.glob(f"{root}/*/*.parquet")})
    rows = {}
    for name in names:
        parts = [path for path in sorted(files.glob(f"{root}/*/{name}")) if files.exists(f"{path.rsplit('/', 1)[0]}/{LINES}")]
        rows[name.removesuffix(".parquet")] = 0
        writer = None
        with others.open(f"{target}/{name}", "wb") as made:
            for part in parts:
                with files.open(part, "rb") as file:
                    table = parquet.read_table(file)
                writer = writer or parquet.ParquetWriter(made, table.schema, compression="zstd")
                writer.write_table(table)
                rows[name.removesuffix(".parquet")] += table.num_rows
            if writer:
                writer.close()
    return rows


def main() -> None:
    """The command `baocao-ray`."""
    parser = argparse.ArgumentParser(prog="baocao-ray", description="Reads many documents on a cluster of Ray.")
    parser.add_argument("inputs", nargs="+", help="files, folders, or URLs such as s3://bucket/scans")
    parser.add_argument("out", help="folder or URL of the items; `baocao import OUT -o results` makes results of it")
    parser.add_argument("--address", help="address of the cluster; `auto` finds it; this machine, unless it is given")
    parser.add_argument("--concurrency", type=int, help="number of actors [default: all cores]")
    parser.add_argument("--batch-size", type=int, default=8, help="documents of an item [default: 8]")
    parser.add_argument("--compact", metavar="FOLDER", help="also one Parquet file for each table")
    args = parser.parse_args()
    import ray

    ray.init(address=args.address, log_to_driver=False)
    report = run(args.inputs, args.out, concurrency=args.concurrency, batch_size=args.batch_size)
    if args.compact:
        compact(args.out, args.compact)
    print(f"{report.documents} documents read, {report.skipped} before, {len(report.failed)} failed or partial")
    for path, reason in report.failed:
        print(f"{path}: {reason}", file=sys.stderr)
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
