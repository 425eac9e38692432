"""What holds for every board of the shipped spec, and of specs that differ from it."""

from __future__ import annotations

import json
from collections import Counter
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from watchspec_generators.dashboards import board as find
from watchspec_generators.dashboards import boards
from watchspec_generators.dashboards import panels as panels_package
from watchspec_generators.dashboards.boards import LAYOUTS
from watchspec_generators.dashboards.grafana import to_json
from watchspec_generators.dashboards.shown import shown
from watchspec_generators.model import BurnAlert, SignalAlert
from watchspec_generators.rules.groups import groups
from watchspec_generators.rules.queries import standard_query
from watchspec_generators.signals import SIGNALS
from watchspec_generators.spec.shape import BOARDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.dashboards import Board, PanelSpec
    from watchspec_generators.model import Monitoring

    Edited = Callable[..., Monitoring]

OF_THE_SPEC = {"other_signal", "own", "raw_alert"}
"""Modules of panels that belong to alerts, or are written in the spec, and to no layout."""
REGION = ("  performance: {}", "  performance: {}\n  target_labels: [region]\n  environment_label: stage")


def every(monitoring: Monitoring) -> list[PanelSpec]:
    """The panels of all boards, those of several boards several times."""
    return [panel for board in boards(monitoring) for panel in board.panels]


def test_ids_and_titles_are_unique(board: Board) -> None:
    """Alerts and runbooks link to a panel by its id, people by its title."""
    ids = Counter([*(row.id for row in board.rows), *(panel.id for panel in board.panels)])
    titles = Counter(panel.title for panel in board.panels)
    assert {name: count for name, count in (ids | titles).items() if count > 1} == {}


def test_every_panel_speaks_for_itself(board: Board) -> None:
    """Each says what it shows, and why there may be nothing to show."""
    assert [panel.title for panel in board.panels if not (panel.description and panel.no_data and panel.series)] == []


def test_every_threshold_is_drawn(shipped: Monitoring) -> None:
    """Each alert that compares a value has a line on some panel."""
    drawn = {(limit.source, limit.value) for panel in every(shipped) for limit in panel.limits}
    wanted = {
        (alert.name, alert.threshold.value)
        for alert in shipped.alerts
        if isinstance(alert, SignalAlert) and alert.threshold is not None
    }
    assert wanted <= drawn


def test_every_objective_is_drawn(shipped: Monitoring) -> None:
    """Each objective has a line on some panel."""
    drawn = {limit.source for panel in every(shipped) for limit in panel.limits if limit.role == "objective"}
    assert drawn == {objective.name for objective in shipped.objectives}


def test_every_signal_can_be_drawn(board: Board) -> None:
    """The units of panels and signals are the same words, so that a limit never lands on a foreign scale."""
    for drawn in board.panels:
        for signal in drawn.signals:
            if any(limit.role != "objective" for limit in drawn.limits):
                assert SIGNALS[signal].unit == drawn.unit, drawn.title


def test_an_alert_on_any_other_signal_gets_a_panel_of_its_own(edited: Edited) -> None:
    """No alert is without a picture, whatever signal it is on."""
    changed = edited(("signal: ttft_p95", "signal: latency_p99"))
    board = find(changed, "overview")
    assert board is not None
    others = {panel.signals: {limit.source: limit.value for limit in panel.limits} for panel in board.rows[-1].panels}
    assert others == {("latency_p99",): {"LLMSlowFirstToken": 2.0}}
    drawn = {signal for board in boards(changed) for panel in board.panels for signal in panel.signals}
    alerts = [alert for alert in changed.alerts if isinstance(alert, SignalAlert)]
    assert drawn >= {alert.signal for alert in alerts if SIGNALS[alert.signal].kind == "threshold"}


def test_one_board_has_what_the_others_would_show(edited: Edited) -> None:
    """Where only one board is asked for, every alert has its panel there, whichever board that is."""
    for name in BOARDS:
        only = edited(("dashboards:\n", "\n# What no test can notice", f"dashboards: {{{name}: {{}}}}\n"))
        (board,) = boards(only)
        signals = {signal for panel in board.panels for signal in panel.signals}
        wanted = {alert.signal for alert in only.alerts if isinstance(alert, SignalAlert)}
        assert signals >= {signal for signal in wanted if SIGNALS[signal].kind == "threshold"}, name


