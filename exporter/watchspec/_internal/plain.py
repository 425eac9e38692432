"""Calls that went as most do: answered at the first attempt, whole, finished, with usage, by the model as last time.

Of such a call only a few numbers are kept until it is counted, and calls of one plan are counted
together. That takes a tenth of the time that counting each for itself would.
"""

from __future__ import annotations

from collections import defaultdict
from operator import sub
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from watchspec import catalogue
from watchspec._internal.counting import count_parts, count_unpriced, speed_of
from watchspec._internal.usage import NO_PARTS, Usage, read_usage

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable

    from watchspec._internal.context import Context
    from watchspec._internal.operation import Operation
    from watchspec._internal.plans import Usual
    from watchspec._internal.series import Series
    from watchspec._internal.tally import Tally

    Plain = tuple[Usual, Context, float, float, Usage, "Timing | None"]
    """What is kept of a call: its kind, for whom it was, its seconds, those of its attempt, tokens, stream's times."""

PLAIN_LIMIT = 256
"""Calls that are counted together; at most 0.5 ms of work."""
TOKENS_LIMIT = 16_384
"""Times of tokens that wait to be counted; at most 2 ms of work."""

_OK = 200
_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long
OUTCOME = "success"
STATUS = "200"
NOBODY = (None, None, None)
"""User, session and prompt of a context that names none."""


class Timing(NamedTuple):
    """When the parts of a stream came: readings of perf_counter, in seconds."""

    started: float
    first_event: float
    tokens: array[float]
    """Visible ones; only the first where they are not timed."""
    last_token: float


class Spent(NamedTuple):
    """One call as those see it who count users, sessions and prompts."""

    series: Series
    context: Context
    usage: Usage
    cost: float | None
    outcome: str = OUTCOME


def end_plainly(operation: Operation, completion: Any) -> bool:
    """Ends a call if it went as most do; False if there is more to be said of it. Never raises.

    All in one piece, and no more of it than must be: each function called here costs a microsecond in
    a service whose caches are full of other things.
    """
    try:
        usual, response, told = operation.plan.usual, operation.response, completion.__dict__
        (choice,) = told["choices"]
        if (
            operation.is_special
            or choice.finish_reason != "stop"
            or told["model"] != usual.answered
            or told["service_tier"] != usual.tier
            or response.status_code != _OK
        ):
            return False
        usage = read_usage(told["usage"])
        if usage is None:
            return False
        now = perf_counter()
        seconds, attempt_seconds = now - operation.started, (operation.answered_at or now) - operation.started
    except Exception:  # noqa: BLE001 - whatever is missing, this is no ordinary call
        return False
    operation.done = True
    operation.options = operation.response = None
    plan = operation.plan
    plan.headers = response.headers
    ledger = plan.ledger
    ledger.plain.append((usual, operation.context, seconds, attempt_seconds, usage, None))
    if len(ledger.plain) > ledger.limit:
        ledger.drain(wait=False)
    return True


def end_stream_plainly(operation: Operation, times: array[float], untimed: int) -> bool:
    """As `end_plainly`, for a stream of one choice that has stopped by itself; `untimed` tokens were only counted."""
    plan, usage, answered_at = operation.plan, operation.usage, operation.answered_at
    usual, ledger, started = plan.usual, plan.ledger, operation.started
    if (
        operation.done
        or operation.is_special
        or started < ledger.since
        or usage is None
        or not times
        or answered_at is None
        or operation.answered != usual.answered
        or operation.tier != usual.tier
        or operation.status != STATUS
        or operation.first_reasoning is not None
    ):
        return False
    now = perf_counter()
    timing = _new(Timing, (started, operation.first_event or times[0], times, now if untimed else times[-1]))
    operation.done = True
    operation.options = None
    plan.headers = operation.headers
    ledger.plain.append((usual, operation.context, now - started, answered_at - started, usage, timing))
    ledger.tokens += len(times)
    if len(ledger.plain) > ledger.limit or ledger.tokens > TOKENS_LIMIT:
        ledger.drain(wait=False)
    return True


