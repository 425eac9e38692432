"""Chat completions."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal.outcomes import outcome_of_reasons
from watchspec._internal.reading import loops, untimed
from watchspec._internal.reading.reader import Reader
from watchspec._internal.reading.view import View
from watchspec._internal.usage import find_usage

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation
    from watchspec._internal.reading.reader import End

_VISIBLE = ("content", "tool_calls", "refusal", "function_call", "audio")
"""Parts of a delta that the user sees or hears, or that call a tool; older clients have no type for `audio`."""
_REASONING = ("reasoning_content", "reasoning")
"""What providers call the deltas of their reasoning; none of them is in the client's types."""


class ChoiceReader(Reader):
    """A stream of chunks with choices, each of which ends with a finish reason."""

    __slots__ = ("open", "reasons")

    def __init__(self, operation: Operation, stream: Any, *, swallow: bool = False) -> None:
        super().__init__(operation, stream, swallow=swallow)
        self.reasons: dict[int, str] = {}
        self.open: set[int] = set()
        """Choices that have begun and not ended; a server that knows no `n` never begins the others."""
        self.sees_all = self.sees_all or operation.choices != 1

    def _see(self, chunk: Any) -> bool:
        operation = self.operation
        seen = View(chunk) if type(chunk) is dict else chunk
        choices = getattr(seen, "choices", None)
        if operation.answered is None:
            operation.learn(chunk)
        if not choices:
            if find_usage(chunk) is None:
                return True
            operation.learn(chunk)
            return not self.swallow
        for choice in choices:
            self._see_choice(choice)
        if self.reasons or getattr(seen, "usage", None) is not None:
            operation.learn(chunk)
        return True

    def _see_choice(self, choice: Any) -> None:
        self._see_token(choice)
        # Azure's filter adds chunks without a delta; other servers leave out what has not changed.
        index, reason = getattr(choice, "index", 0), getattr(choice, "finish_reason", None)
        if reason is not None:
            self.reasons[index] = reason
            self.open.discard(index)
        elif index not in self.reasons:
            self.open.add(index)

    def _see_token(self, choice: Any) -> None:
        raise NotImplementedError

    def ending(self) -> End | None:
        """By the finish reasons; None as long as one is missing."""
        if not self.reasons or self.open:
            return None
        self.operation.finish_reasons = list(self.reasons.values())
        return outcome_of_reasons(self.reasons.values()), None


class ChatReader(ChoiceReader):
    """A streamed chat completion."""

    __slots__ = ()

    sync_loop = staticmethod(loops.read_chat)
    async_loop = staticmethod(loops.read_chat_later)

    def loop(self) -> Any:
        """One that does not time each token, where nobody wants to know."""
        is_timed = self.sees_all or self.operation.series.recorder.inter_token
        return super().loop() if is_timed else untimed.read_chat

    def later_loop(self) -> Any:
        """As `loop`, for an asynchronous stream."""
        is_timed = self.sees_all or self.operation.series.recorder.inter_token
        return super().later_loop() if is_timed else untimed.read_chat_later

    def _text(self, chunk: Any) -> str:
        choices = getattr(chunk, "choices", None) or ()
        deltas = (getattr(choice, "delta", None) for choice in choices)
        return "".join(getattr(delta, "content", None) or "" for delta in deltas)

    def _see_token(self, choice: Any) -> None:
        delta = getattr(choice, "delta", None)
        if delta is None:
            return
        if is_token(delta):
            self.times.append(perf_counter())
        elif self.operation.first_reasoning is None and is_reasoning(delta):
            self.operation.first_reasoning = perf_counter()


def is_token(delta: Any) -> bool:
    """Whether a delta shows the user something, or calls a tool."""
    for name in _VISIBLE:  # noqa: SIM110 - any() would make a generator for each chunk
        if getattr(delta, name, None):
            return True
    return False


def is_reasoning(delta: Any) -> bool:
    """Whether a delta is a part of the reasoning that the provider shows."""
    return any(getattr(delta, name, None) for name in _REASONING)
