"""What tests share: the project's sample scans, and the command line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import baocao

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return ROOT / "fixtures"


@pytest.fixture(scope="session")
def engine() -> baocao.Engine:
    return baocao.Engine(jobs=2)


@pytest.fixture(scope="session")
def run():
    """Runs the command that the wheel brings."""

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["baocao", *map(str, arguments)], capture_output=True, **options)  # type: ignore[call-overload]

    return run
