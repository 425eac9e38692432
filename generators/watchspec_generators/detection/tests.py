"""promtool's proof of each time: not one evaluation sooner, and not later."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchspec_generators.detection.kinds import troubles
from watchspec_generators.detection.trouble import Moment, fires_after
from watchspec_generators.rules.groups import group_name, group_path
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from watchspec_generators.detection.trouble import Trouble
    from watchspec_generators.model import Monitoring

_BEGIN = {"begin": "0"}
"""promtool takes nothing from before the first sample of the first series."""


@dataclass(frozen=True, slots=True)
class TrialFile:
    """Tests of an alert that share a pace of evaluation."""

    name: str
    rules: str
    """Path of the rule file."""
    content: Mapping[str, Any]
    """What promtool reads, but for the rule file's place."""

    def text(self, rules: str) -> str:
        """The file, if the rules are at this place."""
        return json.dumps({"rule_files": [rules], **self.content})


def trial_files(monitoring: Monitoring) -> Iterator[TrialFile]:
    """One or two for each alert that trouble is known of."""
    for alert in monitoring.alerts:
        rules = group_path(monitoring.service.name, group_name(alert))
        if found := troubles(monitoring, alert):
            pace, looked = _clock(found)
            yield _file(alert.name, rules, pace, [test for each in found for test in _tests(each, looked)])
            yield from _held_file(rules, found)


def _file(name: str, rules: str, pace: int, tests: Sequence[Mapping[str, Any]]) -> TrialFile:
    return TrialFile(name, rules, {"evaluation_interval": str(Duration(pace)), "tests": tests})


def _held_file(rules: str, found: Sequence[Trouble]) -> Iterator[TrialFile]:
    """That `for` is no shorter: where the condition is met just that long, less an evaluation, the alert is quiet."""
    one = next((each for each in found if fires_after(each, each.trial) is not None), found[0])
    pace, late = _held(one) - one.trial.evaluation, _late(one)
    if pace > 0 and one.begins is None and one.ticks is None:
        looked = -(-(one.past + late) // pace) * pace
        sooner = late - one.trial.evaluation
        yield _file(f"{one.alert.name}.for", rules, pace, [_test(one, looked - sooner, {sooner: False})])


def _clock(found: Sequence[Trouble]) -> tuple[int, int]:
    """Between evaluations, and when the alert is looked at.

    Evaluations are as seldom as may be: what they read is made of samples, not of earlier evaluations.
    """
    one = found[0]
    if one.begins is not None:
        return one.trial.evaluation, 0
    ticks = one.ticks.milliseconds if one.ticks else 0
    pace = math.gcd(_held(one), ticks)
    step = math.lcm(pace or one.trial.evaluation, one.trial.evaluation)
    longest = one.past + max(_late(trouble) for trouble in found) + one.trial.evaluation
    looked = -(-longest // step) * step
    return pace or looked, looked


def _held(trouble: Trouble) -> int:
    return trouble.trial.evaluations(trouble.alert.for_.milliseconds) * trouble.trial.evaluation


def _late(trouble: Trouble) -> int:
    """When the alert fires, or would do so at the latest, after trouble began."""
    time = fires_after(trouble, trouble.trial)
    settled = (trouble.trial.evaluations(trouble.settled) + 2) * trouble.trial.evaluation
    return settled + _held(trouble) if time is None else time


def _tests(trouble: Trouble, looked: int) -> Iterator[Mapping[str, Any]]:
    late, fires = _late(trouble), fires_after(trouble, trouble.trial) is not None
    sooner = late - trouble.trial.evaluation
    if trouble.begins is not None:
        yield _test(trouble, trouble.begins, {sooner: False, late: fires})
        return
    yield _test(trouble, looked - late, {late: fires})
    if fires:
        yield _test(trouble, looked - sooner, {sooner: False})


def _test(trouble: Trouble, begins: int, checks: Mapping[int, bool]) -> Mapping[str, Any]:
    """One in which trouble begins then; `checks`: whether the alert fires so much later."""
    looked, name = begins + max(checks), trouble.alert.name
    series = {**_BEGIN, **trouble.series(trouble.trial, Moment(begins, looked - _held(trouble), looked))}
    unit = trouble.trial.unit if trouble.begins is None else trouble.trial.evaluation
    return {
        "name": f"{name} at {trouble.name}",
        "interval": str(Duration(unit)),
        "input_series": [{"series": each, "values": values} for each, values in series.items()],
        "promql_expr_test": [_expected(trouble, begins, late, fires=fires) for late, fires in checks.items()],
    }


def _expected(trouble: Trouble, begins: int, late: int, *, fires: bool) -> Mapping[str, Any]:
    name, said = trouble.alert.name, "fires" if fires else "is quiet"
    return {
        # promtool shows expressions that fail, but not the test's name.
        "expr": f'count(ALERTS{{alertname="{name}",alertstate="firing"}}) > bool 0 '
        f"# {name} at {trouble.name} {said} after {Duration(late)}",
        "eval_time": str(Duration(begins + late)),
        "exp_samples": [{"labels": "{}", "value": 1}] if fires else [],
    }
