"""Break the shipped spec in many ways: each is told with its place and a way out, and no file is touched."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "monitoring.yaml").read_text(encoding="utf-8")
HERE = "▶"
"""In a breakage: the place that the problem must name."""
PROGRAM = Path(sys.executable).with_name("watchspec")


@dataclass(frozen=True)
class Breakage:
    """The first `old` of the shipped spec becomes `new`; the report must then hold `message` and `advice`."""

    name: str
    old: str
    new: str
    message: str
    advice: str
    at: str = ""
    """Where the place lies outside of `new`: the text around it, marked."""

    def applied(self) -> tuple[str, str]:
        """The broken text, and `line:column` of the place to be named."""
        assert self.old in SHIPPED
        marked = SHIPPED.replace(self.old, self.new, 1)
        if self.at:
            marked = marked.replace(self.at.replace(HERE, ""), self.at)
        before, after = marked.split(HERE)
        return before + after, f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


BREAKAGES = (
    Breakage(
        "unknown key",
        "    above: 5%\n",
        "    ▶aboove: 5%\n",
        "unknown key `aboove`",
        "did you mean `above`?",
    ),
    Breakage("unknown section", "objectives:\n", "▶objektives:\n", "unknown key `objektives`", "`objectives`?"),
    Breakage(
        "missing key",
        "  - name: LLMHighErrorRate\n    signal: error_ratio\n",
        "  - ▶signal: error_ratio\n",
        "the key `name` is missing in this alert",
        "A name of its own",
    ),
    Breakage(
        "missing section",
        """links:
  runbooks: https://github.com/example/checkout/blob/main/docs/runbooks
  grafana: http://localhost:3000
