"""Loading a spec: a model or all problems, in every environment, whatever the text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.spec.conftest import SMALL, edited, problems_of

from watchspec_generators.spec import SpecError, load
from watchspec_generators.values import Duration

ROOT = Path(__file__).parents[2]
PIECES = ("null", "[]", "{}", "-1", "1e9", "true", "*a", "&a ", "<<: ", "${X}", "9" * 50, "? ", ": ", "\t", "!x ", "%")
STRAY = st.text(max_size=8) | st.sampled_from(PIECES)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(["5m", "5%"])
VALUES = st.recursive(LEAVES, lambda x: st.lists(x, max_size=2) | st.dictionaries(st.text(max_size=3), x, max_size=2))
ENVIRONMENTS = st.sampled_from([None, "test", "nowhere"])


def load_or_fail(text: str | bytes, environment: str | None) -> None:
    """Load; a SpecError must be able to print itself, and nothing else may be raised."""
    try:
        load(text, file="f", environment=environment)
    except SpecError as error:
        report = error.report(colour=True)
    else:
        return
    assert "problem" in report


@settings(deadline=None, max_examples=150)
@given(st.data(), STRAY, ENVIRONMENTS)
def test_any_edit_gives_a_model_or_problems(data: st.DataObject, stray: str, environment: str | None) -> None:
    """Text put into a spec at any place never raises anything but SpecError."""
    start = data.draw(st.integers(0, len(SMALL) - 1))
    end = data.draw(st.integers(start, min(start + 30, len(SMALL))))
    load_or_fail(SMALL[:start] + stray + SMALL[end:], environment)


@settings(deadline=None, max_examples=100)
@given(st.text("ab:- \n[]{}&*!|>'\"%@`#,?<=~0.\t\r\x85\u2028é", max_size=50) | st.text() | st.binary(max_size=50))
def test_any_text_gives_a_model_or_problems(text: str | bytes) -> None:
    """So does any text at all, and any bytes."""
    load_or_fail(text, None)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), VALUES, ENVIRONMENTS)
def test_any_value_anywhere_gives_a_model_or_problems(
    data: st.DataObject, value: object, environment: str | None
) -> None:
    """So does a value of any type in the place of any other."""
    document = yaml.safe_load(SMALL)
    here, key = document, data.draw(st.sampled_from(sorted(document)))
    while data.draw(st.booleans()) and isinstance(here[key], (dict, list)) and here[key]:
        here = here[key]
        key = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
    here[key] = value
    load_or_fail(json.dumps(document), environment)


def test_the_small_spec_is_fine(small: str) -> None:
    """The base of these tests has no problems of its own."""
    assert problems_of(small) == problems_of(small, "test") == []


def test_the_shipped_spec_is_fine() -> None:
    """In itself and in the demo; a minute there is a second here."""
    content = (ROOT / "monitoring.yaml").read_bytes()
    model = load(content, file="monitoring.yaml")
    demo = load(content, file="monitoring.yaml", environment="demo", variables={"WATCHSPEC_SERVICE": "localhost:7"})
    assert model.environment is None
    assert demo.environment == "demo"
    assert demo.prometheus.targets == ("localhost:7",)
    assert demo.prometheus.scrape_interval == Duration(model.prometheus.scrape_interval.milliseconds // 60)


def test_unknown_environment(small: str) -> None:
    """A mistyped environment is told with the one that was meant."""
    assert problems_of(small, "tst") == [("environments", "environments:", "there is no environment `tst`")]


def test_missing_variable() -> None:
    """It is a problem where it is needed, and no obstacle where it is not."""
    text = edited(("${TARGET:-localhost:1}", "${TARGET}"))
    assert problems_of(text) == []
    assert problems_of(text, "test", TARGET="here:1") == []
    found = problems_of(text, "test")
    assert ("environments", '"${TARGET}"]}', "the variable TARGET is not set") in found


def test_environments_that_are_not_selected_are_checked() -> None:
    """An overlay that breaks the spec is told at once, not on the day of its first use."""
    found = problems_of(edited(("      prometheus: {targets", "      links: {grafana: x}\n      prometheus: {targets")))
    assert found == [("addresses", "x}", "`x` is no web address")]


def test_checks_run_beside_schema_violations() -> None:
    """What the schema rejects is left out, the rest is checked; nothing is blamed for what is left out."""
    found = problems_of(
        edited(
            ("    above: 50%\n", "    aboove: 50%\n"),
            ("owner: core}", "owner: cor}"),
            ("  switch:\n    webhook: [{url_file: switch_url}]", "  switch: {webhok: []}"),
            ("name: night,", "name: night, mutee: [],"),
            ("scrape_interval: 15s", "scrape_interval: 15"),
        )
    )
    assert sorted((code, message) for code, _, message in found) == [
        ("references", "there is no owner `cor`"),
        ("schema", "15 is not text"),
        ("schema", "unknown key `aboove`"),
        ("schema", "unknown key `mutee`"),
        ("schema", "unknown key `webhok`"),
    ]


def test_without_its_core_a_spec_is_not_checked_further() -> None:
    """When the service itself is unreadable, only the schema speaks."""
    found = problems_of(edited(("service: {", "servic: {"), ("above: 50%", "above: 50")))
    assert [(code, message) for code, _, message in found] == [
        ("schema", "the key `service` is missing"),
        ("schema", "unknown key `servic`"),
    ]


def test_what_only_the_shape_rejects() -> None:
    """A duration of the right form can still be too long."""
    found = problems_of(edited(("for: 5m", "for: 999y")))
    assert found == [("schema", "999y", "'999y' is longer than a hundred years")]


@pytest.mark.parametrize("text", ["[]", "5", "text"])
def test_a_spec_is_a_mapping(text: str) -> None:
    """Other documents are told what they should be."""
    assert problems_of(text)[0].message.endswith("is not a mapping")
