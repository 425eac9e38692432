"""Traces: which are kept, and how they become OpenTelemetry spans.

`sampling`, `users`, `attributes`, `messages`, `records` and `pending` are plain Python. OpenTelemetry
is loaded by `tracer`, `spans` and `destination`, and these only when tracing is switched on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec._internal.safety import log_once
from watchspec._internal.tracing.sampling import Sampling, sampling_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from prometheus_client import Counter

    from watchspec._internal.safety import Safety
    from watchspec._internal.tracing.tracer import Tracer

__all__ = ["Sampling", "tracer_for"]


def tracer_for(
    traces: object,
    report: Callable[[str], None],
    counter: Counter,
    safety: Safety,
    *,
    label_of_user: Callable[[str], str],
    service: str = "",
    capture_content: bool = False,
) -> Tracer | None:
    """The tracer that `instrument(traces=...)` asks for; None for none, or without OpenTelemetry. Never raises.

    Args:
        traces: a bool, a `Sampling`, or a mapping of its fields.
        report: is told of each value that cannot be used.
        counter: `catalogue.TRACES`.
        safety: where failures of our own are counted.
        label_of_user: turns a user id into what may be seen of it.
        service: `service.name` of spans where the environment names none.
        capture_content: whether prompts and answers go into the spans.
    """
    try:
        sampling = sampling_of(traces, report)
        if sampling is None:
            return None
        from watchspec._internal.tracing.tracer import Tracer  # noqa: PLC0415 - optional, and heavy to load

        return Tracer(
            sampling,
            counter,
            safety,
            label_of_user=label_of_user,
            service=service,
            capture_content=capture_content,
        )
    except ImportError:
        log_once("traces import", "nothing is traced: OpenTelemetry is missing (pip install 'watchspec[otel]')")
        return None
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        safety.failed("trace")
        return None
