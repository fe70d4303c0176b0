"""The command line without the package around it: what workers are started by."""

import os
import sys

# One thread for each engine, which OpenMP asks for when it is loaded.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import _baocao  # It lies beside this file.

sys.exit(_baocao.main(["baocao", *sys.argv[1:]], [sys.executable, "-S", "-E", "-s", __file__]))
