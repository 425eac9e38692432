"""The shipped spec as the demo reads it, and variations of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from watchspec_generators.demo.plan import Plan, plan
from watchspec_generators.demo.ports import Ports
from watchspec_generators.model import Monitoring
from watchspec_generators.spec import load

ROOT = Path(__file__).parents[2]
PORTS = Ports(9001, 9002, 9003, 9004, 9005)

Edited = Callable[..., Monitoring]


def read(*changes: tuple[str, ...], ports: Ports = PORTS) -> Monitoring:
    """The shipped spec's environment `demo` after edits: `(old, new)`, or `(start, end, new)` for all up to `end`."""
    text = (ROOT / "monitoring.yaml").read_text()
    for *span, new in changes:
        start = text.index(span[0])
        end = text.index(span[1], start) if len(span) > 1 else start + len(span[0])
        text = text[:start] + new + text[end:]
    return load(text, file="monitoring.yaml", environment="demo", variables=ports.variables)


@pytest.fixture
def edited() -> Edited:
    """Reads the shipped spec with changes."""
    return read


@pytest.fixture(scope="session")
def shipped() -> Monitoring:
    """The shipped spec."""
    return read()


@pytest.fixture(scope="session")
def planned(shipped: Monitoring) -> Plan:
    """Its incident."""
    return plan(shipped, PORTS)


@pytest.fixture
def ports() -> Ports:
    """The ports that the shipped spec was read with."""
    return PORTS


@pytest.fixture
def read_with() -> Callable[[Ports], Monitoring]:
    """Reads the shipped spec for other ports."""
    return lambda ports: read(ports=ports)
