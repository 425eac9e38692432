"""What `instrument()` is asked for, beside where metrics go and what the spec says."""

from __future__ import annotations

from typing import NamedTuple


class Options(NamedTuple):
    """Settings of one recorder; `instrument()` says what they mean."""

    prices: bool = True
    include_usage: bool = True
    hash_users: bool = True
    inter_token: bool = True
    traces: object = False
    capture_content: bool = False
