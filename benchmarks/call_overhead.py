"""What one instrumented chat completion costs, against the same call bare, by hand and with other packages.

    scripts/bench call_overhead

`by_hand` makes the same increments into cached children, those of user and session included, without any context;
`watchspec` has all metrics, cost, and a context that names feature, user and session. `feature only` leaves out user
and session in both. With `quota headers` the answers carry x-ratelimit headers, as OpenAI's do, which both turn into
six gauges. `bare, again` shows how far off the measurement may be, `bare, alone`, in a process without any
instrumented client, that nothing leaks onto it. Other packages patch the whole process, so each has one of its own;
all processes take turns. Watchspec counts 256 calls together, which is done at the end of each round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.shared.estimates import median_of, ratio
from benchmarks.shared.report import Report, Row, command, limit
from benchmarks.shared.teams import bare_of, is_bare, measured, split
from benchmarks.shared.teams import peers as others
from benchmarks.shared.workers import Team, round_of
from benchmarks.variants.ours import traced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.shared.workers import Seconds, Variants, Worker

SIZES = {"rounds": 40, "processes": 5, "calls": 256}
TINY = {"rounds": 2, "processes": 1, "calls": 2}
MOST_TO_BY_HAND = 1.0
QUOTA = ", quota headers"
FEATURE = ", feature only"


def variants(end: str = "", *, quota: bool = False) -> Variants:
    """Those that are compared with each other."""
    makers = {"bare": "bare:Bare", "by_hand": "by_hand:ByHand", "watchspec": "ours:Ours", "bare, again": "bare:Bare"}
    made: Variants = {label + end: (maker, {"quota": quota}) for label, maker in makers.items()}
    if not quota:
        made |= {label + FEATURE: (makers[label], {"who": False}) for label in ("by_hand", "watchspec")}
    return made


def own_teams() -> list[Team]:
    """Ours and by hand, without and with quota headers and traces."""
    teams = [
        Team(variants()),
        Team(variants(QUOTA, quota=True)),
        Team({"bare, alone": ("bare:Bare", {})}),
    ]
    return [*teams, Team({"watchspec, traces": ("ours:with_traces", {})})] if traced() else teams


def run(rounds: int, processes: int, calls: int, *, peers: bool = True) -> Report:
    """Measures everything in one interleaved run."""
    report = Report("What a chat completion costs", {"rounds": rounds, "processes": processes, "calls": calls})
    teams = split([*own_teams(), *(others() if peers else [])], report)

    def one(workers: list[Worker]) -> Seconds:
        return round_of(workers, "calls", calls)

    judge(measured(teams, report, (rounds, processes), (calls, 2, 4), one), report)
    return report


def added(found: Sequence[Seconds], label: str) -> list[float]:
    """Seconds that a variant adds to its bare client, round by round."""
    return [row[label] - row[bare_of(label)] for row in found]


def judge(found: Sequence[Seconds], report: Report) -> None:
    """Rows, ratios and the limit."""
    report.rows = [_row(found, label) for label in found[0]]
    for end in ("", FEATURE, QUOTA):
        to_by_hand = ratio(added(found, "watchspec" + end), added(found, "by_hand" + end))
        report.limits.append(limit(f"watchspec to by_hand{end}, of what is added", MOST_TO_BY_HAND, to_by_hand))
    report.notes.append("calls differ in one thing: watchspec's are made in a context, the others have none")
    if not traced():
        report.notes.append("watchspec without traces only: this version can't make any")


def _row(found: Sequence[Seconds], label: str) -> Row:
    row: Row = {"variant": label, "microseconds": median_of([each[label] for each in found]).scaled(1e6, 1)}
    if is_bare(label):
        return {**row, "added": None, "added_percent": None, "added_to_watchspec": None}
    share = median_of([each[label] / each[bare_of(label)] - 1 for each in found])
    return {
        **row,
        "added": median_of(added(found, label)).scaled(1e6, 1),
        "added_percent": share.scaled(100, 1),
        "added_to_watchspec": ratio(added(found, label), added(found, "watchspec")).scaled(1),
    }


if __name__ == "__main__":
    command("call_overhead", __doc__, SIZES, TINY, run)
