"""Signals that compare versions of a prompt with the one that the spec names as their baseline.

How much worse a version is, as a difference of two shares or of two mean scores. Both are taken over the same window,
so that what is wrong with a day is wrong for both.
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

from watchspec.catalogue import OTHER, UNSET
from watchspec_generators.signals import newcombe
from watchspec_generators.signals.base import Phase, Recorded, Recording, Worked
from watchspec_generators.signals.playing import escaped
from watchspec_generators.signals.promql import none_of, recorded_name
from watchspec_generators.signals.wilson import BOUNDS, level_name, of_service, wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec_generators.signals.base import Query, Scene
    from watchspec_generators.signals.wilson import Side

PROMPT = "prompt"
BUSIER = 3.0
"""In tests, how many times as many samples the baseline has: who mixes the two up is noticed."""
_STEM = re.compile(r".*[/@:]", re.DOTALL)
_SPECIAL = re.compile(r"[.+*?()|\[\]{}^$\\]")


class Estimate(Protocol):
    """PromQL of a share or mean from 0 to 1, and of how many samples it is estimated from."""

    def __call__(self, query: Query, matcher: str) -> tuple[str, str]: ...


class PlayEstimate(Protocol):
    """Input series that have the estimate in each phase (None: no samples)."""

    def __call__(self, scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class _Names:
    """Of the recorded series: of a version, of the baseline, and of how much they differ."""

    version: str
    counted: str
    base: str
    counted_base: str
    difference: str
    least: str
    near: str
    """The version's bound on the baseline's side, and the baseline's on the version's."""
    near_base: str
    sure: str


@dataclass(frozen=True, slots=True)
class Versions:
    """How much an estimate rises from the baseline to another version, or how much it falls if that is worse."""

    name: str
    estimate: Estimate
    play_estimate: PlayEstimate
    rises: bool
    usual: float
    """In tests, the baseline's estimate."""

    @property
    def lowest(self) -> float:
        """Least difference that can be played."""
        return -self.usual if self.rises else self.usual - 1

    @property
    def highest(self) -> float:
        """Greatest difference that can be played."""
        return 1 - self.usual if self.rises else self.usual

    def bound(self, value: float, count: float, z: float) -> float:
        """Of a difference `value`, what is sure when the version has `count` samples, as played here."""
        if self.rises:
            return newcombe.least_rise(self.usual, BUSIER * count, self.usual + value, count, z)
        return newcombe.least_rise(self.usual - value, count, self.usual, BUSIER * count, z)

    def record(self, query: Query) -> Recorded:
        """Estimate and size of both, their difference, the smaller size, and how much is sure."""
        names, against, shared = self._names(query), query.against or "", _shared(query)
        version, counted, base, counted_base = (
            of_service(query, name) for name in (names.version, names.counted, names.base, names.counted_base)
        )
        estimates = (
            *zip((names.version, names.counted), self.estimate(query, _others(query, against)), strict=True),
            *zip((names.base, names.counted_base), self.estimate(shared, _only(against)), strict=True),
        )
        on = _joined(query)
        rise = f"{version}\n- {on} group_left ()\n{base}"
        fall = f"{base}\n- {on} group_right ()\n{version}"
        fewer = f"{counted}\n- clamp_min({counted} - {on} group_left () {counted_base}, 0)"
        rules = (
            *(Recording(*estimate) for estimate in estimates),
            Recording(names.difference, rise if self.rises else fall),
            Recording(names.least, fewer),
        )
        return self._bounded(query, names, Recorded(rules, names.difference, names.least))

    def _bounded(self, query: Query, names: _Names, recorded: Recorded) -> Recorded:
        if query.confidence is None:
            return recorded
        version, counted, base, counted_base, difference, _, near, near_base, _ = (
            of_service(query, name) for name in astuple(names)
        )
        z, (worse, better) = query.confidence.z, self._sides
        down, up = f"({version} - {near}) ^ 2", f"({base} - {near_base}) ^ 2"
        rules = (
            Recording(names.near, wilson(worse, version, counted, z)),
            Recording(names.near_base, wilson(better, base, counted_base, z)),
            Recording(names.sure, f"{difference}\n- sqrt(\n  {down}\n  + {_joined(query)} group_left ()\n  {up}\n)"),
        )
        return replace(recorded, rules=(*recorded.rules, *rules), bound=names.sure)

    @property
    def _sides(self) -> tuple[Side, Side]:
        """On which side of a version's estimate the baseline lies, and the other way round."""
        return ("lower", "upper") if self.rises else ("upper", "lower")

    def _names(self, query: Query) -> _Names:
        name, shared = f"{self.name}_vs_{_part_of_name(query.against or '')}", _shared(query)
        level = level_name(query.confidence) if query.confidence else ""
        worse, better = self._sides
        return _Names(
            version=recorded_name(query, name, "version_rate"),
            counted=recorded_name(query, name, "version_count"),
            base=recorded_name(shared, name, "baseline_rate"),
            counted_base=recorded_name(shared, name, "baseline_count"),
            difference=recorded_name(query, name, "difference_rate"),
            least=recorded_name(query, name, "difference_count"),
            near=recorded_name(query, name, f"version_{worse}{level}_rate"),
            near_base=recorded_name(shared, name, f"baseline_{better}{level}_rate"),
            sure=recorded_name(query, name, f"difference_lower{level}_rate"),
        )

    def work(self, query: Query, value: float, count: float) -> Worked:
        """A version that is worse by `value`, and its baseline as in tests."""
        names = self._names(query)
        version, many = self.usual + (value if self.rises else -value), BUSIER * count
        estimates = {names.version: version, names.base: self.usual}
        sizes = {names.counted: count, names.counted_base: many}
        made = {names.difference: value, names.least: count}
        if query.confidence is not None:
            z, (worse, better) = query.confidence.z, (BOUNDS[side] for side in self._sides)
            made[names.near], made[names.near_base] = worse(version, count, z), better(self.usual, many, z)
            made[names.sure] = self.bound(value, count, z)
        return Worked(estimates, sizes, made)

    def play(self, scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
        """A version that is by each phase's value worse than its baseline, which has three times as many samples.

        A prompt of another kind is as bad as can be, the baseline of another service as good as can be.
        """
        against = scene.query.against or ""
        sign = 1 if self.rises else -1
        best, worst = self.usual + sign * self.lowest, self.usual + sign * self.highest
        prompts = {
            scene.labels.get(PROMPT, versions_of(against)[0]): _with(phases, lambda value: self.usual + sign * value),
            against: _with(phases, lambda _: best if scene.foreign else self.usual, BUSIER),
            UNSET: _with(phases, lambda _: worst),
        }
        played: dict[str, str] = {}
        for prompt, its in prompts.items():
            played |= self.play_estimate(replace(scene, labels={**scene.labels, PROMPT: prompt}), its)
        return played


def versions_of(against: str) -> tuple[str, str]:
    """Two versions that would be compared with `against`."""
    return f"{_stem(against)}version-a", f"{_stem(against)}version-b"


def _with(phases: tuple[Phase, ...], value: Callable[[float], float], busier: float = 1.0) -> tuple[Phase, ...]:
    return tuple(
        Phase(phase.length, None if phase.value is None else value(phase.value), busier * phase.traffic)
        for phase in phases
    )


def _shared(query: Query) -> Query:
    """What is asked of the baseline, which is one for all prompts."""
    return replace(query, by=tuple(label for label in query.by if label != PROMPT))


def _joined(query: Query) -> str:
    return f"on ({', '.join(('service', *_shared(query).by))})"


def _stem(against: str) -> str:
    found = _STEM.match(against)
    return found[0] if found else ""


def _only(against: str) -> str:
    return f'{PROMPT}="{escaped(against)}"'


def _others(query: Query, against: str) -> str:
    stem = _stem(against)
    pattern = escaped(_SPECIAL.sub(r"\\\g<0>", stem))
    alike = f'{PROMPT}=~"{pattern}.*"' if stem else none_of(PROMPT, (UNSET, OTHER))
    # On its own, the baseline differs from itself by nothing; among others it would hide how much they do.
    return alike if PROMPT in query.by else f'{alike},{PROMPT}!="{escaped(against)}"'


def _part_of_name(against: str) -> str:
    name = re.sub(r"[^A-Za-z0-9]", "_", against)
    # Two versions must not share a name just because they differ in a dash.
    return name if re.fullmatch(r"[A-Za-z0-9/]*", against) else f"{name}_{crc32(against.encode()):08x}"