def count_plain(calls: Iterable[Plain], tally: Tally) -> None:
    """Adds calls to their series; raises nothing."""
    alike: defaultdict[Usual, list[Plain]] = defaultdict(list)
    for call in calls:
        alike[call[0]].append(call)
    for usual, group in alike.items():
        try:
            _count(usual, group, tally)
        except Exception:  # noqa: BLE001, PERF203 - nothing of ours may reach the host
            usual.plan.series.recorder.safety.failed("finish")


def _count(usual: Usual, calls: list[Plain], tally: Tally) -> None:
    series, sums, number = usual.plan.series, tally.sums, len(calls)
    series.ended += number
    _, contexts, seconds, attempt_seconds, usages, timings = zip(*calls, strict=True)
    sums[series.requests[OUTCOME]] += number
    tally.observe_all(series.duration[OUTCOME], list(seconds))
    sums[series.attempts[STATUS]] += number
    sums[series.attempt_seconds[STATUS]] += sum(attempt_seconds)
    sums[series.usage_reports["provider"]] += number
    given, made, *parts = map(sum, zip(*usages, strict=True))
    sums[series.input_tokens] += given
    sums[series.output_tokens] += made
    has_parts = any(parts)
    if has_parts:
        for usage in usages:
            if usage[2:] != NO_PARTS:
                count_parts(usage, series, tally)
    if has_parts or not _count_alike(usual, number, Usage(given, made), tally):
        for usage in usages:
            _count_cost(usual, usage, tally)
    _count_timings(series, usages, timings, tally)
    headers, usual.plan.headers = usual.plan.headers, None
    if headers is not None:
        series.recorder.quota.note(series, headers)
    _count_spenders(usual, contexts, usages, tally)


def _count_timings(series: Series, usages: Iterable[Usage], timings: Iterable[Timing | None], tally: Tally) -> None:
    streams = [(usage, timing) for usage, timing in zip(usages, timings, strict=True) if timing is not None]
    if not streams:
        return
    gaps: list[float] = []
    longest: list[float] = []
    speeds = (speed_of(usage, timing.tokens[0], timing.last_token) for usage, timing in streams)
    for _, timing in streams:
        between = list(map(sub, timing.tokens[1:], timing.tokens))
        if between:
            gaps += between
            longest.append(max(between))
    for metric, seen in (
        (catalogue.TIME_TO_FIRST_EVENT, [timing.first_event - timing.started for _, timing in streams]),
        (catalogue.TIME_TO_FIRST_TOKEN, [timing.tokens[0] - timing.started for _, timing in streams]),
        (catalogue.INTER_TOKEN_GAP, gaps),
        (catalogue.LONGEST_GAP, longest),
        (catalogue.OUTPUT_TOKENS_PER_SECOND, [speed for speed in speeds if speed is not None]),
    ):
        if seen:
            tally.observe_all(series.of(metric), seen)


def _count_alike(usual: Usual, number: int, total: Usage, tally: Tally) -> bool:
    """Adds the cost of all calls at once; False where it is not the same per token for each."""
    tariff = usual.tariff()
    if tariff is None or not tariff.is_flat:
        return False
    tally.sums[usual.plan.series.cost[tariff.source]] += tariff.flat(number, total)
    return True


def _count_cost(usual: Usual, usage: Usage, tally: Tally) -> None:
    tariff = usual.tariff()
    if tariff is None:
        count_unpriced(usage, usual.plan.series, tally)
        return
    usd, source, savings = tariff.price(usage)
    tally.sums[usual.plan.series.cost[source]] += usd
    if savings:
        tally.sums[usual.plan.series.of(catalogue.CACHE_SAVINGS)] += savings


def _count_spenders(usual: Usual, contexts: Iterable[Context], usages: Iterable[Usage], tally: Tally) -> None:
    alike: defaultdict[tuple[Any, ...], list[tuple[Context, Usage]]] = defaultdict(list)
    for context, usage in zip(contexts, usages, strict=True):
        alike[context[1:4]].append((context, usage))
    alike.pop(NOBODY, None)
    series, tariff = usual.plan.series, usual.tariff()
    for calls in alike.values():
        total = Usage(sum(usage.input for _, usage in calls), sum(usage.output for _, usage in calls))
        cost = None if tariff is None else sum(tariff.price(usage).usd for _, usage in calls)
        series.recorder.spending.consume(tally, Spent(series, calls[0][0], total, cost), len(calls))
