"""What an answer is made of: the request that it answers, and how its body is to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from watchspec.testing.behaviour import ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from watchspec.testing.behaviour import Behaviour

CREATED = 1_700_000_000
"""When everything was made: seconds since 1970."""


@dataclass(frozen=True)
class Ask:
    """One request and the way to answer it."""

    behaviour: Behaviour
    body: Mapping[str, Any]
    """Content of the request; of a form its fields, of a GET its query."""
    identity: str
    """Unique; what the ids in the answer are made from."""

    @property
    def model(self) -> str:
        """Model that the answer names."""
        return self.behaviour.answered_model or str(self.body.get("model", ""))


class Whole(NamedTuple):
    """An answer that is sent at once: JSON unless it is text already."""

    body: dict[str, Any] | str
    status: int = 200
    content_type: str = "application/json"


class Part(NamedTuple):
    """A piece of a stream; the kind says which pauses and troubles come before it."""

    kind: Literal["opening", "reasoning", "token", "closing"]
    data: dict[str, Any] | bytes


def error(name: str, **changes: str) -> dict[str, Any]:
    """Body of an error answer."""
    _, kind, code, message = ERRORS[name]
    return {"error": {"message": message, "type": kind, "param": None, "code": code, **changes}}


def error_event(name: str, _: int) -> dict[str, Any]:
    """An error in the middle of a stream, as most endpoints send it."""
    return error(name)


def refused(name: str, **changes: str) -> Whole:
    """An error answer with its status."""
    return Whole(error(name, **changes), ERRORS[name].status)


class Stream(NamedTuple):
    """An answer that is sent in parts: server-sent events, or plain bytes where the parts are bytes."""

    parts: Iterator[Part]
    content_type: str = "text/event-stream"
    named: bool = False
    """Events carry their `type` as their name too."""
    done: bool = False
    """`[DONE]` follows the last event."""
    failure: Callable[[str, int], dict[str, Any]] | None = error_event
    """Makes an error event from the error's name and the number of events before; None where there can be none."""


Answer = Whole | Stream
