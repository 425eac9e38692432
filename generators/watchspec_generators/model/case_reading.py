"""From a case as it is written to what it plays, and to everything that is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from watchspec_generators.model.cases import CasePhase, SeriesCase, SignalCase
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.values import Duration, parse_quantity
from watchspec_generators.values.case import IDLE, NO_DATA, Expected, Misread, parse_then, parse_when
from watchspec_generators.values.quantity import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from watchspec_generators.model.alert import Path
    from watchspec_generators.signals.base import Signal
    from watchspec_generators.spec import shape
    from watchspec_generators.values.case import Amount, Phrase, Stretch

T = TypeVar("T")
COUNTED = (
    "calls",
    "requests",
    "streams",
    "answers",
    "samples",
    "evaluations",
    "checks",
    "scores",
    "ratings",
    "sessions",
)
"""What traffic may be called; which of them are meant is the signal's business."""
_IN_FLIGHT = " in flight"
_NUMBER = re.compile(r"(\$?)([0-9]+(?:\.[0-9]+)?)")
_LONGEST = Duration(35 * 86_400_000)
_NONE = Duration(0)
_MOST_PARTS = 5000
"""A case and its past last no longer, in shortest stretches: promtool needs a millisecond or so for each."""
_LARGEST = 1e15
"""As of other quantities."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with `when` or `then`, so many characters from its beginning."""

    key: str
    at: int
    message: str
    expected: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A case, as far as it can be understood."""

    signal: str
    phases: tuple[CasePhase, ...]
    expected: Expected
    faults: tuple[Fault, ...]


def signal_cases(
    written: shape.Alert, path: Path, signals: Mapping[str, Signal], place: Callable[[Path], str]
) -> tuple[SignalCase, ...]:
    """The cases of a signal's alert that has passed every check."""
    return tuple(
        signal_case(case, written, signals, place((*path, "cases", index))) for index, case in enumerate(written.cases)
    )


def series_cases(written: shape.Alert, path: Path, place: Callable[[Path], str]) -> tuple[SeriesCase, ...]:
    """The cases of a raw alert that has passed every check."""
    return tuple(
        SeriesCase(
            title=case.name,
            interval=case.interval,
            series=case.series,
            at=case.at or Duration(0),
            fires=bool(case.fires),
            labels=case.labels,
            value=case.value,
            place=place((*path, "cases", index)),
        )
        for index, case in enumerate(written.cases)
    )


def title_of(case: shape.Case) -> str:
    """What a case is called: its name, or what it says."""
    labels = ", ".join(f"{name}={value}" for name, value in case.labels.items())
    return case.name or f"{case.when}{f' ({labels})' if labels else ''}: {case.then}"


def understood(case: shape.Case, alert: shape.Alert, signals: Mapping[str, Signal]) -> Understood:
    """The case of a signal's alert, and what is wrong with its words."""
    asked = signals[alert.signal or ""]
    reader = _Reader(alert, asked, signals, [])
    stretches = reader.tried("when", lambda: parse_when(case.when or "")) or ()
    expected = reader.tried("then", lambda: parse_then(case.then or ""))
    played = reader.played(stretches)
    phases = tuple(reader.phase(stretch, played) for stretch in stretches)
    if not reader.faults:
        reader.judge(stretches, expected or Expected("quiet"), played)
    return Understood(played.name, _tied(phases, played), expected or Expected("quiet"), tuple(reader.faults))


def signal_case(case: shape.Case, alert: shape.Alert, signals: Mapping[str, Signal], place: str) -> SignalCase:
    """A case of `alert` that has passed every check, written at `place`."""
    found = understood(case, alert, signals)
    return SignalCase(title_of(case), found.signal, found.phases, found.expected, case.labels, place)


