"""What stands in for the client's own methods: measures, and otherwise does as they do."""

from __future__ import annotations

import sys
from functools import wraps
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from watchspec._internal import background
from watchspec._internal.delivery import deliver
from watchspec._internal.operation import latest, running
from watchspec._internal.outcomes import attempt_status
from watchspec._internal.plain import end_plainly
from watchspec._internal.raw import learn_content
from watchspec._internal.starting import ask_usage, begin, refused, take_back

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation
    from watchspec._internal.recorder import Recorder

ORIGINAL = "_watchspec_original"
"""Attribute of a hook that holds the function it stands in for."""


class Target(Protocol):
    """Who hears of calls; may change at any time."""

    @property
    def recorder(self) -> Recorder | None:
        """None while nothing is measured."""


def sync_request(original: Any, target: Target) -> Any:
    """Stands in for `SyncAPIClient.request`."""

    @wraps(original)
    def request(client: Any, *args: Any, **kwargs: Any) -> Any:
        recorder = target.recorder
        operation = begin(recorder, client, args, kwargs) if recorder is not None else None
        if operation is None:
            result = original(client, *args, **kwargs)
            return result if recorder is None else background.unmeasured(recorder, client, args, result)
        is_streamed = kwargs.get("stream")
        try:
            if is_streamed:
                ask_usage(operation, client, kwargs.get("stream_cls"))
            try:
                result = original(client, *args, **kwargs)
            except Exception as exc:
                if not operation.injected or not refused(operation, client, exc):
                    raise
                result = original(client, *args, **kwargs)
        except BaseException as exc:
            _failed(operation, exc)
            raise
        if operation.changed is not None:  # as in take_back()
            changed, body = operation.changed
            operation.changed = None
            changed.__dict__["json_data"] = body
        operation.is_running = False
        if operation.token is not None:
            operation.came_back()
        return result if not is_streamed and end_plainly(operation, result) else deliver(operation, result)

    return _marked(request, original)


def async_request(original: Any, target: Target) -> Any:
    """Stands in for `AsyncAPIClient.request`."""

    @wraps(original)
    async def request(client: Any, *args: Any, **kwargs: Any) -> Any:
        recorder = target.recorder
        operation = begin(recorder, client, args, kwargs) if recorder is not None else None
        if operation is None:
            result = await original(client, *args, **kwargs)
            return result if recorder is None else background.unmeasured(recorder, client, args, result)
        is_streamed = kwargs.get("stream")
        try:
            if is_streamed:
                ask_usage(operation, client, kwargs.get("stream_cls"))
            try:
                result = await original(client, *args, **kwargs)
            except Exception as exc:
                if not operation.injected or not refused(operation, client, exc):
                    raise
                result = await original(client, *args, **kwargs)
        except BaseException as exc:
            _failed(operation, exc)
            raise
        if operation.changed is not None:  # as in take_back()
            changed, body = operation.changed
            operation.changed = None
            changed.__dict__["json_data"] = body
        operation.is_running = False
        if operation.token is not None:
            operation.came_back()
        return result if not is_streamed and end_plainly(operation, result) else deliver(operation, result)

    return _marked(request, original)


def _failed(operation: Operation, exc: BaseException) -> None:
    """Ends the operation with what `request()` raised."""
    operation.came_back()
    take_back(operation)
    _final_attempt(operation, exc)
    operation.end_with(exc)


def _final_attempt(operation: Operation, exc: BaseException) -> None:
    try:
        status = attempt_status(exc)
        response = operation.response
        if status is None and response is not None:
            status = str(response.status_code)
        if status is None and not isinstance(exc, Exception) and not operation.backing_off:
            status = "cancelled"
        operation.status = status
        if operation.backing_off:
            operation.backoff += perf_counter() - operation.attempt_started
        if response is not None:
            operation.headers = response.headers
            learn_content(operation, response)
        else:
            refusal = getattr(exc, "response", None)
            operation.headers = getattr(refusal, "headers", None)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        operation.series.recorder.safety.failed("attempt")


def sync_sleep(original: Any, _: object) -> Any:
    """Stands in for `SyncAPIClient._sleep_for_retry`, which follows each failed attempt but the last."""

    @wraps(original)
    def sleep(client: Any, *args: Any, **kwargs: Any) -> Any:
        operation = _back_off(kwargs.get("response"))
        result = original(client, *args, **kwargs)
        _resume(operation)
        return result

    return _marked(sleep, original)


def async_sleep(original: Any, _: object) -> Any:
    """Stands in for `AsyncAPIClient._sleep_for_retry`."""

    @wraps(original)
    async def sleep(client: Any, *args: Any, **kwargs: Any) -> Any:
        operation = _back_off(kwargs.get("response"))
        result = await original(client, *args, **kwargs)
        _resume(operation)
        return result

    return _marked(sleep, original)


def sync_process(original: Any, _: object) -> Any:
    """Stands in for `SyncAPIClient._process_response`, the only place that has response and operation."""

    @wraps(original)
    def process(client: Any, *args: Any, **kwargs: Any) -> Any:
        operation = latest.get()
        if operation is not None and operation.is_running:
            operation.answered_at = perf_counter()
            operation.response = kwargs.get("response")
        return original(client, *args, **kwargs)

    return _marked(process, original)


async_process = sync_process
"""`AsyncAPIClient._process_response` is a coroutine function: calling it is enough, its caller awaits the result."""


def _back_off(response: Any) -> Operation | None:
    operation = running()
    if operation is None:
        return None
    try:
        operation.backing_off = True
        exc = sys.exc_info()[1]
        if response is not None:
            operation.attempt_ended(str(response.status_code))
        else:
            operation.attempt_ended((attempt_status(exc) if exc is not None else None) or "connection")
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        operation.series.recorder.safety.failed("attempt")
    return operation


def _resume(operation: Operation | None) -> None:
    if operation is not None:
        now = perf_counter()
        operation.backoff += now - operation.attempt_started
        operation.attempt_started = now
        operation.backing_off = False


def _marked(hook: Any, original: Any) -> Any:
    setattr(hook, ORIGINAL, original)
    return hook


HOOKS = {
    "sync": {"request": sync_request, "_sleep_for_retry": sync_sleep, "_process_response": sync_process},
    "async": {"request": async_request, "_sleep_for_retry": async_sleep, "_process_response": async_process},
}
"""Stand-ins by kind of client and name of the method."""