""",
        "",
        "the key `links` is missing",
        "Addresses that alerts lead to.",
        at="▶version: 1",
    ),
    Breakage(
        "wrong severity",
        '    severity: critical\n    summary: "p95',
        '    severity: ▶critcal\n    summary: "p95',
        "`critcal` is not a known severity",
        "did you mean `critical`?",
    ),
    Breakage(
        "duration without unit",
        "    for: 5m\n",
        "    for: ▶5\n",
        "5 is not text",
        "a number with a unit, such as 30s",
    ),
    Breakage(
        "duration in words",
        "    floor: $5\n    for: 30m\n",
        "    floor: $5\n    for: ▶half an hour\n",
        "`half an hour` can't be read as for",
        "a number with a unit, such as 30s",
    ),
    Breakage(
        "unknown signal",
        "    signal: ttft_p95\n",
        "    signal: ▶tfft_p95\n",
        "`tfft_p95` is not a known signal",
        "did you mean `ttft_p95`?",
    ),
    Breakage(
        "unknown receiver",
        "      receiver: pagerduty_critical\n",
        "      receiver: ▶pagerduty_critcal\n",
        "there is no receiver `pagerduty_critcal`",
        "did you mean `pagerduty_critical`?",
    ),
    Breakage(
        "unknown window",
        "      mute: [nights_and_weekends]\n",
        "      mute: [▶nights_and_weekend]\n",
        "there is no window `nights_and_weekend`",
        "did you mean `nights_and_weekends`?",
    ),
    Breakage(
        "unknown owner",
        "    severity: warning\n    owner: finance\n",
        "    severity: warning\n    owner: ▶finances\n",
        "there is no owner `finances`",
        "did you mean `finance`?",
    ),
    Breakage(
        "budget in no known time zone",
        "    per: month\n    timezone: Europe/Berlin\n",
        "    per: month\n    timezone: ▶Europe/Berlim\n",
        "there is no time zone `Europe/Berlim`",
        "did you mean `Europe/Berlin`?",
    ),
    Breakage(
        "budget of an unknown team",
        "    per: month\n",
        "    per: month\n    team: ▶serach\n",
        "there is no team `serach`",
        "did you mean `search`?",
    ),
    Breakage(
        "duplicate alert",
        "  - name: LLMErrorRateElevated\n",
        "  - name: ▶LLMHighErrorRate\n",
        "another alert has this name",
        "the first is on line",
    ),
    Breakage(
        "duplicate objective",
        "{name: generation_speed,",
        "{name: ▶first_token,",
        "another objective has this name",
        "the first is on line",
    ),
    Breakage(
        "duplicate key",
        "    above: 10s\n",
        "    above: 10s\n    ▶above: 12s\n",
        "the key `above` is given twice",
        "it is first given on line",
    ),
    Breakage(
        "threshold without unit",
        "    above: 5%\n",
        "    above: ▶5\n",
        "5 is no threshold for error_ratio",
        "did you mean `5%`?",
    ),
    Breakage(
        "threshold in a wrong unit",
        "    above: 10s\n",
        "    above: ▶10%\n",
        "10% is no threshold for latency_p95",
        "a duration such as 10s or 500ms",
    ),
    Breakage(
        "threshold in a wrong direction",
        "    below: 0.7\n",
        "    ▶above: 0.7\n",
        "`above` does not fit quality_mean",
        "expected: `below`",
    ),
    Breakage(
        "no threshold",
        "    signal: error_ratio\n    by: [model]\n    above: 2%\n",
        "    ▶signal: error_ratio\n    by: [model]\n",
        "LLMErrorRateElevated has no threshold",
        "`above` with a threshold",
    ),
    Breakage(
        "threshold beyond the buckets",
        "    above: 10s\n",
        "    above: ▶10m\n",
        "latency_p95 can't be seen above 10m",
        "less than 120, the top bucket",
    ),
    Breakage(
        "floor in a wrong unit",
        "    floor: $5\n",
        "    floor: ▶5\n",
        "5 is no floor for cost_growth",
        "did you mean `$5`?",
    ),
    Breakage(
        "label that the signal lacks",
        "    signal: ttft_p95\n    by: [model]\n",
        "    signal: ttft_p95\n    by: [▶modell]\n",
        "ttft_p95 has no label `modell`",
        "did you mean `model`?",
    ),
    Breakage(
        "unknown word in a text",
        'summary: "p95 time to first token of {model} is {value} (limit {threshold})"',
        'summary: ▶"p95 time to first token of {model} is {vaule} (limit {threshold})"',
        "LLMSlowFirstToken has no {vaule}",
        "did you mean `value`?",
    ),
    Breakage(
        "raw PromQL without cases",
        "    signal: toxicity_ratio\n    above: 1%\n    floor: 50\n",
        "    ▶expr: vector(1)\n",
        "raw PromQL needs a case in which it fires and one in which it stays quiet",
        "`cases` that prove the expression",
    ),
    Breakage(
        "signal and raw PromQL",
        "    signal: cost_growth\n",
        "    signal: cost_growth\n    ▶expr: vector(1)\n",
        "an alert has a signal or raw PromQL, not both",
        "`signal` or `expr`",
    ),
    Breakage(
        "window longer than the retention",
        "  retention: 40d\n",
        "  retention: 20d\n",
        "first_token looks back 30d, longer than the retention",
        "at most `prometheus.retention`, 20d",
        at="under: 500ms, window: ▶30d",
    ),
    Breakage(
        "unreadable time range",
        "      - every day 22:00-08:00\n",
        "      - ▶every day 10pm-8am\n",
        "10pm-8am",
        "",
    ),
    Breakage(
        "unknown time zone",
        "  working_hours:\n    timezone: Europe/Berlin\n",
        "  working_hours:\n    timezone: ▶Europe/Berlni\n",
        "there is no time zone `Europe/Berlni`",
        "did you mean `Europe/Berlin`?",
    ),
    Breakage(
        "secret in the spec",
        "routing_key_file: pagerduty_routing_key",
        "routing_key_file: ▶0123456789abcdef0123456789abcdef",
        "`routing_key_file` holds what looks like a secret",
        "put the secret into a file",
    ),
    Breakage(
        "address in place of a file",
        "webhook_url_file: slack_ml_webhook_url",
        'webhook_url_file: ▶"https://hooks.example.com/services/T0/B0/x"',
        "`webhook_url_file` holds what looks like a secret",
        "a file name such as",
    ),
    Breakage(
        "unused receiver",
        "      receiver: finance\n",
        "",
        "no route uses the receiver `finance`",
        "remove it, or route to it",
        at="  ▶finance:\n    slack:",
    ),
    Breakage(
        "watchdog heard too rarely",
        "      repeat_interval: 4m\n",
        "      repeat_interval: ▶1h\n",
        "Watchdog is repeated only every 1h",
        "at most 5m",
    ),
    Breakage(
        "repeat shorter than the group's interval",
        "  group_interval: 5m\n",
        "  group_interval: 20m\n",
        "repeat_interval 15m is shorter than group_interval 20m",
        "a repeat_interval of 20m or more",
        at="      repeat_interval: ▶15m",
    ),
    Breakage(
        "dead route",
        "    - name: cost\n      match: {owner: finance}\n",
        "    - name: ▶cost\n      match: {owner: finance, severity: critical}\n",
        "no alert reaches the route cost: pages",
        "put cost before pages",
    ),
    Breakage(
        "matcher that nothing meets",
        "      match: {alertname: Watchdog}\n",
        "      match: {alertname: ▶Watchdogs}\n",
        "no alert has alertname `Watchdogs`",
        "did you mean `Watchdog`?",
    ),
    Breakage(
        "broken selector",
        "'{job=\"checkout\"}'",
        "▶'{job=checkout}'",
        "is not a label matcher",
        'such as {job="checkout"}',
    ),
    Breakage(
        "tab",
        "  owner: ml-platform\n  description",
        "▶\towner: ml-platform\n  description",
        "a tab is used for indentation",
        "expected: spaces",
    ),
    Breakage(
        "unclosed list",
        '  targets: ["service:8000"]\n  alertmanagers: [',
        '  targets: ▶["service:8000"\n  alertmanagers: [',
        "this is not valid YAML",
        "a comma, or the closing bracket or quote, is missing",
    ),
    Breakage(
        "overlay with an unknown key",
        "      secrets_dir: .watchspec/demo/secrets\n",
        "      ▶secret_dir: .watchspec/demo/secrets\n",
        "unknown key `secret_dir`",
        "did you mean `secrets_dir`?",
    ),
    Breakage(
        "overlay with a wrong value",
        "        nights_and_weekends: {ranges: [never]}\n",
        "        nights_and_weekends: {ranges: [▶nevr]}\n",
        "nevr",
        "",
    ),
    Breakage(
        "target share of a hundred percent",
        "target: 99.5%",
        "target: ▶100%",
        "100% is no target",
        "such as 99.5%",
    ),
)


def snapshot(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Content and time of change of every file below `folder`."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.name.replace(" ", "-"))
def test_each_breakage_is_told_and_touches_nothing(breakage: Breakage, tmp_path: Path) -> None:
    """`check` and `generate` both end with 2, name the place, say what to do, and write nothing."""
    text, place = breakage.applied()
    (tmp_path / "monitoring.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "checkout.errors.rules.yml").write_text("groups: []\n", encoding="utf-8")
    before = snapshot(tmp_path)
    for command in ("check", "generate"):
        finished = subprocess.run(
            [PROGRAM, command], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )
        assert finished.returncode == 2, finished.stderr
        block = next((part for part in finished.stderr.split("\n\n") if breakage.message in part), finished.stderr)
        assert block.startswith(f"monitoring.yaml:{place}: "), finished.stderr
        assert breakage.message in block
        assert breakage.advice in block
    assert snapshot(tmp_path) == before


def test_there_are_many_breakages() -> None:
    """The table covers more than a token few, each under a name of its own."""
    names = {breakage.name for breakage in BREAKAGES}
    assert len(names) == len(BREAKAGES) >= 24


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Faults that hide nothing from each other come in one report, in the order of the file."""
    names = ("unknown key", "unknown receiver", "unknown time zone", "threshold in a wrong unit", "unknown owner")
    text = SHIPPED
    chosen = [breakage for breakage in BREAKAGES if breakage.name in names]
    for breakage in chosen:
        text = text.replace(breakage.old, breakage.new.replace(HERE, ""), 1)
    (tmp_path / "monitoring.yaml").write_text(text, encoding="utf-8")
    finished = subprocess.run([PROGRAM, "check"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert [breakage.name for breakage in chosen if breakage.message not in finished.stderr] == []
    lines = [int(line) for line in re.findall(r"^monitoring\.yaml:(\d+):", finished.stderr, re.MULTILINE)]
    assert lines == sorted(lines)
    assert finished.stderr.rstrip().endswith(f"{len(chosen)} problems")
