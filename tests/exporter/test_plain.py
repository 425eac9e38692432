"""Ordinary calls, which are counted together: to the same numbers as one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openai
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

import watchspec
from watchspec import catalogue
from watchspec._internal import hooks, plain, plans
from watchspec._internal.collectors import ledger_of
from watchspec._internal.plain import PLAIN_LIMIT, TOKENS_LIMIT
from watchspec._internal.reading import chat
from watchspec.testing import Behaviour, LoopbackProvider, RateLimit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.exporter.conftest import Driver, Meter

BODY: dict[str, Any] = {"model": "gpt-4o", "messages": []}
FEW = Behaviour(prompt_tokens=20, tokens=5, answered_model="gpt-4o-2024-08-06")


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loopback provider stands for OpenAI itself, so that no gateway is suspected."""
    monkeypatch.setattr(plans, "provider_of", lambda _: "openai")


def _waiting(registry: CollectorRegistry) -> int:
    return len(ledger_of(registry).plain)


def _values(registry: CollectorRegistry) -> dict[tuple[Any, ...], float]:
    """Every sample that does not depend on how long something took."""
    timed = ("_created", "_bucket", "_seconds_total", "_seconds_sum", "_per_second_sum")
    return {
        (sample.name, *sorted(sample.labels.items())): round(sample.value, 12)
        for family in registry.collect()
        for sample in family.samples
        if not sample.name.endswith(timed) and sample.value
    }


def test_ordinary_calls_wait_together(meter: Meter, provider: LoopbackProvider, client: openai.OpenAI) -> None:
    """After the first one has been counted only numbers are kept of them; a scrape counts them."""
    provider.behaviour = FEW
    client.chat.completions.create(**BODY)
    assert meter.outcomes() == {"success": 1}
    for _ in range(5):
        client.chat.completions.create(**BODY)
    assert _waiting(meter.registry) == 5
    assert meter.outcomes() == {"success": 6}
    assert _waiting(meter.registry) == 0
    assert meter.total(catalogue.TOKENS, type="input") == 120
    assert meter.total(catalogue.TOKENS, type="output") == 30
    assert meter.total(catalogue.COST, cost_source="list") == pytest.approx(6 * (20 * 2.5e-6 + 5 * 1e-5))
    assert meter.total(catalogue.DURATION, "_count") == 6
    assert meter.attempts() == {"200": 6}
    assert meter.total(catalogue.USAGE_REPORTS, usage_source="provider") == 6
    assert meter.total(catalogue.IN_FLIGHT) == 0
    assert 0 < meter.total(catalogue.ATTEMPT_SECONDS) <= meter.total(catalogue.DURATION, "_sum")


def test_ordinary_streams_wait_with_them(meter: Meter, provider: LoopbackProvider, client: openai.OpenAI) -> None:
    """Their times are kept too, and counted with the rest."""
    provider.behaviour = FEW
    client.chat.completions.create(**BODY)
    assert meter.outcomes() == {"success": 1}
    for _ in range(3):
        list(client.chat.completions.create(**BODY, stream=True))
    assert _waiting(meter.registry) == 3
    assert meter.outcomes() == {"success": 4}
    assert meter.total(catalogue.TOKENS, type="output") == 20
    for metric in (catalogue.TIME_TO_FIRST_EVENT, catalogue.TIME_TO_FIRST_TOKEN, catalogue.LONGEST_GAP):
        assert meter.total(metric, "_count") == 3
    assert meter.total(catalogue.INTER_TOKEN_GAP, "_count") == 12
    assert meter.total(catalogue.OUTPUT_TOKENS_PER_SECOND, "_count") == 3
    assert meter.total(catalogue.IN_FLIGHT) == 0


def test_they_never_wait_for_long(meter: Meter, provider: LoopbackProvider, client: openai.OpenAI) -> None:
    """Without any scrape, no more than the limit waits."""
    provider.behaviour = FEW
    client.chat.completions.create(**BODY)
    assert meter.outcomes() == {"success": 1}
    longest = 0
    for _ in range(2 * PLAIN_LIMIT):
        client.chat.completions.create(**BODY)
        longest = max(longest, _waiting(meter.registry))
    assert longest == PLAIN_LIMIT
    assert meter.outcomes() == {"success": 2 * PLAIN_LIMIT + 1}


