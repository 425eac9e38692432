"""The answer of a call on its way to the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec._internal import parking
from watchspec._internal.estimate import estimate
from watchspec._internal.outcomes import UNFINISHED, outcome_of_answer, outcome_of_reasons, reasons_of_answer
from watchspec._internal.raw import end_with_content, http_response, learn_content, watch_raw
from watchspec._internal.streams import is_stream, known_kinds, watch_stream

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation


def deliver(operation: Operation, result: Any) -> Any:
    """What the caller gets: `result`, or a watched stream in its place; never raises."""
    try:
        response = operation.response
        if response is None:
            operation.status = "200"
        else:
            status = response.status_code
            operation.status = "200" if status == 200 else str(status)  # noqa: PLR2004 - by far the most frequent one
            operation.headers = response.headers
            operation.response = None
        if known_kinds.get(type(result)) or is_stream(result):
            operation.streamed = True
            return watch_stream(result, operation.plan.surface.reader(operation, result, swallow=operation.injected))
        if operation.content is not None and http_response(result) is None:
            operation.content = operation.content._replace(answer=result)
        if type(result) in _completions or _is_completion(result):
            _completed(operation, result)
            return result
        return _deliver(operation, result)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        operation.series.recorder.safety.failed("result")
        operation.end("success")
        return result


_completions: set[type] = set()
"""The client's own chat and text completions: the most frequent answers, and the quickest to read."""


def _is_completion(result: Any) -> bool:
    kind = type(result)
    found = kind.__name__ in {"ChatCompletion", "Completion"} and hasattr(result, "choices")
    if found:
        _completions.add(kind)
    return found


def _deliver(operation: Operation, result: Any) -> Any:
    raw = http_response(result)
    if raw is None:
        _answered(operation, result)
    elif raw.is_closed:
        end_with_content(operation, raw)
    else:
        watch_raw(result, raw, operation)
    return result


def _completed(operation: Operation, completion: Any) -> None:
    told = completion.__dict__
    usage = operation.usage_reported = told.get("usage")
    operation.answered = told.get("model")
    operation.tier = told.get("service_tier")
    operation.response_id = told.get("id")
    reasons = operation.finish_reasons = [choice.finish_reason for choice in told.get("choices") or ()]
    if usage is None:
        _without_usage(operation, completion)
    operation.end(outcome_of_reasons(reasons))


def _answered(operation: Operation, body: Any) -> None:
    operation.learn(body)
    if operation.plan.surface.operation == "speech":
        learn_content(operation, getattr(body, "response", None))
    if getattr(body, "status", None) in UNFINISHED and parking.park(operation):
        return
    if operation.usage is None and operation.usage_reported is None:
        operation.estimated = estimate(operation, body)
    operation.finish_reasons = reasons_of_answer(body)
    operation.end(*outcome_of_answer(body))


def _without_usage(operation: Operation, body: Any) -> None:
    operation.learn(body)
    if operation.usage is None:
        operation.estimated = estimate(operation, body)
