"""Putting the hooks in place, once, anywhere, and taking them out again."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import openai
import pytest
from openai._base_client import AsyncAPIClient, SyncAPIClient
from prometheus_client import CollectorRegistry

import watchspec
from watchspec import catalogue
from watchspec._internal import instrumentation
from watchspec._internal.safety import forget_logged
from watchspec.testing import LoopbackProvider, samples, total

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.exporter.conftest import Driver

BODY: dict[str, Any] = {"model": "gpt-4o", "messages": []}
NAMES = ("request", "_sleep_for_retry", "_process_response")


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    forget_logged()
    yield
    watchspec.uninstrument()


def _requests(registry: CollectorRegistry, **labels: str) -> float:
    return total(registry, catalogue.REQUESTS.name, **labels)


def _methods() -> list[Any]:
    return [vars(owner)[name] for owner in (SyncAPIClient, AsyncAPIClient) for name in NAMES]


def test_uninstrument_restores_exactly(registry: CollectorRegistry) -> None:
    """The very functions that were there before."""
    before = _methods()
    watchspec.instrument(registry=registry)
    watchspec.instrument(registry=registry)
    assert all(now is not then for now, then in zip(_methods(), before, strict=True))
    watchspec.uninstrument()
    watchspec.uninstrument()
    assert all(now is then for now, then in zip(_methods(), before, strict=True))


def test_clients_made_before_and_after(registry: CollectorRegistry, provider: LoopbackProvider) -> None:
    """Also a client that exists already, its copies, and a subclass."""

    class Mine(openai.OpenAI):
        pass

    with openai.OpenAI(base_url=provider.url, api_key="none") as before:
        watchspec.instrument(registry=registry)
        before.chat.completions.create(**BODY)
        before.with_options(timeout=3).chat.completions.create(**BODY)
        with Mine(base_url=provider.url, api_key="none") as after:
            after.chat.completions.create(**BODY)
        watchspec.uninstrument()
        before.chat.completions.create(**BODY)
    assert _requests(registry) == 3


def test_module_level_client(
    registry: CollectorRegistry, provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`openai.chat.completions.create()` without a client of one's own."""
    monkeypatch.setattr(openai, "base_url", provider.url + "/")
    monkeypatch.setattr(openai, "api_key", "none")
    monkeypatch.setattr(openai, "http_client", None)  # where a module-level client puts its own
    watchspec.instrument(registry=registry)
    openai.chat.completions.create(**BODY)
    assert _requests(registry) == 1
    openai.OpenAI.close(openai._load_client())
    monkeypatch.setattr(openai, "_client", None)


def test_process_and_client_count_once(provider: LoopbackProvider, driver: Driver) -> None:
    """In whichever order, a call of an instrumented client is counted by that client's registry alone."""
    for order in ("process first", "client first"):
        both, own = CollectorRegistry(), CollectorRegistry()
        if order == "process first":
            watchspec.instrument(registry=both)

        def prepare(client: Any, own: CollectorRegistry = own) -> None:
            watchspec.instrument(client, registry=own)
            watchspec.instrument(client, registry=own)

        driver.prepare = prepare

        def sync(client: openai.OpenAI, order: str = order, both: CollectorRegistry = both) -> None:
            if order == "client first":
                watchspec.instrument(registry=both)
            client.chat.completions.create(**BODY)

        async def later(client: openai.AsyncOpenAI, order: str = order, both: CollectorRegistry = both) -> None:
            if order == "client first":
                watchspec.instrument(registry=both)
            await client.chat.completions.create(**BODY)

        driver.run(sync, later)
        assert (_requests(both), _requests(own)) == (0, 1)
        assert total(own, catalogue.ATTEMPTS.name) == 1
        watchspec.uninstrument()


def test_one_client_only(registry: CollectorRegistry, provider: LoopbackProvider) -> None:
    """Another client is not measured; copies of the measured one are; uninstrument(client) takes it all back."""
    settings: dict[str, Any] = {"base_url": provider.url, "api_key": "none"}
    with openai.OpenAI(**settings) as measured, openai.OpenAI(**settings) as other:
        names = set(vars(measured))
        watchspec.instrument(measured, registry=registry)
        measured.chat.completions.create(**BODY)
        measured.with_options(timeout=3).copy(max_retries=1).chat.completions.create(**BODY)
        other.chat.completions.create(**BODY)
        assert _requests(registry) == 2
        watchspec.uninstrument(measured)
        assert set(vars(measured)) - names <= {"chat"}
        measured.chat.completions.create(**BODY)
    assert _requests(registry) == 2


def test_same_registry_again(registry: CollectorRegistry, driver: Driver) -> None:
    """Collectors are reused; counts go on."""
    for _ in range(2):
        watchspec.instrument(registry=registry)
        driver.create()
        watchspec.uninstrument()
    assert _requests(registry, outcome="success") == 2


def test_other_buckets_on_the_same_registry(registry: CollectorRegistry, driver: Driver) -> None:
    """A histogram with new edges replaces the old one; counters go on."""
    name = catalogue.DURATION.name
    watchspec.instrument(registry=registry)
    driver.create()
    watchspec.instrument(registry=registry, config={"buckets": {name: [7, 70]}})
    driver.create()
    edges = {dict(labels)["le"] for labels in samples(registry, name + "_bucket")}
    assert edges == {"7.0", "70.0", "+Inf"}
    assert total(registry, name + "_count") == 1
    assert _requests(registry, outcome="success") == 2


