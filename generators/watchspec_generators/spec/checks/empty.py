"""What is written for Alertmanager says something: an empty list or text there has a meaning that nobody means.

To mend: name a value, a range or a channel, or remove the entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Routes that match no value, windows without ranges, and names of places that are empty."""
    for path, route in context.routes():
        for label, wanted in route.match.items():
            if wanted == ():
                yield context.problem((*path, "match", label), "an empty list matches nothing", "one value or several")
    for name, window in context.spec.windows.items():
        if not window.ranges and not window.holidays:
            message = "a window without ranges and holidays is never open"
            yield context.problem(("windows", name, "ranges"), message, "ranges, or [never] if that is meant")
    for name, receiver in context.spec.receivers.items():
        for index, slack in enumerate(receiver.slack):
            if not slack.channel.strip():
                yield context.problem(
                    ("receivers", name, "slack", index, "channel"), "no channel", "one such as #alerts"
                )
    if not context.spec.secrets_dir.strip():
        yield context.problem(("secrets_dir",), "no folder", "a path such as /etc/alertmanager/secrets")
