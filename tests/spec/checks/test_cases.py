"""What can't be played, or is no case at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.spec import SpecError, load

if TYPE_CHECKING:
    from tests.spec.conftest import Break

ERRORS = '    summary: "{value} of calls to {model} fail"\n'
SPEND = '    summary: "spend grows"\n'


def cases(place: str, *written: str) -> tuple[str, str]:
    """An edit that gives cases to the alert with this last line."""
    return place, f"{place}    cases:\n" + "".join(f"      - {one}\n" for one in written)


def case(when: str, then: str = "quiet", more: str = "") -> str:
    """A case in one line."""
    return f"{{when: {when}, then: {then}{more}}}"


@pytest.mark.parametrize(
    ("written", "at", "message"),
    [
        (case("error_ratio is 8% for"), ", then", "it does not say for how long"),
        (case("eror_ratio is 8% for 10m"), "eror_ratio", "there is no signal `eror_ratio`"),
        (case("latency_p95 is 8s for 10m"), "latency_p95", "Errors is about error_ratio, which `latency_p95` does not"),
        (
            case("error_ratio is 8% for 10m then success_ratio is 8% for 1m"),
            "success_ratio",
            "a case is told by one signal",
        ),
        (case("error_ratio is 8 for 10m"), "8 for", "`8` is no value of error_ratio"),
        (case("error_ratio is 101% for 10m"), "101%", "error_ratio can't be 101%"),
        (case("error_ratio is -1% for 10m"), "-1%", "error_ratio can't be -1%"),
        (case("'error_ratio is 8 for 10m'"), "8 for", "`8` is no value of error_ratio"),
        (case("error_ratio is 8% for 10m with $5"), "$5", "`$5` is no traffic of error_ratio"),
        (case("error_ratio is 8% for 10m with no calls"), "no calls", "`no` is no traffic of error_ratio"),
        (case("error_ratio is 8% for 10m with 1" + "0" * 400), "1000", "`1000"),
        (case("error_ratio is 8% for 1ms"), "8%", "1ms is too short beside the 5m1ms that are played"),
        (case("error_ratio is 8% for 10m with 0 calls"), "0 calls", "no traffic at all has no value, either"),
        (case("error_ratio is 8% for 10m with 8 cals"), "cals", "`cals` can't be counted here"),
        (case("idle for 10m with 8 calls"), "8 calls", "there is no traffic while there is `idle`"),
        (case("error_ratio is 8% for 4m", "fires"), "fires", "Errors has to hold for 5m, and there are only 4m"),
        (case("error_ratio is 8% for 9m", "fires within 2m"), "fires", "Errors has to hold for 5m, and there are only"),
        (case("error_ratio is 8% for 9m", "fires within 10m"), "fires", "the case is over after 9m"),
        (case("error_ratio is 8% for 9m", "silent"), "silent", "`silent` is nothing that can come of a case"),
        (case("error_ratio is 8% for 40d"), "error_ratio", "this lasts 40d in all"),
        (case("error_ratio is 8% for 1s then 1% for 2d"), "8%", "1s is too short beside the 2d5m1s that are played"),
        (case("error_ratio is 8% for 9m", "quiet", ", labels: {modle: x}"), "modle", "Errors is not split by `modle`"),
        (case("error_ratio is 8% for 9m", "quiet", ", at: 1m"), "at: 1m", "`at` has no effect in a case of a signal"),
        ("{when: error_ratio is 8% for 9m}", "{when", "a case of a signal needs `then`"),
        ("{name: x}", "{name", "a case of a signal needs `when`, `then`"),
    ],
)
def test_what_can_not_be_played(broken: Break, written: str, at: str, message: str) -> None:
    """Each is told at its own place, within the text."""
    found = broken(cases(ERRORS, written))
    assert [(problem.code, problem.message.startswith(message)) for problem in found] == [("cases", True)], found
    assert found[0].at.startswith(at)


@pytest.mark.parametrize(
    ("written", "at", "message"),
    [
        (case("cost_growth is 60% for 2h", "pending"), "pending", "Spend has no `for` to wait for"),
        (case("cost is $5 for 2h with $5"), "$5,", "cost has no traffic beside its value"),
        (case("cost_growth is 60% for 2h with 8 calls"), "8 calls", "`8` is no traffic of cost_growth"),
        (case("cost_growth is 60% for 2h with $8 calls"), "calls", "`calls` can't be counted here"),
        (
            case("cost_growth is 60% for 2h with $9 then 70% for 1h with $9"),
            "70%",
            "traffic of cost_growth follows from its value and from one earlier `with`",
        ),
    ],
)
def test_money(broken: Break, written: str, at: str, message: str) -> None:
    """Spend is its own traffic."""
    found = broken(cases(SPEND, written))
    assert found[0].message.startswith(message)
    assert found[0].at.startswith(at)


def test_every_fault_of_a_case_is_told(broken: Break) -> None:
    """What is wrong with `when` and with `then`, at once."""
    found = broken(cases(ERRORS, case("eror_ratio is 8 for 10m with 8 cals", "soon")))
    assert [problem.at.split()[0] for problem in found] == ["eror_ratio", "8", "cals,", "soon}"]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        (r'{then: quiet, when: "error_ratio\x20is 8 for 10m"}', '"error_ratio'),
        ("then: quiet\n        when: >\n          error_ratio is 8 for 10m", ">"),
        ("then: quiet\n        when: error_ratio is\n          8 for 10m", "error_ratio is"),
    ],
)
def test_where_text_is_not_written_as_it_reads(broken: Break, written: str, at: str) -> None:
    """A text that is folded or escaped is told where it begins."""
    (found,) = broken(cases(ERRORS, written))
    assert found.message == "`8` is no value of error_ratio"
    assert found.at.startswith(at)


@pytest.mark.parametrize(
    "written",
    [
        case("error_ratio is 8% for 10m then 1% for 5m with 8 calls", "fires within 6m", ", labels: {model: gpt-4o}"),
        case("idle for 1h then no data for 1h then error_ratio is 100% for 5m with 1 call per minute"),
        case("success_ratio is 99% for 10m then success_ratio is 98% for 5m"),
        case("8% for 10m"),
    ],
)
def test_what_can(broken: Break, written: str) -> None:
    """Values, silence, traffic, labels, and signals of the same calls."""
    assert broken(cases(ERRORS, written)) == []


def test_events(broken: Break) -> None:
    """An event is true or false; what looks at no series can't be played."""
    absent = "  - {name: Absent, signal: telemetry_absent, severity: info, summary: x, cases: [CASE]}\nrouting:\n"
    sound, *wrong = (
        case("telemetry_absent is false for 5m then true for 10m", "fires"),
        case("telemetry_absent is 5 for 5m"),
        case("idle for 5m"),
        case("telemetry_absent is true for 5m with 8 calls"),
    )
    assert broken(("routing:\n", absent.replace("CASE", sound))) == []
    messages = [broken(("routing:\n", absent.replace("CASE", written)))[0].message for written in wrong]
    assert messages == [
        "`5` is no state of an event",
        "telemetry_absent counts nothing that could be idle",
        "telemetry_absent has no traffic beside its value",
    ]
    watchdog = (
        '    summary: "works"\n',
        '    summary: "works"\n    cases: [{when: watchdog is true for 5m, then: fires}]\n',
    )
    assert [problem.message for problem in broken(watchdog)] == [
        "watchdog looks at no series, so that nothing can be played"
    ]


