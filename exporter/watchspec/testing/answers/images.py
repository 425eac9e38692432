"""Images: made from words, edited, varied."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from watchspec.testing.answers.parts import CREATED, Part, Stream, Whole
from watchspec.testing.answers.usage import plain_usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchspec.testing.answers.parts import Answer, Ask

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""A PNG of one pixel, in base64."""
LOOK = {"background": "opaque", "output_format": "png", "quality": "low", "size": "1024x1024"}


def _images(ask: Ask, event: str | None) -> Answer:
    if event is not None and ask.body.get("stream"):
        return Stream(_parts(ask, event), named=True)
    count = int(ask.body.get("n") or 1)
    asked_url = ask.body.get("response_format") == "url"
    image = {"url": f"https://images.example/{ask.identity}.png"} if asked_url else {"b64_json": PIXEL}
    body = {"created": CREATED, "data": [image] * count, **LOOK}
    return Whole(body if ask.behaviour.usage == "missing" else {**body, "usage": _usage(ask, count)})


generations: Callable[[Ask], Answer] = partial(_images, event="image_generation")
"""Images from a prompt; each costs `tokens`."""
edits: Callable[[Ask], Answer] = partial(_images, event="image_edit")
"""Images from other images; the request is a form."""
variations: Callable[[Ask], Answer] = partial(_images, event=None)
"""As edits, without a prompt and never streamed."""


def _parts(ask: Ask, event: str) -> Iterator[Part]:
    image = {"b64_json": PIXEL, "created_at": CREATED, **LOOK}
    for index in range(int(ask.body.get("partial_images") or 0)):
        yield Part("token", {"type": f"{event}.partial_image", **image, "partial_image_index": index})
    last = {"type": f"{event}.completed", **image}
    yield Part("closing", last if ask.behaviour.usage == "missing" else {**last, "usage": _usage(ask, 1)})


def _usage(ask: Ask, images: int) -> dict[str, Any]:
    behaviour = ask.behaviour
    usage = plain_usage(behaviour, images)
    given = behaviour.input_image_tokens
    usage["input_tokens_details"] = {"text_tokens": behaviour.prompt_tokens - given, "image_tokens": given}
    usage["output_tokens_details"] = {"text_tokens": 0, "image_tokens": usage["output_tokens"]}
    return usage
