"""Label values are clean and bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, generate_latest

from watchspec import catalogue
from watchspec._internal.labels import MAX_LENGTH, Cap, caps_for, clean


@given(st.text() | st.integers() | st.text(st.characters(categories=["Cs", "Cc", "L"])))
def test_any_value_can_be_scraped(value: object) -> None:
    """Also lone surrogates, control characters and very long text."""
    label = clean(value)
    assert 0 < len(label) <= MAX_LENGTH
    assert label.isprintable()
    registry = CollectorRegistry()
    Counter("c", "help", ["l"], registry=registry).labels(label).inc()
    assert len(generate_latest(registry).decode("utf-8").splitlines()) <= 7


def test_empty_is_unset() -> None:
    """Nothing but space says nothing."""
    assert clean(" \n") == catalogue.UNSET


@given(st.lists(st.text(min_size=1, max_size=3)), st.integers(1, 5))
def test_never_more_values_than_the_cap(values: list[str], limit: int) -> None:
    """Distinct labels are at most the limit, `unset` and `__other__`; every replacement is counted."""
    overflow = Counter("overflow", "help", registry=None)
    cap = Cap(overflow)
    cap.declare(limit, ())
    labels = [cap.admit(value) for value in values]
    assert len(set(labels) - {catalogue.UNSET, catalogue.OTHER}) <= limit
    assert overflow._value.get() == labels.count(catalogue.OTHER)
    assert [cap.admit(value) for value in values] == labels


def test_declared_values_have_their_place() -> None:
    """Even when more are declared than the cap allows."""
    overflow = Counter("overflow", "help", ["label"], registry=None)
    caps = caps_for(CollectorRegistry(), {"model": 1}, {"model": ["a", "b"]}, overflow)
    assert [caps["model"].admit(name) for name in ("a", "b", "c", "unset")] == ["a", "b", catalogue.OTHER, "unset"]