def test_the_least_and_the_most_of_a_histogram(broken: Break) -> None:
    """A quantile can be no more than the top bucket's edge."""
    slow = "  - {name: Slow, signal: latency_p95, above: 5s, severity: info, summary: x, cases: [CASE]}\nrouting:\n"
    (found,) = broken(("routing:\n", slow.replace("CASE", case("latency_p95 is 3h for 10m"))))
    assert found.message == "latency_p95 can't be 3h"


def test_levels(broken: Break) -> None:
    """Calls in flight are so many at a moment, not in a time."""
    hangs = "  - {name: Hangs, signal: drain_time, above: 60s, severity: info, summary: x, cases: [CASE]}\nrouting:\n"
    sound = case("drain_time is 2m for 10m with 30 calls in flight", "fires")
    assert broken(("routing:\n", hangs.replace("CASE", sound))) == []
    (found,) = broken(("routing:\n", hangs.replace("CASE", sound.replace("in flight", "per hour"))))
    assert found.message == "drain_time looks at how many there are at a moment"


def test_cases_of_raw_promql(broken: Break) -> None:
    """They are told in series, and need a name, a time and whether it fires."""
    old = "      - {name: long, series: {queue_length: 9x10}, at: 5m, fires: true}\n"
    found = broken((old, f"{old}      - {{when: queue is 9 for 5m, series: {{}}}}\n"))
    assert [(problem.code, problem.message) for problem in found] == [
        ("cases", "a case of raw PromQL needs `name`, `at`, `fires`"),
        ("cases", "`when` has no effect in a case of raw PromQL"),
    ]


def test_cases_of_an_alert_that_is_about_nothing(broken: Break) -> None:
    """Only that is told: what its cases need, nobody can know."""
    found = broken(cases(ERRORS, "{name: x}"), ("    signal: error_ratio\n    by: [model]\n    above: 5%\n", ""))
    assert [problem.code for problem in found if problem.code != "texts"] == ["raw_alerts"]


def test_two_cases_that_say_the_same(broken: Break) -> None:
    """The second is told; with another label it would be another case."""
    same = case("error_ratio is 8% for 10m")
    found = broken(cases(ERRORS, same, same, case("error_ratio is 8% for 10m", more=", labels: {model: gpt-4o}")))
    assert [(problem.code, problem.message) for problem in found] == [
        ("duplicates", "another case of Errors has this name")
    ]


def test_objectives_have_no_cases(small: str) -> None:
    """Their alerts are tested from their windows; the key is refused where it stands."""
    text = small.replace("target: 99%, window: 30d}", "target: 99%, window: 30d, cases: []}")
    with pytest.raises(SpecError, match="unknown key `cases`"):
        load(text, file="small.yaml")
