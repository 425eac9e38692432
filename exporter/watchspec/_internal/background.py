"""`retrieve` and `cancel` of responses: no calls of their own, but they tell how a call in the background ended.

A response is counted once, when its end is first seen: for whoever began it, or, where that was another process,
for whoever retrieves it first.
"""

from __future__ import annotations

from time import perf_counter, time
from typing import TYPE_CHECKING, Any, cast

from watchspec._internal import parking
from watchspec._internal.context import current
from watchspec._internal.endpoint import UNKNOWN_MODEL
from watchspec._internal.operation import Operation
from watchspec._internal.outcomes import outcome_of_response, reasons_of_answer
from watchspec._internal.plans import Plan, plans_of
from watchspec._internal.raw import RawWatch, attach, http_response, is_scoped, json_of
from watchspec._internal.reading.responses import ResponseReader
from watchspec._internal.starting import is_retrieval
from watchspec._internal.streams import is_stream, watch_stream
from watchspec._internal.surfaces import RESPONSES
from watchspec._internal.usage import field

if TYPE_CHECKING:
    from watchspec._internal.recorder import Recorder


def unmeasured(recorder: Recorder, client: Any, args: tuple[Any, ...], result: Any) -> Any:
    """What the caller gets of a request that is no call of its own."""
    return retrieved(recorder, client, result) if is_retrieval(args) else result


def retrieved(recorder: Recorder, client: Any, result: Any) -> Any:
    """What the caller of `retrieve` or `cancel` gets; ends the call if this is its end. Never raises."""
    try:
        if is_stream(result):
            return _followed(recorder, client, result)
        raw = http_response(result)
        if raw is None:
            _finish(recorder, client, result)
        elif raw.is_closed:
            _finish(recorder, client, json_of(raw))
        else:
            attach(result, raw, RetrievalWatch(recorder, client, result, raw))
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("retrieve")
    return result


def _followed(recorder: Recorder, client: Any, stream: Any) -> Any:
    return watch_stream(stream, RetrievalReader(cast("Operation", _Bystander(recorder, client)), stream))


def _finish(recorder: Recorder, client: Any, response: Any) -> None:
    end = outcome_of_response(response)
    if end is None or field(response, "background") is not True:
        return
    identity = str(field(response, "id"))
    if parking.is_first_end(identity):
        operation = parking.take(identity) or _begun_elsewhere(recorder, client, response)
        operation.learn(response)
        if operation.content is not None:
            operation.content = operation.content._replace(answer=response)
        operation.finish_reasons = reasons_of_answer(response)
        operation.end(*end)


def _begun_elsewhere(recorder: Recorder, client: Any, response: Any) -> Operation:
    context = current()
    model = str(field(response, "model") or UNKNOWN_MODEL)
    plans = plans_of(recorder, client)
    series = recorder.series(plans.provider, model, "responses", context.feature)
    operation = Operation()
    operation.plan = Plan(series, RESPONSES, model, has_gateway=plans.has_gateway)
    operation.context = context
    operation.adopted = True
    operation.started = operation.attempt_started = perf_counter() - _age_seconds(response)
    recorder.trace(operation)
    series.begun()
    if series.ledger.at_once:
        series.ledger.tell_begun(series)
    return operation


def _age_seconds(response: Any) -> float:
    """How long a response took; until now, and at most a day, where it does not say when it was completed."""
    created, completed = field(response, "created_at"), field(response, "completed_at")
    if not isinstance(created, int | float):
        return 0.0
    if isinstance(completed, int | float):
        return max(0.0, float(completed) - created)
    return min(max(0.0, time() - created), parking.MAX_AGE_SECONDS)


class _Bystander:
    """In place of the call while somebody follows a response by retrieving its stream: nothing ends with that."""

    first_event = first_reasoning = 0.0
    choices = 1
    content = None
    done = True

    parked = False

    def __init__(self, recorder: Recorder, client: Any) -> None:
        self.series = self
        self.recorder = recorder
        self.client = client

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
        _finish(operation.recorder, operation.client, response)

    def exhausted(self) -> None:
        """The response goes on without this stream."""

    def raised(self, exc: BaseException) -> None:
        """As `exhausted`."""

    def dropped(self) -> None:
        """As `exhausted`."""

    def body_closed(self) -> None:
        """As `exhausted`."""


class RetrievalWatch(RawWatch):
    """What is seen of a retrieved response whose body the caller reads later; read in parts it is not known."""

    __slots__ = ("client", "recorder")

    def __init__(self, recorder: Recorder, client: Any, result: Any, response: Any) -> None:
        super().__init__(_Bystander(recorder, client), response, scoped=is_scoped(result, response))
        self.recorder = recorder
        self.client = client

    def new_tap(self) -> None:
        """Nothing looks on."""

    def watched(self, parsed: Any) -> Any:
        """As of any stream that tells of a response in the background."""
        return _followed(self.recorder, self.client, parsed)

    def dropped(self) -> None:
        """Nothing ends with that."""

    def end(self) -> None:
        """Ends the call in the background if its response has."""
        try:
            if self.exhausted and not self.streaming:
                _finish(self.recorder, self.client, json_of(self.response))
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.recorder.safety.failed("retrieve")
