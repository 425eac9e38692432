"""Files of the output folder, and what Prometheus and Alertmanager say of themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.texts import PATH as TEMPLATES
from watchspec_generators.edge.files import there
from watchspec_generators.edge.http import Unreachable, get_json
from watchspec_generators.targets.files import Live, LiveAlertmanager, LivePrometheus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from watchspec_generators.targets.types import Wanted

    T = TypeVar("T")

_METRIC = re.compile(r"^(alertmanager_config_\w+) (\S+)$", re.MULTILINE)


def read(root: Path, wanted: Wanted) -> Live:
    """Everything that a plan needs; Unreachable names every server that does not answer."""
    servers, missing = wanted.monitoring.live, list[str]()
    prometheus = _asked(prometheus_at, servers.prometheus, missing)
    alertmanager = _asked(alertmanager_at, servers.alertmanager, missing)
    if missing:
        raise Unreachable("\n".join(missing))
    templates = root / TEMPLATES
    written_at = templates.stat().st_mtime if templates.is_file() else 0
    return Live(str(root), there(root, wanted.files), written_at, prometheus, alertmanager)


def prometheus_at(url: str) -> LivePrometheus:
    """What the Prometheus at `url` runs; Unreachable says why it is not known."""
    rules = get_json(f"{url}/api/v1/rules")
    config = get_json(f"{url}/api/v1/status/config")
    return _understood(url, "Prometheus", lambda: LivePrometheus(url, rules, config["data"]["yaml"]))


def alertmanager_at(url: str) -> LiveAlertmanager:
    """What the Alertmanager at `url` runs; Unreachable says why it is not known."""
    status = get_json(f"{url}/api/v2/status")
    metrics = get_json(f"{url}/metrics")
    return _understood(url, "Alertmanager", lambda: _alertmanager(url, status, metrics))


def _alertmanager(url: str, status: Any, metrics: Any) -> LiveAlertmanager:
    values = {name: float(value) for name, value in _METRIC.findall(metrics)}
    return LiveAlertmanager(
        url,
        status["config"]["original"],
        values["alertmanager_config_hash"],
        values["alertmanager_config_last_reload_success_timestamp_seconds"],
    )


def _understood(url: str, name: str, read_answer: Callable[[], T]) -> T:
    try:
        return read_answer()
    except (KeyError, TypeError, ValueError):
        raise Unreachable(f"{url} answers, but not as {name} does") from None


def _asked(read_server: Callable[[str], T], url: str | None, missing: list[str]) -> T | None:
    try:
        return read_server(url.rstrip("/")) if url else None
    except Unreachable as reason:
        missing.append(str(reason))
        return None
