"""What tests of the preview share: a way to make dashboards, and answers as Prometheus gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.preview.asking import Setting, questions
from watchspec_generators.preview.model import Answered, Heading
from watchspec_generators.preview.reading import read
from watchspec_generators.preview.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from watchspec_generators.preview.model import Sheet, Shown
    from watchspec_generators.preview.reading import Dashboard

NOW = 1_700_000_000_000
Result = list[dict[str, Any]]


@pytest.fixture(scope="session")
def panel() -> Callable[..., dict[str, Any]]:
    """A panel's JSON: a type, its defaults, and whatever else it has; targets are given as dicts."""

    def make(kind: str, *targets: Mapping[str, Any], **others: Any) -> dict[str, Any]:
        defaults, overrides = others.pop("defaults", {}), others.pop("overrides", [])
        return {
            "id": 1,
            "type": kind,
            "title": "A panel",
            "gridPos": {"x": 0, "y": 1, "w": 12, "h": 8},
            "targets": [{"refId": "ABC"[index], "expr": "up", **one} for index, one in enumerate(targets)],
            "fieldConfig": {"defaults": defaults, "overrides": overrides},
            **others,
        }

    return make


@pytest.fixture(scope="session")
def board() -> Callable[..., Dashboard]:
    """A dashboard of some panels over ten minutes."""

    def make(*panels: Mapping[str, Any], **others: Any) -> Dashboard:
        return read(
            {"uid": "b", "title": "Board", "time": {"from": "now-10m", "to": "now"}, "panels": list(panels), **others}
        )

    return make


@pytest.fixture(scope="session")
def samples() -> Callable[..., Result]:
    """Prometheus' answer over the last ten minutes, from label value to the values that end now, a minute apart."""

    def make(label: str, given: Mapping[str, Sequence[float]]) -> Result:
        end = NOW // 60_000 * 60
        return [
            {
                "metric": {label: name},
                "values": [[end - 60 * (len(values) - 1 - index), str(value)] for index, value in enumerate(values)],
            }
            for name, values in given.items()
        ]

    return make


@pytest.fixture(scope="session")
def now_samples() -> Callable[..., Result]:
    """The same to an instant query: one value each."""

    def make(label: str, given: Mapping[str, float]) -> Result:
        return [{"metric": {label: name}, "value": [NOW / 1000, str(value)]} for name, value in given.items()]

    return make


@pytest.fixture(scope="session")
def drawn() -> Callable[..., Sheet]:
    """The page model of a dashboard whose n-th question gets the n-th answer."""

    def make(dashboard: Dashboard, *answers: Result | Answered) -> Sheet:
        setting = Setting(NOW, {}, 60_000)
        given = iter(answers)
        asked = {
            one.id: [(question, _answered(next(given))) for question in questions(dashboard, one, setting)]
            for one in dashboard.panels
        }
        return sheet(dashboard, setting, asked)

    return make


def _answered(given: Result | Answered) -> Answered:
    return given if isinstance(given, Answered) else Answered(tuple(given))


@pytest.fixture(scope="session")
def shown(drawn: Callable[..., Sheet], board: Callable[..., Dashboard]) -> Callable[..., Shown]:
    """One panel as it is drawn."""

    def make(one: Mapping[str, Any], *answers: Result | Answered) -> Shown:
        (item,) = drawn(board(one), *answers).items
        assert not isinstance(item, Heading)
        return item

    return make
