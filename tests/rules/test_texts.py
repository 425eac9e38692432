"""Texts of alerts: our templates, and our idea of what Prometheus makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.model.types import SignalAlert
from watchspec_generators.rules.alerts import signal_expr
from watchspec_generators.rules.texts import FORMATS, Words, literal, placeholders, rendered, template, words_of
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

NUMBERS = (
    *(0.0, 0.135, 0.05, 0.0525, 0.001, 0.00004567, 1.0, 1.005, 2.5, 9.9996, 10.5, 12.345, 59.99, 60.0, 61.5),
    *(0.999, 0.9999, 0.99999, 3599.9, 3600.0, 3661.0, 86399.0, 86400.0, 90061.7, 1e5, 123456.789, 1e6, 1e-7, 1e-12),
    *(1e-25, 0.3333333333333333, 210.0, 12345.678, -0.5, -61.0, -1.0, -0.0001),
)


@pytest.mark.binary
def test_prometheus_renders_what_we_say(promtools: list[Tool], tmp_path: Path) -> None:
    """Every unit's template gives, for many values and on both lines, the text that our Python gives."""
    labels = {"model": 'a "quoted" {{model}} \\ back'}
    text = "{value} of {model} {{value}} {{ {nothing} {threshold} {}"
    rules, tests = [], []
    for index, (unit, number) in enumerate((unit, number) for unit in FORMATS for number in NUMBERS):
        words = Words({"threshold": "5% {{ x }}"}, unit, ("model",))
        name = f"A{index}"
        annotations = {"summary": template(text, words)}
        rules.append({"alert": name, "expr": f"given * 0 + {number!r}", "annotations": annotations})
        expected = {"exp_labels": labels, "exp_annotations": {"summary": rendered(text, words, number, labels)}}
        tests.append({"eval_time": "1m", "alertname": name, "exp_alerts": [expected]})
    selector = 'given{model="a \\"quoted\\" {{model}} \\\\ back"}'
    series = [{"series": selector, "values": "1x3"}]
    (tmp_path / "rules.yml").write_text(to_yaml({"groups": [{"name": "texts", "rules": rules}]}))
    test = {"interval": "1m", "input_series": series, "alert_rule_test": tests}
    (tmp_path / "test.yml").write_text(to_yaml({"rule_files": ["rules.yml"], "tests": [test]}))
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", tmp_path / "test.yml"])
        assert done.code == 0, done.output


def test_the_size_of_a_sample_and_what_it_makes_sure(edited: Callable[..., Monitoring]) -> None:
    """Read from the recorded series with the labels of the alert that fires; the proof is in its unit tests."""
    split = edited(("signal: hallucination_ratio\n", "signal: hallucination_ratio\n    by: [model]\n"))
    alert = next(alert for alert in split.alerts if alert.name == "LLMHighHallucinationRate")
    words = words_of(split, alert)
    assert template("{count}", words) == (
        '{{ with query (printf "service_model:llm_hallucinations:ratio_count1h{service=\\"checkout\\",model=%q}" '
        '$labels.model) }}{{ . | first | value | printf "%.0f" }}{{ end }}'
    )
    known = {"count": 97.2, "bound": 0.104}
    assert rendered("{value} of {count}, {bound} at {confidence}", words, 0.12, {}, known) == "12% of 97, 10.4% at 95%"
    assert rendered("{value} of {count}", words, 0.12, {}) == "12% of "


def test_without_confidence_there_is_no_bound_to_tell(edited: Callable[..., Monitoring]) -> None:
    """The estimate alone decides, and its words stay as written."""
    alert_text = "signal: unpriced_ratio\n    by: [model]\n    above: 5%\n"
    plain = edited(
        (alert_text, "signal: negative_feedback_ratio\n    by: [model]\n    above: 5%\n    confidence: none\n")
    )
    alert = next(alert for alert in plain.alerts if alert.name == "LLMUnpricedCalls")
    assert isinstance(alert, SignalAlert)
    assert template("{bound}", words_of(plain, alert)) == "{bound}"
    assert "lower" not in signal_expr(plain, alert)


def test_infinite_durations_stay_readable() -> None:
    """A quantile without an upper limit is no error."""
    words = Words({}, "seconds", ())
    assert [rendered("{value}", words, float(word), {}) for word in ("inf", "nan")] == ["inf", "nan"]


def test_texts_of_a_signal_alert_name_its_own_labels_only(shipped: Monitoring) -> None:
    """A label that the alert does not have stays as written; the spec's check tells its author."""
    alert = next(alert for alert in shipped.alerts if alert.name == "LLMHighErrorRate")
    words = words_of(shipped, alert)
    assert template("{model} {feature} {for} {window} {threshold} {service}", words) == (
        "{{ $labels.model }} {feature} 5m 5m 5% checkout"
    )
    assert rendered("{model} {feature}", words, 1.0, {"model": "m"}) == "m {feature}"


def test_texts_of_a_raw_alert_may_name_any_label(edited: Callable[..., Monitoring]) -> None:
    """Nobody knows the labels of raw PromQL but its author."""
    raw = """  - name: Raw
    expr: up == 0
    severity: warning
    summary: "{instance} is down ({value})"
    cases:
      - {name: down, series: {up: "0 0"}, at: 1m, fires: true, value: 0}
      - {name: up, series: {up: "1 1"}, at: 1m, fires: false}

routing:
"""
    monitoring = edited(("routing:\n", raw))
    alert = next(alert for alert in monitoring.alerts if alert.name == "Raw")
    assert not isinstance(alert, SignalAlert)
    words = words_of(monitoring, alert)
    assert template(alert.summary, words) == '{{ $labels.instance }} is down ({{ $value | printf "%.4g" }})'
    assert rendered(alert.summary, words, 0.0, {"instance": "a:1"}) == "a:1 is down (0)"


def test_a_bare_rate_is_shown_with_its_unit(edited: Callable[..., Monitoring]) -> None:
    """`below: 30` reads as 30 tokens/s, whichever way it was written."""
    slow = """  - name: Slow
    signal: tokens_per_second_p50
    below: %s
    severity: warning
    summary: slow

routing:
"""
    for written in ("30", "30 tokens/s"):
        monitoring = edited(("routing:\n", slow % written))
        slow_alert = next(alert for alert in monitoring.alerts if alert.name == "Slow")
        assert words_of(monitoring, slow_alert).fixed["threshold"] == "30 tokens/s"


def test_placeholders_are_names_in_single_braces() -> None:
    """Doubled braces are text."""
    assert placeholders("{value} {{not}} { no} {model}") == ("value", "model")
    assert literal("{{ x }}") == '{{ "{{" }} x }}'
