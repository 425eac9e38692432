"""The generated runbook as a reader, and an alert's link, find it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import promql_parser
from markdown_it import MarkdownIt

from watchspec_generators.dashboards import boards
from watchspec_generators.links import runbook_section
from watchspec_generators.runbooks.page import page
from watchspec_generators.steps.runbooks import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

    Edited = Callable[..., Monitoring]

_PARSER = MarkdownIt("commonmark").enable("table")
_PANEL = re.compile(r"viewPanel=(\d+)")
CONTACT = 'ml-platform: {contact: "#ml-alerts"}'
RUNBOOK = "    runbook: |\n      1. Find the feature and model that grew."


def headings(markdown: str) -> list[str]:
    """Texts of all headings."""
    tokens = _PARSER.parse(markdown)
    return [tokens[index + 1].content for index, token in enumerate(tokens) if token.type == "heading_open"]


def section_of(markdown: str, alert: str) -> str:
    """The part of the page about `alert`."""
    return markdown.split(f"\n## {alert}\n", 1)[1].split("\n## ", 1)[0]


def test_every_alert_finds_its_section(shipped: Monitoring) -> None:
    """The anchor in `runbook_url` is what GitHub makes of a heading, and there is exactly one such."""
    anchors = [heading.lower() for heading in headings(page(shipped))[1:]]
    assert anchors == [runbook_section(shipped, alert.name).split("#")[1] for alert in shipped.alerts]


def test_the_shipped_page_alert(shipped: Monitoring) -> None:
    """The section holds limit, owner, way and panel of the alert in words."""
    text = section_of(page(shipped), "LLMHighErrorRate")
    for said in (
        "is above 5% over 5m, and stays so for 5m",
        "at least 20 calls in 5m",
        "**Severity** critical",
        "ml-platform (#ml-alerts)",
        "`pagerduty_critical` (pagerduty), repeated every 15m",
        "stays quiet; LLMTelemetryAbsent speaks then",
        "**Silences** [LLMErrorRateElevated](<#llmerrorrateelevated>) about the same `service`, `signal` and `model`",
        "1. See which error types dominate",
        'service_model:llm_errors:ratio_rate5m{service="checkout"}',
    ):
        assert said in text


def test_mutes_are_told(shipped: Monitoring) -> None:
    """Whoever waits for a notification learns which windows hold it back."""
    assert "held back during `nights_and_weekends`; held back outside `working_hours`" in section_of(
        page(shipped), "LLMQualityDegradation"
    )


def test_ways_that_depend_on_a_label_are_told_apart(edited: Edited) -> None:
    """A reader learns which model's alert goes where."""
    route = "    - name: one_model\n      match: {severity: critical, model: gpt-4o}\n      receiver: finance\n"
    text = section_of(page(edited(("    - name: pages\n", f"{route}    - name: pages\n"))), "LLMHighLatency")
    assert '`finance` (slack, email) with `model="gpt-4o"`, repeated every 4h' in text
    assert "`pagerduty_critical` (pagerduty) otherwise, repeated every 15m" in text


def test_panels_exist(shipped: Monitoring) -> None:
    """Each link to a panel names one that the board has, a graph rather than a number where both exist."""
    kinds = {panel.id: panel.kind for board in boards(shipped) for panel in board.panels}
    linked = [int(found) for found in _PANEL.findall(page(shipped))]
    assert len(linked) == len(shipped.alerts) - len(["Watchdog"])
    assert [kinds[number] for number in linked].count("stat") == 1


def test_three_queries_come_first(shipped: Monitoring) -> None:
    """Whoever was woken up reads three queries; what else there is stands apart."""
    text = section_of(page(shipped), "LLMAvailabilityErrorBudgetBurnFast")
    first, further = text.split("**First queries**")[1].split("**Further queries**")
    assert first.count("```promql") == 3
    assert further.count("```promql") >= 1
    assert "**Further queries**" not in section_of(page(shipped), "Watchdog")


def test_queries_are_promql(edited: Edited) -> None:
    """Every code block of the page parses as PromQL, for every kind of metric."""
    monitoring = edited(("signal: ttft_p95", "signal: request_rate"), ("above: 2s", "above: 2 requests/s"))
    blocks = [token.content for token in _PARSER.parse(page(monitoring)) if token.type == "fence"]
    assert len(blocks) > len(monitoring.alerts)
    for block in blocks:
        promql_parser.parse(block)


def test_a_raw_alert_shows_its_expression(edited: Edited) -> None:
    """Raw PromQL is its own first query, and has a panel of its own."""
    raw = ("  - name: Watchdog\n    signal: watchdog", "severity: none", f"  - name: Always\n{CASES}\n    ")
    text = section_of(page(edited(raw, ("severity: none", "severity: info"), ROUTE)), "Always")
    assert "```promql\nvector(1)\n```" in text
    assert "[Alert Always](<http://localhost:3000/d/checkout-overview?var-service=checkout&viewPanel=" in text


ROUTE = ("match: {alertname: Watchdog}", "match: {alertname: Always}")
CASES = """    expr: vector(1)
    cases:
      - {name: always, series: {}, at: 1m, fires: true, value: 1}
      - {name: still, series: {a: "0x5"}, at: 2m, fires: true, value: 1}
      - {name: never, series: {}, at: 0s, fires: false}"""


def test_texts_of_the_spec_can_not_break_the_page(edited: Edited) -> None:
    """A contact or a step full of markup changes nothing around it."""
    nasty = 'ml-platform: {contact: "<script>|`[x](y)\\n# Head"}'
    steps = "    runbook: |\n      # LLMHighErrorRate\n      <div>\n      ```\n      ## Watchdog"
    text = page(edited((CONTACT, nasty), (RUNBOOK, steps)))
    assert headings(text) == headings(page(edited()))
    tokens = _PARSER.parse(text)
    assert [token.content for token in tokens if token.type == "html_block"] == [text.split("\n", 1)[0] + "\n"]


def test_a_spec_without_the_optional_parts(edited: Edited) -> None:
    """No dashboard, no steps, no description: what is missing leaves no hole."""
    bare = edited(
        ("dashboards:\n", "\n# What no test can notice", "dashboards: {}\n"),
        ("    runbook: |\n      Never resolved.", "routing:", "\n"),
        ("    equal: [service, signal, model]", "    equal: [service]"),
    )
    text = page(bare)
    assert "**Panel** none; the spec asks for no dashboard." in text
    assert "First steps" not in section_of(text, "Watchdog")
    assert "**Silences** [LLMSlowFirstToken](<#llmslowfirsttoken>) about the same `service`.\n" in text


def test_step(shipped: Monitoring) -> None:
    """One file, where the spec's links point."""
    (artefact,) = build(shipped)
    assert artefact.path == "docs/runbooks/checkout.md"
    assert artefact.text == page(shipped)
