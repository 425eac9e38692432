"""Who asks: the feature, user, session and prompt that apply to calls made inside a `with` block."""

from __future__ import annotations

from contextvars import ContextVar, Token
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the caller; None where nothing was said."""

    feature: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    prompt: str | None = None


EMPTY = Context()
_current: ContextVar[Context] = ContextVar("watchspec_context", default=EMPTY)


def current() -> Context:
    """The context of the running thread or task."""
    return _current.get()


class context:  # noqa: N801 - a context manager that reads as a function, like contextlib.suppress
    """Labels the calls made inside: `with watchspec.context(feature="search"): ...`.

    Contexts nest: what the inner one leaves out comes from the outer one. Only
    `feature` is a metric label today; user and session never become labels.
    """

    __slots__ = ("_fields", "_tokens")

    def __init__(
        self,
        *,
        feature: str | None = None,
        user_id: str | None = None,
        session_id: str | None = None,
        prompt: str | None = None,
    ) -> None:
        given = {"feature": feature, "user_id": user_id, "session_id": session_id, "prompt": prompt}
        self._fields = {name: value for name, value in given.items() if value is not None}
        self._tokens: list[Token[Context]] = []

    def __enter__(self) -> Context:
        merged = replace(_current.get(), **self._fields)
        self._tokens.append(_current.set(merged))
        return merged

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        token = self._tokens.pop()
        try:
            _current.reset(token)
        except ValueError:
            # A generator may be closed from another context than the one that entered; that one is not ours to change.
            return
