"""Pages of HTML, read back, and their charts drawn by the library that they carry."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.preview.comparing import changed, pairs
from watchspec_generators.preview.html import comparison_page, page
from watchspec_generators.preview.html.bodies import body, course
from watchspec_generators.preview.html.page import comparison_height, height
from watchspec_generators.preview.model import Bar, Cell, Column, Dials, Stop, Table, Tile, Tiles, Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.preview.model import Sheet
    from watchspec_generators.preview.reading import Dashboard

_STEPS = {"mode": "absolute", "steps": [{"value": None, "color": "green"}, {"value": 5, "color": "#D55E00"}]}


class _Read(HTMLParser):
    """Texts by the panel they are in, links, and the charts' data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.places: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.charts: dict[str, Any] = {}
        self._reading = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.places += [str(given["data-chart"])] if "data-chart" in given else []
        self.links += [str(given["href"])] if tag == "a" else []
        self.loaded += [str(given[name]) for name in ("src",) if name in given] + ([tag] if tag == "link" else [])
        self._reading = given.get("id") == "charts"

    def handle_data(self, data: str) -> None:
        if self._reading:
            self.charts, self._reading = json.loads(data), False


@pytest.fixture
def many(
    board: Callable[..., Dashboard],
    panel: Callable[..., Any],
    drawn: Callable[..., Sheet],
    samples: Callable[..., Any],
    now_samples: Callable[..., Any],
) -> Sheet:
    """A sheet with every kind of chart, a heading and awkward texts."""
    dashboard = board(
        {"id": 7, "type": "row", "title": "Is <it> well?", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1}},
        panel(
            "timeseries",
            {"legendFormat": "{{m}}"},
            title="Lines",
            defaults={"thresholds": _STEPS, "custom": {"thresholdsStyle": {"mode": "dashed+area"}, "fillOpacity": 20}},
            overrides=[
                {
                    "matcher": {"id": "byName", "options": "b"},
                    "properties": [{"id": "custom.axisPlacement", "value": "right"}],
                }
            ],
        ),
        panel(
            "timeseries",
            {"legendFormat": "{{m}}"},
            id=2,
            defaults={"min": 0, "custom": {"drawStyle": "bars", "axisSoftMax": 9}},
            options={"legend": {"calcs": ["sum", "first"]}},
            links=[{"title": "Runbook", "url": "https://runbook?a=1&b=2"}],
        ),
        panel("heatmap", {"format": "heatmap"}, id=3),
        panel("barchart", {"format": "table", "instant": True}, id=4, description="Why.\n\nBecause."),
        panel("bargauge", {"legendFormat": "</script>{{m}}", "instant": True}, id=5),
        panel("stat", {}, id=6, transformations=[{"id": "heavy"}]),
        links=[{"title": "All runbooks", "url": "https://runbooks"}],
    )
    lines, instant = samples("m", {"</script>a": [1, 3, 4], "b": [5, 6, 2]}), now_samples("m", {"a": 2})
    return drawn(dashboard, lines, lines, samples("le", {"0.1": [1, 2], "+Inf": [2, 4]}), instant, instant, [])


def test_a_page_needs_nothing_else(many: Sheet) -> None:
    """Every chart has its place and its data, and nothing is loaded from elsewhere."""
    read = _Read(page([many], "of a test"))
    assert sorted(read.charts) == sorted(read.places) == ["b-1", "b-2", "b-3", "b-4"]
    assert read.charts["b-1"]["series"][0]["name"] == "</script>a"
    assert read.loaded == []
    assert {"https://runbook?a=1&b=2", "https://runbooks", "#b"} <= set(read.links)


def test_what_is_written_is_escaped(many: Sheet) -> None:
    """Titles and names are texts, whatever they hold."""
    text = page([many, many], "a <b>", "dark")
    assert "Is &lt;it&gt; well?" in text
    assert "a &lt;b&gt;" in text
    assert 'data-theme="dark"' in text
    assert "<title>Dashboards</title>" in text
    # The library's script, the page's own and the data.
    assert text.count("</script>") == 3


def test_the_height_of_a_page_is_known(many: Sheet) -> None:
    """Nine rows of the grid, and what is above them."""
    assert height(many) == 9 * 38 + 150


