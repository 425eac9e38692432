"""Budgets in a real Prometheus that holds five weeks of spend: what is spent since local midnight, and since the 1st.

In these weeks Berlin and New York change their clocks, New York on the first day of a month; Kolkata is half an hour
off. Replicas restart, and nothing is scraped for some hours. Expected values come from `zoneinfo` and the counters.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import pytest

from watchspec.catalogue import COST
from watchspec_generators.edge.http import query
from watchspec_generators.edge.processes import free_port, run_tool
from watchspec_generators.edge.servers import start_prometheus
from watchspec_generators.edge.tools import find_tool
from watchspec_generators.model.budgets import Budget
from watchspec_generators.rules.budgets import budget_rules
from watchspec_generators.values import parse_quantity
from watchspec_generators.values.zone import DAY_SECONDS, zone
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata")
MINUTE = 60
START = int(datetime(2026, 9, 30, tzinfo=timezone.utc).timestamp())
DAYS = 35
STEP = 120
"""Between scrapes, in seconds; they come a little after the full minute."""
SILENCE = range(START + 20 * DAY_SECONDS + 1000, START + 20 * DAY_SECONDS + 1000 + 4 * 3600)
"""Nothing is scraped, while the service goes on."""
RESTARTS = (START + 9 * DAY_SECONDS + 5000, START + 27 * DAY_SECONDS + 700)
AT_MOST = 2.0
"""Dollars between two scrapes."""


@dataclass(frozen=True)
class Counter:
    """One replica's counter as it was scraped."""

    times: Sequence[int]
    values: Sequence[float]

    def grown(self, since: float, until: float) -> float:
        """What it grew by between the last scrape at or before `since` and that at or before `until`."""
        first, last = bisect_right(self.times, since) - 1, bisect_right(self.times, until) - 1
        steps = pairwise(self.values[max(first, 0) : last + 1])
        return sum(now - before if now >= before else now for before, now in steps)


def counter(number: int) -> Counter:
    """Spend that differs from scrape to scrape."""
    times = list(range(START + 7 + number, START + DAYS * DAY_SECONDS, STEP))
    spent = [round(0.01 + (time * 7919 % 97) / 97 * (AT_MOST - 0.02), 4) for time in times]
    values = list(accumulate(spent, initial=0.0))[1:]
    for restart in RESTARTS:
        cut = next(index for index, time in enumerate(times) if time >= restart + number * 600)
        values[cut:] = [round(value - values[cut - 1], 4) for value in values[cut:]]
    seen = [(time, value) for time, value in zip(times, values, strict=True) if time not in SILENCE]
    return Counter([time for time, _ in seen], [value for _, value in seen])


COUNTERS = {name: counter(number) for number, name in enumerate(("a", "b"))}


def budgets() -> Iterator[Budget]:
    """A daily and a monthly one in each zone."""
    for name in ZONES:
        for per in PERIODS:
            amount = parse_quantity("$1000", "usd")
            yield Budget(f"{name.split('/')[1]}_{per}", amount, per, zone(name), {}, (), {}, "", ())


PERIODS: tuple[Literal["day", "month"], ...] = ("day", "month")


