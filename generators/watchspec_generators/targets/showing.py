"""Plans in words, as data, and as a fingerprint by which two are told apart."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from watchspec_generators.paint import BOLD, CYAN, DIM, RED, YELLOW, Painter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from watchspec_generators.meaning import Action
    from watchspec_generators.targets.types import Found, Plan

_MARKS: Mapping[Action, str] = {"add": "+", "change": "~", "remove": "-"}
_COLOURS: Mapping[Action, str] = {"add": CYAN, "change": YELLOW, "remove": RED}
_FINGERPRINT = 12


def as_lines(plans: Sequence[Plan], *, colour: bool, diff: bool) -> Iterator[str]:
    """For people: what changes, subject by subject, then what will be done."""
    paint = Painter(colour=colour)
    for plan in plans:
        if plan.differs:
            yield from _plan(plan, paint)
            if diff:
                yield from ("", *plan.diffs)
            yield ""
    if not any(plan.differs for plan in plans):
        yield "nothing to do: what is live is what the spec says"
    elif any(plan.steps for plan in plans):
        yield f"plan {fingerprint(plans)}; `watchspec apply` does exactly this"
    else:
        yield "nothing will be done about these"


def as_data(plans: Sequence[Plan], *, diff: bool) -> dict[str, Any]:
    """For machines; the texts of differences only if asked for."""
    told = [{**plan.as_data(), **({"diffs": list(plan.diffs)} if diff else {})} for plan in plans]
    return {"fingerprint": fingerprint(plans), "differs": any(plan.differs for plan in plans), "targets": told}


def fingerprint(plans: Sequence[Plan]) -> str:
    """The same for the same plans, texts included."""
    content = json.dumps([[plan.as_data(), plan.diffs] for plan in plans], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:_FINGERPRINT]


def _plan(plan: Plan, paint: Painter) -> Iterator[str]:
    yield paint(BOLD, plan.target)
    for subject in dict.fromkeys(found.change.subject for found in plan.found):
        yield f"  {subject}"
        yield from (_change(found, paint) for found in plan.found if found.change.subject == subject)
    for number, step in enumerate(plan.steps, 1):
        yield f"  {number}. {step}"


def _change(found: Found, paint: Painter) -> str:
    action = found.change.action
    kept = f"; not done: {found.kept}" if found.kept else ""
    where = paint(DIM, f"  [{', '.join(found.where)}]")
    return f"    {paint(_COLOURS[action], _MARKS[action])} {found.change.text}{kept}{where}"
