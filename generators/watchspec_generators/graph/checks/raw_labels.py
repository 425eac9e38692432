"""Hand-written PromQL asks for labels that its series carry, with values that they take.

Labels of our metrics and recorded series are known, and so are the values of those that are a closed list, such as
`outcome`. Where the spec names no targets, a scrape of your own may add labels, and only values are judged.

To mend: take labels and values from docs/metrics.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.graph.catalogued import BY_SERIES, values_of
from watchspec_generators.graph.reading import NAME, plain_matcher, reads
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.values.selector import matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain, Raw
    from watchspec_generators.graph.labels import Labels
    from watchspec_generators.graph.reading import Read
    from watchspec_generators.promql import Grouping, Matcher, Node
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "error"
_JUDGED = ("by", "without", "on")
"""To ignore what is not there is no harm, and to take labels over from the other side is another matter."""


def check(chain: Chain) -> Iterator[Problem]:
    """Matchers and groupings that name labels which their series don't have, and values that a label never takes."""
    for raw in chain.raw:
        for selected in reads(raw.expression):
            for matcher in selected.node.matchers:
                yield from _matcher(chain, raw, selected, matcher)
        for node in raw.parts("aggregation", "binary"):
            for grouping in node.groupings:
                yield from _grouping(chain, raw, node, grouping)


def _matcher(chain: Chain, raw: Raw, selected: Read, matcher: Matcher) -> Iterator[Problem]:
    labels, metric = chain.labelling.of_series(selected), BY_SERIES.get(selected.name)
    if matcher.label != NAME and labels.maybe is not None and matcher.label not in labels.maybe:
        yield _no_label(chain, raw, matcher.span[0], selected.name, matcher.label, labels)
        return
    values = values_of(metric, matcher.label) if metric else None
    if values is None or matcher.value[1:-1] == "":
        return
    asked = plain_matcher(matcher)
    positive = type(asked)(asked.label, asked.op.replace("!", "=", 1).replace("==", "="), asked.value)
    if not any(matches(positive, value) for value in values):
        message = f"{selected.name} never has {matcher.label}={matcher.value}"
        hint = did_you_mean(matcher.value[1:-1], values)
        yield chain.problem(raw, matcher.span[0], message, one_of(values), hint)


def _grouping(chain: Chain, raw: Raw, node: Node, grouping: Grouping) -> Iterator[Problem]:
    if grouping.keyword not in _JUDGED:
        return
    sides = [chain.labelling.of(child) for child in node.children[-2 if node.kind == "binary" else -1 :]]
    for label in grouping.labels:
        if not any(side.may_have(label) for side in sides):
            either = sides[0] if len(sides) == 1 else sides[0].either(sides[1])
            start, end = grouping.span
            found = re.search(rf"\b{re.escape(label)}\b", raw.expression.text[start + len(grouping.keyword) : end])
            offset = start + len(grouping.keyword) + (found.start() if found else 0)
            yield _no_label(chain, raw, offset, f"what `{grouping.keyword}` is about", label, either)


def _no_label(chain: Chain, raw: Raw, offset: int, what: str, label: str, labels: Labels) -> Problem:
    known = sorted(labels.maybe or ())
    return chain.problem(raw, offset, f"{what} has no label `{label}`", one_of(known), did_you_mean(label, known))
