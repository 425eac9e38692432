"""Selectors: Prometheus label matchers, checked strictly."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.values.selector import Matcher, parse_selector

LABELS = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(lambda name: name != "le")
VALUES = st.from_regex(r'([a-zA-Z0-9 {},=|.-]|\\\\|\\"|\\n){1,6}', fullmatch=True)


@given(st.lists(st.builds(Matcher, LABELS, st.sampled_from(["=", "!="]), VALUES), min_size=1, max_size=4), LABELS)
def test_written_matchers_are_read_back(matchers: list[Matcher], label: str) -> None:
    """Whatever the values hold, they come back as they were."""
    known = [*matchers, Matcher(label, "=", "x")]
    assert parse_selector("{" + ", ".join(map(str, known)) + "}") == tuple(known)


@pytest.mark.parametrize("text", ['{job="a"}', ' { job = "a" , } ', '{job=~"a|b",env!~"test.*"}'])
def test_accepted(text: str) -> None:
    """Spaces, a last comma and regular expressions are fine."""
    assert parse_selector(text)[0].label == "job"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('job="a"', "is not a selector"),
        ("{}", "would select every series"),
        ('{job=""}', "would select every series"),
        ('{job!="a"}', "would select every series"),
        ('{job=~".*"}', "would select every series"),
        ("{job='a'}", "is not a label matcher"),
        ('{job="a}', "is not a label matcher"),
        ('{7job="a"}', "is not a label matcher"),
        ('{job="a\\d"}', "is not a label matcher"),
        ('{job="a" env="b"}', "a comma is missing before 'env=\"b\"'"),
        ('{job=~"(a"}', "holds a broken regular expression"),
        ('{__name__="a"}', "can't match `__name__`"),
        ('{job="a", le="5"}', "can't match `le`"),
    ],
)
def test_refused(text: str, message: str) -> None:
    """Each fault has its message."""
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_selector(text)
