"""`instrument()` and `uninstrument()`: puts the hooks in place and takes them out again."""

from __future__ import annotations

from types import MethodType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from prometheus_client import REGISTRY, CollectorRegistry

from watchspec._internal import config as configuration
from watchspec._internal import plans, prefork, refs
from watchspec._internal.hooks import HOOKS, ORIGINAL
from watchspec._internal.locks import new_rlock
from watchspec._internal.options import Options
from watchspec._internal.prices import load
from watchspec._internal.recorder import Recorder
from watchspec._internal.safety import log_once
from watchspec._internal.spending import hashing

if TYPE_CHECKING:
    from watchspec._internal.config import Source

_COPIES = ("copy", "with_options")
_lock = new_rlock()


class _Process:
    """The one recorder of the process-wide hooks, and the one of scores without any."""

    def __init__(self) -> None:
        self.recorder: Recorder | None = None
        self.fallback: Recorder | None = None


_process = _Process()


def instrument(  # noqa: PLR0913 - keywords, each with a default
    client: Any = None,
    *,
    config: Source = None,
    registry: CollectorRegistry | None = None,
    prices: bool = True,
    include_usage: bool = True,
    hash_users: bool = True,
    inter_token: bool = True,
    traces: object = False,
    capture_content: bool = False,
    secret: str | bytes | None = None,
    ref_max_age: float | None = None,
) -> None:
    """Measures every OpenAI client of this process, or only `client`, from now on.

    Args:
        client: an OpenAI, AsyncOpenAI or Azure client; its later copies (`with_options`) are measured too.
            None means all clients, whenever and wherever they are made.
        config: path of `exporter.json` or its content; by default the file that WATCHSPEC_CONFIG names.
            Declared models and features start at 0 at once: 16 series for each model, operation and feature.
        registry: where metrics go; by default prometheus_client's own registry.
        prices: False leaves every call unpriced.
        include_usage: False never asks a stream for its token usage; such streams then count no tokens and no cost.
        hash_users: False shows user ids as they are in the metrics of the users who spend most.
        inter_token: False times only the first and last token of a chat stream, which saves half of what a chunk costs.
        traces: True keeps OpenTelemetry traces of calls and steps, sampled as the configuration says; a mapping
            of `rate`, `slow_seconds`, `expensive_usd`, `new_user_calls` and others says otherwise. See docs/tracing.md.
        capture_content: True puts prompts and answers into the traces.
        secret: signs request refs in this process; by default the environment variable WATCHSPEC_SECRET, else
            one that ends with the process. All processes that are to read each other's refs need the same.
        ref_max_age: seconds after which a request ref is refused; 30 days unless said otherwise.

    Calling it again changes the settings and never counts a call twice. It does not raise for a
    bad configuration or a missing `openai`: both are logged.
    """
    try:
        if prices:
            load()
        prefork.join()
        with _lock:
            refs.configure(secret, ref_max_age)
            hashing.configure(secret)
            options = Options(prices, include_usage, hash_users, inter_token, traces, capture_content)
            recorder = Recorder(REGISTRY if registry is None else registry, configuration.load(config), options)
            _install(client, recorder)
    except Exception as error:  # noqa: BLE001 - nothing of ours may reach the host
        log_once("instrument", "nothing is measured: %s while setting up", type(error).__name__)


def _install(client: Any, recorder: Recorder) -> None:
    try:
        if client is not None:
            _patch_client(client, recorder)
            return
        _process.recorder = recorder
        for owner, kind in _classes():
            _patch_class(owner, kind)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("instrument")


def uninstrument(client: Any = None) -> None:
    """Takes back `instrument()` for the process, or `instrument(client)`; metrics keep their values."""
    with _lock:
        if client is not None:
            for name in (*HOOKS["sync"], *_COPIES):
                if hasattr(vars(client).get(name), ORIGINAL):
                    delattr(client, name)
            plans.forget(client)
            return
        _process.recorder = None
        for owner, kind in _classes():
            for name in HOOKS[kind]:
                original = getattr(vars(owner).get(name), ORIGINAL, None)
                if original is not None:
                    setattr(owner, name, original)


def process_recorder() -> Recorder | None:
    """Where the calls of all clients go, if anywhere."""
    return _process.recorder


def reinstate(recorder: Recorder | None) -> None:
    """Puts back what `process_recorder()` gave before `instrument()`."""
    with _lock:
        if recorder is None:
            uninstrument()
        else:
            _install(None, recorder)


def recorder_for_scores() -> Recorder:
    """Where scores go that follow no call: the process's recorder, else one on the default registry."""
    with _lock:
        if _process.recorder is not None:
            return _process.recorder
        if _process.fallback is None:
            _process.fallback = Recorder(REGISTRY, configuration.load(None))
        return _process.fallback


def _classes() -> tuple[tuple[type, str], ...]:
    try:
        from openai._base_client import AsyncAPIClient, SyncAPIClient  # noqa: PLC0415 - optional, and heavy to load
    except ImportError:
        log_once("openai", "openai is not installed; there is nothing to instrument")
        return ()
    return ((SyncAPIClient, "sync"), (AsyncAPIClient, "async"))


def _patch_class(owner: type, kind: str) -> None:
    for name, make in HOOKS[kind].items():
        present = vars(owner)[name]
        if not hasattr(present, ORIGINAL):
            setattr(owner, name, make(present, _process))


def _patch_client(client: Any, recorder: Recorder) -> None:
    kind = next(kind for owner, kind in _classes() if isinstance(client, owner))
    uninstrument(client)
    target = SimpleNamespace(recorder=recorder)
    for name, make in HOOKS[kind].items():
        present = getattr(type(client), name)
        original = getattr(present, ORIGINAL, present)
        setattr(client, name, MethodType(make(original, target), client))
    for name in _COPIES:
        setattr(client, name, _copying(getattr(type(client), name), client, recorder))


def _copying(original: Any, client: Any, recorder: Recorder) -> Any:
    def copy(*args: Any, **kwargs: Any) -> Any:
        made = original(client, *args, **kwargs)
        try:
            _patch_client(made, recorder)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            recorder.safety.failed("copy")
        return made

    setattr(copy, ORIGINAL, original)
    return copy
