"""Local time as PromQL computes it, in a real Prometheus of either line, held to the zones' own rules."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.http import get_json
from watchspec_generators.edge.processes import free_port
from watchspec_generators.edge.servers import start_prometheus
from watchspec_generators.rules import calendar
from watchspec_generators.values.zone import DAY_SECONDS, zone, zone_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.edge.tools import Line
    from watchspec_generators.values.zone import Zone

pytestmark = pytest.mark.binary

IRREGULAR = {"Asia/Gaza", "Asia/Hebron"}
YEAR = 2031
NOW = "vector(time())"


@pytest.fixture(scope="module", params=["current", "oldest"])
def prometheus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a Prometheus without any data."""
    line: Line = request.param
    folder = tmp_path_factory.mktemp("prometheus")
    (folder / "prometheus.yml").write_text("global: {}\n")
    with start_prometheus(folder / "prometheus.yml", folder / "data", free_port(), line=line) as server:
        yield server.url


def every_rule() -> list[Zone]:
    """One zone of each rule that any zone follows."""
    zones = [zone(name) for name in sorted(zone_names() - IRREGULAR)]
    return list({(one.standard_seconds, one.saving): one for one in zones}.values())


def values(prometheus: str, expr: str, start: int, end: int, step: int) -> list[tuple[int, float]]:
    """Timestamps and values of the one series that `expr` has."""
    span = {"start": str(start), "end": str(end), "step": str(step)}
    [series] = get_json(f"{prometheus}/api/v1/query_range", query=expr, **span)["data"]["result"]
    return [(int(time), float(value)) for time, value in series["values"]]


def spans(one: Zone) -> Iterator[tuple[int, int, int]]:
    """A year, twice a day; and by the quarter of an hour what surrounds the changes of clocks and the new year."""
    new_year = int(datetime(YEAR, 1, 1, tzinfo=timezone.utc).timestamp())
    yield new_year, new_year + 400 * DAY_SECONDS, DAY_SECONDS // 2
    edges = []
    if one.saving:
        edges = [change.instant(YEAR, one.standard_seconds) for change in (one.saving.starts, one.saving.ends)]
    for edge in (new_year, *edges):
        yield edge // 900 * 900 - 2 * DAY_SECONDS, edge + 2 * DAY_SECONDS, 900


def test_there_are_rules_of_all_kinds() -> None:
    """Dozens, north and south of the equator, and some that are none."""
    savings = [one.saving for one in every_rule()]
    assert None in savings
    assert len(savings) > 50
    assert {saving.starts.month < saving.ends.month for saving in savings if saving} == {True, False}
    assert any(change.seconds < 0 for saving in savings if saving for change in (saving.starts, saving.ends))


def test_the_offset_of_every_zone(prometheus: str) -> None:
    """At every instant that is asked for, the offset in PromQL is that of the rule."""
    for one in every_rule():
        for span in spans(one):
            for time, value in values(prometheus, f"{NOW} * 0 + {calendar.offset(one, NOW)}", *span):
                assert value == one.offset(time), (one.name, time)


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/Havana", "Africa/Cairo", "America/Santiago"])
def test_a_day_begins_at_its_first_midnight(prometheus: str, name: str) -> None:
    """Also where clocks change at midnight, so that a day has two of them, or none."""
    one = zone(name)
    # What a clock shows is played by the time itself.
    begin = calendar.instant(one, f"({calendar.day_start(NOW)})")
    for span in spans(one):
        for time, value in values(prometheus, begin, *span):
            assert value == one.instant(time // DAY_SECONDS * DAY_SECONDS), time


def test_months(prometheus: str) -> None:
    """From the first of the month to the first of the next."""
    span = next(spans(zone("UTC")))
    starts = values(prometheus, calendar.month_start(NOW), *span)
    ends = values(prometheus, f"{calendar.month_start(NOW)} + {calendar.month_length(NOW)}", *span)
    for (time, start), (_, end) in zip(starts, ends, strict=True):
        clock = datetime.fromtimestamp(time, timezone.utc)
        first = datetime(clock.year, clock.month, 1, tzinfo=timezone.utc)
        later = datetime(clock.year + clock.month // 12, clock.month % 12 + 1, 1, tzinfo=timezone.utc)
        assert (start, end) == (first.timestamp(), later.timestamp())
