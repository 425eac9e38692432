"""docs/cases.md: its cases are ones that the shipped spec takes, and its forms can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from watchspec_generators.model.case_reading import COUNTED
from watchspec_generators.model.types import SignalAlert
from watchspec_generators.values.case import OUTCOMES, parse_then, parse_when

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

PAGE = (Path(__file__).parents[2] / "docs" / "cases.md").read_text("utf-8")
BLOCKS = [yaml.safe_load(block)[0] for block in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)]
STRETCHES = re.findall(r"^\| `([^`]* for [^`]*)` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("block", [block for block in BLOCKS if "signal" in block], ids=lambda block: block["name"])
def test_cases_are_those_of_the_shipped_spec(shipped: Monitoring, block: dict[str, Any]) -> None:
    """What is shown is proven with the rest of the shipped spec."""
    alert = next(alert for alert in shipped.alerts if alert.name == block["name"])
    assert isinstance(alert, SignalAlert)
    titles = {case.title for case in alert.cases}
    assert {case.get("name") or f"{case['when']}: {case['then']}" for case in block["cases"]} <= titles


def test_forms_can_be_read() -> None:
    """Every stretch, every outcome, and what traffic may be called."""
    assert len(STRETCHES) >= 8
    for stretch in STRETCHES:
        parse_when(stretch.replace("...", "x is 1"))
    forms = re.findall(r"^\| `([a-z][^`]*)` \| (?:it|at)", PAGE, re.MULTILINE)
    assert {parse_then(form).outcome for form in forms} == set(OUTCOMES)
    assert all(word in PAGE for word in COUNTED)
