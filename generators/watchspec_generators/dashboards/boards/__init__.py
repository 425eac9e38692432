"""Boards, one small declarative module each, found by the name that the spec calls them by."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from watchspec_generators.spec.shape import BOARDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.dashboards.layout import Layout

LAYOUTS: Mapping[str, Layout] = MappingProxyType({name: import_module(f"{__name__}.{name}").BOARD for name in BOARDS})
"""Every board, in the order in which an alert looks for its panel."""
