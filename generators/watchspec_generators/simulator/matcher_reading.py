"""The keys under which a configuration holds matchers: `matchers`, and the older `match` and `match_re`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from watchspec_generators.simulator.document import BadConfig
from watchspec_generators.simulator.matcher_text import parse_matchers
from watchspec_generators.simulator.matchers import Matcher, Matchers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.simulator.document import Value
    from watchspec_generators.simulator.matchers import Operator


def read_matchers(keys: Mapping[str, Value], prefix: str = "") -> Matchers:
    """The matchers under the keys that begin with `prefix`."""
    return Matchers.of(_each(keys, prefix))


def _each(keys: Mapping[str, Value], prefix: str) -> Iterator[Matcher]:
    older: tuple[tuple[str, Operator], ...] = (("match", "="), ("match_re", "=~"))
    for key, operator in older:
        labels = keys[prefix + key].keys() if prefix + key in keys else {}
        for label, value in labels.items():
            with _told_at(value):
                yield Matcher(label, operator, value.text())
    lines = keys[f"{prefix}matchers"].items() if f"{prefix}matchers" in keys else ()
    for line in lines:
        with _told_at(line):
            yield from parse_matchers(line.text())


@contextmanager
def _told_at(value: Value) -> Iterator[None]:
    try:
        yield
    except BadConfig:
        raise
    except ValueError as error:
        raise value.wrong(str(error)) from None
