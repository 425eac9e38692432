"""Legacy text completions."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from watchspec._internal.reading.chat import ChoiceReader


class CompletionReader(ChoiceReader):
    """A streamed text completion."""

    __slots__ = ()

    def _text(self, chunk: Any) -> str:
        return "".join(choice.text or "" for choice in chunk.choices)

    def _see_token(self, choice: Any) -> None:
        if choice.text:
            self.times.append(perf_counter())
