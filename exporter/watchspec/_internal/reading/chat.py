"""Chat completions."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal.outcomes import outcome_of_reasons
from watchspec._internal.reading import loops
from watchspec._internal.reading.reader import Reader
from watchspec._internal.reading.view import View
from watchspec._internal.usage import find_usage

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation
    from watchspec._internal.reading.reader import End

_REASONING = ("reasoning_content", "reasoning")
"""What providers call the deltas of their reasoning; none of them is in the client's types."""


class ChoiceReader(Reader):
    """A stream of chunks with choices, each of which ends with a finish reason."""

    __slots__ = ("open", "reasons")

    def __init__(self, operation: Operation, stream: Any, *, swallow: bool = False) -> None:
        super().__init__(operation, stream, swallow=swallow)
        self.reasons: dict[int, str] = {}
        self.open: set[int] = set(range(operation.choices))

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
        reason = choice.finish_reason
        if reason is not None:
            self.reasons[choice.index] = reason
            self.open.discard(choice.index)
        elif choice.index not in self.reasons:
            self.open.add(choice.index)

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

    def _text(self, chunk: Any) -> str:
        choices = getattr(chunk, "choices", None) or ()
        return "".join(choice.delta.content or "" for choice in choices if choice.delta)

    def _see_token(self, choice: Any) -> None:
        delta = choice.delta
        if delta is None:
            return
        if is_token(delta):
            self.times.append(perf_counter())
        elif self.operation.first_reasoning is None and is_reasoning(delta):
            self.operation.first_reasoning = perf_counter()


def is_token(delta: Any) -> bool:
    """Whether a delta shows the user something, or calls a tool."""
    if delta.content or delta.tool_calls or delta.refusal or delta.function_call:
        return True
    # Spoken answers; older clients have it as an undeclared extra.
    return bool(getattr(delta, "audio", None))


def is_reasoning(delta: Any) -> bool:
    """Whether a delta is a part of the reasoning that the provider shows."""
    return any(getattr(delta, name, None) for name in _REASONING)
