r"""Hand-written PromQL finds buckets on every version of Prometheus.

Since version 3 Prometheus stores `le="10"` as `le="10.0"`, so that either spelling alone finds nothing somewhere.

To mend: match an edge as `le=~"10(\\.0)?"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.buckets import asked_buckets, spellings
from watchspec_generators.signals.promql import edge_matcher

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "warning"


def check(chain: Chain) -> Iterator[Problem]:
    """Matchers on `le` that find a bucket before Prometheus 3 only, or since then only."""
    for asked in asked_buckets(chain):
        for edge in asked.found:
            found = [asked.matches(text) for text in spellings(edge)]
            if not all(found):
                when = "before" if found[0] else "since"
                message = f"le{asked.matcher.op}{asked.matcher.value} finds the bucket only {when} Prometheus 3"
                yield chain.problem(asked.raw, asked.matcher.span[0], message, edge_matcher(edge))