def test_parts_of_panels() -> None:
    """Gaps of a course stay gaps; dials have their rims; cells their colours, bars and links."""
    assert course((0, 0.5, None, 1)).count('class="line"') == 1
    assert 'class="course"' not in body(Tiles((Tile("n", "", "red", filled=True),)), "k")
    assert (
        body(Dials((Bar("n", "5", "red", 0.5),), (Stop(0, "green"), Stop(0.8, "red"))), "k").count('class="rim"') == 2
    )
    cells = (Cell("1", "red", share=0.5), Cell("2", "red", filled=True), Cell("3", "blue"), Cell("x", url="https://x"))
    columns = tuple(Column(name, numeric=name != "d") for name in "abcd")
    found = body(Table(columns, (cells,), sorted_by="a"), "k")
    for part in ("red 50%", "background:red;color:#fff", "color:blue", '<a href="https://x">', "a &#8593;"):
        assert part in found
    assert "<thead>" not in body(Table(columns, (cells,), header=False), "k")
    assert "&#8595;" in body(Table(columns, (cells,), sorted_by="a", descending=True), "k")
    assert body(Words("One.\n\n\n\nTwo <3."), "k") == '<div class="words"><p>One.</p><p>Two &lt;3.</p></div>'


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not here: the page's script can't be run")
def test_every_chart_can_be_drawn(many: Sheet, tmp_path: Path) -> None:
    """ECharts, run by node, draws each chart's data as the page's script puts it, with lines for thresholds."""
    charts = _Read(page([many], "of a test")).charts
    charts["b-1"]["marks"] = [
        {"start": charts["b-1"]["start"], "end": charts["b-1"]["end"], "colour": "#D55E00", "text": "x"}
    ]
    folder = files("watchspec_generators.preview.html")
    (tmp_path / "charts.json").write_text(json.dumps(charts))
    (tmp_path / "draw.js").write_text(
        f"""
        const echarts = require({json.dumps(str(folder / "echarts.min.js"))});
        const preview = require({json.dumps(str(folder / "preview.js"))});
        const theme = {{ ink: "#111111", soft: "#666666", line: "#dddddd", axis: "#dddddd", card: "#ffffff" }};
        const found = {{}};
        for (const [key, chart] of Object.entries(require("./charts.json"))) {{
          const instance = echarts.init(null, null, {{ renderer: "svg", ssr: true, width: 600, height: 240 }});
          instance.setOption(preview.option(chart, theme));
          found[key] = instance.renderToSVGString();
        }}
        // The library keeps timers, which would keep node.
        process.stdout.write(JSON.stringify(found), () => process.exit(0));
        """
    )
    done = subprocess.run(["node", "draw.js"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    pictures = json.loads(done.stdout)
    assert "#D55E00".lower() in pictures["b-1"].lower()
    # Both series of bars with three values each.
    assert len(re.findall(r'fill="rgba?\(|fill="rgb', pictures["b-2"])) >= 1
    assert "100" in pictures["b-3"] or "0.1" in pictures["b-3"]
    for key, picture in pictures.items():
        assert picture.startswith("<svg"), key
        assert picture.count("<path") > 3, key


def test_only_what_has_changed_is_compared(
    board: Callable[..., Dashboard],
    panel: Callable[..., Any],
    drawn: Callable[..., Sheet],
    samples: Callable[..., Any],
) -> None:
    """A panel that was changed, one that is new and one that is gone; one that has moved is none of them."""
    moved = panel("stat", {}, id=2)
    old = board(panel("timeseries", {}), moved, panel("text", id=3, title="Gone"))
    there = {**moved, "gridPos": {"x": 12, "y": 1, "w": 12, "h": 8}}
    row = {"id": 9, "type": "row", "title": "R", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1}}
    new = board(row, panel("timeseries", {"expr": "down"}, weight=1), there, panel("text", id=4, title="New"))
    changes = changed([old], [new])
    assert changes == {"b": {1: "queries, weight changed", 4: "added", 3: "removed"}}
    sides = [[drawn(one, samples("m", {"a": [1]}), samples("m", {"a": [1]}))] for one in (old, new)]
    found = pairs(sides[0], sides[1], changes)
    assert [(pair.title, pair.before is None, pair.after is None) for _, some in found for pair in some] == [
        ("A panel", False, False),
        ("New", True, False),
        ("Gone", False, True),
    ]
    read = _Read(comparison_page(found, "of a test"))
    assert sorted(read.charts) == sorted(read.places) == ["Board-0-after", "Board-0-before"]
    assert comparison_height(found) == 3 * (8 * 38 + 80) + 80 + 150
    assert changed([new], [new]) == {}
    assert changed([old], []) == {"b": dict.fromkeys((1, 2, 3), "removed")}
    assert "Gone" in comparison_page(pairs(sides[0], [], changed([old], [])), "of a test")
    assert "No panel has changed." in comparison_page([], "of a test")
