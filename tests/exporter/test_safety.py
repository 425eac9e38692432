"""Whatever breaks inside us, the host's call goes on exactly as without us."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import openai
import pytest
from prometheus_client import generate_latest

import watchspec
from watchspec import catalogue
from watchspec._internal import delivery, endpoint, hooks, operation, plans, raw, starting
from watchspec._internal.operation import Operation
from watchspec._internal.prices import Prices
from watchspec._internal.reading import chat
from watchspec._internal.recorder import Recorder
from watchspec.testing import Behaviour, LoopbackProvider, samples

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

FAULTS: dict[str, tuple[Any, str, str]] = {
    "surface_of": (plans, "surface_of", "begin"),
    "model_of": (plans, "model_of", "begin"),
    "plans_of": (starting, "plans_of", "begin"),
    "current": (starting, "current", "begin"),
    "series": (Recorder, "series", "begin"),
    "asks_usage": (endpoint, "asks_usage", "include_usage"),
    "rejects_usage": (endpoint, "rejects_usage", "include_usage"),
    "watch_stream": (delivery, "watch_stream", "result"),
    "completed": (delivery, "_completed", "result"),
    "attempt_status": (hooks, "attempt_status", "attempt"),
    "read_usage": (chat, "read_usage", "stream chunk"),
    "finish": (operation, "count_call", "finish"),
    "consume": (Recorder, "consume", "finish"),
    "prices": (Prices, "tariff", "price"),
}


def _boom(*_: object, **__: object) -> None:
    raise RuntimeError("injected")


def _everything(driver: Driver, provider: LoopbackProvider) -> list[Any]:
    """What a host sees of calls of every kind: results, chunks, and exceptions."""
    provider.forget()
    provider.script(
        [Behaviour(), Behaviour(), Behaviour(error="server"), Behaviour(reject_stream_options=True), Behaviour()]
    )
    return [_result(driver, stream) for stream in (False, True, False, True, False)]


def _result(driver: Driver, stream: bool) -> Any:
    try:
        return driver.create(stream=stream)
    except openai.OpenAIError as exc:
        return (type(exc), str(exc), type(exc.__cause__), type(exc.__context__))


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_injected_fault_changes_nothing_for_the_host(
    driver: Driver, provider: LoopbackProvider, meter: Meter, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Results, chunks and exceptions are those of the client alone, and the fault is counted where it happened."""
    watchspec.uninstrument()
    plain = _everything(driver, provider)
    watchspec.instrument(registry=meter.registry)
    owner, name, place = FAULTS[fault]
    monkeypatch.setattr(owner, name, _boom)
    with_fault = _everything(driver, provider)
    if fault == "watch_stream":
        # The one visible trace: a usage chunk that we had asked for, in a stream that nobody watches.
        with_fault[1] = [chunk for chunk in with_fault[1] if chunk.choices]
    assert with_fault == plain
    assert meter.total(catalogue.INTERNAL_ERRORS, **({"place": place} if place else {})) > 0


@pytest.mark.parametrize(
    ("owner", "name", "behaviour"),
    [
        (chat, "is_token", Behaviour(reasoning_tokens=2, show_reasoning=True)),
        (chat, "unusual_usage", Behaviour(usage="choice")),
        (Operation, "learn_origin", Behaviour(usage="last_chunk")),
    ],
)
def test_fault_in_a_chunk_that_is_not_ordinary(
    driver: Driver,
    provider: LoopbackProvider,
    meter: Meter,
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    behaviour: Behaviour,
) -> None:
    """The host gets every chunk as without us."""
    provider.behaviour = behaviour
    watchspec.uninstrument()
    plain = driver.create(stream=True)
    watchspec.instrument(registry=meter.registry)
    monkeypatch.setattr(owner, name, _boom)
    assert driver.create(stream=True) == plain
    assert meter.total(catalogue.INTERNAL_ERRORS, place="stream chunk") > 0


