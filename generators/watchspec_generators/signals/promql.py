"""Pieces of PromQL that every signal is written with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import FAILED_OUTCOMES, UNJUDGED_OUTCOMES
from watchspec_generators.values.selector import parse_selector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec.catalogue import Metric
    from watchspec_generators.signals.base import Query
    from watchspec_generators.values import Duration


def any_of(label: str, values: Iterable[str]) -> str:
    """Matcher: `label` is one of `values`."""
    return f'{label}=~"{"|".join(values)}"'


def none_of(label: str, values: Iterable[str]) -> str:
    """Matcher: `label` is none of `values`."""
    return f'{label}!~"{"|".join(values)}"'


FAILED = any_of("outcome", FAILED_OUTCOMES)
JUDGED = none_of("outcome", UNJUDGED_OUTCOMES)
ANSWERED = none_of("outcome", (*FAILED_OUTCOMES, *UNJUDGED_OUTCOMES))
GENERATIVE_OPERATIONS = ("chat", "responses", "text_completion")
"""Operations that write text for somebody who waits for it; an embedding is as much faster as an image is slower."""
GENERATING = any_of("operation", GENERATIVE_OPERATIONS)


def of_generation(query: Query, metric: Metric) -> str:
    """Matcher: calls that generate text, if `metric` tells operations apart while neither split nor selector does."""
    asked = (*query.by, *(matcher.label for matcher in parse_selector(f"{{{query.matchers}}}")))
    return GENERATING if "operation" in metric.all_labels and "operation" not in asked else ""


def selector(series: str, *matchers: str) -> str:
    """`series{matchers}`, empty matchers left out."""
    return f"{series}{{{','.join(matcher for matcher in matchers if matcher)}}}"


def summed(by: Iterable[str], inner: str) -> str:
    """`sum by (labels) (inner)`: replicas and every other label added up."""
    labels = ", ".join(by)
    return f"sum by ({labels}) ({inner})" if labels else f"sum({inner})"


def windowed(
    query: Query,
    function: str,
    series: str,
    *matchers: str,
    split: tuple[str, ...] = (),
    offset: Duration | None = None,
) -> str:
    """The service's `series` through `function` (rate, increase) over the window, summed by the query's labels."""
    shifted = f" offset {offset}" if offset else ""
    inner = f"{function}({selector(series, query.matchers, *matchers)}[{query.window}]{shifted})"
    return summed((*query.by, *split), inner)


def counted(query: Query, series: str, *matchers: str) -> str:
    """How often the service's counter `series` was incremented in the window, also by what a series is born with."""
    each, window = selector(series, query.matchers, *matchers), query.window
    # `increase` does not see the event that a series is born with. To be taken for new, a series must be missing
    # for a whole window: neither a missed scrape nor a restart makes old events new.
    born = f"max_over_time({each}[{window}]) unless present_over_time({each}[{window}] offset {window})"
    return summed(query.by, f"\n  ({born})\n  or\n  increase({each}[{window}])\n")


def level(by: Iterable[str]) -> str:
    """First part of a recorded name: the labels that its series carry."""
    return "_".join(("service", *by))


def recorded_name(query: Query, metric: str, operation: str) -> str:
    """`level:metric:operations`, the window at the end of the operation."""
    return f"{level(query.by)}:{metric}:{operation}{query.window}"


def edge_matcher(edge: float) -> str:
    """Matcher for the bucket at `edge`; Prometheus 3 stores `le="10"` as `"10.0"`, so both spellings match."""
    number = f"{edge:.12g}".replace(".", r"\\.")
    return rf'le=~"{number}(\\.0)?"'


def number(value: float) -> str:
    """The shortest text that PromQL reads as exactly this number."""
    return str(int(value)) if float(value).is_integer() else repr(value)
