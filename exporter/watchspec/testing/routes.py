"""What answers a request, by its method and path."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from watchspec.testing.answers import SURFACES
from watchspec.testing.answers.parts import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec.testing.answers.parts import Answer, Ask
    from watchspec.testing.answers.responses import Responses

_STORED = re.compile(r"/responses/([^/]+)(/cancel)?$")
_DEPLOYMENT = re.compile(r"/deployments/([^/]+)/")


class Route(NamedTuple):
    """`operation` is of `catalogue.OPERATIONS`, or "retrieve" or "cancel"; None of a path that is not known."""

    operation: str | None
    answer: Callable[[Ask], Answer]


def route(method: str, path: str, responses: Responses) -> Route:
    """What answers `method` at `path` (without its query), with whatever prefix."""
    stored = _STORED.search(path)
    if method == "GET":
        return Route("retrieve", partial(_retrieve, responses, stored[1]) if stored else _nothing)
    if path.endswith("/responses"):
        return Route("responses", responses.create)
    for suffix, surface in SURFACES.items():
        if path.endswith(suffix):
            return Route(surface.operation, surface.answer)
    if stored and stored[2]:
        return Route("cancel", partial(_cancel, responses, stored[1]))
    return Route(None, _nothing)


def deployment(path: str) -> str:
    """Name of the Azure deployment in a path, which stands for the model where the request names none."""
    found = _DEPLOYMENT.search(path)
    return found[1] if found else ""


def _retrieve(responses: Responses, identity: str, ask: Ask) -> Answer:
    return responses.retrieve(identity, ask.body)


def _cancel(responses: Responses, identity: str, _: Ask) -> Answer:
    return responses.cancel(identity)


def _nothing(_: Any) -> Answer:
    return refused("not_found")
