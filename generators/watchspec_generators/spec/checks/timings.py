"""A notification can't be repeated more often than its group is looked at.

To mend: repeat no more often than `group_interval`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.delivery import stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Routes whose `repeat_interval`, own or inherited, is shorter than their `group_interval`."""
    for stop in stops(context.spec.routing):
        if stop.repeat_interval >= stop.group_interval:
            continue
        repeat, group = stop.repeat_interval_path, stop.group_interval_path
        # The deeper of the two is the one that this route wrote itself.
        place = repeat if len(repeat) >= len(group) else group
        message = f"repeat_interval {stop.repeat_interval} is shorter than group_interval {stop.group_interval}"
        yield context.problem(place, message, f"a repeat_interval of {stop.group_interval} or more")
