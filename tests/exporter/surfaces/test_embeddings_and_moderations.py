"""Embeddings and moderations: whole answers, many inputs, no output tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.exporter.surfaces.calls import CALLS, check, labels_of, list_price, made, tokens

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter


@pytest.mark.parametrize("given", ["a", ["a", "b", "c"], [1, 2, 3]])
@pytest.mark.parametrize("form", ["float", "base64", None])
def test_embeddings(meter: Meter, driver: Driver, provider: LoopbackProvider, given: Any, form: str | None) -> None:
    """Only input, priced as input, in whatever form the client asks for it."""
    provider.behaviour = Behaviour(prompt_tokens=1000)
    wish = {} if form is None else {"encoding_format": form}
    made(driver, lambda client: client.embeddings.create(model="text-embedding-3-small", input=given, **wish))
    check(meter, "success", operation="embeddings", usage="provider")
    assert tokens(meter) == (1000, 0)
    assert meter.total(catalogue.COST) == pytest.approx(list_price("text-embedding-3-small", input_tokens=1000))


def test_embeddings_without_usage(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Nothing is estimated for what generates no text."""
    provider.behaviour = Behaviour(usage="missing")
    made(driver, CALLS["embeddings"])
    check(meter, "success", operation="embeddings", usage="none")


@pytest.mark.parametrize("flagged", [False, True])
def test_moderation(meter: Meter, driver: Driver, provider: LoopbackProvider, flagged: bool) -> None:
    """Finding something is a success; it is free and reports no tokens, which is no unpriced call."""
    provider.behaviour = Behaviour(flagged=flagged)
    made(driver, CALLS["moderations"])
    check(meter, "success", operation="moderation", usage="none")
    assert meter.total(catalogue.UNPRICED) == 0


def test_moderation_without_a_model(meter: Meter, driver: Driver) -> None:
    """The provider chooses it; the label says that we do not know."""
    made(driver, lambda client: client.moderations.create(input=["a", "b"]))
    assert labels_of(meter, catalogue.REQUESTS, "model") == {"unknown"}
    check(meter, "success", operation="moderation", usage="none")
