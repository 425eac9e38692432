"""What happens in the made-up day, and when: levels come from the spec's own alerts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.model import SignalAlert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from watchspec_generators.model import Monitoring

MINUTE = 60.0
HOURS = 32
"""As much past as a day's growth needs, over the hours that boards show."""
RECENT_HOURS = 8
"""As much as boards show, and the windows of rates before it."""
_BEYOND = 1.4
"""How far past its threshold a signal goes."""
_DAY_MINUTES = 1440
_RAMP = 6
"""Minutes in which trouble comes and goes."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """From and until how many minutes before the end; `level` is a signal's value at its worst."""

    begin: int
    end: int
    level: float

    def share(self, before_end: int) -> float:
        """How much of it there is at a moment, 0 to 1."""
        if not self.end <= before_end <= self.begin:
            return 0.0
        return min(1.0, (self.begin - before_end + 1) / _RAMP, (before_end - self.end + 1) / _RAMP)


@dataclass(frozen=True, slots=True)
class Story:
    """The troubles of the day; each concerns one model or all of them."""

    failing: Trouble
    """Share of calls to the first model that fail."""
    slow: Trouble
    """p95 of the last model's first token, in seconds."""
    surge: Trouble
    """How many times more a call costs, less one."""
    poor: Trouble
    """Mean score of answers."""


def story(monitoring: Monitoring) -> Story:
    """The day of this spec: what it has no alert on goes as far as is usual."""
    return Story(
        failing=Trouble(215, 185, min(0.9, _BEYOND * _worst(monitoring, "error_ratio", 0.05))),
        slow=Trouble(140, 95, _BEYOND * _worst(monitoring, "ttft_p95", 2.0)),
        surge=Trouble(300, 245, _BEYOND * _worst(monitoring, "cost_growth", 0.5)),
        poor=Trouble(75, 25, 0.8 * _least(monitoring, "quality_mean", 0.7)),
    )


def _thresholds(monitoring: Monitoring, signal: str) -> list[float]:
    alerts = (alert for alert in monitoring.alerts if isinstance(alert, SignalAlert) and alert.signal == signal)
    return [alert.threshold.value for alert in alerts if alert.threshold is not None]


def _worst(monitoring: Monitoring, signal: str, otherwise: float) -> float:
    return max(_thresholds(monitoring, signal), default=otherwise)


def _least(monitoring: Monitoring, signal: str, otherwise: float) -> float:
    return min(_thresholds(monitoring, signal), default=otherwise)


@dataclass(frozen=True, slots=True)
class Flow:
    """One stream of calls at a moment: of one model, for one feature, of one operation."""

    labels: Mapping[str, str]
    calls: float
    """In this minute."""
    failing: float
    """Share of calls that fail."""
    slowness: float
    """How many times longer everything takes than usually."""
    first_token: float
    """Median seconds until the first token."""
    prompt_tokens: float
    answer_tokens: float
    score: float
    """Mean of the answers' scores."""


@dataclass(frozen=True, slots=True)
class Source:
    """A stream's own character."""

    labels: Mapping[str, str]
    per_minute: float
    pace: float
    first: bool
    last: bool


_CALLS_PER_MINUTE = (8.0, 5.0, 2.5, 1.5)
_PACES = (1.0, 0.55, 0.8, 1.3)
_FIRST_TOKEN_SECONDS = 0.19
_SIGMA95 = 1.645 * 0.45
"""ln of p95 over the median, for the spread that first tokens have."""


def sources(monitoring: Monitoring) -> tuple[Source, ...]:
    """A stream for each declared model, operation and feature."""
    names = list(monitoring.models)
    features = list(monitoring.features) or ["default"]
    return tuple(
        Source(
            {
                "provider": monitoring.models[name].provider,
                "model": name,
                "operation": operation,
                "feature": feature,
            },
            _CALLS_PER_MINUTE[(2 * index + place) % len(_CALLS_PER_MINUTE)],
            _PACES[index % len(_PACES)],
            index == 0,
            index == len(names) - 1,
        )
        for index, name in enumerate(names)
        for operation in monitoring.models[name].operations
        for place, feature in enumerate(features)
    )


def flow(source: Source, told: Story, before_end: int, minute_of_day: int, luck: Random) -> Flow:
    """The stream so many minutes before the end; `luck` is what makes no minute like another."""
    day = 1 + 0.45 * math.sin((minute_of_day - 540) / _DAY_MINUTES * 2 * math.pi)
    slow = told.slow.share(before_end) if source.last else 0.0
    usual = _FIRST_TOKEN_SECONDS * source.pace
    late = max(usual, told.slow.level / math.exp(_SIGMA95))
    surge, poor = told.surge.share(before_end), told.poor.share(before_end)
    return Flow(
        labels=source.labels,
        calls=source.per_minute * day * luck.uniform(0.85, 1.15),
        failing=luck.uniform(0.0, 0.006) + (told.failing.share(before_end) * told.failing.level if source.first else 0),
        slowness=source.pace * luck.uniform(0.93, 1.07) * (1 + 1.2 * slow),
        first_token=(usual + slow * (late - usual)) * luck.uniform(0.93, 1.07),
        prompt_tokens=900 * luck.uniform(0.9, 1.1) * (1 + surge * told.surge.level * 1.8),
        answer_tokens=110 * luck.uniform(0.9, 1.1),
        score=0.88 + luck.uniform(-0.03, 0.03) + poor * (told.poor.level - 0.88),
    )
