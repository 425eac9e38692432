"""What stands in for the client's own methods: measures, and otherwise does as they do."""

from __future__ import annotations

import sys
from functools import wraps
from typing import TYPE_CHECKING, Any

from watchspec import catalogue
from watchspec._internal import endpoint
from watchspec._internal.context import current
from watchspec._internal.operation import Operation, last, running
from watchspec._internal.outcomes import attempt_status, outcome_of_answer
from watchspec._internal.raw import http_response, learn_content, watch_raw
from watchspec._internal.streams import watch_stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec._internal.recorder import Recorder

ORIGINAL = "_watchspec_original"
"""Attribute of a hook that holds the function it stands in for."""


class Call:
    """One passage through `request()`: its arguments as they will be sent, and the operation it is."""

    __slots__ = ("args", "client", "injected", "kwargs", "operation", "own_args", "token")

    def __init__(self, client: Any, operation: Operation, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.client = client
        self.operation = operation
        self.args = self.own_args = args
        self.kwargs = kwargs
        self.injected = False
        self.token = running.set(operation)

    def ask_usage(self) -> None:
        """Asks for the usage of a stream, where the caller has no wish of their own."""
        recorder = self.operation.series.recorder
        try:
            if self.kwargs.get("stream") and recorder.asks_usage(self.client):
                options = endpoint.asks_usage(self.args[1])
                if options is not None:
                    self.args = (self.args[0], options, *self.args[2:])
                    self.operation.options = options
                    self.injected = True
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            recorder.safety.failed("include_usage")

    def refused(self, exc: BaseException) -> bool:
        """Whether the call failed only because of what we had added; it is then to be sent as it was."""
        if not self.injected or getattr(exc, "status_code", None) not in endpoint.REFUSALS:
            return False
        recorder = self.operation.series.recorder
        try:
            if not endpoint.rejects_usage(exc):
                return False
            self.operation.attempt(attempt_status(exc) or "400")
            recorder.refused_usage(self.client)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            # In doubt it was ours: one request too many is better than a call that fails because of us.
            recorder.safety.failed("include_usage")
        self.args, self.injected = self.own_args, False
        self.operation.options = self.args[1]
        return True

    def leave(self) -> None:
        """The HTTP part is over."""
        try:
            running.reset(self.token)
        except ValueError:
            # Driven from another context than the one it began in: the mark dies with that one.
            return

    def failed(self, exc: BaseException) -> None:
        """Ends the operation with what `request()` raised."""
        self.leave()
        _final_attempt(self.operation, exc)
        self.operation.end_with(exc)

    def returned(self, result: Any) -> Any:
        """What the caller gets: `result`, or a watched stream in its place."""
        self.leave()
        operation = self.operation
        try:
            response = operation.response
            operation.attempt(str(response.status_code) if response is not None else "200")
            return self._deliver(result)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            operation.series.recorder.safety.failed("result")
            operation.end("success")
            return result

    def _deliver(self, result: Any) -> Any:
        operation = self.operation
        operation.response = None
        streamed = hasattr(result, "__next__") or hasattr(result, "__anext__")
        if streamed and hasattr(result, "response"):
            return watch_stream(result, operation, swallow=self.injected)
        raw = http_response(result)
        if raw is not None:
            watch_raw(result, raw, operation)
            return result
        operation.learn(result)
        operation.end(outcome_of_answer(result))
        return result


def _final_attempt(operation: Operation, exc: BaseException) -> None:
    try:
        status = attempt_status(exc)
        response = operation.response
        if status is None and response is not None:
            status = str(response.status_code)
        if status is None and not isinstance(exc, Exception) and not operation.backing_off:
            status = "cancelled"
        if status is not None:
            operation.attempt(status)
        if response is not None:
            learn_content(operation, response)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        operation.series.recorder.safety.failed("attempt")


def _begin(recorder: Recorder | None, client: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call | None:
    """The call to measure, or None for one that is not ours; never raises."""
    if recorder is None:
        return None
    try:
        if len(args) != 2:  # noqa: PLR2004 - (cast_to, options), as the client itself calls it
            rest = dict(kwargs)
            args = (args[0] if args else rest.pop("cast_to"), args[1] if args[1:] else rest.pop("options"), *args[2:])
            kwargs = rest
        options = args[1]
        outer = running.get()
        name = endpoint.operation_of(options)
        if name is None or (outer is not None and outer.options is options):
            return None
        model = endpoint.model_of(options)
        feature = current().feature or catalogue.UNSET
        series = recorder.series(endpoint.provider_for(client), model, name, feature)
        if name == "chat":
            last.set(series)
        call = Call(client, Operation(series, model, options), args, kwargs)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("begin")
        return None
    if name == "chat":
        call.ask_usage()
    return call


def sync_request(original: Any, recorder_of: Callable[[], Recorder | None]) -> Any:
    """Stands in for `SyncAPIClient.request`."""

    @wraps(original)
    def request(client: Any, *args: Any, **kwargs: Any) -> Any:
        call = _begin(recorder_of(), client, args, kwargs)
        if call is None:
            return original(client, *args, **kwargs)
        try:
            try:
                result = original(client, *call.args, **call.kwargs)
            except Exception as exc:
                if not call.refused(exc):
                    raise
                result = original(client, *call.args, **call.kwargs)
        except BaseException as exc:
            call.failed(exc)
            raise
        return call.returned(result)

    return _marked(request, original)


def async_request(original: Any, recorder_of: Callable[[], Recorder | None]) -> Any:
    """Stands in for `AsyncAPIClient.request`."""

    @wraps(original)
    async def request(client: Any, *args: Any, **kwargs: Any) -> Any:
        call = _begin(recorder_of(), client, args, kwargs)
        if call is None:
            return await original(client, *args, **kwargs)
        try:
            try:
                result = await original(client, *call.args, **call.kwargs)
            except Exception as exc:
                if not call.refused(exc):
                    raise
                result = await original(client, *call.args, **call.kwargs)
        except BaseException as exc:
            call.failed(exc)
            raise
        return call.returned(result)

    return _marked(request, original)


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
        _note_response(kwargs.get("response"))
        return original(client, *args, **kwargs)

    return _marked(process, original)


def async_process(original: Any, _: object) -> Any:
    """Stands in for `AsyncAPIClient._process_response`."""

    @wraps(original)
    async def process(client: Any, *args: Any, **kwargs: Any) -> Any:
        _note_response(kwargs.get("response"))
        return await original(client, *args, **kwargs)

    return _marked(process, original)


def _back_off(response: Any) -> Operation | None:
    operation = running.get()
    if operation is None:
        return None
    operation.backing_off = True
    exc = sys.exc_info()[1]
    if response is not None:
        operation.attempt(str(response.status_code))
    else:
        operation.attempt((attempt_status(exc) if exc is not None else None) or "connection")
    return operation


def _resume(operation: Operation | None) -> None:
    if operation is not None:
        operation.backing_off = False


def _note_response(response: Any) -> None:
    operation = running.get()
    if operation is not None:
        operation.response = response


def _marked(hook: Any, original: Any) -> Any:
    setattr(hook, ORIGINAL, original)
    return hook


HOOKS = {
    "sync": {"request": sync_request, "_sleep_for_retry": sync_sleep, "_process_response": sync_process},
    "async": {"request": async_request, "_sleep_for_retry": async_sleep, "_process_response": async_process},
}
"""Stand-ins by kind of client and name of the method."""
