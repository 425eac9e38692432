"""Faults that are put into the small spec, and what must be found of each."""

from __future__ import annotations

from dataclasses import dataclass

from tests.graph.conftest import CHAIN

BASE = CHAIN.read_text(encoding="utf-8")
HERE = "▶"
"""In a fault: the place that the finding must name."""
EXPR = """    expr: |-
      queue_length{job="shop"} > 100
      and on ()
      service:llm_errors:ratio_rate5m{service="shop"} > 0.01
"""
"""The hand-written alert of the small spec."""
BUCKETS = 'llm_request_duration_seconds_bucket{job="shop"}'


@dataclass(frozen=True)
class Fault:
    """`old` of the small spec becomes `new`; exactly one problem must be found, of this kind, at the marked place."""

    code: str
    old: str
    new: str
    message: str
    also: tuple[tuple[str, str], ...] = ()
    """Further edits that make the fault possible."""

    def applied(self) -> tuple[str, str]:
        """The broken text, and `line:column` of the place to be named."""
        text = BASE
        for old, new in (*self.also, (self.old, self.new)):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        before, after = text.split(HERE)
        return before + after, f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def raw(code: str, expr: str, message: str) -> Fault:
    """A fault of the hand-written expression, in quotes of YAML that change nothing in it."""
    return Fault(code, EXPR, f"    expr: '{expr}'\n", message)


def rate(matchers: str = 'job="shop"', window: str = "5m", by: str = "model") -> str:
    """How fast calls come."""
    return f"sum by ({by}) (rate(llm_requests_total{{{matchers}}}[{window}]))"


FAILED, BY_FEATURE, HOURLY = rate('job="shop",outcome="error"'), rate(by="feature"), rate(window="1h")

