"""What steps are charged with is what calls cost, whatever happens inside them."""

from __future__ import annotations

import contextvars
from threading import Thread
from typing import TYPE_CHECKING, Any

import openai
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from tests.exporter.conftest import Meter
from tests.exporter.step_readings import BODY, words

import watchspec
from watchspec import catalogue
from watchspec._internal import steps
from watchspec.testing import Behaviour

if TYPE_CHECKING:
    from watchspec.testing import LoopbackProvider

Tree = list[Any]
trees: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(["call", "fail", "stream", "thread", "generator"]),
    lambda inner: st.tuples(st.sampled_from(["a", "b", "c"]), st.lists(inner, max_size=3)),
    max_leaves=8,
).map(lambda tree: [tree])


def _play(provider: LoopbackProvider, client: openai.OpenAI, tree: Any) -> None:
    if isinstance(tree, tuple):
        with watchspec.span(tree[0]):
            for inner in tree[1]:
                _play(provider, client, inner)
    elif tree == "call":
        client.chat.completions.create(**BODY)
    elif tree == "fail":
        provider.script([Behaviour(error="server")])
        with pytest.raises(openai.InternalServerError):
            client.chat.completions.create(**BODY)
    elif tree == "stream":
        list(client.chat.completions.create(stream=True, **BODY))
    elif tree == "thread":
        thread = Thread(target=contextvars.copy_context().run, args=(_play, provider, client, "call"))
        thread.start()
        thread.join()
    else:
        next(words(client))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forest=st.lists(trees, max_size=4))
def test_cost_is_conserved(provider: LoopbackProvider, client: openai.OpenAI, forest: list[Tree]) -> None:
    """The cost over top-level steps is the cost counter, however they nest; likewise tokens."""
    registry = CollectorRegistry()
    watchspec.instrument(registry=registry)
    meter = Meter(registry)
    try:
        for number, tree in enumerate(forest):
            with watchspec.span(f"top {number}"):
                _play(provider, client, tree[0])
        tops = [f"top {number}" for number in range(len(forest))]
        assert sum(meter.total(catalogue.STEP_COST, step=top) for top in tops) == pytest.approx(
            meter.total(catalogue.COST)
        )
        assert sum(meter.total(catalogue.STEP_TOKENS, step=top) for top in tops) == meter.total(catalogue.TOKENS)
        assert meter.internal_errors() == 0
        assert steps.current.get() is None
    finally:
        watchspec.uninstrument()
