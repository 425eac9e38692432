"""The provider's rate limits, as its latest answer tells them in `x-ratelimit-*` headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec._internal.collectors import Wrapper
    from watchspec._internal.series import Series
    from watchspec._internal.tally import Tally

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")


def seconds_of(text: str) -> float:
    """Seconds of a duration such as `6m0s`, `120ms` or `1.5` (a number alone is seconds).

    Raises:
        ValueError: it is no duration.
    """
    if not text[-1:].isalpha():
        return _plain(text)
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(text)
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    if seconds == float("inf"):
        raise ValueError(text)
    return seconds


def _plain(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError(text)
    return number


_HEADERS: tuple[tuple[str, catalogue.Metric, Callable[[str], float]], ...] = (
    ("x-ratelimit-limit-requests", catalogue.QUOTA_LIMIT_REQUESTS, _plain),
    ("x-ratelimit-remaining-requests", catalogue.QUOTA_REMAINING_REQUESTS, _plain),
    ("x-ratelimit-reset-requests", catalogue.QUOTA_REQUESTS_RESET, seconds_of),
    ("x-ratelimit-limit-tokens", catalogue.QUOTA_LIMIT_TOKENS, _plain),
    ("x-ratelimit-remaining-tokens", catalogue.QUOTA_REMAINING_TOKENS, _plain),
    ("x-ratelimit-reset-tokens", catalogue.QUOTA_TOKENS_RESET, seconds_of),
)


class Quota:
    """Gauges of the limits; of several answers between two drainings only the latest is read."""

    def __init__(self, metrics: Mapping[catalogue.Metric, Wrapper]) -> None:
        self._metrics = metrics
        self._children: dict[tuple[str, str], list[Any]] = {}
        self._latest: dict[tuple[str, str], Any] = {}

    def note(self, series: Series, headers: Any) -> None:
        """Notes the headers of an answer."""
        provider, model, _, _ = series.labels
        self._latest[provider, model] = headers

    def idle(self, tally: Tally, *, scrape: bool = False) -> None:  # noqa: ARG002 - the signature of Housekeeper.idle
        """Sets the gauges."""
        latest, self._latest = self._latest, {}
        for labels, headers in latest.items():
            self._set(labels, headers)

    def _set(self, labels: tuple[str, str], headers: Any) -> None:
        children = self._children.get(labels)
        for place, (name, metric, read) in enumerate(_HEADERS):
            text = headers.get(name)
            if text is None:
                continue
            try:
                value = read(text.strip())
            except ValueError:
                continue
            if children is None:
                children = self._children[labels] = [None] * len(_HEADERS)
            if children[place] is None:
                children[place] = self._metrics[metric].labels(*labels)
            children[place].set(value)