def test_declared_series_start_at_zero(registry: CollectorRegistry) -> None:
    """Models x operations x (features and unset), every outcome: 16 samples each and no more."""
    config = {
        "models": [{"name": "a", "provider": "azure", "operations": ["chat", "embeddings"]}, {"name": "b"}],
        "features": ["x", "y"],
    }
    watchspec.instrument(registry=registry, config=config)
    started = samples(registry, catalogue.REQUESTS.name)
    assert len(started) == 3 * 3 * len(catalogue.OUTCOMES)
    assert set(started.values()) == {0}
    ours = [
        sample
        for family in registry.collect()
        for sample in family.samples
        if "operation" in sample.labels and not sample.name.endswith("_created")
    ]
    assert len(ours) == 3 * 3 * 16
    assert {sample.labels["provider"] for sample in ours if sample.labels["model"] == "a"} == {"azure"}


def test_undeclared_series_start_with_their_first_call(registry: CollectorRegistry, driver: Driver) -> None:
    """From the first call on, all outcomes are there, so that a first failure is an increase."""
    watchspec.instrument(registry=registry)
    driver.create()
    assert len(samples(registry, catalogue.REQUESTS.name, model="gpt-4o")) == len(catalogue.OUTCOMES)


def test_configuration_from_the_environment(
    registry: CollectorRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WATCHSPEC_CONFIG names the file that `watchspec generate` writes."""
    path = tmp_path / "exporter.json"
    path.write_text(json.dumps({"version": 1, "models": [{"name": "m"}]}))
    monkeypatch.setenv("WATCHSPEC_CONFIG", str(path))
    watchspec.instrument(registry=registry)
    assert samples(registry, catalogue.REQUESTS.name, model="m")


def test_bad_configuration_is_reported_and_survived(
    registry: CollectorRegistry, driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    """Defaults are used, each problem is counted, and logged once."""
    for _ in range(2):
        watchspec.instrument(registry=registry, config={"features": 3, "typo": 1})
    driver.create()
    assert _requests(registry, outcome="success") == 1
    assert total(registry, catalogue.INTERNAL_ERRORS.name, place="config") == 4
    assert len(caplog.records) == 2


def test_declared_provider_wins_over_the_host(registry: CollectorRegistry, driver: Driver) -> None:
    """A gateway's host says nothing about who answers."""
    watchspec.instrument(registry=registry, config={"models": [{"name": "gpt-4o", "provider": "azure"}]})
    driver.create()
    assert _requests(registry, provider="azure", outcome="success") == 1


def test_labels_are_capped(registry: CollectorRegistry, driver: Driver) -> None:
    """Beyond the cap values share one label, an overflow counter tells, and instrumenting anew frees no place."""
    config = {"caps": {"model": 2, "feature": 1}, "models": [{"name": "declared"}]}
    for _ in range(2):
        watchspec.instrument(registry=registry, config=config)
        for model in ("declared", "gpt-4o", "gpt-4o-mini", "gpt-4.1"):
            with watchspec.context(feature=f"feature of {model}"):
                driver.create(model=model)
    models = {dict(labels)["model"] for labels in samples(registry, catalogue.REQUESTS.name)}
    assert models == {"declared", "gpt-4o", catalogue.OTHER}
    assert total(registry, catalogue.LABEL_OVERFLOW.name, label="model") == 4
    features = {dict(labels)["feature"] for labels in samples(registry, catalogue.REQUESTS.name)}
    assert features == {"feature of declared", "unset", catalogue.OTHER}
    assert _requests(registry, outcome="success") == 8


def test_foreign_metric_of_the_same_name(registry: CollectorRegistry, driver: Driver) -> None:
    """The host's own metric stays; ours steps aside and the rest is exported."""
    from prometheus_client import Counter

    theirs = Counter(catalogue.REQUESTS.name, "the host's", registry=registry)
    theirs.inc(5)
    watchspec.instrument(registry=registry)
    driver.create()
    assert _requests(registry) == 5
    assert total(registry, catalogue.TOKENS.name) == 20


@pytest.mark.parametrize("client", [object(), "text", 3])
def test_something_that_is_no_client(registry: CollectorRegistry, client: object) -> None:
    """A wrong argument is counted, not raised."""
    watchspec.instrument(client, registry=registry)
    assert total(registry, catalogue.INTERNAL_ERRORS.name, place="instrument") == 1


def test_setting_up_never_raises(caplog: pytest.LogCaptureFixture) -> None:
    """Not even for a registry that is none."""
    registry: Any = "no registry"
    watchspec.instrument(registry=registry)
    assert "nothing is measured" in caplog.text


def test_copy_that_cannot_be_measured(
    registry: CollectorRegistry, provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is handed out all the same."""
    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        watchspec.instrument(client, registry=registry)

        def fail(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(instrumentation, "_patch_client", fail)
        assert isinstance(client.copy(), openai.OpenAI)
    assert total(registry, catalogue.INTERNAL_ERRORS.name, place="copy") == 1


def test_without_openai() -> None:
    """A service without `openai` starts all the same, and is told."""
    code = (
        "import sys; sys.modules['openai'] = None; sys.modules['openai._base_client'] = None\n"
        "import watchspec; watchspec.instrument(); watchspec.uninstrument()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "openai is not installed" in done.stderr


def test_import_is_light() -> None:
    """Importing loads prometheus_client and the standard library, and neither openai, prices nor OpenTelemetry."""
    code = (
        "import sys; import prometheus_client; before = set(sys.modules); import watchspec\n"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["watchspec"]


def test_version() -> None:
    """The version of the installed distribution; other names do not exist."""
    from importlib.metadata import version

    assert watchspec.__version__ == version("watchspec")
    missing = "no_such_name"
    with pytest.raises(AttributeError, match=missing):
        getattr(watchspec, missing)
