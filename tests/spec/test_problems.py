"""Problems: their order, and both ways to print them."""

from __future__ import annotations

import json
from dataclasses import replace

from watchspec_generators.spec import Problem, SpecError
from watchspec_generators.spec.reporters import machine, text

SOURCE = "a: 1\n\tb: 2\n"
LATE = Problem("f.yaml", 2, 2, "b is wrong", "something else", "did you mean `c`?", "check")
EARLY = Problem("f.yaml", 1, 4, "1 is wrong")


def test_report_shows_line_and_caret() -> None:
    """In the order of the file, each once, with source line, caret, expectation and hint."""
    assert SpecError([LATE, EARLY, LATE], SOURCE).report() == (
        "f.yaml:1:4: 1 is wrong\n"
        "    1 | a: 1\n"
        "      |    ^\n"
        "\n"
        "f.yaml:2:2: b is wrong\n"
        "    2 | \tb: 2\n"
        "      | \t^\n"
        "  expected: something else\n"
        "  did you mean `c`?\n"
        "\n"
        "2 problems"
    )


def test_warnings_and_notes_say_so() -> None:
    """What is no error says its level before the sentence, has a colour of its own, and is counted apart."""
    warning, note = replace(LATE, level="warning"), replace(EARLY, level="note")
    told = text.render([note, warning, LATE], SOURCE)
    assert "f.yaml:1:4: note: 1 is wrong" in told
    assert "f.yaml:2:2: warning: b is wrong" in told
    assert told.endswith("1 problem, 1 warning, 1 note")
    assert "\x1b[33mwarning: b is wrong\x1b[0m" in text.render([warning], SOURCE, colour=True)
    assert json.loads(machine.render([warning, note]))["ok"] is True


def test_report_without_source() -> None:
    """A problem outside of any text has no excerpt."""
    assert SpecError([EARLY]).report() == "f.yaml:1:4: 1 is wrong\n\n1 problem"
    assert SpecError([Problem("f.yaml", 9, 1, "gone")], SOURCE).report() == "f.yaml:9:1: gone\n\n1 problem"


def test_a_terminal_is_told_nothing() -> None:
    """Control characters in what somebody wrote are shown, and a sentence stays on its line."""
    nasty = Problem("f.yaml", 1, 4, "\x1b]0;x\x07 is wrong\nreally", "no \u202e", "\x9bm?")
    report = SpecError([nasty]).report()
    assert report == ("f.yaml:1:4: \\x1b]0;x\\x07 is wrong\\nreally\n  expected: no \\u202e\n  \\x9bm?\n\n1 problem")
    assert SpecError([EARLY], "\u202ea: 1").report().split("\n")[1:3] == ["    1 | \\u202ea: 1", "      |         ^"]
    assert str(SpecError([nasty])) == "f.yaml:1:4: \\x1b]0;x\\x07 is wrong\\nreally"


def test_colour_only_when_asked_for() -> None:
    """Escape codes colour the same text."""
    error = SpecError([LATE], SOURCE)
    assert "\x1b" not in error.report()
    assert "\x1b[31mb is wrong\x1b[0m" in error.report(colour=True)


def test_message_of_the_exception() -> None:
    """A traceback shows the headlines."""
    assert str(SpecError([LATE, EARLY])) == "f.yaml:1:4: 1 is wrong\nf.yaml:2:2: b is wrong"


def test_machines_get_json() -> None:
    """Every field, with null for what is absent."""
    printed = json.loads(machine.render([EARLY]))
    assert printed == {
        "ok": False,
        "problems": [
            {
                "file": "f.yaml",
                "line": 1,
                "column": 4,
                "message": "1 is wrong",
                "expected": None,
                "hint": None,
                "code": "spec",
                "level": "error",
            }
        ],
    }
    assert json.loads(machine.render([])) == {"ok": True, "problems": []}
