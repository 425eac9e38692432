"""The overview board of the shipped spec, and of specs that differ from it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from watchspec_generators.dashboards import overview
from watchspec_generators.model import SignalAlert
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.dashboards import Board, PanelSpec
    from watchspec_generators.model import Monitoring

    Edited = Callable[..., Monitoring]

ERROR_RATIO, FIRST_TOKEN, SPEED = 10, 7, 8
OVERVIEW = "  overview:\n    title: LLM overview"


def panel(monitoring: Monitoring, number: int) -> PanelSpec:
    """The panel with that id on the overview of `monitoring`."""
    board = overview(monitoring)
    assert board is not None
    return next(panel for panel in board.panels if panel.id == number)


def limits(of: PanelSpec) -> dict[str, float]:
    """The lines of a panel by the name of their alert or objective."""
    return {limit.source: limit.value for limit in of.limits}


def test_ids_and_titles_are_unique(board: Board) -> None:
    """Alerts and runbooks link to a panel by its id, people by its title."""
    ids = Counter([*(row.id for row in board.rows), *(panel.id for panel in board.panels)])
    titles = Counter(panel.title for panel in board.panels)
    assert {name: count for name, count in (ids | titles).items() if count > 1} == {}


def test_every_panel_speaks_for_itself(board: Board) -> None:
    """Each says what it shows, and why there may be nothing to show."""
    assert [panel.title for panel in board.panels if not (panel.description and panel.no_data and panel.series)] == []


def test_every_threshold_is_drawn(board: Board, shipped: Monitoring) -> None:
    """Each alert that compares a value has a line on some panel."""
    drawn = {(limit.source, limit.value) for panel in board.panels for limit in panel.limits}
    wanted = {
        (alert.name, alert.threshold.value)
        for alert in shipped.alerts
        if isinstance(alert, SignalAlert) and alert.threshold is not None
    }
    assert wanted <= drawn


def test_every_objective_is_drawn(board: Board, shipped: Monitoring) -> None:
    """Each objective has a line on some panel."""
    drawn = {limit.source for panel in board.panels for limit in panel.limits if limit.role == "objective"}
    assert drawn == {objective.name for objective in shipped.objectives}


def test_an_edited_threshold_moves_its_line_and_its_words(edited: Edited) -> None:
    """One line of the spec is the one place where a limit stands."""
    changed = panel(edited(("above: 5%", "above: 3%")), ERROR_RATIO)
    assert limits(changed) == {"LLMHighErrorRate": 0.03, "LLMErrorRateElevated": 0.02, "availability": 0.005}
    assert "LLMHighErrorRate: bad above 3%" in changed.description
    assert "5%" not in changed.description.replace("0.5%", "")


def test_limits_that_are_bad_below(shipped: Monitoring) -> None:
    """An objective on speed is missed below its limit."""
    assert [(limit.value, limit.text, limit.bad) for limit in panel(shipped, SPEED).limits] == [
        (30.0, "30 tokens/s", "below")
    ]


def test_a_signal_without_alerts_is_shown_by_model(edited: Edited) -> None:
    """A small spec gets the same panels, without lines."""
    start, end = "  - name: LLMSlowFirstToken", "  - name: LLMCostSpike"
    without = edited((start, end, ""), ("tests:\n", "dashboards:\n", ""))
    assert limits(panel(without, FIRST_TOKEN)) == {"first_token": 0.5}
    assert panel(without, FIRST_TOKEN).links == ()
    assert "service_model:" in panel(without, FIRST_TOKEN).series[0].expr


def test_an_alert_on_any_other_signal_gets_a_panel_of_its_own(edited: Edited) -> None:
    """No alert is without a picture, whatever signal it is on."""
    board = overview(edited(("signal: ttft_p95", "signal: latency_p99")))
    assert board is not None
    others = {panel.signals: limits(panel) for panel in board.rows[-1].panels}
    assert others[("internal_errors",)] == {"LLMExporterErrors": 0.0}
    assert others[("latency_p99",)] == {"LLMSlowFirstToken": 2.0}
    drawn = {signal for row in board.rows for panel in row.panels for signal in panel.signals}
    alerts = [alert for alert in edited().alerts if isinstance(alert, SignalAlert)]
    assert drawn >= {alert.signal for alert in alerts if SIGNALS[alert.signal].kind == "threshold"}


def test_one_panel_for_two_alerts_on_the_same_series(shipped: Monitoring) -> None:
    """Two thresholds on one signal are two lines over one query."""
    assert len(panel(shipped, ERROR_RATIO).series) == 1


def test_a_spec_without_dashboards_has_none(edited: Edited) -> None:
    """Dashboards are made when asked for."""
    assert overview(edited((OVERVIEW, "  {}"))) is None


def test_the_rehearsal_clock(edited: Edited) -> None:
    """In an environment that runs sixty times as fast, the board's own spans shrink too."""
    board = overview(edited(environment="demo"))
    assert board is not None
    assert (str(board.range), str(board.step)) == ("6m", "250ms")
    assert "Cost, last 24m" in {panel.title for panel in board.panels}


def test_every_signal_can_be_drawn(shipped: Monitoring, board: Board) -> None:
    """The units of panels and signals are the same words, so that a limit never lands on a foreign scale."""
    for drawn in board.panels:
        for signal in drawn.signals:
            if drawn.limits and any(limit.role != "objective" for limit in drawn.limits):
                assert SIGNALS[signal].unit == drawn.unit, drawn.title


def test_panels_say_which_choices_they_leave_aside(shipped: Monitoring) -> None:
    """A recorded series has not every label: its panel says what it is not filtered by, and the others say nothing."""
    board = overview(shipped)
    assert board is not None
    for panel in board.panels:
        queries = " ".join(series.expr for series in panel.series)
        ignored = [label for label in ("provider", "model", "feature") if f'{label}=~"${label}"' not in queries]
        said = panel.description.partition("Not filtered by ")[2].partition(".")[0]
        assert said == " or ".join(ignored)
    assert any("Not filtered by" in panel.description for panel in board.panels)
