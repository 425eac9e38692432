"""Chat completions."""

from __future__ import annotations

from sys import exc_info
from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal.outcomes import outcome_of_reasons
from watchspec._internal.plain import end_stream_plainly
from watchspec._internal.reading import loops, untimed
from watchspec._internal.reading.reader import Reader
from watchspec._internal.usage import parts, read_usage, unusual_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec._internal.reading.reader import End

_VISIBLE = ("content", "tool_calls", "refusal", "function_call", "audio")
"""Parts of a delta that the user sees or hears, or that call a tool; older clients have no type for `audio`."""
_REASONING = ("reasoning_content", "reasoning")
"""What providers call the deltas of their reasoning; none of them is in the client's types."""
_VOID = {"obfuscation"}
"""What may be in a chunk without saying anything."""
_USUAL = {0: "stop"}
"""Finish reasons of most streams, by choice."""
_FIRST = frozenset({0})
_NONE: frozenset[int] = frozenset()


class ChoiceReader(Reader):
    """A stream of chunks with choices, each of which ends with a finish reason."""

    counts = False
    """Whether tokens are only counted, by the loop, which tells their number when it ends."""
    reasons: Mapping[int, str] = {}
    """Why choices have ended."""
    open = _NONE
    """Choices that have begun and not ended; a server that knows no `n` never begins the others."""

    def _look_closer(self) -> None:
        super()._look_closer()
        if self.operation.choices != 1:
            self.sees_all = True

    def _see(self, chunk: Any) -> bool:
        operation = self.operation
        told = parts(chunk)
        choices, usage = told.get("choices"), told.get("usage")
        if usage is not None:
            operation.usage_reported = usage
        if usage is not None or operation.answered is None:
            operation.learn_origin(told)
        for choice in choices or ():
            self._see_choice(parts(choice))
        found = None
        if usage is not None:
            found = operation.usage = read_usage(usage)
        elif self.reasons or not choices:
            found = read_usage(unusual_usage(told))
            operation.usage = found or operation.usage
        return bool(choices) or found is None or not self.swallow

    def _see_choice(self, choice: Mapping[str, Any]) -> None:
        self._see_token(choice)
        # Azure's filter adds chunks without a delta; other servers leave out what has not changed.
        index, reason = choice.get("index", 0), choice.get("finish_reason")
        if reason is not None:
            self.reasons = {**self.reasons, index: reason}
            self.open -= {index}
        elif index not in self.reasons:
            self.open |= {index}

    def _see_token(self, choice: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def exhausted(self) -> None:
        """As in `Reader`; most streams end as most streams do."""
        operation = self.operation
        if operation.done:  # with its body, as a rule
            return
        if self.reasons != _USUAL or self.open or not end_stream_plainly(operation, self.times, self.untimed):
            super().exhausted()
        else:
            self.stream = None

    def body_closed(self) -> None:
        """As in `Reader`; a complete answer is none that was abandoned, whoever closes it."""
        operation = self.operation
        if operation.done:
            return
        # Closed while something is being raised, it may be that which ends the stream.
        if self.reasons and not self.open and operation.usage is not None and not self.counts and exc_info()[0] is None:
            self.exhausted()
        else:
            super().body_closed()

    def ending(self) -> End | None:
        """By the finish reasons; None as long as one is missing."""
        if not self.reasons or self.open:
            return None
        self.operation.finish_reasons = list(self.reasons.values())
        return outcome_of_reasons(self.reasons.values()), None


class ChatReader(ChoiceReader):
    """A streamed chat completion."""

    loop = staticmethod(loops.read_chat)
    later_loop = staticmethod(loops.read_chat_later)

    def _look_closer(self) -> None:
        super()._look_closer()
        if self.sees_all:
            self.loop, self.later_loop = loops.read_events, loops.read_events_later
        else:
            self.counts = True
            self.loop, self.later_loop = untimed.read_chat, untimed.read_chat_later

    def see(self, chunk: Any) -> bool:
        """As in `Reader`; in one piece for the three chunks that most streams have besides their tokens.

        Those are an opening without text, a closing without text, and the usage.
        """
        try:
            told, extra, operation = chunk.__dict__, chunk.__pydantic_extra__, self.operation
            choices, usage, model = told["choices"], told["usage"], told["model"]
            if self.sees_all or type(model) is not str or not model or (extra and extra.keys() != _VOID):
                return super().see(chunk)
            if choices:
                (choice,) = choices
                its = choice.__dict__
                delta, reason = its["delta"], its["finish_reason"]
                said = delta.__dict__
                shown = said["content"] or said["tool_calls"] or said["refusal"] or said["function_call"]
                more = usage is not None or its["index"] or delta.__pydantic_extra__ or choice.__pydantic_extra__
                if shown or more or (reason is None and operation.first_event is not None):
                    return super().see(chunk)
                if reason is not None:
                    self.reasons, self.open = {0: reason}, _NONE
                    return True
                operation.first_event, self.open = self.times[0] if self.times else perf_counter(), _FIRST
            elif usage is None or operation.first_event is None:
                return super().see(chunk)
            else:
                operation.usage_reported, operation.usage = usage, read_usage(usage)
            operation.answered, operation.tier, operation.response_id = model, told["service_tier"], told["id"]
            return usage is None or operation.usage is None or not self.swallow  # noqa: TRY300 - a path to the end
        except Exception:  # noqa: BLE001 - whatever is missing, this is no ordinary chunk
            return super().see(chunk)

    def _text(self, chunk: Any) -> str:
        choices = getattr(chunk, "choices", None) or ()
        deltas = (getattr(choice, "delta", None) for choice in choices)
        return "".join(getattr(delta, "content", None) or "" for delta in deltas)

    def _see_token(self, choice: Mapping[str, Any]) -> None:
        delta = parts(choice.get("delta"))
        if is_token(delta):
            self.times.append(perf_counter())
        elif self.operation.first_reasoning is None and is_reasoning(delta):
            self.operation.first_reasoning = perf_counter()


def is_token(delta: Mapping[str, Any]) -> bool:
    """Whether a delta shows the user something, or calls a tool."""
    for name in _VISIBLE:  # noqa: SIM110 - any() would make a generator for each chunk
        if delta.get(name):
            return True
    return False


def is_reasoning(delta: Mapping[str, Any]) -> bool:
    """Whether a delta is a part of the reasoning that the provider shows."""
    for name in _REASONING:  # noqa: SIM110 - as above
        if delta.get(name):
            return True
    return False
