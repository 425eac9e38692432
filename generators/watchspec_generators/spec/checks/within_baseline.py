"""What is compared with many earlier stretches has to be over before it becomes one of them.

To mend: shorten `window`, `for` or `keep_firing_for`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

_WINDOWS = 4
"""To get into trouble, and out of it, takes a window each; as long again on either side is well."""


def check(context: Context) -> Iterator[Problem]:
    """Windows and times to hold that reach from today into yesterday."""
    for path, alert in context.alerts():
        signal = context.signals[alert.signal] if alert.signal else None
        if signal is None or signal.past is None:
            continue
        window, nearest = alert.window or signal.window, min(signal.baselines)
        whole = _WINDOWS * window.milliseconds + alert.for_.milliseconds + alert.keep_firing_for.milliseconds
        if whole > nearest.milliseconds:
            message = (
                f"{alert.name} would compare with itself: it takes {Duration(whole)} with windows before and after"
            )
            expected = f"four times `window`, `for` and `keep_firing_for` within {nearest}"
            yield context.problem((*path, "window" if alert.window else "signal"), message, expected)
