"""Where and with what something was measured."""

from __future__ import annotations

import os
import platform
from datetime import datetime, timezone
from importlib.metadata import distributions
from pathlib import Path

PACKAGES = (
    "openai",
    "httpx2",
    "httpx",
    "pydantic",
    "prometheus_client",
    "genai-prices",
    "opentelemetry-sdk",
    "opentelemetry-instrumentation-genai-openai",
    "openlit",
)


def machine() -> dict[str, object]:
    """The machine, and how busy it was when this was asked."""
    info = Path("/proc/cpuinfo")
    models = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return {
        "date": datetime.now(timezone.utc).date().isoformat(),
        "cpu": models[0].partition(":")[2].strip() if models else platform.processor(),
        "cores": os.cpu_count(),
        "load_average_1m": round(os.getloadavg()[0], 1),
        "system": platform.system(),
    }


def versions() -> dict[str, str]:
    """Versions of this interpreter and of what it has of `PACKAGES`."""
    present = {each.name: each.version for each in distributions()}
    return {"python": platform.python_version(), **{name: present[name] for name in PACKAGES if name in present}}
