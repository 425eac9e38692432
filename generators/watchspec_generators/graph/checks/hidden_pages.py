"""No page is kept quiet by what pages nobody.

To mend: narrow the inhibition's target, or leave `page` out of `severities.never_held_back`, if that is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.runbooks.silences import silences_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "error"


def check(chain: Chain) -> Iterator[Problem]:
    """Inhibitions in which an alert that is no page silences one that is."""
    policy = chain.monitoring.severities
    if "page" not in policy.never_held_back:
        return
    severity = {alert.name: alert.severity for alert in chain.monitoring.alerts}
    for index, rule in enumerate(chain.monitoring.inhibit[: len(chain.context.spec.inhibit)]):
        for silence in silences_of(chain.monitoring, rule):
            source, target = severity[silence.source], severity[silence.target]
            if policy.role(target) == "page" and policy.role(source) != "page":
                message = f"{silence.source}, which is no page, silences the page {silence.target}"
                hint = "or leave `page` out of `severities.never_held_back`, if that is meant"
                yield chain.context.problem(("inhibit", index, "target"), message, "a target that is no page", hint)
                break
