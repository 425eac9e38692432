"""Reading YAML safely: text to a tree with places, every fault of the text as a positioned problem."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from watchspec_generators.spec.composer import compose
from watchspec_generators.spec.inside import BREAK
from watchspec_generators.spec.problems import Problem, SpecError
from watchspec_generators.spec.tree import Mark

if TYPE_CHECKING:
    from watchspec_generators.spec.tree import Node

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_BYTES = 2_000_000
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def decode(content: bytes | str, file: str) -> str:
    """The text of a spec file; SpecError if it is too large, not UTF-8 or holds control characters."""
    if len(content) > _MOST_BYTES:
        raise SpecError([Problem(file, 1, 1, f"a spec of {len(content)} bytes is too large", code="yaml")])
    text = (_utf8(content, file) if isinstance(content, bytes) else content).removeprefix("\ufeff")
    strange = _UNPRINTABLE.search(text)
    if strange:
        mark = _mark_of(text, strange.start())
        message = f"the character U+{ord(strange[0]):04X} is not allowed in YAML"
        raise SpecError([Problem(file, mark.line, mark.column, message, code="yaml")], _printable(text))
    return text


def read(text: str, file: str) -> Node:
    """The tree of one YAML document; SpecError with everything that is wrong with its syntax."""
    try:
        root, faults = compose(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise SpecError([_syntax_problem(error, text, file)], text) from None
    problems = [
        Problem(file, fault.mark.line, fault.mark.column, fault.message, fault.expected, fault.hint, "yaml")
        for fault in faults
    ]
    if root is None or problems:
        raise SpecError(problems or [_empty(file)], text)
    return root


def _empty(file: str) -> Problem:
    return Problem(file, 1, 1, "the spec is empty", "a mapping", "run `watchspec init` to start one", "yaml")


def _utf8(content: bytes, file: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        mark = _mark_of(before, len(before))
        message = f"byte 0x{content[error.start]:02x} is not UTF-8"
        hint = "save the file as UTF-8"
        problem = Problem(file, mark.line, mark.column, message, "text encoded as UTF-8", hint, "yaml")
        raise SpecError([problem]) from None


def _mark_of(text: str, offset: int) -> Mark:
    lines = BREAK.split(text[:offset])
    return Mark(len(lines), len(lines[-1]) + 1)


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    said = f"{error.context} {error.problem}"
    # What was opened and not closed is found far below; the place to look at is where it was opened.
    opened = any(word in said for word in ("flow", "quoted scalar"))
    at = (error.context_mark if opened else None) or error.problem_mark
    mark = Mark(at.line + 1, at.column + 1) if at else Mark(1, 1)
    line = BREAK.split(text)[mark.line - 1] if mark.line <= len(BREAK.split(text)) else ""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        column = indent.index("\t") + 1
        return Problem(file, mark.line, column, "a tab is used for indentation", "spaces", None, "yaml")
    message = f"this is not valid YAML: {error.problem or error.context}"
    hint = "a comma, or the closing bracket or quote, is missing" if opened else _syntax_hint(said)
    return Problem(file, mark.line, mark.column, message, None, hint, "yaml")


def _syntax_hint(said: str) -> str | None:
    if "mapping values are not allowed" in said:
        return "check the indentation, and quote text that contains `: `"
    if "cannot start any token" in said:
        return "quote text that starts with % @ ` or similar"
    if "could not find expected ':'" in said or "block" in said:
        return "check the indentation and the colon after each key"
    return None
