"""Schema violations as sentences."""

from __future__ import annotations

import pytest

from watchspec.catalogue import OPERATIONS
from watchspec_generators.spec import SpecError, load
from watchspec_generators.spec.schema_errors import show


@pytest.mark.parametrize(
    ("old", "new", "at", "message", "expected", "hint"),
    [
        (
            "severity: info",
            "severity: infos",
            "infos",
            "`infos` is not a known severity",
            "one of critical, info, none, warning",
            "did you mean `info`?",
        ),
        ("version: 1", "version: 2", "2", "2 is not possible here", "1", None),
        (
            "owner: core}",
            "ownr: core}",
            "ownr",
            "unknown key `ownr`",
            "one of description, name, owner, selector",
            "did you mean `owner`?",
        ),
        ("for: 5m", "for:", "", "nothing is not text", None, "give the key a value, or leave it out"),
        ('summary: "works"', "summary: 5", "5", "5 is not text", "text", "put it in quotes if it is meant as text"),
        (
            'summary: "works"',
            "summary: true",
            "true",
            "true is not text",
            "text",
            "put it in quotes if it is meant as text",
        ),
        (
            'targets: ["shop:8000"]',
            "targets: shop:8000",
            "shop",
            "shop:8000 is not a list",
            "a list",
            "write a list: [ ... ], or one `- ` line for each item",
        ),
        ("above: 50%", "above: [1]", "[1]", "a list is not text or a number", "text or a number", None),
        ("above: 50%", "above: {a: 1}", "{a", "a mapping is not text or a number", "text or a number", None),
        ("time_scale: 10", "time_scale: 0", "0", "0 is too small", "more than 0", None),
        (
            "prometheus:\n",
            "sampling: {new_user_calls: -1}\nprometheus:\n",
            "-1",
            "-1 is too small",
            "0 or more",
            None,
        ),
        ("prometheus:\n", "limits: {users: 0}\nprometheus:\n", "0}", "0 is too small", "more than 0", None),
        (
            "gpt-4o: {provider: openai}",
            "gpt-4o: {operations: [chats]}",
            "chats",
            "`chats` is not a known operations",
            f"one of {', '.join(sorted(OPERATIONS))}",
            "did you mean `chat`?",
        ),
        (
            "name: up,",
            f"name: {'u' * 90},",
            "uuu",
            f"`{'u' * 60}...` is too long",
            "at most 80 characters",
            None,
        ),
        (
            "name: up,",
            "name: 7-up,",
            "7-up",
            "`7-up` can't be read as name",
            "a name: a letter, then at most 79 letters, digits, _ or -",
            None,
        ),
        (
            "  chat: {team",
            "  7chat: {team",
            "7chat",
            "`7chat` can't be read as a name",
            "a name: a letter, then at most 79 letters, digits, _ or -",
            None,
        ),
        (
            "  chat: {team",
            f"  {'c' * 81}: {{team",
            "ccc",
            f"`{'c' * 60}...` is too long",
            "at most 80 characters",
            None,
        ),
        (
            'contact: "#core"',
            "",
            "core",
            "the key `contact` is missing in this owner",
            "Where they are reached: a channel, a rota, an address.",
            None,
        ),
    ],
)
def test_sentences(
    small: str, old: str, new: str, at: str, message: str, expected: str | None, hint: str | None
) -> None:
    """Each kind of violation has its sentence, place, expectation and hint."""
    text = small.replace(old, new)
    with pytest.raises(SpecError) as caught:
        load(text, file="f")
    problem = next(problem for problem in caught.value.problems if problem.message == message)
    assert text.split("\n")[problem.line - 1][problem.column - 1 :].startswith(at)
    assert expected is None or problem.expected == expected
    assert problem.hint == hint
    assert problem.code == "schema"


def test_values_in_sentences() -> None:
    """Values are shown as YAML has them, and shortened."""
    values: tuple[object, ...] = (None, False, "x", 1.5, [1], {})
    assert [show(value) for value in values] == [
        "nothing",
        "false",
        "x",
        "1.5",
        "a list",
        "a mapping",
    ]
    assert show("x" * 99) == "x" * 60 + "..."
