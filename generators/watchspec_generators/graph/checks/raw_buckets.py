"""Hand-written PromQL asks for buckets that there are.

To mend: take an edge from docs/metrics.md, or let an objective's limit make one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.buckets import asked_buckets
from watchspec_generators.spec.suggest import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "error"


def check(chain: Chain) -> Iterator[Problem]:
    """Matchers on `le` that find no bucket of our histograms."""
    for asked in asked_buckets(chain):
        if not asked.found:
            message = f"no bucket of {asked.series} has le{asked.matcher.op}{asked.matcher.value}"
            known = one_of(f"{edge:g}" for edge in asked.known)
            yield chain.problem(asked.raw, asked.matcher.span[0], message, known)
