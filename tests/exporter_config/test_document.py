"""The exporter's configuration file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from watchspec._internal.config import DEFAULT_CAPS, PRICE_KEYS, Config, Model, Price, Sampling, parse
from watchspec_generators.exporter_config import document, edges
from watchspec_generators.exporter_config.document import caps
from watchspec_generators.spec import shape
from watchspec_generators.steps.exporter_config import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring


def test_what_the_service_declares(shipped: Monitoring) -> None:
    """All of it, the exporter's defaults included, readable with json alone."""
    content = json.loads(document(shipped))
    assert content == {
        "version": 1,
        "service": "checkout",
        "models": [
            {"name": "gpt-4o", "provider": "openai", "operations": ["chat"]},
            {"name": "gpt-4o-mini", "provider": "openai", "operations": ["chat"]},
        ],
        "features": ["support_chat", "search_summary", "product_copy"],
        "caps": dict(DEFAULT_CAPS),
        "sampling": {"rate": 0.1, "slow_seconds": 5.0, "expensive_usd": 0.1, "new_user_calls": 10},
        "sessions": {"idle_seconds": 1800.0},
        "buckets": {name: list(limits) for name, limits in edges(shipped).items()},
    }


SETTINGS = """limits: {models: 3, features: 4, evaluators: 5, steps: 6, prompts: 7, users: 8}
sampling: {rate: 2.5%, slow: 1500ms, expensive: $2, new_user_calls: 0}
sessions: {idle: 10m}

"""
PRICES = """models:
  gpt-4o: {price_as: gpt-4o-2024-08-06, operations: [responses, embeddings]}
  own: {provider: local, price: {input_usd_per_million_tokens: 1, output_usd_per_million_tokens: 2.5}}
  dear:
    price:
      input_usd_per_million_tokens: 1
      output_usd_per_million_tokens: 2
      cached_input_usd_per_million_tokens: 0.25
      cache_write_input_usd_per_million_tokens: 1.25
      reasoning_usd_per_million_tokens: 3
      usd_per_request: 0.01

"""


def test_the_exporter_reads_what_the_spec_says(edited: Callable[..., Monitoring]) -> None:
    """From the text of a spec to the values that the exporter works with, nothing is lost or misread."""
    config = parse(json.loads(document(edited(("limits:", "prometheus:", SETTINGS), ("models:", "features", PRICES)))))
    assert config.problems == ()
    assert config.models == (
        Model("gpt-4o", "openai", ("responses", "embeddings"), price_as="gpt-4o-2024-08-06"),
        Model("own", "local", price=Price(1, 2.5, 1, 1, 2.5, 0)),
        Model("dear", "openai", price=Price(1, 2, 0.25, 1.25, 3, 0.01)),
    )
    assert config.caps == {"model": 3, "feature": 4, "evaluator": 5, "step": 6, "prompt": 7, "user": 8}
    assert config.sampling == Sampling(rate=0.025, slow_seconds=1.5, expensive_usd=2, new_user_calls=0)
    assert config.session_idle_seconds == 600


def test_the_spec_and_the_exporter_name_the_same_things() -> None:
    """Each key of a price and each limit has its counterpart, and the defaults are the exporter's."""
    assert set(shape.Price.model_fields) == set(PRICE_KEYS.values())
    assert caps(shape.Limits()) == DEFAULT_CAPS


def test_defaults_need_not_be_written(edited: Callable[..., Monitoring]) -> None:
    """A spec that says nothing gives what the exporter does without a file."""
    config = parse(json.loads(document(edited(("limits:", "prometheus:", "")))))
    assert (config.caps, config.sampling, config.session_idle_seconds) == (
        Config().caps,
        Config().sampling,
        Config().session_idle_seconds,
    )


def test_a_rehearsal_ends_sessions_sooner(edited: Callable[..., Monitoring]) -> None:
    """A minute becomes a second; what makes a call slow is no matter of the clock."""
    config = parse(json.loads(document(edited(environment="demo"))))
    assert (config.session_idle_seconds, config.sampling) == (30, Sampling())


def test_the_same_spec_gives_the_same_bytes(edited: Callable[..., Monitoring]) -> None:
    """A committed file changes only when the spec does."""
    assert document(edited()) == document(edited())
    assert document(edited()).endswith("}\n")


def test_step(shipped: Monitoring) -> None:
    """One file at its fixed place."""
    (artefact,) = build(shipped)
    assert artefact.path == "exporter/exporter.json"
    assert artefact.text == document(shipped)