OF_METRICS = (
    raw("raw_metrics", 'rate(▶llm_request_total{job="shop"}[5m]) > 1', "nobody emits llm_request_total"),
    raw(
        "raw_metrics",
        '▶service:llm_eror:ratio_rate5m{service="shop"} > 1',
        "nobody emits service:llm_eror:ratio_rate5m",
    ),
    raw("raw_metrics", 'rate(▶llm_request_duration_seconds{job="shop"}[5m]) > 1', "nobody emits llm_request_duration_"),
    Fault(
        "raw_metrics",
        "      service:llm_errors",
        "      ▶service:llm_erors",
        "nobody emits service:llm_erors:ratio_rate5m",
    ),
)
_SLOWEST = f"histogram_quantile(0.9, sum by (le) (rate({BUCKETS}[5m])))"
OF_LABELS = (
    raw("raw_labels", rate('job="shop",▶outcom="error"') + " > 1", "llm_requests_total has no label `outcom`"),
    raw("raw_labels", rate('job="shop",▶outcome="eror"') + " > 1", 'never has outcome="eror"'),
    raw("raw_labels", rate('job="shop",▶outcome=~"err|cutt"') + " > 1", 'never has outcome="err|cutt"'),
    raw("raw_labels", rate('job="shop",▶outcome!="canceled"') + " > 1", 'never has outcome="canceled"'),
    raw("raw_labels", rate(by="model, ▶modle") + " > 1", "what `by` is about has no label `modle`"),
    raw("raw_labels", f"{rate()} / on (model, ▶regoin) {rate()} > 1", "what `on` is about has no label `regoin`"),
    raw(
        "raw_labels",
        f'{_SLOWEST} > on (▶le) group_left () sum(up{{job="shop"}})',
        "what `on` is about has no label `le`",
    ),
    raw("raw_labels", 'service:llm_errors:ratio_rate5m{service="shop",▶model="gpt-4o"} > 1', "has no label `model`"),
    raw(
        "raw_labels", 'rate(llm_toxicity_checks_total{job="shop",▶verdict="hallucinated"}[5m]) > 1', "never has verdict"
    ),
    raw("raw_labels", 'rate(llm_step_duration_seconds_sum{job="shop",▶outcome="cut"}[5m]) > 1', "never has outcome"),
)
OF_SIDES = (
    raw("raw_sides", f"{rate()} ▶/ {BY_FEATURE} > 1", "the sides of `/` never match: only the left one has `model`"),
    raw(
        "raw_sides", f"{rate()} > 1 ▶and {BY_FEATURE}", "the sides of `and` never match: only the left one has `model`"
    ),
    raw("raw_sides", f'absent(up{{job="shop"}}) ▶* {rate()}', "only the left one has `job`"),
    raw("raw_sides", f"topk(3, {rate()}) ▶/ ignoring (feature) (sum({rate()}))", "only the left one has `model`"),
    raw("raw_sides", f"({rate()} / on (model) {rate()}) ▶* {BY_FEATURE}", "the left one has `model`"),
    raw("raw_sides", f"({rate()} * on () group_left () {BY_FEATURE}) ▶* {BY_FEATURE}", "the left one has `model`"),
    raw(
        "raw_sides", f"({BY_FEATURE} * on () group_right () {rate()}) ▶* {BY_FEATURE}", "only the left one has `model`"
    ),
    raw("raw_sides", f"clamp_min({rate()}, 1) ▶* vector(1)", "only the left one has `model`"),
    raw("raw_sides", f'sum(up{{job="shop"}}) ▶* on (model) {rate()} > 1', "only the right one has `model`"),
)
OF_BUCKETS = (
    raw("raw_reach", f"histogram_quantile(0.95, sum by (le) (rate({BUCKETS}[5m]))) > ▶120", "is never > 120"),
    raw("raw_reach", f"▶-1 >= max(histogram_quantile(0.95, rate({BUCKETS}[5m])))", "is never <= -1"),
    raw("raw_reach", f"histogram_quantile(0.95, rate({BUCKETS}[5m])) < ▶300", "is always < 300"),
    raw(
        "raw_buckets",
        f'rate({BUCKETS[:-1]},▶le="4"}}[5m]) > 1',
        'no bucket of llm_request_duration_seconds_bucket has le="4"',
    ),
    raw("raw_spellings", f'rate({BUCKETS[:-1]},▶le="10"}}[5m]) > 1', "finds the bucket only before Prometheus 3"),
    raw("raw_spellings", f'rate({BUCKETS[:-1]},▶le="10.0"}}[5m]) > 1', "finds the bucket only since Prometheus 3"),
)
OF_WINDOWS = (
    raw("raw_windows", rate(window="▶20s") + " > 1", "a window of 20s holds less than two scrapes (15s apart)"),
    raw("raw_windows", 'rate(▶llm_requests_total{job="shop"}[5m] offset 50d) > 1', "this looks back 50d5m"),
    raw("raw_ratios", f"{FAILED} ▶/ {HOURLY} > 0.1", "the left side of this ratio looks back 5m, the right one 1h"),
)
OF_SCOPE = (
    raw("raw_scope", "sum(rate(▶llm_requests_total[5m])) > 1", "llm_requests_total is read of every service"),
    raw("raw_scope", "▶service:llm_errors:ratio_rate5m > 0.1", "is read of every service"),
    raw(
        "raw_counters", 'sum(▶llm_requests_total{job="shop"}) > 100', "llm_requests_total is a counter, and only climbs"
    ),
    raw("raw_counters", 'rate(▶llm_requests_in_flight{job="shop"}[5m]) > 1', "is a gauge, and its falls"),
)
_ONE_MODEL = "{name: one_model, match: {alertname: Errors, model: gpt-4o}"
_ALIVE = "{name: alive, match: {alertname: Watchdog}, receiver: switch, "
OF_ROUTING = (
    Fault(
        "dead_routes",
        _ONE_MODEL,
        "{name: ▶one_model, match: {alertname: SomeErrors, severity: critical}",
        "no alert reaches the route one_model",
    ),
    Fault(
        "untold_receivers",
        "  switch:\n",
        "  ▶switch:\n",
        "`switch` is told of nothing: children of its routes take every alert",
        ((_ALIVE, f"{_ALIVE}routes: [{{name: heard, match: {{severity: none}}, receiver: chat}}], "),),
    ),
    Fault(
        "leaking_mutes",
        "    - name: rest\n",
        "    - ▶{name: open, match: {alertname: Backlog}, receiver: chat, continue: true}\n    - name: rest\n",
        "chat is told of Backlog here, whatever nights says elsewhere",
    ),
    Fault(
        "hidden_pages",
        "inhibit:\n",
        "inhibit:\n  - {source: {alertname: Backlog}, target: ▶{severity: critical}, equal: [service]}\n",
        "Backlog, which is no page, silences the page Errors",
    ),
    Fault(
        "unused",
        "  working_hours: {ranges",
        "  ▶lunch: {ranges: [weekdays 12:00-13:00]}\n  working_hours: {ranges",
        "no route is held back by the window `lunch`",
    ),
    Fault("unused", "owners:\n", 'owners:\n  ▶nobody: {contact: "#x"}\n', "no alert belongs to `nobody`"),
)
_UNWATCHED = "  - {name: up, of: success, target: 99%, description: Calls are answered., alerts: []}\n"
OF_PEOPLE = (
    Fault(
        "without_runbook",
        "  - name: Backlog\n",
        "  - name: ▶Backlog\n",
        "Backlog doesn't say what to do first",
        (("    runbook: Restart the consumer.\n", ""),),
    ),
    Fault(
        "without_panel",
        "dashboards:\n  overview: {title: Overview}\n",
        "▶dashboards: {}\n",
        "no alert has a panel, since the spec asks for no dashboard",
        ((_UNWATCHED, ""),),
    ),
)
FAULTS = (
    *OF_METRICS,
    *OF_LABELS,
    *OF_SIDES,
    *OF_BUCKETS,
    *OF_WINDOWS,
    *OF_SCOPE,
    *OF_ROUTING,
    *OF_PEOPLE,
)
