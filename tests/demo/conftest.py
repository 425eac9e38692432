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


def read(*changes: tuple[str, str], ports: Ports = PORTS) -> Monitoring:
    """The shipped spec's environment `demo`, with pieces of its text replaced."""
    text = (ROOT / "monitoring.yaml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
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
