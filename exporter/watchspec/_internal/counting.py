"""From an ended call to increments; the only module that counts calls. Runs inside the draining of the ledger."""

from __future__ import annotations

from itertools import starmap
from operator import sub
from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec._internal.prices import reported_cost
from watchspec._internal.usage import NO_PARTS, audio_seconds, read_usage

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation
    from watchspec._internal.prices import Priced
    from watchspec._internal.series import Series
    from watchspec._internal.tally import Tally
    from watchspec._internal.usage import Usage

_HEARING = frozenset({"transcription", "translation"})


def count_call(operation: Operation, tally: Tally) -> None:
    """Adds a call that has ended to its series."""
    series, sums = operation.series, tally.sums
    outcome = operation.outcome or "abandoned"
    if operation.usage_reported is not None:
        operation.usage = read_usage(operation.usage_reported)
    _count_cost(operation, series, tally)
    series.recorder.consume(operation, tally)
    series.ended += 1
    if series.ledger.at_once:
        series.tell_in_flight()
    sums[series.requests[outcome]] += 1.0
    tally.observe(series.duration[outcome], operation.ended - operation.started, operation.exemplar)
    if operation.error_type is not None:
        sums[series.by(catalogue.ERRORS)[operation.error_type]] += 1.0
    _count_attempts(operation, series, tally)
    if operation.usage is None:
        _count_estimate(operation, series, tally)
    else:
        _count_usage(operation.usage, series, tally)
    if operation.streamed:
        _count_stream(operation, series, tally)


def _count_attempts(operation: Operation, series: Series, tally: Tally) -> None:
    sums, status = tally.sums, operation.status
    for tried, seconds in operation.retried:
        sums[series.attempts[tried]] += 1.0
        sums[series.attempt_seconds[tried]] += seconds
    if status is not None:
        answered = operation.ended if operation.answered_at is None else operation.answered_at
        sums[series.attempts[status]] += 1.0
        sums[series.attempt_seconds[status]] += answered - operation.attempt_started
    if operation.backoff:
        sums[series.of(catalogue.BACKOFF_SECONDS)] += operation.backoff


def _count_estimate(operation: Operation, series: Series, tally: Tally) -> None:
    estimated = operation.estimated
    tally.inc(series.usage_reports["none" if estimated is None else "estimated"])
    if estimated is not None:
        tokens = series.by(catalogue.ESTIMATED_TOKENS)
        tally.inc(tokens["input"], estimated.input)
        tally.inc(tokens["output"], estimated.output)


def _count_usage(usage: Usage, series: Series, tally: Tally) -> None:
    sums = tally.sums
    sums[series.usage_reports["provider"]] += 1.0
    sums[series.input_tokens] += usage.input
    sums[series.output_tokens] += usage.output
    if usage[2:] != NO_PARTS:
        count_parts(usage, series, tally)


def count_parts(usage: Usage, series: Series, tally: Tally) -> None:
    """Adds the tokens that are parts of others."""
    for metric, amount in (
        (catalogue.CACHED_INPUT_TOKENS, min(usage.cached, usage.input)),
        (catalogue.CACHE_WRITE_TOKENS, min(usage.cache_write, usage.input)),
        (catalogue.REASONING_TOKENS, min(usage.reasoning, usage.output)),
    ):
        if amount:
            tally.inc(series.of(metric), amount)
    for kind, amount in (("input", usage.input_audio), ("output", usage.output_audio)):
        if amount:
            tally.inc(series.by(catalogue.AUDIO_TOKENS)[kind], amount)


def _count_cost(operation: Operation, series: Series, tally: Tally) -> None:
    usage = operation.usage
    reported = operation.usage_reported
    if usage is None and reported is None and operation.estimated is None and not operation.plan.has_gateway:
        return
    try:
        priced = _priced(operation, series)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        series.recorder.safety.failed("price")
        priced = None
    if priced is None:
        if usage is not None:
            count_unpriced(usage, series, tally)
        elif _seconds(operation) is not None:
            tally.inc(series.unpriced)
    elif usage is None and operation.estimated is not None and priced.source != "gateway":
        tally.inc(series.of(catalogue.ESTIMATED_COST), priced.usd)
    else:
        operation.cost, operation.cost_source = priced.usd, priced.source
        tally.sums[series.cost[priced.source]] += priced.usd
        if priced.savings_usd:
            tally.inc(series.of(catalogue.CACHE_SAVINGS), priced.savings_usd)


def _priced(operation: Operation, series: Series) -> Priced | None:
    plan = operation.plan
    if plan.has_gateway:
        told = reported_cost(series.labels[0], operation.headers, operation.usage_reported)
        if told is not None:
            key = (series.labels[0], plan.model, operation.answered, operation.tier)
            return series.recorder.prices.reported(told, *key, operation.usage)
    usage = operation.usage or operation.estimated
    seconds = _seconds(operation)
    if seconds is not None:
        spoken = series.recorder.prices.of_seconds(seconds, series.labels[0], plan.model, operation.answered)
        if spoken is not None or usage is None:
            return spoken
    if usage is None:
        return None
    tariff = plan.tariff_of(operation.answered, operation.tier)
    return None if tariff is None else tariff.price(usage)


def _seconds(operation: Operation) -> float | None:
    """Seconds of sound that were heard, where the answer says so."""
    return audio_seconds(operation.usage_reported) if operation.plan.surface.operation in _HEARING else None


def count_unpriced(usage: Usage, series: Series, tally: Tally) -> None:
    """Adds a call whose price is unknown."""
    tally.inc(series.unpriced)
    tokens = series.by(catalogue.UNPRICED_TOKENS)
    tally.inc(tokens["input"], usage.input)
    tally.inc(tokens["output"], usage.output)


def _count_stream(operation: Operation, series: Series, tally: Tally) -> None:
    started = operation.started
    mark = operation.exemplar
    for metric, at in (
        (catalogue.TIME_TO_FIRST_EVENT, operation.first_event),
        (catalogue.TIME_TO_FIRST_REASONING_TOKEN, operation.first_reasoning),
        (catalogue.TIME_TO_FIRST_TOKEN, operation.first_token),
    ):
        if at is not None:
            tally.observe(series.of(metric), at - started, mark)
    times = operation.times
    if times is not None and len(times) > 1 and not operation.delivered:
        gaps = list(starmap(sub, zip(times[1:], times, strict=False)))
        tally.observe_all(series.of(catalogue.INTER_TOKEN_GAP), gaps)
        tally.observe(series.of(catalogue.LONGEST_GAP), max(gaps))
    speed = tokens_per_second(operation)
    if speed is not None:
        tally.observe(series.of(catalogue.OUTPUT_TOKENS_PER_SECOND), speed, mark)


def tokens_per_second(operation: Operation) -> float | None:
    """Visible output tokens per second between the first and the last; None if there is no such span."""
    usage = operation.usage
    if usage is None or operation.first_token is None or operation.last_token is None:
        return None
    return speed_of(usage, operation.first_token, operation.last_token)


def speed_of(usage: Usage, first_token: float, last_token: float) -> float | None:
    """Visible output tokens per second between two readings of perf_counter."""
    span = last_token - first_token
    # The first token opens the span, so n tokens have n - 1 gaps; reasoning came before it.
    gaps = usage.output - usage.reasoning - 1
    return gaps / span if span > 0 and gaps > 0 else None
