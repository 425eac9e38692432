"""Legacy text completions."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from watchspec._internal.reading.chat import ChoiceReader


class CompletionReader(ChoiceReader):
    """A streamed text completion."""

    __slots__ = ()

    def _text(self, chunk: Any) -> str:
        choices = getattr(chunk, "choices", None) or ()
        return "".join(getattr(choice, "text", None) or "" for choice in choices)

    def _see_token(self, choice: Any) -> None:
        if getattr(choice, "text", None):
            self.times.append(perf_counter())
