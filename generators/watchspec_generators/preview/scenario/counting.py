"""What the exporter would count of a stream of calls in one minute, metric by metric of the catalogue."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.model import SignalAlert

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec.catalogue import Metric
    from watchspec_generators.model import Monitoring
    from watchspec_generators.preview.scenario.story import Flow

Grown = tuple["Metric", "Mapping[str, str]", float]
"""A counter, its own labels, and by how much it grows."""
_PRICES = {"input": 2.5e-6, "output": 10e-6}
_OUTCOMES = {"truncated": 0.012, "content_filter": 0.002, "cancelled": 0.012, "abandoned": 0.004}
_ERRORS = {"rate_limit": 0.46, "server": 0.27, "timeout": 0.17, "context_length": 0.1}
EVALUATORS = {"helpfulness": 0.0, "tone": 0.05}
"""How much better than the mean each one finds the answers."""
_STEPS = {"retrieve": (0.08, 0.02), "answer": (1.6, 0.98)}
"""Median seconds, and the step's part of tokens and cost."""
_USERS = {"user-1": 0.4, "user-2": 0.25, "user-3": 0.15, "user-4": 0.12, "other": 0.08}
_JUDGED = 0.3
_TAIL = 2.4
"""Standard deviations from the median."""
_RATED = 0.08


@dataclass(frozen=True, slots=True)
class Spread:
    """A histogram's growth: so many values around a median, whose logarithms spread by `sigma`."""

    metric: Metric
    own: Mapping[str, str]
    count: float
    median: float
    sigma: float
    most: float = math.inf
    """No value is greater."""

    @property
    def mean(self) -> float:
        """About what the values' mean is."""
        return min(self.most, self.median * math.exp(self.sigma**2 / 2))

    def below(self, edge: float) -> float:
        """How many values are at most `edge`."""
        if edge >= self.most:
            return self.count
        deviations = math.log(edge / self.median) / self.sigma
        # A few calls have no tails: what is once in a thousand would fill every cell of a heatmap a little.
        if abs(deviations) > _TAIL:
            return self.count if deviations > 0 else 0.0
        return self.count * 0.5 * (1 + math.erf(deviations / math.sqrt(2)))


def prompts(monitoring: Monitoring) -> Mapping[str, float]:
    """Prompt versions and how much better their answers are: the one that others are compared with, and its heir."""
    against = next((one.against for one in monitoring.alerts if isinstance(one, SignalAlert) and one.against), None)
    old = against or "answer/v1"
    stem, number = old.rstrip("0123456789"), old[len(old.rstrip("0123456789")) :]
    return {old: 0.0, f"{stem}{int(number or 0) + 1}": -0.012}


def counters(of: Flow, versions: Mapping[str, float]) -> Iterator[Grown]:
    """Every counter's growth; amounts may be broken, as a minute's share of what is rare."""
    failed, calls = of.calls * of.failing, of.calls
    answered = calls - failed
    spent = _spent(of, calls)
    yield catalogue.REQUESTS, {"outcome": "success"}, answered * (1 - sum(_OUTCOMES.values()))
    yield catalogue.REQUESTS, {"outcome": "error"}, failed
    for outcome, share in _OUTCOMES.items():
        yield catalogue.REQUESTS, {"outcome": outcome}, answered * share
    for error_type, share in _ERRORS.items():
        yield catalogue.ERRORS, {"error_type": error_type}, failed * share
    for status, share in {"200": 1.0, "429": 0.03 + of.failing, "500": 0.01}.items():
        yield catalogue.ATTEMPTS, {"status": status}, calls * share
        yield catalogue.ATTEMPT_SECONDS, {"status": status}, calls * share * of.slowness
    yield catalogue.BACKOFF_SECONDS, {}, calls * (0.03 + of.failing) * 0.8
    yield from _tokens(of, answered)
    yield catalogue.COST, {"cost_source": "list"}, spent
    yield catalogue.CACHE_SAVINGS, {}, spent * 0.14
    yield catalogue.UNPRICED, {}, calls * 0.004
    yield catalogue.UNPRICED_TOKENS, {"type": "input"}, of.prompt_tokens * calls * 0.004
    for source, share in {"provider": 0.97, "estimated": 0.03}.items():
        yield catalogue.USAGE_REPORTS, {"usage_source": source}, answered * share
    yield catalogue.ESTIMATED_TOKENS, {"type": "output"}, of.answer_tokens * answered * 0.03
    yield catalogue.ESTIMATED_COST, {}, spent * 0.03
    yield from _judgements(of, answered)
    yield from _spending(of, calls, spent, versions)


def _spent(of: Flow, calls: float) -> float:
    return calls * (of.prompt_tokens * _PRICES["input"] + of.answer_tokens * _PRICES["output"])


