"""The command that the wheel brings, where nothing else is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import baocao

pytestmark = pytest.mark.skipif(os.environ.get("BAOCAO_SYSTEM_ENGINE") == "1", reason="not a build that needs nothing")


def test_all_is_well_without_tesseract(run) -> None:
    assert not shutil.which("tesseract") or "TESSDATA_PREFIX" not in os.environ
    doctor = run("doctor")
    assert doctor.returncode == 0, doctor.stdout.decode()
    assert b"part of the program" in doctor.stdout and b"missing" not in doctor.stdout


def test_the_module_needs_nothing_but_the_c_library() -> None:
    module = sys.modules["baocao._baocao"].__file__
    needed = subprocess.run(["ldd", module], capture_output=True, text=True, check=True).stdout
    allowed = {"linux-vdso.so.1", "libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2", "libpthread.so.0", "libdl.so.2"}
    names = {Path(line.split()[0]).name for line in needed.splitlines()}
    assert names <= allowed


def test_versions_are_one(run) -> None:
    assert run("--version").stdout.decode() == f"baocao {baocao.__version__}\n"
    module = subprocess.run([sys.executable, "-m", "baocao", "--version"], capture_output=True, text=True)
    assert module.stdout == f"baocao {baocao.__version__}\n"
    assert run("restore", "--no-such-option").returncode == 2
