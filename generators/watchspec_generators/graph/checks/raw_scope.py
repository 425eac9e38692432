"""Hand-written PromQL looks at its own service.

Alerts carry the label `service` whatever their expression reads: without the service's selector, somebody is paged for
another service's trouble.

To mend: put the matchers of `service.selector` into each selector, or `service="..."` where recorded series are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.catalogued import BY_SERIES
from watchspec_generators.graph.reading import plain_matcher, reads
from watchspec_generators.values.selector import Matcher, parse_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "warning"


def check(chain: Chain) -> Iterator[Problem]:
    """Selectors of our metrics and recorded series that would find those of every service."""
    service = chain.monitoring.service
    own = frozenset(parse_selector(service.selector))
    named = frozenset({Matcher("service", "=", service.name)})
    for raw in chain.raw:
        for selected in reads(raw.expression):
            wanted = own if selected.name in BY_SERIES else named
            if selected.name not in BY_SERIES and selected.name not in chain.source.recordings:
                continue
            given = frozenset(plain_matcher(each) for each in selected.node.matchers)
            missing = sorted(str(each) for each in wanted - given)
            if missing:
                message = f"{selected.name} is read of every service"
                yield chain.problem(raw, selected.node.span[0], message, f"{{{', '.join(missing)}}} among its matchers")
