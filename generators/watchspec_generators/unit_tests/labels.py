"""Labels for test series: ones that a selector asks for, and ones that it refuses for a single reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.signals.versions import versions_of
from watchspec_generators.values.selector import matches, parse_selector, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.signals import Query
    from watchspec_generators.values.selector import Matcher

_SIMPLER: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\(\?:"), "("),
    (re.compile(r"\[(?!\^)(\\?.)[^\]]*\]"), r"\1"),
    (re.compile(r"\[\^[^\]]*\]"), lambda match: next(char for char in "x0~ " if char not in match[0])),
    (re.compile(r"(?<!\\)\.[*+?]?"), "x"),
    (re.compile(r"\\d"), "1"),
    (re.compile(r"\\w"), "x"),
    (re.compile(r"(?<!\\)[*+?^$]"), ""),
)
_REPEATED = re.compile(r"(\[[^\]]*\]|\\?.)\{(\d+)(?:,\d*)?\}")
_GROUP = re.compile(r"\(([^()|]*)(?:\|[^()]*)?\)")
_COMMON = ("other", "x", "")


def series_labels(matchers: str) -> dict[str, str]:
    """Labels of a series that `matchers` (a selector's inner part) select; ValueError if none could be made up."""
    return _labels(parse_selector(f"{{{matchers}}}"))


def foreign_labels(matchers: str) -> list[dict[str, str]]:
    """Labels of series that `matchers` do not select, one for each matcher that can be the only one to refuse."""
    parsed = parse_selector(f"{{{matchers}}}")
    return list(_foreign(parsed))


def _foreign(matchers: Sequence[Matcher]) -> Iterator[dict[str, str]]:
    for refusing in matchers:
        others = [matcher for matcher in matchers if matcher is not refusing]
        try:
            labels = _labels(others)
            alike = [matcher for matcher in others if matcher.label == refusing.label]
            labels[refusing.label] = _value(alike, [*alike, refusing], refusing)
        except ValueError:
            continue
        yield {label: value for label, value in labels.items() if value}


def _labels(matchers: Sequence[Matcher]) -> dict[str, str]:
    names = dict.fromkeys(matcher.label for matcher in matchers)
    alike = {name: [matcher for matcher in matchers if matcher.label == name] for name in names}
    values = {name: _value(passing, passing) for name, passing in alike.items()}
    return {name: value for name, value in values.items() if value}


def _value(passing: Sequence[Matcher], known: Sequence[Matcher], refusing: Matcher | None = None) -> str:
    for value in (*_examples(known), *_COMMON):
        if all(matches(matcher, value) for matcher in passing) and not (refusing and matches(refusing, value)):
            return value
    raise ValueError(f"no label value could be made up for {', '.join(str(matcher) for matcher in passing)}")


def _examples(matchers: Sequence[Matcher]) -> Iterator[str]:
    for matcher in matchers:
        text = unescaped(matcher.value)
        yield _example(text) if matcher.op.endswith("~") else text


def _example(pattern: str) -> str:
    pattern = _REPEATED.sub(lambda match: match[1] * int(match[2]), pattern)
    for form, simpler in _SIMPLER:
        pattern = form.sub(simpler, pattern)
    while _GROUP.search(pattern):
        pattern = _GROUP.sub(r"\1", pattern)
    return re.sub(r"\\(.)", r"\1", pattern.split("|")[0])


def declared_values(monitoring: Monitoring) -> Mapping[str, Sequence[str]]:
    """Values that the spec declares for labels."""
    return {
        "model": tuple(monitoring.models),
        "provider": tuple(dict.fromkeys(model.provider for model in monitoring.models.values())),
        "feature": tuple(monitoring.features),
    }


def label_sets(monitoring: Monitoring, query: Query) -> list[dict[str, str]]:
    """Two sets of values of the query's `by` labels, or one where the selector leaves no choice."""
    compared = {} if query.against is None else {"prompt": versions_of(query.against)}
    return by_labels(query.by, series_labels(monitoring.matchers), {**declared_values(monitoring), **compared})


def carried(name: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Those of the labels by which a recorded series is split, as the first part of its name tells."""
    split = f"_{name.partition(':')[0]}_"
    return {label: value for label, value in labels.items() if f"_{label}_" in split}


def by_labels(
    by: Sequence[str], fixed: Mapping[str, str], declared: Mapping[str, Sequence[str]]
) -> list[dict[str, str]]:
    """Two sets of values for `by` that differ in one label, or one set if the selector fixes every label."""
    first, second = {}, {}
    for label in by:
        values = (fixed[label],) * 2 if label in fixed else (*declared.get(label, ()), f"{label}-a", f"{label}-b")
        first[label] = values[0]
        second[label] = values[1]
    return [first] if first == second else [first, second]
