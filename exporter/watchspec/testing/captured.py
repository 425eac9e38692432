"""Shows a service's own tests what is measured of the calls that they make."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry

from watchspec import catalogue
from watchspec._internal import instrumentation
from watchspec.testing.provider import LoopbackProvider
from watchspec.testing.samples import total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai import AsyncOpenAI, OpenAI

    from watchspec._internal.config import Source
    from watchspec.testing.behaviour import Behaviour


class Captured:
    """A provider on loopback, clients for it, and what was measured of their calls."""

    def __init__(self, provider: LoopbackProvider, stack: ExitStack) -> None:
        self.provider = provider
        self.registry = CollectorRegistry()
        self._stack = stack

    def client(self, **options: Any) -> OpenAI:
        """A client of the provider that does not retry, with further `options` of its class; closed at the end."""
        from openai import OpenAI  # noqa: PLC0415 - optional, and heavy to load

        return self._stack.enter_context(OpenAI(**self._options(options)))

    def async_client(self, **options: Any) -> AsyncOpenAI:
        """As `client()`, asynchronous; to be closed where its event loop is, as with `async with`."""
        from openai import AsyncOpenAI  # noqa: PLC0415 - optional, and heavy to load

        return AsyncOpenAI(**self._options(options))

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"base_url": self.provider.url, "api_key": "none", "max_retries": 0, **options}

    def total(self, metric: catalogue.Metric | str, **labels: str) -> float:
        """Sum of a metric's samples that carry `labels`; 0 if there are none.

        Args:
            metric: one of `watchspec.catalogue`, or a sample's name such as `llm_request_duration_seconds_count`.
            labels: the values that count, such as `feature="support_chat"`.
        """
        return total(self.registry, metric if isinstance(metric, str) else metric.name, **labels)

    def calls(self, **labels: str) -> int:
        """How many calls have ended."""
        return int(self.total(catalogue.REQUESTS, **labels))

    def outcomes(self, **labels: str) -> dict[str, int]:
        """How many calls ended how, without the zeros."""
        counts = {name: self.calls(outcome=name, **labels) for name in catalogue.OUTCOMES}
        return {name: count for name, count in counts.items() if count}

    def errors(self, **labels: str) -> dict[str, int]:
        """How many calls failed with which kind of error, without the zeros."""
        counts = {name: int(self.total(catalogue.ERRORS, error_type=name, **labels)) for name in catalogue.ERROR_TYPES}
        return {name: count for name, count in counts.items() if count}


@contextmanager
def capture(behaviour: Behaviour | None = None, *, config: Source = None, prices: bool = True) -> Iterator[Captured]:
    """Measures every client of this process into a registry of its own, for the length of a `with` block.

    What was set up before, by `watchspec.instrument()` or another `capture()`, hears nothing of these calls,
    and is back in place afterwards.

    Args:
        behaviour: how the provider answers unless told otherwise later.
        config: as for `watchspec.instrument()`.
        prices: as for `watchspec.instrument()`.

    Raises:
        RuntimeError: nothing can be measured; the log says why.
    """
    with ExitStack() as stack:
        seen = Captured(stack.enter_context(LoopbackProvider(behaviour)), stack)
        earlier = instrumentation.process_recorder()
        stack.callback(instrumentation.reinstate, earlier)
        instrumentation.instrument(registry=seen.registry, config=config, prices=prices)
        recorder = instrumentation.process_recorder()
        if recorder is None or recorder.registry is not seen.registry:
            raise RuntimeError("watchspec.instrument() has failed; the logger `watchspec` says why")
        yield seen
