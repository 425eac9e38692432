"""Legacy text completions."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal.reading.chat import ChoiceReader

if TYPE_CHECKING:
    from collections.abc import Mapping


class CompletionReader(ChoiceReader):
    """A streamed text completion."""

    def _text(self, chunk: Any) -> str:
        choices = getattr(chunk, "choices", None) or ()
        return "".join(getattr(choice, "text", None) or "" for choice in choices)

    def _see_token(self, choice: Mapping[str, Any]) -> None:
        if choice.get("text"):
            self.times.append(perf_counter())
