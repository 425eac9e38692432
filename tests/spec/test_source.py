"""Reading YAML: values by the core schema of YAML 1.2, places, and every fault of the text as a problem."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.spec import SpecError
from watchspec_generators.spec.scalars import resolve_plain
from watchspec_generators.spec.source import decode, read
from watchspec_generators.spec.tree import Mark, locate, plain


def quoted_if_need_be(text: str) -> bool:
    """Whether PyYAML, which writes for YAML 1.1, quotes the text if it is a number in YAML 1.2, such as 0E0."""
    try:
        return isinstance(resolve_plain(text), str) or yaml.safe_dump(text)[0] in "'\""
    except ValueError:
        return False


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=8).filter(quoted_if_need_be)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


def value(text: str) -> object:
    """The bare data of a document."""
    return plain(read(text, "f"))


def fault(content: str | bytes) -> tuple[int, int, str, str | None, str | None]:
    """The only problem of a document."""
    with pytest.raises(SpecError) as caught:
        read(decode(content, "f"), "f")
    (problem,) = caught.value.problems
    assert problem.file == "f"
    assert problem.code == "yaml"
    return problem.line, problem.column, problem.message, problem.expected, problem.hint


def test_scalars_follow_yaml_1_2() -> None:
    """Times, `on` and `no` are text; numbers and booleans are only those of the core schema."""
    written = "[22:00, on, no, 1_000, 0777, 0o17, 0x1F, -3, 1.5, 1e3, .5, true, ~, null, '5', !!str 5, !  x]"
    assert value(written) == [
        "22:00",
        "on",
        "no",
        "1_000",
        777,
        15,
        31,
        -3,
        1.5,
        1000.0,
        0.5,
        True,
        None,
        None,
        "5",
        "5",
        "x",
    ]


@given(DATA)
def test_what_is_dumped_is_read(data: object) -> None:
    """Data that PyYAML writes comes back the same, but for text that only YAML 1.2 has to quote."""
    assert value("- " + yaml.safe_dump([data], default_flow_style=True, allow_unicode=True, width=10**6)) == [[data]]


@given(st.lists(st.text("abcé", min_size=1, max_size=6), unique=True, min_size=1, max_size=6), st.integers(0, 4))
def test_places_are_those_of_the_text(keys: list[str], indent: int) -> None:
    """Line and column of each key and value count from 1, in characters."""
    text = "top:\n" + "".join(f"{' ' * (indent + 1)}{key}: '{key}'\n" for key in keys)
    root = read(text, "f")
    for number, key in enumerate(keys):
        assert locate(root, ("top", key), key=True) == Mark(number + 2, indent + 2)
        assert locate(root, ("top", key)) == Mark(number + 2, indent + 4 + len(key))


def test_place_of_what_is_not_there_is_its_parents() -> None:
    """A missing key is told where its section begins; so is an index beyond a list."""
    root = read("a:\n  b: [1]\n", "f")
    assert locate(root, ("a", "c")) == Mark(1, 1)
    assert locate(root, ("a", "b", 5)) == Mark(2, 3)
    assert locate(root, ("a", "b", 0, "x")) == Mark(2, 7)


def test_aliases_and_merges() -> None:
    """An alias stands for its anchor; merged keys give way to written ones, later sources to earlier ones."""
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: {<<: *b}\ne: *a\n"
    read_back = value(text)
    assert isinstance(read_back, dict)
    assert read_back["c"] == {"x": 3, "y": 1, "z": 2}
    assert read_back["d"] == {"y": 2, "z": 2}
    assert read_back["e"] == {"x": 1, "y": 1}


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: 1\nb: {c: 1, c: 2}", 2, 11, "the key `c` is given twice"),
        ("5: x", 1, 1, "a key must be text"),
        ("[1, 2]: x", 1, 1, "a key must be text"),
        ("a: *b", 1, 4, "no anchor &b is finished before this alias"),
        ("a: &a [*a]", 1, 8, "no anchor &a is finished before this alias"),
        ("a: !!python/object:os.system x", 1, 4, "the tag tag:yaml.org,2002:python/object:os.system is not supported"),
        ("a: !!str [x]", 1, 4, "the tag tag:yaml.org,2002:str is not supported"),
        ("a: {<<: 5}", 1, 9, "`<<` merges mappings"),
        ("a: .inf", 1, 4, ".inf is no number to work with"),
        ("a: 1e999", 1, 4, "1e999 is too large a number"),
        ("a: " + "9" * 400, 1, 4, "a number of 400 digits is too long"),
        ("a: 1\n---\nb: 1", 2, 1, "a second document starts here"),
        ("", 1, 1, "the spec is empty"),
        ("# only a comment\n", 1, 1, "the spec is empty"),
        ("--- ~\n", 1, 1, "the spec is empty"),
        ("a: " + "[" * 60 + "]" * 60, 1, 44, "more than 40 levels of nesting"),
        ("a: b\x07", 1, 5, "the character U+0007 is not allowed in YAML"),
        ("a:\n\tb: 1", 2, 1, "a tab is used for indentation"),
    ],
)
def test_faults_of_the_text(text: str, line: int, column: int, message: str) -> None:
    """Each fault is one problem at its place."""
    assert fault(text)[:3] == (line, column, message)


@pytest.mark.parametrize(
    ("text", "line", "column", "hint"),
    [
        ("a: b: c", 1, 5, "check the indentation, and quote text that contains `: `"),
        ("a: @b", 1, 4, "quote text that starts with % @ ` or similar"),
        ("a: 1\n b\nc: 1\n  d: 2", 4, 4, "check the indentation, and quote text that contains `: `"),
        ("a:\n- b\nc", 4, 1, "check the indentation and the colon after each key"),
        ("a: 'b", 1, 4, "a comma, or the closing bracket or quote, is missing"),
        ("a: [b", 1, 4, "a comma, or the closing bracket or quote, is missing"),
        ("a: 1\n%b", 2, 3, None),
    ],
)
def test_syntax_faults_say_what_to_look_for(text: str, line: int, column: int, hint: str | None) -> None:
    """The parser's complaint gets a place and, where one is likely, a remedy."""
    assert fault(text)[:2] == (line, column)
    assert fault(text)[4] == hint


def test_alias_bombs_are_refused() -> None:
    """Aliases of aliases that would expand beyond measure, in width or in depth."""
    wide = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
    )
    deep = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 99))
    for text in (wide, deep):
        assert fault(text)[2] == "aliases make this value too large or too deep"


def test_encodings() -> None:
    """UTF-8 is read, with or without a byte order mark; anything else is told with its place."""
    assert value(decode("\ufeffa: é".encode(), "f")) == {"a": "é"}
    assert fault("a: 1\nb: é".encode("latin-1"))[:3] == (2, 4, "byte 0xe9 is not UTF-8")
    assert fault("a: 1".encode("utf-16"))[:3] == (1, 1, "byte 0xff is not UTF-8")


def test_large_files_are_refused() -> None:
    """A spec is written by people."""
    assert fault(b"#" * 3_000_000)[2] == "a spec of 3000000 bytes is too large"
