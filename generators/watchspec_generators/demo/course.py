"""The course of the incident: which trouble starts or ends now, by what has been seen so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.demo.timeline import Step, Timeline, decided, heartbeat_step, steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec_generators.demo.expectations import Expectation
    from watchspec_generators.demo.plan import Plan
    from watchspec_generators.demo.troubles import Injection


@dataclass(frozen=True, slots=True)
class Course:
    """The state of the incident at the timeline's `now`."""

    plan: Plan
    timeline: Timeline

    @property
    def active(self) -> tuple[Injection, ...]:
        """Troubles that have begun and not ended."""
        return tuple(
            injection
            for injection in self.plan.injections
            if self._begun(injection) is not None and self._ended(injection) is None
        )

    def starting(self) -> tuple[Injection, ...]:
        """Troubles that are to begin now."""
        return tuple(
            injection
            for injection in self.plan.injections
            if self._begun(injection) is None and self._may_begin(injection)
        )

    def ending(self) -> tuple[Injection, ...]:
        """Troubles that have shown all they can and are to end now."""
        return tuple(
            injection
            for injection in self.active
            if decided(self._steps_of(injection), lambda step: step.part == "before")
        )

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to wait for."""
        begun = all(self._begun(injection) is not None for injection in self.plan.injections)
        return begun and not self.active and decided(self.steps(), lambda step: step.part != "end")

    def steps(self) -> tuple[Step, ...]:
        """Every step of the incident, and of the alert that always fires."""
        found = [step for expectation in self.plan.expectations for step in steps(self.timeline, expectation)]
        beat = self.plan.heartbeat
        if beat is not None:
            found += [heartbeat_step(self.timeline, beat, str(address)) for address in beat.addresses]
        return tuple(found)

    def _steps_of(self, injection: Injection) -> Sequence[Step]:
        return [step for expectation in self._expectations_of(injection) for step in steps(self.timeline, expectation)]

    def _expectations_of(self, injection: Injection) -> tuple[Expectation, ...]:
        kind = injection.trouble.kind
        return tuple(expectation for expectation in self.plan.expectations if expectation.kind == kind)

    def _may_begin(self, injection: Injection) -> bool:
        trouble = injection.trouble
        if trouble.after is None:
            return True
        earlier = next(other for other in self.plan.injections if other.trouble.kind == trouble.after)
        if self._begun(earlier) is None:
            return False
        if trouble.moment == "injected" or self._ended(earlier) is not None:
            return True
        waiting = self._steps_of(earlier) if trouble.moment == "pending" else ()
        return trouble.moment == "pending" and decided(waiting, lambda step: step.what == "pending")

    def _begun(self, injection: Injection) -> float | None:
        return self.timeline.moment("injected", injection.trouble.kind)

    def _ended(self, injection: Injection) -> float | None:
        return self.timeline.moment("ended", injection.trouble.kind)
