"""Numbers as Grafana writes them, in Python and in the page's script."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files

import pytest

from watchspec_generators.preview.units import formatted, scale

CASES = [
    ("percentunit", 0.0253, None, "2.53%"),
    ("percent", 12.345, 1, "12.3%"),
    ("s", 0.0123, None, "12.3 ms"),
    ("s", 7.07, None, "7.07 s"),
    ("s", 90, None, "1.50 min"),
    ("s", 0, None, "0 s"),
    ("s", -0.5, None, "-500 ms"),
    ("ms", 1500, None, "1.50 s"),
    ("d", 3, None, "3 day"),
    ("short", 12_345, None, "12.3 K"),
    ("short", 2_500_000, 0, "3 Mil"),
    ("none", 0.5, 0, "1"),
    ("", 1234.5, None, "1235"),
    ("currencyUSD", 1234, None, "$1.23K"),
    ("currencyUSD", -3.5, 2, "-$3.50"),
    ("reqps", 1500, None, "1.50K req/s"),
    ("reqpm", 12, None, "12 req/m"),
    ("bytes", 2048, None, "2 KiB"),
    ("decbytes", 0, None, "0"),
    ("suffix: tokens/s", 41.8, None, "41.8 tokens/s"),
    ("prefix:~", 2, None, "~2"),
    ("short:wat", 2, None, "2 wat"),
    ("furlong", 2, None, "2 furlong"),
]


@pytest.mark.parametrize(("unit", "value", "decimals", "expected"), CASES)
def test_numbers_are_written_with_their_unit(unit: str, value: float, decimals: int | None, expected: str) -> None:
    """Three significant digits, or the decimals that are asked for, in the unit's own steps."""
    assert formatted(value, scale(unit), decimals) == expected


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not here: the page's script can't be run")
def test_the_script_writes_numbers_in_the_same_way() -> None:
    """The page's script, run by node, writes each case as Python does."""
    script = files("watchspec_generators.preview.html") / "preview.js"
    given = [{"value": value, "scale": scale(unit).data, "decimals": decimals} for unit, value, decimals, _ in CASES]
    program = (
        f"const p = require({json.dumps(str(script))});"
        f"console.log(JSON.stringify({json.dumps(given)}.map((one) => p.written(one.value, one.scale, one.decimals))))"
    )
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == [expected for *_, expected in CASES]
