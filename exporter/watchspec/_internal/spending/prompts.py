"""Requests, cost, tokens, scores and feedback by prompt version, as ready-made children."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec import catalogue
from watchspec._internal.labels import MAX_LENGTH
from watchspec._internal.series import Children

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec._internal.collectors import Wrapper
    from watchspec._internal.labels import Cap
    from watchspec._internal.tally import Tally
    from watchspec._internal.usage import Usage

MAX_CACHED = 1_000


class _Series:
    """The counters of one prompt and feature; all start at 0."""

    __slots__ = ("cost", "input", "output", "requests")

    def __init__(self, metrics: Mapping[catalogue.Metric, Wrapper], labels: tuple[str, str]) -> None:
        self.requests = Children(metrics[catalogue.PROMPT_REQUESTS], labels)
        for outcome in catalogue.OUTCOMES:
            self.requests[outcome]
        self.cost = metrics[catalogue.PROMPT_COST].labels(*labels)
        tokens = Children(metrics[catalogue.PROMPT_TOKENS], labels)
        self.input, self.output = tokens["input"], tokens["output"]


class Prompts:
    """The prompts of one registry; those beyond the cap share one label.

    `feature` and `evaluator` are label values already; a prompt is whatever the host calls it, None is `unset`.
    """

    __slots__ = ("_by_labels", "_by_raw", "_cap", "_metrics", "_ratings", "_scores")

    def __init__(self, metrics: Mapping[catalogue.Metric, Wrapper], cap: Cap) -> None:
        self._metrics = metrics
        self._cap = cap
        self._by_raw: dict[tuple[str | None, str], _Series] = {}
        self._by_labels: dict[tuple[str, str], _Series] = {}
        self._scores: dict[tuple[str, str], Children] = {}
        self._ratings: dict[tuple[str, str], Children] = {}

    def add(
        self,
        tally: Tally,
        prompt: str | None,
        feature: str,
        outcome: str,
        usage: Usage | None,
        cost: float | None,
        calls: int = 1,
    ) -> None:
        """Counts calls that have ended alike; `usage` and `cost` (US dollars, None without a price) are of all."""
        series = self._by_raw.get((prompt, feature)) or self._series(prompt, feature)
        tally.inc(series.requests[outcome], calls)
        if usage is not None:
            tally.inc(series.input, usage.input)
            tally.inc(series.output, usage.output)
        if cost:
            tally.inc(series.cost, cost)

    def score(self, prompt: str | None, feature: str, evaluator: str, value: float) -> None:
        """Records a score from 0 to 1 at once; may be called from any thread."""
        self._scores_of((self._label(prompt), feature))[evaluator].observe(value)

    def feedback(self, prompt: str | None, feature: str, rating: str) -> None:
        """Counts a rating at once; all ratings of a prompt start at 0. May be called from any thread."""
        self._ratings_of((self._label(prompt), feature))[rating].inc()

    def _label(self, prompt: str | None) -> str:
        return catalogue.UNSET if prompt is None else self._cap.admit(prompt)

    def _series(self, prompt: str | None, feature: str) -> _Series:
        labels = (self._label(prompt), feature)
        series = self._by_labels.get(labels)
        if series is None:
            series = self._by_labels[labels] = _Series(self._metrics, labels)
        # The cap counts each value that it replaces, so those are asked for each time.
        # A whole prompt, given in place of its version, is too long to be kept as it is.
        short = prompt is None or len(prompt) <= MAX_LENGTH
        if short and labels[0] != catalogue.OTHER and len(self._by_raw) < MAX_CACHED:
            self._by_raw[prompt, feature] = series
        return series

    def _scores_of(self, labels: tuple[str, str]) -> Any:
        children = self._scores.get(labels)
        if children is None:
            children = self._scores[labels] = Children(self._metrics[catalogue.PROMPT_SCORE], labels)
        return children

    def _ratings_of(self, labels: tuple[str, str]) -> Any:
        children = self._ratings.get(labels)
        if children is None:
            children = Children(self._metrics[catalogue.PROMPT_FEEDBACK], labels)
            for known in catalogue.RATINGS:
                children[known]
            self._ratings[labels] = children
        return children
