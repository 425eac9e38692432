"""The package loads each part when its name is first used, and nobody can tell but by the time it takes."""

from __future__ import annotations

import inspect
import json
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import watchspec

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from threading import Thread
    from wsgiref.simple_server import WSGIServer

CLIENTS = ["MonitoredAsyncAzureOpenAI", "MonitoredAsyncOpenAI", "MonitoredAzureOpenAI", "MonitoredOpenAI"]
NAMES = [*CLIENTS, *watchspec.__all__]
HEAVY = ("openai", "httpx", "httpx2", "pydantic", "opentelemetry", "genai_prices", "prometheus_client", "asyncio")


def _fresh(code: str) -> Any:
    """What `code` prints as JSON in an interpreter of its own."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _loaded_by(code: str) -> set[str]:
    """Which of the heavy packages are loaded after `code`."""
    found = _fresh(f"{code}\nimport json, sys; print(json.dumps([n for n in {HEAVY!r} if n in sys.modules]))")
    return set(found)


def test_import_loads_nothing_heavy() -> None:
    """`import watchspec` and a context load neither a client nor prices, traces, metrics or an event loop."""
    assert _loaded_by("import watchspec") == set()
    assert _loaded_by("import watchspec\nwith watchspec.context(feature='f'): pass") == set()


@pytest.mark.parametrize("name", ["span", "observe", "score", "start_http_server", "user_label", "end_session"])
def test_parts_load_what_they_need(name: str) -> None:
    """Steps, scores and serving load prometheus_client and still no client, no prices, no traces."""
    loaded = _loaded_by(f"import watchspec; watchspec.{name}")
    assert loaded <= {"prometheus_client", "asyncio"}, loaded


def test_steps_without_openai() -> None:
    """A service that has no client can measure its steps and serve them."""
    code = """
import sys
for name in ("openai", "genai_prices", "opentelemetry"):
    sys.modules[name] = None
import watchspec
with watchspec.span("retrieve"):
    pass
from prometheus_client import generate_latest
"""
    found = _fresh(code + "import json; print(json.dumps(generate_latest().decode().count('step=\"retrieve\"') > 0))")
    assert found is True


@pytest.mark.parametrize("name", NAMES)
def test_each_name(name: str) -> None:
    """It is there, the same each time, and has a docstring if it is to be called."""
    found = getattr(watchspec, name)
    assert getattr(watchspec, name) is found or name == "__version__"
    if callable(found):
        assert inspect.getdoc(found)
        inspect.signature(found)


def test_names_in_a_fresh_interpreter() -> None:
    """`dir()` has all of them, before and after any was used, and a star import all that need no client.

    The latter loads neither that nor anything else that may be missing.
    """
    code = """
import json, sys
for name in ("openai", "genai_prices", "opentelemetry"):
    sys.modules[name] = None
import watchspec
before = dir(watchspec)
scope = {}
exec("from watchspec import *", scope)
scope.pop("__builtins__")
print(json.dumps([before, dir(watchspec), sorted(scope)]))
"""
    before, after, star = _fresh(code)
    assert set(NAMES) <= set(before) <= set(after)
    assert star == sorted(watchspec.__all__)
    assert sorted(watchspec.__all__) == watchspec.__all__


@pytest.mark.parametrize("name", [name for name in NAMES if name != "__version__"])
def test_pickled_by_name(name: str) -> None:
    """A name survives the way to a worker process."""
    found = getattr(watchspec, name)
    assert pickle.loads(pickle.dumps(found)) is found


def test_unknown_name() -> None:
    """It is refused as any module does, and is no part of another module."""
    with pytest.raises(AttributeError, match="no_such_name"):
        watchspec.no_such_name  # type: ignore[attr-defined]  # noqa: B018 - mypy knows which names there are
    with pytest.raises(ImportError):
        exec("from watchspec import no_such_name")


def test_names_of_one_thread_at_a_time() -> None:
    """Threads that use a name for the first time at once all get the same."""
    code = """
import json, threading, watchspec
start, found = threading.Barrier(8), []
def use():
    start.wait()
    found.append(watchspec.observe)
threads = [threading.Thread(target=use) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(json.dumps([len(found), len(set(map(id, found)))]))
"""
    assert _fresh(code) == [8, 1]


@watchspec.observe
def plain(question: str, *, times: int = 1) -> list[str]:
    """A function of the host's."""
    return [question] * times


@watchspec.observe(name="later")
async def later(question: str) -> int:
    """A coroutine of the host's."""
    return len(question)


@watchspec.observe
def words(text: str) -> Iterator[str]:
    """A generator of the host's."""
    yield from text.split()


@watchspec.observe
async def words_later(text: str) -> AsyncIterator[str]:
    """An asynchronous generator of the host's."""
    for word in text.split():
        yield word


async def typed() -> list[object]:
    """For mypy: names have their own types, not Any; each ignore below is an error that it must find."""
    first: list[str] = plain("x", times=2)
    second: int = await later("x")
    third: Iterator[str] = words("a b")
    fourth: AsyncIterator[str] = words_later("a b")
    served: tuple[WSGIServer, Thread] = watchspec.start_http_server(0)
    served[0].shutdown()
    served[0].server_close()
    ref: str = watchspec.request_ref()
    label: str = watchspec.user_label("u")
    with watchspec.span("s"), watchspec.context(feature="f", metadata={"k": "v"}) as made:
        feature: str | None = made.feature
    return [first, second, list(third), [word async for word in fourth], len(ref) > 0, len(label), feature]


def wrong() -> None:
    """For mypy, never called."""
    plain(1)  # type: ignore[arg-type]  # not a str
    plain("x", often=2)  # type: ignore[call-arg]  # no such argument
    watchspec.context("f")  # type: ignore[call-arg]  # keywords only
    watchspec.score("relevance")  # type: ignore[call-arg]  # without a value
    watchspec.instrument(hash_user=True)  # type: ignore[call-arg]  # misspelled
    watchspec.span(3)  # type: ignore[arg-type]  # not a str
    watchspec.end_session()  # type: ignore[call-arg]  # which?


def test_types_run() -> None:
    """The example that mypy checks also runs."""
    import asyncio

    assert asyncio.run(typed()) == [["x", "x"], 1, ["a", "b"], ["a", "b"], True, 12, "f"]
