"""Grafana's variables in queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.preview.timing import Span
from watchspec_generators.preview.variables import (
    Choice,
    LabelValues,
    builtins,
    choice,
    interpolate,
    label_values,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.preview.reading import Dashboard

_CHOICES = {"one": Choice(("a.b",)), "two": Choice(("a.b", "c")), "all": Choice(("a", "b"), ".*")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('x=~"$one"', 'x=~"a.b"'),
        ('x=~"${two}"', r'x=~"(a\\.b|c)"'),
        ('x=~"[[all]]"', 'x=~".*"'),
        ("${one:regex}", r"a\\.b"),
        ("${two:regex}", r"(a\\.b|c)"),
        ("${two:csv} ${two:pipe} ${two:text}", "a.b,c a.b|c a.b, c"),
        ("${all:csv}", "a,b"),
        ("u?v=${two:percentencode}", "u?v=a.b%2Cc"),
        ("$unknown {{model}} $1", "$unknown {{model}} $1"),
        ("rate(x[$__rate_interval]) by $__interval", "rate(x[80s]) by 20s"),
        ("increase(x[${__range}])", "increase(x[600s])"),
    ],
)
def test_variables_are_filled_in(text: str, expected: str) -> None:
    """Every form that Grafana knows; what is no variable stays."""
    assert interpolate(text, _CHOICES, builtins(Span(0, 600_000, 20_000), 20_000, 600_000)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("label_values(up, job)", LabelValues("up", "job")),
        ('label_values(x{a="b",c=~"d, e"}, model)', LabelValues('x{a="b",c=~"d, e"}', "model")),
        ("label_values(job)", LabelValues("", "job")),
        ("query_result(up)", None),
    ],
)
def test_what_a_variable_offers(query: str, expected: LabelValues | None) -> None:
    """The selector and the label, however the query is written."""
    assert label_values(query) == expected


def test_choices_are_the_dashboards(board: Callable[..., Dashboard]) -> None:
    """The choice "All" is every value on offer, or what the dashboard says it is; the rest is what it has chosen."""
    dashboard = board(
        templating={
            "list": [
                {"name": "datasource", "type": "datasource", "query": "prometheus", "current": {"value": "p"}},
                {"name": "service", "label": "Service", "type": "custom", "current": {"value": "checkout"}},
                {
                    "name": "model",
                    "type": "query",
                    "query": {"query": "label_values(up, model)"},
                    "current": {"value": ["$__all"]},
                    "allValue": ".*",
                    "options": [{"value": "$__all"}],
                },
                {"name": "secret", "type": "custom", "hide": 2, "current": {"value": "x"}},
            ]
        }
    )
    _, service, model, _ = dashboard.variables
    found = {"service": choice(service), "model": choice(model, ["a", "b"])}
    assert found == {"service": Choice(("checkout",)), "model": Choice(("a", "b"), ".*")}
    assert shown(dashboard, found) == [("Service", "checkout"), ("model", "All")]
