"""Attribute access to chunks that the caller wants as dicts."""

from __future__ import annotations

from typing import Any


class View:
    """Looks like the client's own object; what is missing is None."""

    __slots__ = ("_data",)

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def __getattr__(self, name: str) -> Any:
        value = self._data.get(name)
        if type(value) is list:
            return [View(item) if type(item) is dict else item for item in value]
        return View(value) if type(value) is dict else value