def test_fault_while_a_refusal_is_judged(
    driver: Driver, provider: LoopbackProvider, meter: Meter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider's own error reaches the host."""
    monkeypatch.setattr(endpoint, "rejects_usage", _boom)
    provider.behaviour = Behaviour(error="context_length")
    with pytest.raises(openai.BadRequestError):
        driver.create(stream=True)
    assert meter.errors() == {"context_length": 1}
    assert meter.total(catalogue.INTERNAL_ERRORS, place="include_usage") == 1


def test_fault_while_an_exception_is_classified(
    driver: Driver, provider: LoopbackProvider, meter: Meter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call is still counted, as an error of unknown kind."""
    monkeypatch.setattr("watchspec._internal.operation.outcome_of_exception", _boom)
    provider.behaviour = Behaviour(error="auth")
    with pytest.raises(openai.AuthenticationError):
        driver.create()
    assert meter.errors() == {"other": 1}
    assert meter.total(catalogue.INTERNAL_ERRORS, place="classify") == 1


def test_fault_while_a_raw_body_is_read(driver: Driver, meter: Meter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call is a success without tokens."""
    monkeypatch.setattr(raw, "json", SimpleNamespace(loads=_boom))

    async def later(client: openai.AsyncOpenAI) -> Any:
        return await client.chat.completions.with_raw_response.create(model="gpt-4o", messages=[])

    def sync(client: openai.OpenAI) -> Any:
        return client.chat.completions.with_raw_response.create(model="gpt-4o", messages=[])

    assert driver.run(sync, later).parse().usage.total_tokens == 20
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.INTERNAL_ERRORS, place="raw content") == 1


def test_broken_counter_and_broken_logger(meter: Meter, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even reporting a fault may fail."""
    monkeypatch.setattr(operation, "count_call", _boom)
    monkeypatch.setattr(logging.getLogger("watchspec"), "warning", _boom)
    assert driver.create().usage.total_tokens == 20
    assert meter.outcomes() == {}


def test_fault_is_logged_once_and_quotes_nothing(
    meter: Meter, driver: Driver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Exception messages may hold prompts, so only type and line are told."""
    monkeypatch.setattr(operation, "count_call", _boom)
    driver.create()
    driver.create()
    assert meter.outcomes() == {}
    messages = [record.getMessage() for record in caplog.records if record.name == "watchspec"]
    assert len(messages) == 1
    assert "internal error in finish: RuntimeError at " in messages[0]
    assert "injected" not in messages[0]
    assert meter.total(catalogue.INTERNAL_ERRORS, place="finish") == 2


def test_nothing_private_is_exported_or_logged(
    meter: Meter, driver: Driver, provider: LoopbackProvider, caplog: pytest.LogCaptureFixture
) -> None:
    """Prompts, answers, keys, users and sessions appear in neither; a prompt's version does."""
    caplog.set_level(logging.DEBUG, logger="watchspec")
    provider.script(
        [Behaviour(content="secret answer"), Behaviour(content="secret answer"), Behaviour(error="context_length")]
    )
    with watchspec.context(feature="f", user_id="user-secret", session_id="session-secret", prompt="v2"):
        driver.create()
        driver.create(stream=True, user="user-secret")
        with pytest.raises(openai.BadRequestError):
            driver.create(model="model unknown to the list")
        driver.create(model="model unknown to the list")
        watchspec.score("s", 7)
    exported = generate_latest(meter.registry).decode()
    assert 'feature="f"' in exported
    assert "secret" not in exported
    logged = [record.getMessage() for record in caplog.records if record.name == "watchspec"]
    assert len([line for line in logged if "WATCHSPEC_USER_SALT" not in line]) == 2
    assert "secret" not in " ".join(logged)


def test_every_place_starts_at_zero(meter: Meter) -> None:
    """Else a first failure would be no increase, and nobody would be told of it."""
    source = Path(watchspec.__file__).parent
    told = {
        place
        for file in source.rglob("*.py")
        for place in re.findall(r'failed\((?:\w+, )?"([^"]+)"\)', file.read_text(encoding="utf-8"))
    }
    assert len(told) > 20
    assert told <= set(catalogue.INTERNAL_PLACES)
    started = {dict(labels)["place"] for labels in samples(meter.registry, catalogue.INTERNAL_ERRORS.name)}
    assert started == set(catalogue.INTERNAL_PLACES)
