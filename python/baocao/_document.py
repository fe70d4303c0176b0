"""A document that was read: as JSON, as a dict, as dataclasses, and as tables for Arrow."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeVar

from . import _baocao


@dataclass(frozen=True)
class Statistic:
    """A figure (*số liệu*). `data` has all of its fields."""

    id: str
    kind: str
    value: float | None
    value_text: str | None
    unit: str | None
    subject: str | None
    text: str
    span: dict[str, Any]
    data: dict[str, Any]


@dataclass(frozen=True)
class Check:
    """A relation between figures and whether it holds. `data` has all of its fields."""

    id: str
    kind: str
    expression: str
    statistics: list[str]
    computed: float | None
    stated: float | None
    verdict: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Reference:
    """A document that is cited (*văn bản viện dẫn*). `data` has all of its fields."""

    id: str
    number: str | None
    doc_type: str | None
    date: str | None
    issuer: str | None
    subject: str | None
    text: str
    span: dict[str, Any]
    data: dict[str, Any]


@dataclass(frozen=True)
class PlanItem:
    """What is planned (*nhiệm vụ*). `data` has all of its fields."""

    id: str
    verb: str | None
    action: str | None
    deadline: str | None
    text: str
    span: dict[str, Any]
    data: dict[str, Any]


Item = TypeVar("Item")


def _items(kind: type[Item], rows: list[dict[str, Any]]) -> list[Item]:
    make: Any = kind
    names = [field.name for field in fields(make) if field.name != "data"]
    return [make(**{name: row.get(name) for name in names}, data=row) for row in rows]


@dataclass(frozen=True)
class Document:
    """A document. It can be compared, and sent to other processes."""

    json: str
    """What `baocao run` writes to `document.json`."""
    text: str
    """The restored text; page breaks are form feeds."""

    @cached_property
    def _data(self) -> dict[str, Any]:
        return json.loads(self.json)

    def to_dict(self) -> dict[str, Any]:
        """All that is known of it; `docs/model.md` explains every field."""
        return json.loads(self.json)

    def to_arrow(self, table: str = "statistics") -> _baocao.ArrowTable:
        """One of its tables, which polars, pyarrow, DuckDB and pandas read; columns are those of `archive.db`."""
        return _baocao.table(self.json, self.text, table)

    @staticmethod
    def tables() -> list[str]:
        """Names that `to_arrow` takes."""
        return _baocao.tables()

    def _head(self, field: str, key: str) -> str | None:
        value = self._data["header"].get(field)
        return value.get(key) if value else None

    @property
    def path(self) -> str | None:
        """The name of the input."""
        return self._data["source"]["path"]

    @property
    def sha256(self) -> str:
        """SHA-256 of the input."""
        return self._data["source"]["sha256"]

    @property
    def number(self) -> str | None:
        """Number and symbol (*số, ký hiệu*)."""
        return self._head("number", "normalized")

    @property
    def date(self) -> str | None:
        """Day of issue, ISO 8601."""
        return self._head("date", "iso")

    @property
    def agency(self) -> str | None:
        """Who issued it (*cơ quan ban hành*)."""
        return self._head("issuing_agency", "name") or self._head("issuing_agency", "text")

    @property
    def subject(self) -> str | None:
        """*Trích yếu*."""
        return self._head("subject", "text")

    @property
    def statistics(self) -> list[Statistic]:
        """Its figures."""
        return _items(Statistic, self._data["statistics"])

    @property
    def checks(self) -> list[Check]:
        """Relations between its figures."""
        return _items(Check, self._data["checks"])

    @property
    def references(self) -> list[Reference]:
        """Documents that it cites."""
        return _items(Reference, self._data["references"])

    @property
    def plan_items(self) -> list[PlanItem]:
        """What it plans."""
        return _items(PlanItem, self._data["plan_items"])

    @property
    def failed_pages(self) -> dict[int, str]:
        """Why pages could not be read, by their numbers."""
        pages = self._data["pages"]
        return {page["number"]: page["error"] for page in pages if page.get("error")}

    @property
    def faults(self) -> list[str]:
        """Why not all of it may have been read; empty where nothing speaks against that."""
        pages = self._data["pages"]
        why = [(page["number"], page.get("error") or page.get("fault")) for page in pages]
        return self._data.get("faults", []) + [f"page {number}: {reason}" for number, reason in why if reason]