def test_streams_wait_less_the_longer_they_are(
    meter: Meter, provider: LoopbackProvider, client: openai.OpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As counting a stream takes as long as it has tokens, no more than so many tokens wait."""
    assert TOKENS_LIMIT > PLAIN_LIMIT
    monkeypatch.setattr(plain, "TOKENS_LIMIT", 12)
    provider.behaviour = FEW
    client.chat.completions.create(**BODY)
    assert meter.outcomes() == {"success": 1}
    waiting = []
    for _ in range(6):
        list(client.chat.completions.create(**BODY, stream=True))
        waiting.append(_waiting(meter.registry))
    assert waiting == [1, 2, 0, 1, 2, 0]
    assert meter.total(catalogue.INTER_TOKEN_GAP, "_count") == 24


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(finish_reason="length"),
        Behaviour(usage="missing"),
        Behaviour(usage="choice"),
        Behaviour(choices=2),
        Behaviour(answered_model="gpt-4o-mini"),
        Behaviour(service_tier="flex"),
    ],
    ids=str,
)
def test_what_is_not_ordinary_is_counted_for_itself(
    meter: Meter, provider: LoopbackProvider, client: openai.OpenAI, behaviour: Behaviour
) -> None:
    """Whatever else there is to be said of a call is said."""
    client.chat.completions.create(**BODY)
    assert meter.outcomes() == {"success": 1}
    provider.script([behaviour])
    client.chat.completions.create(**BODY)
    assert _waiting(meter.registry) == 0
    assert sum(meter.outcomes().values()) == 2


def test_retried_and_enclosed_calls_are_not_ordinary(meter: Meter, provider: LoopbackProvider, driver: Driver) -> None:
    """Attempts and steps have metrics of their own."""
    driver.options = {"max_retries": 1}
    driver.create()
    assert meter.outcomes() == {"success": 1}
    provider.script([Behaviour(error="server", retry_after="0.01")])
    driver.create()
    with watchspec.span("step"):
        driver.create()
    assert _waiting(meter.registry) == 0
    assert meter.attempts() == {"200": 3, "500": 1}
    assert meter.total(catalogue.STEP_TOKENS, step="step") == 20


def test_quota_of_ordinary_answers(meter: Meter, provider: LoopbackProvider, client: openai.OpenAI) -> None:
    """The latest answer's headers count."""
    client.chat.completions.create(**BODY)
    assert meter.outcomes() == {"success": 1}
    for left in (9, 8, 7):
        provider.behaviour = Behaviour(rate_limit=RateLimit(remaining_requests=left))
        client.chat.completions.create(**BODY)
    assert _waiting(meter.registry) == 3
    assert meter.total(catalogue.QUOTA_REMAINING_REQUESTS) == 7


def test_a_failure_while_counting_them_is_ours(
    meter: Meter, provider: LoopbackProvider, client: openai.OpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is counted, and the host goes on."""
    client.chat.completions.create(**BODY)
    assert meter.outcomes() == {"success": 1}
    client.chat.completions.create(**BODY)
    monkeypatch.setattr(plain, "_count_alike", lambda *_: 1 / 0)
    assert meter.outcomes()["success"] >= 1
    assert meter.total(catalogue.INTERNAL_ERRORS, place="finish") == 1


behaviours = st.sampled_from(
    [
        FEW,
        FEW,
        FEW,
        replace(FEW, prompt_tokens=0, tokens=0),
        Behaviour(
            prompt_tokens=100, cached_tokens=60, tokens=7, reasoning_tokens=3, answered_model="gpt-4o-2024-08-06"
        ),
        Behaviour(finish_reason="length"),
        Behaviour(error="rate_limit"),
        Behaviour(usage="missing"),
        Behaviour(answered_model="o3"),
    ]
)
calls = st.tuples(
    st.sampled_from(["gpt-4o", "gpt-4o-mini", "gemini-2.5-pro", "no-such-model"]),
    behaviours,
    st.sampled_from([None, "f", "g"]),
    st.sampled_from([None, "u1", "u2"]),
    st.sampled_from([None, "v1"]),
    st.booleans(),
    st.booleans(),
)


def _play(sequence: Sequence[Any], provider: LoopbackProvider) -> dict[tuple[Any, ...], float]:
    registry = CollectorRegistry()
    provider.forget()
    watchspec.instrument(registry=registry)
    try:
        with openai.OpenAI(base_url=provider.url, api_key="none", max_retries=0) as client:
            for model, behaviour, feature, user, prompt, stream, scrape in sequence:
                provider.script([behaviour])
                with watchspec.context(feature=feature, user_id=user, session_id=user, prompt=prompt):
                    _call(client, model, stream=stream)
                if scrape:
                    list(registry.collect())
        return _values(registry)
    finally:
        watchspec.uninstrument()


def _call(client: openai.OpenAI, model: str, *, stream: bool) -> None:
    try:
        answer: Any = client.chat.completions.create(model=model, messages=[], stream=stream)
        if stream:
            list(answer)
    except openai.OpenAIError:
        return


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sequence=st.lists(calls, min_size=2, max_size=8))
def test_together_they_count_as_one_by_one(
    provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch, sequence: list[Any]
) -> None:
    """Every metric that is no time has the same value, whichever way the calls were counted."""
    together = _play(sequence, provider)
    with monkeypatch.context() as patched:
        patched.setattr(hooks, "end_plainly", lambda *_: False)
        patched.setattr(chat, "end_stream_plainly", lambda *_: False)
        one_by_one = _play(sequence, provider)
    assert together == one_by_one