def test_panels_say_which_choices_they_leave_aside(board: Board) -> None:
    """A recorded series has not every label: its panel says what it is not filtered by, and the others say nothing."""
    for panel in board.panels:
        queries = " ".join(series.expr for series in panel.series)
        names = [variable.name for variable in board.variables if variable.query]
        ignored = [name for name in names if f'=~"${name}"' not in queries and f"${{{name}:" not in queries]
        said = panel.description.partition("Not filtered by ")[2].partition(".")[0]
        assert said.replace(" or ", ", ").split(", ") == (ignored or [""]), panel.title
    assert any("Not filtered by" in panel.description for panel in board.panels)


def test_every_module_is_on_a_board() -> None:
    """No panel is written for nothing, and every kind of board that the spec knows is laid out."""
    used = {
        str(vars(module)["__name__"])
        for layout in LAYOUTS.values()
        for section in layout.sections
        for module in section.modules
    }
    modules = {found.name for found in iter_modules(panels_package.__path__)} - OF_THE_SPEC
    assert {name.rpartition(".")[2] for name in used} == modules
    assert tuple(LAYOUTS) == BOARDS


def test_a_panel_is_the_same_on_every_board(shipped: Monitoring) -> None:
    """Its id, its title and its queries are; ids of different panels differ, so that links stay true."""
    different = {(panel.id, panel.title, panel.series) for panel in every(shipped)}
    assert len({number for number, _, _ in different}) == len({title for _, title, _ in different}) == len(different)


def test_what_the_spec_does_not_use_is_left_out(edited: Edited) -> None:
    """Without objectives there is no board about them; without budgets, teams and places no panel."""
    whole = edited()
    bare = edited(
        ("objectives:\n", "severities:", ""),
        ("budgets:\n", "alerts:\n", ""),
        ("features:\n", "# Most distinct", "features: {support_chat: {}, search_summary: {}, product_copy: {}}\n"),
        ("  LLMAvailabilityErrorBudgetBurnFast: {100%: 5m, 50%: 10m, 10%: 45m, 2x: never}\n", ""),
    )
    assert [board.name for board in boards(bare)] == [name for name in BOARDS if name != "slo"]
    gone = {panel.title for board in boards(whole) for panel in board.panels}
    gone -= {panel.title for board in boards(bare) for panel in board.panels}
    assert {"Which teams cost the most?", "How much of each budget is left?", "Are the objectives met?"} <= gone


def test_boards_can_be_narrowed_by_labels_of_targets(edited: Edited) -> None:
    """The spec names the label of environments, and further ones, which calls are compared by as well."""
    monitoring = edited(REGION)
    performance = find(monitoring, "performance")
    assert performance is not None
    assert [(variable.name, variable.of) for variable in performance.variables[1:3]] == [
        ("environment", "stage"),
        ("region", "region"),
    ]
    (by_region,) = [panel for panel in performance.panels if panel.title == "Is it slow everywhere, by region?"]
    assert 'stage=~"$environment",region=~"$region"' in by_region.series[0].expr
    assert "by (le, region)" in by_region.series[0].expr


def test_alerts_on_error_budgets_lead_to_what_they_compare(edited: Edited) -> None:
    """To the objective's own panel, whose lines are the limits of its alerts; without that board, to the overview."""
    for monitoring, name in ((edited(), "slo"), (edited(("  slo: {}\n", "")), "overview")):
        for alert in monitoring.alerts:
            if isinstance(alert, BurnAlert):
                found = shown(monitoring, alert)
                assert found is not None
                assert found[0].name == name
                if name == "slo":
                    assert alert.objective.name in found[1].title
                    limits = {limit.value for limit in found[1].limits if limit.source == alert.name}
                    assert limits == {pair.burn for pair in alert.windows}


def test_panels_lead_on_to_the_board_with_more(shipped: Monitoring) -> None:
    """From the overview to detail, with the time range and the choices; detail does not lead to itself."""
    overview, performance = (find(shipped, name) for name in ("overview", "performance"))
    assert overview is not None
    assert performance is not None
    more = {panel.title: panel.links[0] for panel in overview.panels}
    assert all(link.title.startswith("More: ") for link in more.values())
    url = more["Requests per minute"].url
    assert url.endswith("/d/checkout-performance?${__url_time_range}&${__all_variables}")
    assert not any(link.title == "More: LLM performance" for panel in performance.panels for link in panel.links)


