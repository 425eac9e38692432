"""Tests of watchspec_generators.edge.locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.locks import Taken, alone

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_one_is_refused_until_the_first_has_left(tmp_path: Path) -> None:
    """The message says what is there; afterwards the folder is free again."""
    with alone(tmp_path, "demo"), pytest.raises(Taken, match="another demo is running in"), alone(tmp_path, "demo"):
        pass
    with alone(tmp_path, "demo"):
        pass
