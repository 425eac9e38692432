"""The Responses API."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal import parking
from watchspec._internal.estimate import estimate
from watchspec._internal.operation import GOES_ON
from watchspec._internal.outcomes import error_of_code, outcome_of_response, reasons_of_answer
from watchspec._internal.reading.reader import EventReader
from watchspec._internal.reading.view import View
from watchspec._internal.usage import field

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation
    from watchspec._internal.reading.reader import End

_REASONING = frozenset({"response.reasoning_text.delta", "response.reasoning_summary_text.delta"})
_STATES = frozenset({"response.created", "response.queued", "response.in_progress"})
_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed", "response.cancelled"})


class ResponseReader(EventReader):
    """A streamed response; its last event carries the whole of it, with usage and status."""

    plain = frozenset(
        {
            "response.output_text.delta",
            "response.refusal.delta",
            "response.function_call_arguments.delta",
            "response.custom_tool_call_input.delta",
            "response.mcp_call_arguments.delta",
            "response.code_interpreter_call_code.delta",
            "response.audio.delta",
        }
    )

    def __init__(self, operation: Operation, stream: Any, *, swallow: bool = False) -> None:
        super().__init__(operation, stream, swallow=swallow)
        self.background = False

    def _see(self, chunk: Any) -> bool:
        seen = View(chunk) if type(chunk) is dict else chunk
        kind = getattr(seen, "type", None)
        if kind in self.plain:
            self.times.append(perf_counter())
        elif kind in _ENDS:
            self._finished(self.operation, field(chunk, "response"))
        elif kind in _REASONING:
            if self.operation.first_reasoning is None:
                self.operation.first_reasoning = perf_counter()
        elif kind in _STATES:
            self.operation.learn(field(chunk, "response"))
            self.background = getattr(seen.response, "background", None) is True
        elif kind == "error":
            self.end = ("error", error_of_code(getattr(seen, "code", None)))
        return True

    def _finished(self, operation: Operation, response: Any) -> None:
        operation.learn(response)
        operation.finish_reasons = reasons_of_answer(response)
        self.end = outcome_of_response(response) or ("success", None)
        if self.background and operation.response_id is not None:
            parking.is_first_end(operation.response_id)

    def exhausted(self) -> None:
        """Without its last event a response in the background goes on; it ends when it is retrieved."""
        if not self._goes_on():
            super().exhausted()

    def raised(self, exc: BaseException) -> None:
        """As `exhausted`."""
        if not self._goes_on():
            super().raised(exc)

    def body_closed(self) -> None:
        """As `exhausted`."""
        if self.is_reading() or not self._goes_on():
            super().body_closed()

    def judged(self) -> End | None:
        """As `exhausted`."""
        if self.background and self.end is None:
            self.operation.done = False
            if self._goes_on():
                return GOES_ON
            self.operation.done = True
        return super().judged()

    def _goes_on(self) -> bool:
        operation = self.operation
        if operation.parked:
            return True
        if not self.background or self.end is not None or operation.done:
            return False
        self._fold()
        # The rest is not seen, so there is no span in which all of its tokens came.
        operation.last_token = None
        operation.estimated = estimate(operation)
        return parking.park(operation)