def moments() -> Iterator[datetime]:
    """In UTC: around every midnight and change of clocks of the last days of a month, and after what was amiss."""
    for day in (datetime(2026, 10, 24, tzinfo=timezone.utc), datetime(2026, 10, 31, tzinfo=timezone.utc)):
        for zone_name in ZONES:
            for ahead in (0, 1, 2):
                shown = day.replace(tzinfo=ZoneInfo(zone_name)) + timedelta(days=ahead)
                for minutes in (-1, 0, 1, 200, 301):
                    yield shown.astimezone(timezone.utc) + timedelta(minutes=minutes)
    for seconds in (SILENCE.start, SILENCE.start + 7200, SILENCE.stop + 600, RESTARTS[0] + 3600, RESTARTS[1] + 3600):
        yield datetime.fromtimestamp(seconds // MINUTE * MINUTE, timezone.utc)


@pytest.fixture(scope="module")
def prometheus(shipped: Monitoring, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a Prometheus with the counters, and with what the rules would have recorded each minute."""
    folder = tmp_path_factory.mktemp("prometheus")
    data = folder / "data"
    # In blocks of two hours, which are the default, it would take minutes; a query gives no more than 11,000 points.
    backfill: list[str | Path] = [find_tool("promtool"), "tsdb", "create-blocks-from", "--max-block-duration=162h"]
    lines = [f"# TYPE {COST.name.removesuffix('_total')} counter"]
    for replica, one in COUNTERS.items():
        name = f'{COST.name}{{job="checkout",instance="{replica}",feature="support_chat"}}'
        lines += [f"{name} {value} {time}" for time, value in zip(one.times, one.values, strict=True)]
    (folder / "past.txt").write_text("\n".join([*lines, "# EOF\n"]))
    made = run_tool([*backfill, "openmetrics", folder / "past.txt", data])
    assert made.code == 0, made.output
    (folder / "prometheus.yml").write_text("global: {}\n")
    rules = [budget_rules(shipped, budget) for budget in budgets()]
    # What a rule reads has to be there before it is evaluated over the past. All have one file and group, whose names
    # tell Prometheus at which second of the minute to evaluate.
    for stage in zip(*rules, strict=True):
        if stage[0]["record"].endswith("_spend:usd"):
            break
        (folder / "rules.yml").write_text(to_yaml({"groups": [{"name": "budgets", "rules": list(stage)}]}))
        with start_prometheus(folder / "prometheus.yml", data, free_port(), flags=FLAGS) as server:
            span = [f"--start={START}", f"--end={START + DAYS * DAY_SECONDS}", "--eval-interval=1m"]
            target = [f"--url={server.url}", f"--output-dir={data}"]
            made = run_tool([*backfill, "rules", *span, *target, folder / "rules.yml"])
            assert made.code == 0, made.output
    with start_prometheus(folder / "prometheus.yml", data, free_port(), flags=FLAGS) as server:
        yield server.url


FLAGS = ("--storage.tsdb.retention.time=10y",)


@pytest.mark.parametrize("budget", list(budgets()), ids=lambda budget: budget.name)
def test_spend_is_that_since_the_period_began(prometheus: str, shipped: Monitoring, budget: Budget) -> None:
    """To the cent what the counters grew by since the evaluation that began the period, one minute at most off."""
    rules = {rule["record"].partition(":")[2]: rule["expr"] for rule in budget_rules(shipped, budget)}
    for moment in moments():
        at = evaluated(prometheus, int(moment.timestamp()))
        begun = begin(datetime.fromtimestamp(at, timezone.utc), budget)
        [sample] = query(prometheus, rules["llm_budget_spend:usd"], at)
        shown = float(sample["value"][1])
        # The evaluation that begins the period looks back a minute, as each does.
        since = evaluated(prometheus, begun + MINUTE - 1) - MINUTE
        assert shown == pytest.approx(sum(one.grown(since, at) for one in COUNTERS.values())), moment
        truth = sum(one.grown(begun, at) for one in COUNTERS.values())
        assert abs(shown - truth) <= len(COUNTERS) * AT_MOST, moment


@lru_cache
def evaluated(prometheus: str, at: float) -> float:
    """The last evaluation at or before `at`."""
    [sample] = query(prometheus, 'timestamp({__name__=~".*:llm_budget_local:.*",budget="Berlin_day"})', at)
    return float(sample["value"][1])


def begin(moment: datetime, budget: Budget) -> int:
    """When the period of `moment` began, by `zoneinfo`."""
    local = moment.astimezone(ZoneInfo(budget.zone.name))
    first = local.replace(hour=0, minute=0, second=0, fold=0)
    return int((first if budget.per == "day" else first.replace(day=1)).timestamp())