def _tokens(of: Flow, answered: float) -> Iterator[Grown]:
    yield catalogue.TOKENS, {"type": "input"}, of.prompt_tokens * answered
    yield catalogue.TOKENS, {"type": "output"}, of.answer_tokens * answered
    yield catalogue.CACHED_INPUT_TOKENS, {}, of.prompt_tokens * answered * 0.35
    yield catalogue.CACHE_WRITE_TOKENS, {}, of.prompt_tokens * answered * 0.05
    yield catalogue.REASONING_TOKENS, {}, of.answer_tokens * answered * 0.2


def _judgements(of: Flow, answered: float) -> Iterator[Grown]:
    judged, rated = answered * _JUDGED, answered * _RATED
    wrong = min(0.5, 0.02 + 0.5 * max(0.0, 0.85 - of.score))
    yield catalogue.HALLUCINATION_CHECKS, {"verdict": "hallucinated"}, judged * wrong
    yield catalogue.HALLUCINATION_CHECKS, {"verdict": "supported"}, judged * (1 - wrong)
    yield catalogue.TOXICITY_CHECKS, {"verdict": "toxic"}, judged * 0.002
    yield catalogue.TOXICITY_CHECKS, {"verdict": "clean"}, judged * 0.998
    unhappy = min(0.6, 0.08 + max(0.0, 0.85 - of.score))
    yield catalogue.FEEDBACK, {"rating": "negative"}, rated * unhappy
    yield catalogue.FEEDBACK, {"rating": "positive"}, rated * (1 - unhappy)


def _spending(of: Flow, calls: float, spent: float, versions: Mapping[str, float]) -> Iterator[Grown]:
    tokens = {"input": of.prompt_tokens * calls, "output": of.answer_tokens * calls}
    for step, (_, part) in _STEPS.items():
        yield catalogue.STEP_COST, {"step": step}, spent * part
        for kind, amount in tokens.items():
            yield catalogue.STEP_TOKENS, {"step": step, "type": kind}, amount * part
    for prompt, better in versions.items():
        share = 1 / len(versions)
        yield catalogue.PROMPT_REQUESTS, {"prompt": prompt, "outcome": "success"}, calls * share * (1 - of.failing)
        yield catalogue.PROMPT_REQUESTS, {"prompt": prompt, "outcome": "error"}, calls * share * of.failing
        yield catalogue.PROMPT_COST, {"prompt": prompt}, spent * share
        for kind, amount in tokens.items():
            yield catalogue.PROMPT_TOKENS, {"prompt": prompt, "type": kind}, amount * share
        yield catalogue.PROMPT_FEEDBACK, {"prompt": prompt, "rating": "positive"}, calls * share * _RATED * 0.9
        yield (
            catalogue.PROMPT_FEEDBACK,
            {"prompt": prompt, "rating": "negative"},
            calls * share * _RATED * (0.1 - better),
        )
    for user, share in _USERS.items():
        yield catalogue.USER_COST, {"user": user}, spent * share
        yield catalogue.USER_REQUESTS, {"user": user}, calls * share
        yield catalogue.USER_TOKENS, {"user": user}, sum(tokens.values()) * share


def spreads(of: Flow, versions: Mapping[str, float]) -> Iterator[Spread]:
    """Every histogram's growth."""
    failed = of.calls * of.failing
    answered = of.calls - failed
    whole = of.first_token + of.answer_tokens / (70 / of.slowness)
    yield Spread(catalogue.DURATION, {"outcome": "success"}, answered, whole, 0.4)
    yield Spread(catalogue.DURATION, {"outcome": "error"}, failed, 0.6 * of.slowness, 0.5)
    yield Spread(catalogue.TIME_TO_FIRST_EVENT, {}, answered, of.first_token * 0.7, 0.4)
    yield Spread(catalogue.TIME_TO_FIRST_TOKEN, {}, answered, of.first_token, 0.45)
    yield Spread(catalogue.OUTPUT_TOKENS_PER_SECOND, {}, answered, 70 / of.slowness, 0.3)
    yield Spread(catalogue.INTER_TOKEN_GAP, {}, answered, 0.014 * of.slowness, 0.5)
    yield Spread(catalogue.LONGEST_GAP, {}, answered, 0.12 * of.slowness, 0.5)
    for evaluator, better in EVALUATORS.items():
        score = min(0.97, of.score + better)
        own = {"evaluator": evaluator}
        yield Spread(catalogue.EVALUATION_SCORE, own, answered * _JUDGED, score, 0.12, most=1.0)
        for prompt, also in versions.items():
            count = answered * _JUDGED / len(versions)
            yield Spread(catalogue.PROMPT_SCORE, {**own, "prompt": prompt}, count, score + also, 0.12, most=1.0)
    for step, (median, _) in _STEPS.items():
        yield Spread(catalogue.STEP_DURATION, {"step": step, "outcome": "success"}, answered, median * of.slowness, 0.4)
    yield Spread(catalogue.SESSION_COST, {}, of.calls / 6, 6 * _spent(of, 1.0), 0.6)
