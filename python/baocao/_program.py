"""How this program is started again, as a worker or as the command line.

The script is named by its path, so that what is imported is this module, whatever the search path of the process that
starts it; without site packages and the variables of Python it starts faster, and is the same everywhere.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ._baocao import UsageError


def program() -> list[str]:
    """The interpreter and the script that `baocao worker` is in a wheel."""
    if not sys.executable:
        raise UsageError("workers cannot be started: this interpreter does not know its own file (sys.executable)")
    return [sys.executable, "-S", "-E", "-s", str(Path(__file__).with_name("_worker.py"))]
