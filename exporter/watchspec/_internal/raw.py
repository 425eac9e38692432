"""Calls whose caller asked for the HTTP response instead of its content."""

from __future__ import annotations

import json
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any
from weakref import ref

from watchspec._internal import parking
from watchspec._internal.estimate import estimate
from watchspec._internal.outcomes import UNFINISHED, outcome_mid_stream, outcome_of_answer, reasons_of_answer
from watchspec._internal.reading.tap import tap_of
from watchspec._internal.streams import is_stream, watch_stream
from watchspec._internal.transport import watch_body
from watchspec._internal.usage import field

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec._internal.reading.tap import Tap


def http_response(result: Any) -> Any:
    """The HTTP response in `result`, which may be one or hold one; None for parsed content."""
    held = getattr(result, "http_response", None)
    if held is not None:
        return held
    return result if hasattr(result, "http_version") and hasattr(result, "stream") else None


class Handle:
    """Owned by the response that the caller holds; its end of life ends the call if nothing else did."""

    __slots__ = ("dropped",)

    def __init__(self, dropped: Any) -> None:
        self.dropped = dropped

    def __del__(self) -> None:
        self.dropped()


class RawWatch:
    """What is seen of a raw response whose body has not been read yet."""

    __slots__ = ("exhausted", "failure", "operation", "parsed", "response", "scoped", "streaming", "tap")

    def __init__(self, operation: Any, response: Any, *, scoped: bool) -> None:
        self.operation = operation
        self.response = response
        self.scoped = scoped
        self.streaming = False
        self.parsed: Callable[[], Any] = _nothing
        self.exhausted = False
        self.failure: tuple[str, str | None] | None = None
        self.tap: Tap | None = None
        """Looks at events that the caller reads as bytes."""

    def body_iterator(self, iterator: Any) -> Any:
        """An iterator that notes how it ends."""
        if not self.streaming:
            self.tap = self.new_tap()
        return _Parts(iterator, self)

    def new_tap(self) -> Tap | None:
        """What looks at the body on its way, if anything does; never raises."""
        try:
            return tap_of(self.operation, self.response)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.operation.series.recorder.safety.failed("raw content")
            return None

    def body_raised(self, exc: BaseException) -> None:
        """Remembers how reading failed; the response is closed next."""
        self.failure = outcome_mid_stream(exc)

    def body_closed(self) -> None:
        """Ends the call, unless the content is only set later or a parsed stream knows better."""
        if not self.streaming and not self.scoped:
            self.end()

    def dropped(self) -> None:
        """Nobody holds the response any more; its stream may still be read, and tells by itself."""
        if self.streaming:
            return
        if self.tap is not None and self.tap.has_seen:
            self.tap.reader.dropped()
        else:
            self.operation.drop()

    def watched(self, parsed: Any) -> Any:
        """The caller's stream in place of one that the response was parsed into."""
        operation = self.operation
        operation.streamed = True
        return watch_stream(parsed, operation.plan.surface.reader(operation, parsed))

    def end(self) -> None:
        """Ends the call by what is known of its body."""
        if self.operation.done or self.operation.parked or self.streaming:
            return
        if self.tap is not None and self.tap.has_seen:
            self._end_as_seen(self.tap)
        elif self.failure is not None:
            self.operation.end(*self.failure)
        elif self.exhausted:
            end_with_content(self.operation, self.response)
        else:
            self.operation.end("abandoned")

    def _end_as_seen(self, tap: Tap) -> None:
        failure = tap.failure or self.failure
        if failure is not None:
            tap.reader.end_as(failure)
        elif self.exhausted:
            tap.reader.exhausted()
        else:
            tap.reader.body_closed()


def _nothing() -> None:
    """In place of a reference, where nothing is referred to yet."""


class _Parts:
    """Parts of a body; a class and not a generator, so that an early end leaves nothing suspended."""

    __slots__ = ("_iterator", "_watch")

    def __init__(self, iterator: Any, watch: RawWatch) -> None:
        self._iterator = iterator
        self._watch = watch

    def __iter__(self) -> Any:
        return self

    def __aiter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        try:
            part = next(self._iterator)
        except StopIteration:
            self._watch.exhausted = True
            raise
        except BaseException as exc:
            self._watch.body_raised(exc)
            raise
        if self._watch.tap is not None:
            self._watch.tap.feed(part)
        return part

    async def __anext__(self) -> Any:
        try:
            part = await self._iterator.__anext__()
        except StopAsyncIteration:
            self._watch.exhausted = True
            raise
        except BaseException as exc:
            self._watch.body_raised(exc)
            raise
        if self._watch.tap is not None:
            self._watch.tap.feed(part)
        return part


