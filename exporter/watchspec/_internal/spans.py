"""`span` and `observe`: where steps are entered and left."""

from __future__ import annotations

from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from watchspec._internal.driven import wrap_async_generator, wrap_generator
from watchspec._internal.instrumentation import recorder_for_scores
from watchspec._internal.safety import log_once
from watchspec._internal.steps import Step, current, still_open

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

P = ParamSpec("P")
R = TypeVar("R")


def begin(name: str) -> Step | None:
    """A step that begins now, not yet entered; None if that failed. Never raises."""
    try:
        recorder = recorder_for_scores()
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        log_once("step", "internal error in step; steps are not measured")
        return None
    try:
        return Step(str(name), recorder)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("step")
        return None


class span:  # noqa: N801 - a context manager that reads as a function, like contextlib.suppress
    """Measures a step: `with watchspec.span("document_retrieval"): ...`, or `async with`.

    Its duration and outcome (`error` if an exception leaves it, `cancelled` if a
    cancellation or the closing of a generator does) go to `llm_step_duration_seconds`.
    Cost and tokens of the calls begun inside go to `llm_step_cost_usd_total` and
    `llm_step_tokens_total`, in this step and in every step around it.
    """

    __slots__ = ("_name", "_steps")

    def __init__(self, name: str) -> None:
        self._name = name
        self._steps: list[Step] = []

    def __enter__(self) -> None:
        step = begin(self._name)
        if step is not None:
            self._steps.append(step)
            current.set(step)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._steps:
            return
        # One object may be entered by several tasks at once; each leaves its own step.
        step = current.get()
        if step is None or step not in self._steps:
            step = self._steps[-1]
        self._steps.remove(step)
        step.end_with(exc)
        if current.get() is step:
            current.set(still_open(step))

    async def __aenter__(self) -> None:
        self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.__exit__(kind, exc, traceback)


@overload
def observe(function: Callable[P, R], /) -> Callable[P, R]: ...


@overload
def observe(*, name: str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def observe(function: Any = None, /, *, name: str | None = None) -> Any:
    """Measures each call of a function as a step, as `span` does: `@watchspec.observe`, or with `name=`.

    Functions, coroutines, generators and asynchronous generators stay what they are. A
    generator's step begins with its first item and ends when it is exhausted, closed or
    garbage-collected (`cancelled` for the latter two); what its consumer does between two
    items is in its duration and not in its cost. The default name is that of the function,
    with its class.
    """
    if function is None:
        return lambda given: _observed(given, name)
    return _observed(function, name)


def _observed(function: Any, name: str | None) -> Any:
    if isinstance(function, staticmethod | classmethod):
        return type(function)(_observed(function.__func__, name))
    if not callable(function):
        log_once("observe", "observe can measure functions, not a %s", type(function).__name__)
        return function
    return _wrapped(function, name or _name_of(function))


def _name_of(function: Any) -> str:
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    return str(name).rsplit("<locals>.", maxsplit=1)[-1]


def _wrapped(function: Any, name: str) -> Any:
    if iscoroutinefunction(function):

        @wraps(function)
        async def waiting(*args: Any, **kwargs: Any) -> Any:
            with span(name):
                return await function(*args, **kwargs)

        return waiting
    if isgeneratorfunction(function):
        return wrap_generator(function, lambda: begin(name))
    if isasyncgenfunction(function):
        return wrap_async_generator(function, lambda: begin(name))

    @wraps(function)
    def calling(*args: Any, **kwargs: Any) -> Any:
        with span(name):
            return function(*args, **kwargs)

    return calling
