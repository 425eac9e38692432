"""The overview board of the shipped spec, and of specs that differ from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import board as find

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.dashboards import PanelSpec
    from watchspec_generators.model import Monitoring

    Edited = Callable[..., Monitoring]

ERROR_RATIO, FIRST_TOKEN, SPEED = 10, 7, 8


def panel(monitoring: Monitoring, number: int) -> PanelSpec:
    """The panel with that id on the overview of `monitoring`."""
    board = find(monitoring, "overview")
    assert board is not None
    return next(panel for panel in board.panels if panel.id == number)


def limits(of: PanelSpec) -> dict[str, float]:
    """The lines of a panel by the name of their alert or objective."""
    return {limit.source: limit.value for limit in of.limits}


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
    assert [link.title for link in panel(without, FIRST_TOKEN).links] == ["More: LLM performance"]
    assert "service_model:" in panel(without, FIRST_TOKEN).series[0].expr


def test_one_panel_for_two_alerts_on_the_same_series(shipped: Monitoring) -> None:
    """Two thresholds on one signal are two lines over one query."""
    assert len(panel(shipped, ERROR_RATIO).series) == 1


def test_a_spec_without_dashboards_has_none(edited: Edited) -> None:
    """Dashboards are made when asked for."""
    assert find(edited(("dashboards:\n", "\n# What no test can notice", "dashboards: {}\n")), "overview") is None


def test_the_rehearsal_clock(edited: Edited) -> None:
    """In an environment that runs sixty times as fast, the board's own spans shrink too."""
    board = find(edited(environment="demo"), "overview")
    assert board is not None
    assert (str(board.range), str(board.step)) == ("6m", "250ms")
    assert "Cost, last 24m" in {panel.title for panel in board.panels}
