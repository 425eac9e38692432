"""Alerts do what the spec's hand-written cases say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.edge.case_runs import failing_cases, spec_cases
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, title, tools_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from watchspec_generators.model import Monitoring


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """Each case on promtool; nothing where the spec has none."""
    cases = spec_cases(monitoring)
    if not cases:
        return
    for tool in tools_of("promtool"):
        with stopwatch() as elapsed:
            failed = failing_cases(tool, folder / "rules", monitoring)
            detail = "\n".join(
                f"{case.place}: {case.alert}: {case.title}: {failed[case.name]}"
                for case in cases
                if case.name in failed
            )
            subject = f"rules/tests/{monitoring.service.name}.*.cases*.test.yml"
            yield Proof("alerts do as the cases say", subject, title(tool), len(cases), not failed, detail, elapsed())
