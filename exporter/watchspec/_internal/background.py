"""`retrieve` and `cancel` of responses: no calls of their own, but they tell how a call in the background ended.

A response is counted once, when its end is first seen: for whoever began it, or, where that was another process,
for whoever retrieves it first.
"""

from __future__ import annotations

from time import perf_counter, time
from typing import TYPE_CHECKING, Any, cast

from watchspec._internal import parking
from watchspec._internal.context import current
from watchspec._internal.operation import Operation
from watchspec._internal.outcomes import outcome_of_response, reasons_of_answer
from watchspec._internal.plans import Plan
from watchspec._internal.reading.responses import ResponseReader
from watchspec._internal.streams import is_stream, watch_with
from watchspec._internal.surfaces import RESPONSES
from watchspec._internal.usage import field

if TYPE_CHECKING:
    from watchspec._internal.recorder import Recorder


def retrieved(recorder: Recorder, result: Any) -> Any:
    """What the caller of `retrieve` or `cancel` gets; ends the call if this is its end. Never raises."""
    try:
        if is_stream(result):
            return watch_with(result, RetrievalReader(cast("Operation", _Bystander(recorder)), result))
        _finish(recorder, result)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("retrieve")
    return result


def _finish(recorder: Recorder, response: Any) -> None:
    end = outcome_of_response(response)
    if end is None or field(response, "background") is not True:
        return
    identity = str(field(response, "id"))
    if parking.is_first_end(identity):
        operation = parking.take(identity) or _begun_elsewhere(recorder, response)
        operation.learn(response)
        if operation.content is not None:
            operation.content = operation.content._replace(answer=response)
        operation.finish_reasons = reasons_of_answer(response)
        operation.end(*end)


def _begun_elsewhere(recorder: Recorder, response: Any) -> Operation:
    context = current()
    model = str(field(response, "model"))
    series = recorder.series("openai", model, "responses", context.feature)
    operation = Operation()
    operation.plan = Plan(series, RESPONSES, model, has_gateway=False)
    operation.series = series
    operation.context = context
    operation.started = operation.attempt_started = perf_counter()
    created = field(response, "created_at")
    finished = field(response, "completed_at") or time()
    if isinstance(created, int | float):
        operation.started -= max(0.0, float(finished) - created)
    series.begun()
    return operation


class _Bystander:
    """In place of the call while somebody follows a response by retrieving its stream: nothing ends with that."""

    first_event = first_reasoning = 0.0
    content = None
    done = True

    def __init__(self, recorder: Recorder) -> None:
        self.series = self
        self.recorder = recorder

    def learn(self, body: Any) -> None:
        """What there is to learn comes with the last event."""

    def heard(self, times: Any) -> None:
        """Arrivals at this point say nothing about the call."""

    end = end_with = drop = heard


class RetrievalReader(ResponseReader):
    """Reads a stream that tells of a response in the background."""

    __slots__ = ()

    def _finished(self, operation: Any, response: Any) -> None:
        self.end = ("success", None)
        _finish(operation.recorder, response)

    def exhausted(self) -> None:
        """The response goes on without this stream."""

    def raised(self, exc: BaseException) -> None:
        """As `exhausted`."""

    def dropped(self) -> None:
        """As `exhausted`."""

    def body_closed(self) -> None:
        """As `exhausted`."""