def end_with_content(operation: Any, response: Any) -> None:
    """Ends a call whose whole body has been read."""
    body = learn_content(operation, response)
    if body is None:
        operation.end("success")
        return
    if field(body, "status") in UNFINISHED and parking.park(operation):
        return
    if operation.usage is None and operation.usage_reported is None:
        operation.estimated = estimate(operation, body)
    if operation.content is not None:
        operation.content = operation.content._replace(answer=body)
    operation.finish_reasons = reasons_of_answer(body)
    operation.end(*outcome_of_answer(body))


def learn_content(operation: Any, response: Any) -> Any:
    """Takes model and tokens from a body that has been read, and returns it decoded; None if it is not JSON."""
    try:
        body = spoken_of(response) if operation.plan.surface.operation == "speech" else json_of(response)
        if body is not None:
            operation.learn(body)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        operation.series.recorder.safety.failed("raw content")
        return None
    return body


def json_of(response: Any) -> Any:
    """The body of a response that has been read, decoded; None if it is not JSON."""
    content = getattr(response, "_content", None)
    if not content or "json" not in response.headers.get("content-type", ""):
        return None
    try:
        return json.loads(content)
    except ValueError:
        return None


def spoken_of(response: Any) -> Any:
    """The last event of speech that came as events, which has the tokens; None of speech that came as sound."""
    content = getattr(response, "_content", None)
    if not content or "event-stream" not in response.headers.get("content-type", ""):
        return None
    start = content.rfind(b"data: {")
    try:
        return json.loads(content[start + len(b"data: ") :]) if start >= 0 else None
    except ValueError:
        return None


def watch_raw(result: Any, response: Any, operation: Any) -> None:
    """Lets `operation` end with the raw response that the caller now holds."""
    if response.is_closed:
        end_with_content(operation, response)
        return
    attach(result, response, RawWatch(operation, response, scoped=is_scoped(result, response)))


def is_scoped(result: Any, response: Any) -> bool:
    """Whether the caller closes what holds the response, and not only the response itself."""
    return result is not response and hasattr(result, "close")


def attach(result: Any, response: Any, watch: RawWatch) -> None:
    """Lets `watch` hear of what happens to a response that has not been read yet."""
    watch_body(response, watch)
    if result is not response:
        result.parse = _parsing(result.parse, watch)
    if watch.scoped:
        result.close = _closing(result.close, watch)
    # On the response and not on what holds it: the caller may take it out and keep nothing else.
    response._watchspec = Handle(watch.dropped)  # noqa: SLF001 - our own mark on the caller's object; dies with it


def _parsing(parse: Any, watch: RawWatch) -> Any:
    def wrap(parsed: Any) -> Any:
        if not is_stream(parsed):
            return parsed
        if watch.streaming:
            earlier = watch.parsed()
            return parsed if earlier is None else earlier
        watch.streaming = True
        watched = watch.watched(parsed)
        watch.parsed = ref(watched)
        return watched

    if iscoroutinefunction(parse):

        @wraps(parse)
        async def parse_later(*args: Any, **kwargs: Any) -> Any:
            return wrap(await parse(*args, **kwargs))

        return parse_later

    @wraps(parse)
    def parse_now(*args: Any, **kwargs: Any) -> Any:
        return wrap(parse(*args, **kwargs))

    return parse_now


def _closing(close: Any, watch: RawWatch) -> Any:
    if iscoroutinefunction(close):

        @wraps(close)
        async def close_later(*args: Any, **kwargs: Any) -> Any:
            try:
                return await close(*args, **kwargs)
            finally:
                watch.end()

        return close_later

    @wraps(close)
    def close_now(*args: Any, **kwargs: Any) -> Any:
        try:
            return close(*args, **kwargs)
        finally:
            watch.end()

    return close_now