def test_slow_calls_are_asked_of_tempo_where_there_is_one(edited: Edited) -> None:
    """The limit is that above which every trace is kept; Grafana offers the choice of a Tempo then."""
    without = _written(edited(("  traces: true\n", "")))
    assert not any(variable["name"] == "traces" for variable in without["templating"]["list"])
    assert not any("Which single calls" in panel["title"] for panel in without["panels"])
    traced = _written(edited())
    assert any(variable["name"] == "traces" for variable in traced["templating"]["list"])
    (panel,) = [panel for panel in traced["panels"] if panel["title"] == "Which single calls were the slowest?"]
    assert panel["datasource"] == {"type": "tempo", "uid": "${traces}"}
    (target,) = panel["targets"]
    assert target["queryType"] == "traceql"
    assert target["query"] == (
        '{ resource.service.name = "checkout" && span.gen_ai.provider.name =~ "${provider:pipe}"'
        ' && span.gen_ai.request.model =~ "${model:pipe}" && span.watchspec.feature =~ "${feature:pipe}"'
        " && duration > 5000ms } | select(span.gen_ai.request.model, span.watchspec.feature,"
        " span.watchspec.outcome, span.watchspec.cost_usd)"
    )


def test_events_are_marked(shipped: Monitoring) -> None:
    """Firing alerts, deploys that a pipeline told Grafana of, and prompt versions that are new."""
    marks = {mark["name"]: mark for mark in _written(shipped)["annotations"]["list"]}
    assert list(marks) == ["Firing alerts", "Deploys", "New prompt versions"]
    assert marks["Deploys"]["target"]["tags"] == ["deploy", "checkout"]
    assert marks["Firing alerts"]["expr"] == 'ALERTS{service="$service",alertstate="firing",severity!="none"}'


def test_history_has_a_day_for_each_bar(shipped: Monitoring) -> None:
    """Its panel looks back over the objectives' window, one day a point, whatever range the board shows."""
    (panel,) = [panel for panel in _written(shipped, "slo")["panels"] if panel["title"] == "How did each day go?"]
    assert (panel["timeFrom"], panel["interval"]) == ("30d", "1d")
    assert panel["fieldConfig"]["defaults"]["custom"]["drawStyle"] == "bars"


def test_prompt_versions_are_compared_as_alerts_do(edited: Edited) -> None:
    """With the baseline that an alert names, in what it compares; without an alert there is no baseline."""
    feedback = edited(
        ("signal: prompt_score_drop", "signal: prompt_negative_feedback_rise"), ("above: 0.02", "above: 2%")
    )
    for monitoring, drawn in ((edited(), "prompt_score_drop"), (feedback, "prompt_negative_feedback_rise")):
        quality = find(monitoring, "quality")
        assert quality is not None
        compared = {signal for panel in quality.panels for signal in panel.signals if signal.startswith("prompt_")}
        assert compared == {drawn}


OWN = """  panels:
    - {title: How do features compare?, board: cost, signal: cost, by: [feature]}
    - title: How long is the queue?
      expr: sum by (queue) (queue_length{job="checkout",region=~"$model"})
      unit: requests
      legend: "{{queue}}"
      description: Orders that wait.
"""


def test_panels_of_ones_own(edited: Edited) -> None:
    """By signal, which is recorded as it is asked for, or by PromQL; each on its board, in a row of its own."""
    monitoring = edited(("  health: {}\n", f"  health: {{}}\n{OWN}"))
    found = {}
    for name in ("overview", "cost"):
        board = find(monitoring, name)
        assert board is not None
        (found[name],) = next(row.panels for row in board.rows if row.title == "Of your own")
    queue, features = found["overview"], found["cost"]
    assert (queue.title, queue.unit, queue.series[0].legend) == ("How long is the queue?", "requests", "{{queue}}")
    assert queue.description.startswith("Orders that wait.")
    assert (features.unit, features.series[0].legend) == ("usd", "{{feature}}")
    recorded = {rule["record"] for group in groups(monitoring) for rule in group.rules if "record" in rule}
    assert features.series[0].expr.partition("{")[0] in recorded


def test_own_signals_are_recorded_as_panels_split_them(edited: Edited) -> None:
    """What nothing else asks for is recorded for the panel alone."""
    split = ("  health: {}\n", "  health: {}\n  panels: [{title: Slow?, signal: latency_p99, by: [operation]}]\n")
    for monitoring, there in ((edited(), False), (edited(split), True)):
        signal = SIGNALS["latency_p99"]
        name = signal.record(standard_query(monitoring, signal, ("operation",))).value
        recorded = {rule["record"] for group in groups(monitoring) for rule in group.rules if "record" in rule}
        assert (name in recorded) == there


def _written(monitoring: Monitoring, name: str = "overview") -> dict[str, Any]:
    board = find(monitoring, name)
    assert board is not None
    text: dict[str, Any] = json.loads(to_json(board))
    return text
