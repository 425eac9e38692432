"""The begin of a call: what it is, for whom it is made, and what is added to its request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec._internal import endpoint
from watchspec._internal.context import current
from watchspec._internal.estimate import GENERATING
from watchspec._internal.operation import Operation, last, running
from watchspec._internal.outcomes import attempt_status
from watchspec._internal.steps import current as current_step
from watchspec._internal.streams import reads_as_usual
from watchspec._internal.surfaces import RETRIEVAL, surface_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec._internal.recorder import Recorder
    from watchspec._internal.series import Series
    from watchspec._internal.step_series import Spent
    from watchspec._internal.steps import Step
    from watchspec._internal.surfaces import Surface


def begin(recorder: Recorder, client: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Operation | None:
    """The call to measure, or None for one that is not; never raises."""
    try:
        options = args[1] if len(args) > 1 else kwargs["options"]
        surface = surface_of(options)
        if surface is None or surface is RETRIEVAL:
            return None
        outer = running.get()
        if outer is not None and _is_passed_on(outer, surface, options):
            return None
        context = current()
        model = endpoint.model_of(options)
        origin = endpoint.origin_of(client)
        series = recorder.series(origin.provider, model, surface.operation, context.feature)
        operation = Operation(recorder.ledger, series, model)
        if not origin.is_direct:
            operation.has_gateway = True
        operation.context = context
        operation.options = options
        operation.surface = surface
        step = current_step.get()
        if step is not None:
            operation.steps = step
            operation.spending = _spending(recorder, step, series)
        if surface.operation in GENERATING:
            last.set(operation)
        recorder.begun(operation)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("begin")
        return None
    return operation


def _is_passed_on(outer: Operation, surface: Surface, options: Any) -> bool:
    """Whether this is the request that is being made already, passed on by a subclass, with its changes or without."""
    if outer.options is options or outer.sent is options:
        return True
    return outer.surface is surface and outer.answered_at is None and outer.model == endpoint.model_of(options)


def _spending(recorder: Recorder, step: Step, series: Series) -> Sequence[Spent]:
    try:
        return recorder.steps.spending(step, series.labels[-1])
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("step")
        return ()


def is_retrieval(args: tuple[Any, ...]) -> bool:
    """Whether a request that is not measured asks how a response in the background is doing; never raises."""
    try:
        return len(args) > 1 and surface_of(args[1]) is RETRIEVAL
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        return False


def ask_usage(operation: Operation, client: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
    """Arguments of a stream that also ask for its usage, where the caller has no wish of their own; never raises."""
    recorder = operation.series.recorder
    try:
        operation.streamed = True
        operation.choices = endpoint.choices_of(operation.options)
        asks = operation.surface.asks_usage and len(args) > 1 and recorder.asks_usage(client)
        # From a stream that makes something else of its chunks we could not take the extra one out again.
        if asks and reads_as_usual(kwargs.get("stream_cls")):
            options = endpoint.asks_usage(operation.options)
            if options is not None:
                operation.injected = True
                operation.sent = options
                return (args[0], options, *args[2:])
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("include_usage")
    return args


def refused(operation: Operation, client: Any, exc: BaseException) -> bool:
    """Whether the call failed only because of what we had added; it is then to be sent as it was. Never raises."""
    if getattr(exc, "status_code", None) not in endpoint.REFUSALS:
        return False
    recorder = operation.series.recorder
    try:
        if not endpoint.rejects_usage(exc):
            return False
        operation.attempt_ended(attempt_status(exc) or "400")
        recorder.refused_usage(client)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        # In doubt it was ours: one request too many is better than a call that fails because of us.
        recorder.safety.failed("include_usage")
    operation.injected = False
    operation.response = operation.answered_at = None
    return True