def _tied(phases: tuple[CasePhase, ...], played: Signal) -> tuple[CasePhase, ...]:
    """Where one phase's traffic fixes that of all, those that say nothing have no say in it."""
    if not played.tied or all(phase.traffic is None for phase in phases):
        return phases
    return tuple(CasePhase(phase.length, phase.value, phase.traffic or 0.0) for phase in phases)


@dataclass(frozen=True, slots=True)
class _Reader:
    alert: shape.Alert
    asked: Signal
    signals: Mapping[str, Signal]
    faults: list[Fault]

    def tried(self, key: str, parse: Callable[[], T]) -> T | None:
        try:
            return parse()
        except Misread as error:
            self.faults.append(Fault(key, error.at, error.message, error.expected, error.hint))
            return None

    def wrong(self, at: int, message: str, expected: str | None = None, hint: str | None = None) -> None:
        self.faults.append(Fault("when", at, message, expected, hint))

    def played(self, stretches: Sequence[Stretch]) -> Signal:
        """The signal that the case is told by: the first that is named, or the alert's."""
        named = [stretch.signal for stretch in stretches if stretch.signal]
        found = self.signal(named[0]) if named else self.asked
        for phrase in named[1:]:
            if phrase.text != named[0].text:
                self.wrong(phrase.at, "a case is told by one signal", f"`{named[0].text}`, or no name again")
        return found

    def signal(self, phrase: Phrase) -> Signal:
        fitting = [name for name, signal in self.signals.items() if _stands_for(signal, self.asked)]
        if phrase.text in fitting:
            return self.signals[phrase.text]
        if phrase.text in self.signals:
            message = f"{self.alert.name} is about {self.asked.name}, which `{phrase.text}` does not decide"
            self.wrong(phrase.at, message, one_of(fitting))
            return self.signals[phrase.text]
        message, hint = f"there is no signal `{phrase.text}`", did_you_mean(phrase.text, fitting)
        self.wrong(phrase.at, message, one_of(fitting), hint or did_you_mean(phrase.text, self.signals))
        return self.asked

    def phase(self, stretch: Stretch, played: Signal) -> CasePhase:
        value = self.value(stretch.value, played)
        traffic = 0.0 if stretch.value.text == IDLE else None
        if stretch.traffic:
            if stretch.value.text in (IDLE, NO_DATA):
                self.wrong(stretch.traffic.number.at, f"there is no traffic while there is `{stretch.value.text}`")
            traffic = self.traffic(stretch.traffic, stretch.length, played)
        return CasePhase(stretch.length, value, traffic)

    def value(self, phrase: Phrase, played: Signal) -> float | None:
        if phrase.text == NO_DATA:
            return None
        if phrase.text == IDLE:
            if not _counts(played):
                self.wrong(phrase.at, f"{played.name} counts nothing that could be idle", f"a value or `{NO_DATA}`")
            return played.lowest
        return self.event(phrase) if played.kind == "event" else self.quantity(phrase, played)

    def event(self, phrase: Phrase) -> float | None:
        if phrase.text not in ("true", "false"):
            self.wrong(phrase.at, f"`{phrase.text}` is no state of an event", "true or false")
        return None if phrase.text == "true" else 1.0

    def quantity(self, phrase: Phrase, played: Signal) -> float:
        sign, text = (-1, phrase.text[1:]) if phrase.text.startswith("-") else (1, phrase.text)
        try:
            value = sign * parse_quantity(text, played.unit).value
        except ValueError:
            self.wrong(phrase.at, f"`{phrase.text}` is no value of {played.name}", FORMS[played.unit])
            return 0.0
        least, most = played.lowest, played.highest
        if played.edge_metric is not None:
            most = played.edge_metric.buckets[-1]
        if not least <= value <= most:
            limit = f"{least:g} or more" if value < least else f"{most:g} at most"
            self.wrong(phrase.at, f"{played.name} can't be {phrase.text}", limit)
        return value

    def traffic(self, amount: Amount, length: Duration, played: Signal) -> float:
        """A second, or at a moment."""
        if played.floor is None:
            self.wrong(amount.number.at, f"{played.name} has no traffic beside its value", "nothing after `with`")
            return 0.0
        self.counted(amount.counted, played)
        found, unit = _NUMBER.fullmatch(amount.number.text), played.floor.unit
        if not found or bool(found[1]) is not (unit == "usd") or float(found[2]) > _LARGEST:
            self.wrong(amount.number.at, f"`{amount.number.text}` is no traffic of {played.name}", FORMS[unit])
            return 0.0
        number = float(found[2])
        if not number:
            self.wrong(amount.number.at, "no traffic at all has no value, either", f"`{IDLE}` in place of the value")
        if played.floor_is_level:
            if amount.per:
                self.wrong(amount.number.at, f"{played.name} looks at how many there are at a moment", "no `per`")
            return number
        return number / (amount.per or length).seconds

    def counted(self, phrase: Phrase, played: Signal) -> None:
        text = phrase.text.removesuffix(_IN_FLIGHT) if played.floor_is_level else phrase.text
        known = () if played.floor and played.floor.unit == "usd" else COUNTED
        if text and text not in (*known, *(word.removesuffix("s") for word in known)):
            self.wrong(phrase.at, f"`{phrase.text}` can't be counted here", one_of(known), did_you_mean(text, known))

    def judge(self, stretches: Sequence[Stretch], expected: Expected, played: Signal) -> None:
        """What is wrong with a case of which every word is understood."""
        if not self.asked.metrics:
            self.wrong(0, f"{self.asked.name} looks at no series, so that nothing can be played", "no cases")
        if played.tied:
            for stretch in [stretch for stretch in stretches if stretch.traffic][1:]:
                message = f"traffic of {played.name} follows from its value and from one earlier `with`"
                self.wrong(stretch.value.at, message, "`with` once")
        whole = Duration(sum(stretch.length.milliseconds for stretch in stretches))
        self.faults.extend((*self.too_long(stretches, whole), *self.impossible(expected, whole)))

    def too_long(self, stretches: Sequence[Stretch], whole: Duration) -> Iterator[Fault]:
        if whole > _LONGEST:
            yield Fault("when", 0, f"this lasts {whole} in all", f"{_LONGEST} at most")
        shortest = min(stretches, key=lambda stretch: stretch.length)
        past = (self.alert.window or self.asked.window).milliseconds + min(
            self.asked.baselines, default=_NONE
        ).milliseconds
        least = max(1000, -(-(whole.milliseconds + past) // _MOST_PARTS // 1000) * 1000)
        if shortest.length.milliseconds < least:
            message = f"{shortest.length} is too short beside the {Duration(whole.milliseconds + past)} that are played"
            yield Fault("when", shortest.value.at, message, f"{Duration(least)} or more")

    def impossible(self, expected: Expected, whole: Duration) -> Iterator[Fault]:
        held, name = self.alert.for_, self.alert.name
        if expected.within and expected.within > whole:
            yield Fault("then", 0, f"the case is over after {whole}", f"{whole} or less")
        if expected.outcome == "pending" and not held.milliseconds:
            yield Fault("then", 0, f"{name} has no `for` to wait for", "fires or quiet")
        elif expected.outcome in ("fires", "resolves") and (expected.within or whole) < held:
            message = f"{name} has to hold for {held}, and there are only {expected.within or whole}"
            yield Fault("then", 0, message, "a longer case, or `quiet` or `pending`")


def _stands_for(signal: Signal, asked: Signal) -> bool:
    """Whether series that are played for `signal` decide what `asked` is."""
    if signal is asked:
        return True
    apart = signal.kind == "event" or asked.kind == "event" or asked.against_version or signal.against_version
    return not apart and {metric.name for metric in asked.metrics} <= {metric.name for metric in signal.metrics}


def _counts(signal: Signal) -> bool:
    return signal.kind == "threshold" and any(metric.kind != "gauge" for metric in signal.metrics)
