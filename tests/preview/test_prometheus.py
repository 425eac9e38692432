"""A real Prometheus with known series, and the page model that comes of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.edge.http import Unreachable
from watchspec_generators.edge.preview.asking import drawn
from watchspec_generators.edge.processes import free_port, run_tool
from watchspec_generators.edge.servers import start_prometheus
from watchspec_generators.edge.tools import find_tool
from watchspec_generators.preview.model import Chart, Nothing, Shown, Table, Tiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchspec_generators.preview.reading import Dashboard

pytestmark = pytest.mark.binary
_MINUTE = 60


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """URL of a server with twenty minutes of two models' calls, ten and twenty a minute, and the end of them."""
    folder = tmp_path_factory.mktemp("prometheus")
    end = int(time.time()) // _MINUTE * _MINUTE
    lines = [
        f'calls_total{{model="{model}"}} {per_minute * minute} {end - (20 - minute) * _MINUTE}'
        for model, per_minute in (("a", 10), ("b", 20))
        for minute in range(21)
    ]
    lines += [f'ALERTS{{alertname="Slow"}} 1 {end - minute * _MINUTE}' for minute in (5, 4, 3)]
    (folder / "past.om").write_text("\n".join([*lines, "# EOF\n"]))
    blocks: list[Any] = ["tsdb", "create-blocks-from", "openmetrics", folder / "past.om", folder / "data"]
    made = run_tool([find_tool("promtool"), *blocks])
    assert made.code == 0, made.output
    (folder / "prometheus.yml").write_text("{}\n")
    with start_prometheus(folder / "prometheus.yml", folder / "data", free_port()) as server:
        yield server.url, end * 1000


@pytest.fixture
def calls(board: Callable[..., Dashboard], panel: Callable[..., Any]) -> Dashboard:
    """A dashboard of those calls, with a variable and an annotation."""
    rate = 'sum by (model) (60 * rate(calls_total{model=~"$model"}[$__rate_interval]))'
    model = {
        "name": "model",
        "type": "query",
        "query": "label_values(calls_total, model)",
        "current": {"value": "$__all"},
    }
    return board(
        panel("timeseries", {"expr": rate, "legendFormat": "{{model}}"}, interval="1m"),
        panel(
            "stat", {"expr": "sum(increase(calls_total[$__range]))", "instant": True}, id=2, defaults={"decimals": 0}
        ),
        panel("table", {"expr": rate, "format": "table", "instant": True}, id=3, interval="1m"),
        panel("stat", {"expr": "sum("}, id=4),
        panel("stat", {"expr": "42", "instant": True}, id=5, title="For $model"),
        templating={"list": [model]},
        annotations={
            "list": [{"name": "Firing", "expr": "ALERTS", "iconColor": "red", "titleFormat": "{{alertname}}"}]
        },
    )


def test_what_is_drawn_is_what_happened(calls: Dashboard, prometheus: tuple[str, int]) -> None:
    """Rates, sums and names are those of the calls; a wrong query is shown as such, and firing alerts are marked."""
    url, end = prometheus
    sheet = drawn(calls, url, end)
    lines, total, table, broken, scalar = (item for item in sheet.items if isinstance(item, Shown))
    assert isinstance(lines.body, Chart)
    assert {one["name"]: one["values"][-1] for one in lines.body.data["series"]} == {
        "a": pytest.approx(10),
        "b": pytest.approx(20),
    }
    assert [mark["text"] for mark in lines.body.data["marks"]] == ["Slow"]
    assert isinstance(total.body, Tiles)
    assert total.body.tiles[0].text == "300"
    assert isinstance(table.body, Table)
    assert [[cell.text for cell in row[1:]] for row in table.body.rows] == [["a", "10"], ["b", "20"]]
    assert isinstance(broken.body, Nothing)
    assert "parse error" in broken.body.reason
    assert isinstance(scalar.body, Tiles)
    assert (scalar.body.tiles[0].text, scalar.title) == ("42", "For (a|b)")
    assert sheet.choices == (("model", "All"),)


def test_a_server_that_is_not_there(calls: Dashboard) -> None:
    """It is told as that, and not as a query that went wrong."""
    with pytest.raises(Unreachable, match="did not answer"):
        drawn(calls, f"http://127.0.0.1:{free_port()}", 0)
