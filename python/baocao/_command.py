"""The command `baocao`."""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Runs the command line, and ends with its exit code."""
    # Read by OpenMP when it is loaded; pages are read in parallel instead.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    # Ctrl-C is for the program; Python would wait until it comes back.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from . import _baocao
    from ._program import program

    sys.exit(_baocao.main(["baocao", *sys.argv[1:]], program()))
