"""The syntax of Go's regexp package: what it refuses is refused here, look-arounds and back-references included."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from watchspec_generators.simulator.regexp.characters import Class, is_word
from watchspec_generators.simulator.regexp.classes import BadPattern, bracketed, perl_class, single, unicode_class
from watchspec_generators.simulator.regexp.nodes import Choice, Edge, Letter, Node, Repeat, Sequence

__all__ = ["BadPattern", "parse"]

_COUNTED = re.compile(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")
_GROUP = re.compile(r"\((?:\?P?<([A-Za-z0-9_]+)>|\?([imsU]*(?:-[imsU]+)?)([:)]))?")
_SIMPLE = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_MOST_REPEATS = 1000
_DEEPEST = 100
"""Levels of groups; Go allows 1000, but nobody nests them like that."""


@dataclass
class _Parser:
    pattern: str
    place: int = 0
    depth: int = 0
    flags: frozenset[str] = field(default_factory=frozenset)

    def choice(self) -> Node:
        """Alternatives up to the group's end."""
        options = [self.sequence()]
        while self.takes("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self.place < len(self.pattern) and self.pattern[self.place] not in "|)":
            if self.takes("\\Q"):
                parts += self.quoted()
            elif parts and self.at_repetition():
                # Flags stand between: Go repeats what came before them.
                parts.append(self.repeated(parts.pop()))
            elif (part := self.atom()) is not None:
                parts.append(self.repeated(part))
        return Sequence(tuple(parts))

    def quoted(self) -> list[Node]:
        r"""Everything up to \E taken literally."""
        text, _, rest = self.pattern[self.place :].partition("\\E")
        self.place = len(self.pattern) - len(rest)
        letters: list[Node] = [self.letter(character) for character in text]
        return [*letters[:-1], self.repeated(letters[-1])] if letters else []

    def atom(self) -> Node | None:
        """One part without its repetition; None for flags that hold from here on."""
        here = self.pattern[self.place]
        if here == "(":
            return self.group()
        if self.at_repetition():
            raise BadPattern(f"nothing comes before the repetition `{here}`")
        if here == "[":
            accepts, self.place = bracketed(self.pattern, self.place, "i" in self.flags)
            return Letter(accepts)
        if here == "\\":
            return self.escape()
        self.place += 1
        return self.plain(here)

    def plain(self, here: str) -> Node:
        if here == ".":
            return Letter(Class(() if "s" in self.flags else (("\n", "\n"),), negated=True))
        if here == "^":
            return Edge(_line_start if "m" in self.flags else _start)
        if here == "$":
            return Edge(_line_end if "m" in self.flags else _end)
        return self.letter(here)

    def letter(self, character: str) -> Node:
        return Letter(Class(((character, character),), folded="i" in self.flags))

    def escape(self) -> Node:
        kind = self.pattern[self.place + 1 : self.place + 2]
        if kind in _EDGES:
            self.place += 2
            return Edge(_EDGES[kind])
        for read in (perl_class, unicode_class):
            found = read(self.pattern, self.place, "i" in self.flags)
            if found:
                self.place = found[1]
                return Letter(found[0])
        character, self.place = single(self.pattern, self.place)
        return self.letter(character)

    def group(self) -> Node | None:
        """A group, or None for flags that hold up to the end of the group around them."""
        opened = _GROUP.match(self.pattern, self.place)
        if not opened or (opened.end() == self.place + 1 and self.pattern.startswith("(?", self.place)):
            raise BadPattern(f"`{self.pattern[self.place :][:4]}` is no group that Go knows")
        self.place = opened.end()
        outside = self.flags
        if opened[2] is not None:
            self.flags = _switched(self.flags, opened[2])
        if opened[3] == ")":
            return None
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadPattern(f"groups are nested more than {_DEEPEST} deep")
        inner = self.choice()
        if not self.takes(")"):
            raise BadPattern("a group is not closed")
        self.flags, self.depth = outside, self.depth - 1
        return inner

    def repeated(self, part: Node) -> Node:
        times = self.times()
        if times is None:
            return part
        self.takes("?")
        if self.times() is not None:
            raise BadPattern("a repetition is repeated")
        repeat = Repeat(part, *times)
        if not _fits(repeat, _MOST_REPEATS):
            raise BadPattern(f"repetitions within repetitions make more than {_MOST_REPEATS}")
        return repeat

    def at_repetition(self) -> bool:
        return self.pattern[self.place] in _SIMPLE or bool(_COUNTED.match(self.pattern, self.place))

    def times(self) -> tuple[int, int | None] | None:
        """How often the part before may come, if that is written here."""
        here = self.pattern[self.place : self.place + 1]
        if here in _SIMPLE:
            self.place += 1
            return _SIMPLE[here]
        counted = _COUNTED.match(self.pattern, self.place)
        if not counted:
            return None
        self.place = counted.end()
        least = _number(counted[1])
        most = _number(counted[3]) if counted[3] else None if counted[2] else least
        if not least <= (_MOST_REPEATS if most is None else most) <= _MOST_REPEATS:
            raise BadPattern(f"`{counted[0]}` is no number of repetitions from 0 to {_MOST_REPEATS}")
        return least, most

    def takes(self, text: str) -> bool:
        taken = self.pattern.startswith(text, self.place)
        self.place += len(text) * taken
        return taken


def parse(pattern: str) -> Node:
    """The parsed `pattern`; BadPattern when Go would refuse it, or when it names a Unicode script."""
    # Anchored as Alertmanager does it, so that stray brackets and quotes do the same here.
    parser = _Parser(f"^(?:{pattern})$")
    node = parser.choice()
    if parser.place < len(parser.pattern):
        raise BadPattern("a group is closed that was not opened")
    return node


def _fits(node: Node, room: int) -> bool:
    """Whether no more than `room` repetitions come of nested ones."""
    if isinstance(node, Repeat):
        times = node.least if node.most is None else node.most
        return node.most == 0 or (times <= room and _fits(node.part, room // max(times, 1)))
    if isinstance(node, Sequence):
        return all(_fits(part, room) for part in node.parts)
    return not isinstance(node, Choice) or all(_fits(option, room) for option in node.options)


def _number(written: str) -> int:
    # Python refuses to convert numbers of thousands of digits.
    return int(written) if len(written) <= len(str(_MOST_REPEATS)) else _MOST_REPEATS + 1


def _switched(flags: frozenset[str], written: str) -> frozenset[str]:
    on, _, off = written.partition("-")
    return (flags | set(on)) - set(off)


def _start(_text: str, place: int) -> bool:
    return place == 0


def _end(text: str, place: int) -> bool:
    return place == len(text)


def _line_start(text: str, place: int) -> bool:
    return place == 0 or text[place - 1] == "\n"


def _line_end(text: str, place: int) -> bool:
    return place == len(text) or text[place] == "\n"


def _boundary(text: str, place: int) -> bool:
    before = place > 0 and is_word(text[place - 1])
    after = place < len(text) and is_word(text[place])
    return before is not after


def _inside(text: str, place: int) -> bool:
    return not _boundary(text, place)


_EDGES = {"A": _start, "z": _end, "b": _boundary, "B": _inside}
