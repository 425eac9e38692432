"""Our parser of PromQL, held to promql-parser, which is Prometheus' grammar in Rust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import promql_parser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchspec_generators.mutation.rules import suite_of
from watchspec_generators.pipeline import generate
from watchspec_generators.promql import parse

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.promql import Node

KINDS = {
    "NumberLiteral": "number",
    "StringLiteral": "string",
    "VectorSelector": "selector",
    "MatrixSelector": "selector",
    "SubqueryExpr": "subquery",
    "Call": "call",
    "AggregateExpr": "aggregation",
    "BinaryExpr": "binary",
    "UnaryExpr": "unary",
    "ParenExpr": "parentheses",
}

DURATIONS = st.sampled_from(["5m", "1h30m", "500ms", "1w"])
LABELS = st.lists(st.sampled_from(["job", "model", "le"]), unique=True, max_size=3).map(", ".join)
MATCHERS = st.lists(
    st.sampled_from(['job="a"', "job!='b'", 'model=~"x|y"', "le!~`1.*`", r'path="a\"b{,}"']), max_size=3
).map(", ".join)
NAMES = st.sampled_from(["up", "service:errors:ratio5m", "or_not", "sum_of", "offsets", "nan_total", "bool_total"])
SELECTORS = st.builds(
    lambda name, matchers, comma: f"{name}{{{matchers}{',' * (comma and bool(matchers))}}}" if matchers else name,
    NAMES,
    MATCHERS,
    st.booleans(),
)
OFFSETS = st.sampled_from(["", " offset 5m", " offset -1h", " @ 1700000000", " @ end()", " @ start() offset 1w"])
NUMBERS = st.sampled_from(["0", "1.5", ".5", "1e3", "2.5E-4", "0x1F", "NaN", "Inf"])
OPERATORS = ["+", "-", "*", "/", "%", "^", "atan2", ">", "<=", "==", "> bool", "!="]
SETS = ["and", "or", "unless"]
MATCHING = st.sampled_from(["", " on (job)", " ignoring (le, model)", " on ()", " on (job) group_left (model)"])


def _vectors(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Larger expressions that are vectors, of smaller ones."""
    return st.one_of(
        st.builds("({0})".format, inner),
        st.builds("-{0}".format, inner),
        st.builds("sum by ({1}) ({0})".format, inner, LABELS),
        st.builds("max({0}) without ({1})".format, inner, LABELS),
        st.builds("topk(3, {0})".format, inner),
        st.builds("histogram_quantile(0.9, {0})".format, inner),
        st.builds('label_replace({0}, "a", "$1", "b", "(.*)")'.format, inner),
        st.builds("max_over_time(({0})[{1}:{2}])".format, inner, DURATIONS, st.sampled_from(["", "1m"])),
        st.builds("{0} {1} {2}".format, inner, st.sampled_from(OPERATORS), NUMBERS),
        st.builds("{0} {1}{2} {3}".format, inner, st.sampled_from(OPERATORS), MATCHING, inner),
        st.builds("{0}\n{1} # why\n{2}".format, inner, st.sampled_from(SETS), inner),
    )


RATES = st.builds("rate({0}[{1}]{2})".format, SELECTORS, DURATIONS, OFFSETS)
EXPRESSIONS = st.recursive(st.one_of(st.builds("{0}{1}".format, SELECTORS, OFFSETS), RATES), _vectors, max_leaves=6)


def _inner(theirs: Any) -> list[Any]:
    """The parts below a part of promql-parser's tree."""
    kind = type(theirs).__name__
    if kind == "BinaryExpr":
        return [theirs.lhs, theirs.rhs]
    if kind == "Call":
        return list(theirs.args)
    if kind == "AggregateExpr":
        return [*([theirs.param] if theirs.param is not None else []), theirs.expr]
    return [] if kind.endswith(("Selector", "Literal")) else [theirs.expr]


def same(ours: Node, theirs: Any) -> bool:
    """Whether the two trees have the same form."""
    if KINDS[type(theirs).__name__] != ours.kind:
        return False
    below = _inner(theirs)
    return len(below) == len(ours.children) and all(map(same, ours.children, below))


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS)
def test_the_tree_has_the_form_that_prometheus_sees(text: str) -> None:
    """Precedence, signs, modifiers, comments: for any expression that Prometheus takes."""
    try:
        theirs = promql_parser.parse(text)
    except ValueError:
        return
    assert same(parse(text).root, theirs)


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS)
def test_every_part_stands_where_it_says(text: str) -> None:
    """The text of each part is an expression by itself, and lies within that of the part around it."""
    expression = parse(text)
    for node in expression.root.walk():
        assert parse(expression.of(node)).root.kind == node.kind
        assert all(node.span[0] <= child.span[0] <= child.span[1] <= node.span[1] for child in node.children)
        assert expression.path(node.span)[0] is expression.root


def test_every_generated_rule_is_understood(shipped: Monitoring) -> None:
    """The rules that are broken in turn are read as Prometheus reads them."""
    for rule in suite_of(generate(shipped)).rules:
        assert same(rule.expression.root, promql_parser.parse(rule.content["expr"]))


def test_parts_know_their_places() -> None:
    """Matchers, windows, offsets, groupings and names, each with the text that it was read from."""
    text = 'sum by (model, le) (rate(x_total{job="a", le!~`1|2`}[5m] offset 1w)) > on (model) group_left y'
    expression = parse(text)
    comparison = expression.root
    assert [(one.keyword, one.labels) for one in comparison.groupings] == [("on", ("model",)), ("group_left", ())]
    total, other = comparison.children
    assert expression.of(total.groupings[0].span) == "by (model, le)"
    assert total.grouping("by", "without") is total.groupings[0]
    assert other.grouping("by") is None
    selector = total.children[0].children[0]
    assert [expression.of(one.span) for one in selector.matchers] == ['job="a"', "le!~`1|2`"]
    assert [expression.of(one.op_span) for one in selector.matchers] == ["=", "!~"]
    assert selector.window
    assert selector.offset
    assert (expression.of(selector.window), expression.of(selector.offset)) == ("5m", "offset 1w")
    assert expression.of(comparison.name_span) == ">"
    assert expression.names == {"x_total", "y"}


def test_a_name_in_quotes_is_a_name() -> None:
    """Prometheus 3 takes names in braces."""
    assert parse('{"a.name", job="x"}').names == {"a.name"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("up ==", "expected an expression at character 6"),
        ("up )", "expected the end at character 4"),
        ("sum(up", "expected , at character 7"),
        ("up{job=}", "expected a string at character 8"),
        ("up{job}", "expected = or != or =~ or !~ at character 7"),
        ("up[]", "expected a duration at character 4"),
        ("up offset", "expected a duration at character 10"),
        ("up ;", "no PromQL at character 4: ';'"),
        ("sum by (a b) (up)", "expected , at character 11"),
        ('up{job="a" job="b"}', "expected , at character 12"),
    ],
)
def test_what_is_no_promql_is_told_with_its_place(text: str, complaint: str) -> None:
    """An error with the character at which reading ended."""
    with pytest.raises(ValueError, match="character") as error:
        parse(text)
    assert str(error.value) == complaint
