"""`watchspec apply`: do exactly what `watchspec plan` shows."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from watchspec_generators.cli.errors import BAD_INPUT, DIFFERENT
from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, JsonOption, SpecOption
from watchspec_generators.cli.planned import DiffOption, Planned, TargetOption, planned
from watchspec_generators.edge import applying
from watchspec_generators.edge.applying.journal import NotApplied
from watchspec_generators.targets.showing import as_data, as_lines, fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
ExpectOption = Annotated[
    str | None, typer.Option("--expect", help="Refuse unless this is the plan's fingerprint, as `plan` printed it.")
]


def command(
    spec: SpecOption = DEFAULT_SPEC,
    env: EnvOption = None,
    diff: DiffOption = False,
    target: TargetOption = None,
    yes: YesOption = False,
    expect: ExpectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring what is live to what the spec says: check, write, reload, and see that it runs; else bring all back.

    Shows the plan and asks on a terminal. Exits with 1 if a step is refused; what was done is said, and another `apply`
    goes on from there.

    Examples:

        watchspec apply

        watchspec apply --yes --expect 3fa2c81b90de     # in CI: only the plan that was looked at

        watchspec apply --env production --json
    """
    todo = planned("apply", spec, env, target)
    plans = [each.plan for each in todo]
    if not as_json:
        print("\n".join(as_lines(plans, colour=sys.stdout.isatty(), diff=diff)))
    if expect is not None and expect != fingerprint(plans):
        print(f"watchspec apply: this is plan {fingerprint(plans)}, not {expect}; nothing was changed", file=sys.stderr)
        raise typer.Exit(DIFFERENT)
    work = [each for each in todo if each.plan.steps]
    if work and not yes:
        _ask()
    outcome = _Outcome(quiet=as_json)
    try:
        outcome.run(work, spec.name)
    finally:
        # Also when somebody interrupts it.
        outcome.tell(as_data(plans, diff=diff))
    if outcome.failed or any(found.kept for plan in plans for found in plan.found):
        raise typer.Exit(DIFFERENT)


def _ask() -> None:
    if not sys.stdin.isatty():
        print("watchspec apply: there is nobody to ask; say --yes", file=sys.stderr)
        raise typer.Exit(BAD_INPUT)
    if not typer.confirm("Do this?"):
        print("nothing was changed")
        raise typer.Exit(DIFFERENT)


@dataclass
class _Outcome:
    """What was done so far."""

    quiet: bool
    done: list[str] = field(default_factory=list)
    failed: str | None = None
    complete: bool = False

    def run(self, work: Sequence[Planned], spec: str) -> None:
        """Each target's plan in turn; the first that is refused ends it."""
        try:
            for each in work:
                module = import_module(f"{applying.__name__}.{each.name}")
                module.apply(each.plan, each.live, each.wanted, spec, self.say)
        except NotApplied as reason:
            self.failed = str(reason)
        self.complete = True

    def say(self, text: str) -> None:
        self.done.append(text)
        if not self.quiet:
            print(f"done: {text}", flush=True)

    def tell(self, plan: dict[str, object]) -> None:
        """The end, in words or as data."""
        if self.quiet:
            state = {"done": self.done, "failed": self.failed, "complete": self.complete and self.failed is None}
            print(json.dumps({**plan, **state}, indent=2, ensure_ascii=False))
        elif self.failed:
            print(f"watchspec apply: {self.failed}", file=sys.stderr)
        elif not self.complete:
            print("watchspec apply: interrupted; another `watchspec apply` does the rest", file=sys.stderr)
