"""`python -m baocao`."""

from ._command import main

main()
