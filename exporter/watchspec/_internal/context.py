"""Who asks: the feature, user, session and prompt that apply to calls made inside a `with` block."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from types import TracebackType


_NOTHING: Mapping[str, str] = {}
_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long


class Context(NamedTuple):
    """What is known about the caller; None where nothing was said."""

    feature: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    prompt: str | None = None
    metadata: Mapping[str, str] = _NOTHING


EMPTY = Context()
_current: ContextVar[Context] = ContextVar("watchspec_context", default=EMPTY)
current = _current.get
"""The context of the running thread or task."""


class context:  # noqa: N801 - a context manager that reads as a function, like contextlib.suppress
    """For whom the calls inside are made: `with watchspec.context(feature="search"): ...`.

    Contexts nest: what the inner one leaves out comes from the outer one, and `metadata` is
    merged. `feature` is a label of every metric of a call, `prompt` (a prompt's version) of
    metrics of its own; users and sessions never become labels as they are, and metadata is
    only for traces.
    """

    __slots__ = ("_given", "_token")

    def __init__(
        self,
        *,
        feature: str | None = None,
        user_id: str | None = None,
        session_id: str | None = None,
        prompt: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        # What cannot be merged must not raise into the host.
        known = _NOTHING if metadata is None or not isinstance(metadata, Mapping) else metadata
        self._given = _new(Context, (feature, user_id, session_id, prompt, known))
        self._token: Any = None
        """Of the entry; a pair of it and of those before it where the object was entered again before it was left."""

    def __enter__(self) -> Context:
        outer = _current.get()
        merged = self._given if outer is EMPTY else _merged(outer, self._given)
        token = _current.set(merged)
        self._token = token if self._token is None else (token, self._token)
        return merged

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        token, self._token = self._token, None
        if type(token) is tuple:
            token, self._token = token
        try:
            if token is not None:
                _current.reset(token)
        except ValueError:
            # A generator may be closed from another context than the one that entered; that one is not ours to change.
            return


def _merged(outer: Context, inner: Context) -> Context:
    feature, user_id, session_id, prompt, metadata = inner
    if metadata and outer.metadata:
        metadata = {**outer.metadata, **metadata}
    return Context(
        outer.feature if feature is None else feature,
        outer.user_id if user_id is None else user_id,
        outer.session_id if session_id is None else session_id,
        outer.prompt if prompt is None else prompt,
        metadata or outer.metadata,
    )
