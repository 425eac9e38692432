"""Labels that test series carry, made up from a selector."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.unit_tests.labels import by_labels, foreign_labels, series_labels
from watchspec_generators.values.selector import Matcher, matches, parse_selector


@pytest.mark.parametrize(
    ("matchers", "labels"),
    [
        ('job="checkout"', {"job": "checkout"}),
        ('job=~"checkout|search"', {"job": "checkout"}),
        ('job=~"(?:check|search)out-[a-z]+"', {"job": "checkout-a"}),
        (r'job=~"check\\.out.*", env!="dev"', {"job": "check.outx", "env": "other"}),
        (r'job=~"a\\d{2,}[^x]?", job!="b"', {"job": "a110"}),
        ('job="a", env!~"dev|"', {"job": "a", "env": "other"}),
        (r'job="say \"hi\" \\ \n"', {"job": 'say "hi" \\ \n'}),
    ],
)
def test_made_up_labels_are_selected(matchers: str, labels: dict[str, str]) -> None:
    """The labels read naturally and satisfy every matcher."""
    made = series_labels(matchers)
    assert all(matches(matcher, made.get(matcher.label, "")) for matcher in parse_selector(f"{{{matchers}}}"))
    assert made == labels


def test_each_foreign_series_is_refused_by_one_matcher() -> None:
    """So that a rule that lost any one matcher would let one of them in."""
    text = 'job=~"search|find", env!="dev", zone="a"'
    parsed = parse_selector(f"{{{text}}}")
    refusals = [[m.label for m in parsed if not matches(m, labels.get(m.label, ""))] for labels in foreign_labels(text)]
    assert refusals == [["job"], ["env"], ["zone"]]


def test_a_matcher_that_never_refuses_alone_has_no_foreign_series() -> None:
    """`job!="b"` adds nothing to `job="a"`."""
    assert len(foreign_labels('job="a", job!="b"')) == 0 or all(
        labels["job"] != "a" for labels in foreign_labels('job="a", job!="b"')
    )


def test_a_selector_that_nothing_satisfies_says_so() -> None:
    """A contradiction is an error, not a test that proves nothing."""
    with pytest.raises(ValueError, match="no label value could be made up"):
        series_labels('job="a", job="b"')


@given(st.text(min_size=1).filter(lambda text: "\x00" not in text))
def test_any_literal_value_survives(value: str) -> None:
    """Escapes of PromQL are undone."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    assert matches(Matcher("job", "=", escaped), value)


def test_by_labels_differ_in_the_last_free_label_at_most() -> None:
    """Two sets, unless the selector leaves no choice."""
    declared = {"model": ("a",)}
    assert by_labels(("model",), {}, declared) == [{"model": "a"}, {"model": "model-a"}]
    assert by_labels(("model",), {"model": "x"}, declared) == [{"model": "x"}]
    assert by_labels((), {}, declared) == [{}]
