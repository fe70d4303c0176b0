"""Vietnamese administrative scans and broken OCR text to correct Vietnamese and to data.

>>> import baocao
>>> baocao.restore("Tra Vinh, ngay 14 thang 02 nam 2023")
'Trà Vinh, ngày 14 tháng 02 năm 2023'
>>> baocao.extract("Số: 220/BC-STTTT")["header"]["number"]["serial"]
'220'
"""

from ._baocao import ArrowTable, BaocaoError, ReadError, UsageError, __version__
from ._document import Check, Document, PlanItem, Reference, Statistic
from ._engine import Engine, process_many
from ._text import Line, Token, extract, restore, restore_tokens

__all__ = [
    "ArrowTable",
    "BaocaoError",
    "Check",
    "Document",
    "Engine",
    "Line",
    "PlanItem",
    "ReadError",
    "Reference",
    "Statistic",
    "Token",
    "UsageError",
    "__version__",
    "extract",
    "process_many",
    "restore",
    "restore_tokens",
]
