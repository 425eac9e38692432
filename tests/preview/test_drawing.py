"""Each panel type with known answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.preview.model import Answered, Bars, Chart, Dials, Nothing, Table, Tiles, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.preview.model import Shown

_STEPS = {"mode": "absolute", "steps": [{"value": None, "color": "green"}, {"value": 5, "color": "#D55E00"}]}


def test_lines(shown: Callable[..., Shown], panel: Callable[..., Any], samples: Callable[..., Any]) -> None:
    """Values lie on their moments with gaps where there are none; the legend is sorted and calculated."""
    one = panel(
        "timeseries",
        {"legendFormat": "{{model}}"},
        defaults={
            "unit": "s",
            "min": 0,
            "thresholds": _STEPS,
            "color": {"mode": "palette-classic-by-name"},
            "custom": {"thresholdsStyle": {"mode": "dashed"}, "stacking": {"mode": "normal"}, "axisSoftMax": 10},
        },
        overrides=[
            {
                "matcher": {"id": "byName", "options": "a"},
                "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": "red"}}],
            },
            {"matcher": {"id": "byRegexp", "options": "/^b$/"}, "properties": [{"id": "custom.lineWidth", "value": 4}]},
            {"matcher": {"id": "byWhatever"}, "properties": [{"id": "unit", "value": "bytes"}]},
        ],
        options={"legend": {"calcs": ["max", "lastNotNull"], "sortBy": "Max", "sortDesc": True, "placement": "right"}},
    )
    body = shown(one, samples("model", {"a": [1, 2, 3], "b": [4, float("nan"), 6]})).body
    assert isinstance(body, Chart)
    first, second = body.data["series"]
    assert (first["name"], first["width"], first["stack"]) == ("b", 4, "A")
    assert first["values"] == [None] * 8 + [4, None, 6]
    assert (second["name"], second["colour"]) == ("a", "#F2495C")
    assert body.data["thresholds"] == {
        "mode": "dashed",
        "steps": [{"value": None, "colour": "#73BF69"}, {"value": 5, "colour": "#D55E00"}],
    }
    assert body.data["axis"]["softMax"] == 10
    assert body.legend is not None
    assert body.legend.beside
    assert [(row.name, *row.values) for row in body.legend.rows] == [("b", "6 s", "6 s"), ("a", "3 s", "3 s")]


@pytest.mark.parametrize(
    ("legend", "names"),
    [
        ({"sortBy": "Name", "sortDesc": True}, ["b", "a"]),
        ({"sortBy": "Mean"}, ["a", "b"]),
        ({"showLegend": False}, None),
        ({"displayMode": "hidden"}, None),
    ],
)
def test_legends(
    legend: dict[str, Any],
    names: list[str] | None,
    shown: Callable[..., Shown],
    panel: Callable[..., Any],
    samples: Callable[..., Any],
) -> None:
    """By name, in the order of the series, or none at all; series may be hidden from it or from the picture."""
    hidden = [
        {
            "matcher": {"id": "byName", "options": name},
            "properties": [{"id": "custom.hideFrom", "value": {where: True}}],
        }
        for name, where in (("unseen", "viz"), ("unnamed", "legend"))
    ]
    one = panel("timeseries", {"legendFormat": "__auto"}, options={"legend": legend}, overrides=hidden)
    body = shown(one, samples("m", {"a": [1], "b": [2], "unseen": [3], "unnamed": [4]})).body
    assert isinstance(body, Chart)
    assert len(body.data["series"]) == 3
    assert (body.legend and [row.name for row in body.legend.rows]) == names


def test_numbers(shown: Callable[..., Shown], panel: Callable[..., Any], samples: Callable[..., Any]) -> None:
    """The last value in the colour of the threshold that it reaches, and the course that led to it."""
    one = panel(
        "stat", {"legendFormat": "x"}, defaults={"unit": "none", "thresholds": _STEPS, "color": {"mode": "thresholds"}}
    )
    body = shown(one, samples("m", {"a": [2, 4, 8]})).body
    assert isinstance(body, Tiles)
    (tile,) = body.tiles
    assert (tile.name, tile.text, tile.colour, tile.filled) == ("", "8", "#D55E00", False)
    assert tile.course[-3:] == (0, 0.3333, 1)


@pytest.mark.parametrize(
    ("mode", "names", "texts"),
    [("auto", ["a", "b"], ["1", "2"]), ("value", ["", ""], ["1", "2"]), ("name", ["a", "b"], ["", ""])],
)
def test_several_numbers(
    mode: str,
    names: list[str],
    texts: list[str],
    shown: Callable[..., Shown],
    panel: Callable[..., Any],
    now_samples: Callable[..., Any],
) -> None:
    """Each has its name as the panel asks for it; of an instant there is no course."""
    one = panel(
        "stat", {"legendFormat": "{{m}}", "instant": True}, options={"textMode": mode, "colorMode": "background"}
    )
    body = shown(one, now_samples("m", {"a": 1, "b": 2})).body
    assert isinstance(body, Tiles)
    assert [tile.name for tile in body.tiles] == names
    assert [tile.text for tile in body.tiles] == texts
    assert all(tile.filled and not tile.course for tile in body.tiles)


def test_all_values_of_a_table(
    shown: Callable[..., Shown], panel: Callable[..., Any], now_samples: Callable[..., Any]
) -> None:
    """A panel may show every row instead of one number for each series."""
    one = panel("bargauge", {"format": "table", "instant": True}, options={"reduceOptions": {"values": True}})
    body = shown(one, now_samples("m", {"a": 1, "b": 4})).body
    assert isinstance(body, Bars)
    assert [(bar.name, bar.text, bar.share) for bar in body.bars] == [("a", "1", 0.25), ("b", "4", 1.0)]


def test_rows_without_names_have_that_of_their_column(shown: Callable[..., Shown], panel: Callable[..., Any]) -> None:
    """As where a sum is asked for as a table, and graphs of stats may be switched off."""
    one = panel(
        "stat",
        {"format": "table", "instant": True},
        options={"reduceOptions": {"values": True}, "graphMode": "none", "textMode": "name"},
    )
    body = shown(one, [{"metric": {}, "value": [0, "3"]}]).body
    assert isinstance(body, Tiles)
    assert [tile.name for tile in body.tiles] == ["Value #A"]


def test_bars_keep_to_their_limits(
    shown: Callable[..., Shown], panel: Callable[..., Any], now_samples: Callable[..., Any]
) -> None:
    """A bar fills its room from the least to the most that the panel allows."""
    one = panel("bargauge", {"legendFormat": "{{m}}", "instant": True}, defaults={"min": 10, "max": 20})
    body = shown(one, now_samples("m", {"low": 5, "middle": 15, "high": 30})).body
    assert isinstance(body, Bars)
    assert [bar.share for bar in body.bars] == [0, 0.5, 1]


def test_dials(shown: Callable[..., Shown], panel: Callable[..., Any], now_samples: Callable[..., Any]) -> None:
    """Thresholds in per cent lie on the rim where a value of that size would end."""
    percent = {"mode": "percentage", "steps": [*_STEPS["steps"][:1], {"value": 80, "color": "orange"}]}
    one = panel(
        "gauge", {"instant": True}, defaults={"max": 50, "thresholds": percent, "color": {"mode": "thresholds"}}
    )
    body = shown(one, now_samples("m", {"a": 45})).body
    assert isinstance(body, Dials)
    assert [(stop.share, stop.colour) for stop in body.stops] == [(0, "#73BF69"), (0.8, "#FF9830")]
    assert [(dial.share, dial.colour) for dial in body.dials] == [(0.9, "#FF9830")]


def test_tables(shown: Callable[..., Shown], panel: Callable[..., Any], now_samples: Callable[..., Any]) -> None:
    """Two queries become one table: merged, ordered, renamed, sorted, with a unit and a look for each column."""
    table = {"format": "table", "instant": True}
    looks = {"Slow": "color-background", "Calls": "gauge"}
    one = panel(
        "table",
        table,
        table,
        defaults={"thresholds": _STEPS, "color": {"mode": "thresholds"}},
        overrides=[
            *(
                {
                    "matcher": {"id": "byName", "options": name},
                    "properties": [{"id": "custom.cellOptions", "value": {"type": look}}],
                }
                for name, look in looks.items()
            ),
            {
                "matcher": {"id": "byType", "options": "string"},
                "properties": [{"id": "links", "value": [{"title": "More", "url": "https://more"}]}],
            },
        ],
        transformations=[
            {"id": "merge"},
            {
                "id": "organize",
                "options": {
                    "excludeByName": {"Time": True},
                    "indexByName": {"m": 0},
                    "renameByName": {"m": "Model", "Value #A": "Slow", "Value #B": "Calls"},
                },
            },
            {"id": "filterByValue"},
            {"id": "merge", "disabled": True},
        ],
        options={"sortBy": [{"displayName": "Slow", "desc": True}]},
    )
    found = shown(one, now_samples("m", {"a": 1, "b": 6}), now_samples("m", {"a": 10, "c": 20}))
    body = found.body
    assert isinstance(body, Table)
    assert [(column.name, column.numeric) for column in body.columns] == [
        ("Model", False),
        ("Slow", True),
        ("Calls", True),
    ]
    assert [[cell.text for cell in row] for row in body.rows] == [["b", "6", ""], ["a", "1", "10"], ["c", "", "20"]]
    assert (body.rows[0][1].colour, body.rows[0][1].filled, body.rows[1][2].share) == ("#D55E00", True, 0.5)
    assert body.rows[0][0].url == "https://more"
    assert (found.note, found.links) == ("Not applied here: filterByValue.", (("More", "https://more"),))


def test_tables_of_several_frames(
    shown: Callable[..., Shown], panel: Callable[..., Any], samples: Callable[..., Any]
) -> None:
    """Without transformations the frames are merged, moments are written out, and columns may be hidden."""
    hide = [{"matcher": {"id": "byName", "options": "b"}, "properties": [{"id": "custom.hidden", "value": True}]}]
    one = panel(
        "table",
        {"legendFormat": "{{m}}"},
        overrides=hide,
        options={"showHeader": False},
        defaults={"max": 4, "custom": {"cellOptions": {"type": "basic-gauge"}}},
    )
    body = shown(one, samples("m", {"a": [1], "b": [2]})).body
    assert isinstance(body, Table)
    assert [column.name for column in body.columns] == ["Time", "a"]
    assert body.rows[-1][0].text == "2023-11-14 22:13:00"
    assert (body.rows[-1][1].share, body.header) == (0.25, False)


def test_tables_over_a_range(
    shown: Callable[..., Shown], panel: Callable[..., Any], samples: Callable[..., Any]
) -> None:
    """Every sample is a row; `sortBy` and `limit` choose among them, and an unknown column sorts nothing."""
    one = panel(
        "table",
        {"format": "table"},
        transformations=[
            {"id": "sortBy", "options": {"sort": [{"field": "Value #A", "desc": True}]}},
            {"id": "sortBy", "options": {"sort": [{"field": "no such"}]}},
            {"id": "limit", "options": {"limitField": 2}},
        ],
    )
    body = shown(one, samples("m", {"a": [1, 3, 2]})).body
    assert isinstance(body, Table)
    assert [row[2].text for row in body.rows] == ["3", "2"]


def test_heatmaps(shown: Callable[..., Shown], panel: Callable[..., Any], samples: Callable[..., Any]) -> None:
    """Cumulative buckets become what is in each alone, in the order of their edges; empty cells are left out."""
    one = panel(
        "heatmap",
        {"format": "heatmap"},
        options={
            "yAxis": {"unit": "s"},
            "filterValues": {"le": 1e-9},
            "color": {"scale": "exponential", "exponent": 0.5},
        },
    )
    body = shown(one, samples("le", {"+Inf": [9, 9], "0.5": [2, 4], "1.0": [7, 3]})).body
    assert isinstance(body, Chart)
    assert body.data["rows"] == ["500 ms", "1 s", "+Inf"]
    assert body.data["cells"] == [[9, 0, 2], [10, 0, 4], [9, 1, 5], [9, 2, 2], [10, 2, 6]]
    assert body.data["exponent"] == 0.5


def test_heatmaps_of_other_series(
    shown: Callable[..., Shown], panel: Callable[..., Any], samples: Callable[..., Any]
) -> None:
    """Series without an upper edge are rows by their names, in the unit of the panel."""
    body = shown(panel("heatmap", {"legendFormat": "{{m}}"}), samples("m", {"a": [1], "b": [2]})).body
    assert isinstance(body, Chart)
    assert (body.data["rows"], body.data["exponent"]) == (["a", "b"], 1.0)


def test_bar_charts(shown: Callable[..., Shown], panel: Callable[..., Any], now_samples: Callable[..., Any]) -> None:
    """A group for each row, a bar for each number of it; several frames are merged."""
    table = {"format": "table", "instant": True}
    asked = now_samples("m", {"a": 1, "b": 2})
    for one, answers in ((panel("barchart", table), [asked]), (panel("barchart", table, table), [asked, asked])):
        body = shown(one, *answers).body
        assert isinstance(body, Chart)
        assert body.data["names"] == ["a", "b"]
        assert [series["values"] for series in body.data["series"]] == [[1, 2]] * len(answers)


def test_words(shown: Callable[..., Shown], panel: Callable[..., Any]) -> None:
    """A text panel needs no data."""
    assert shown(panel("text", options={"content": "Read **this**."})).body == Words("Read **this**.")


@pytest.mark.parametrize(
    ("kind", "targets", "answers", "reason"),
    [
        ("stat", [{}], [[]], "Nobody called."),
        ("table", [{"format": "table"}], [[]], "Nobody called."),
        ("timeseries", [{}], [Answered(error="parse error")], "parse error"),
        ("nodeGraph", [{}], [[]], "A panel of type nodeGraph is not drawn here."),
        ("table", [{"datasource": {"type": "tempo"}}], [], "Asked of tempo, which a preview does not have."),
    ],
)
def test_why_there_is_nothing(
    kind: str,
    targets: list[Any],
    answers: list[Any],
    reason: str,
    shown: Callable[..., Shown],
    panel: Callable[..., Any],
) -> None:
    """Without data the panel's own words stand in their place, or what Prometheus has against the query."""
    one = panel(kind, *targets, defaults={"noValue": "Nobody called."}, transformations=[{"id": "merge"}])
    assert shown(one, *answers).body == Nothing(reason)
