"""Calls of the loopback provider with the real client; if strict, it refuses what is not as its types say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def answer(driver: Any, call: Callable[[Any], Any], *, strict: bool = True) -> Any:
    """What `call(client)` gives: the answer, or the list of a stream's events."""
    driver.options["_strict_response_validation"] = strict

    def sync(client: Any) -> Any:
        made = call(client)
        return list(made) if hasattr(made, "__next__") else made

    async def later(client: Any) -> Any:
        made = await call(client)
        return [event async for event in made] if hasattr(made, "__anext__") else made

    return driver.run(sync, later)


def broken(driver: Any, call: Callable[[Any], Any], *, strict: bool = True) -> tuple[list[Any], type[Exception] | None]:
    """The events of a stream until it ends, and the class of what it raised."""
    driver.options["_strict_response_validation"] = strict
    seen: list[Any] = []

    def sync(client: Any) -> None:
        for event in call(client):
            seen.append(event)  # noqa: PERF402 - what came before the error counts

    async def later(client: Any) -> None:
        async for event in await call(client):
            seen.append(event)  # noqa: PERF401 - what came before the error counts

    try:
        driver.run(sync, later)
    except Exception as error:  # noqa: BLE001 - the test says which
        return seen, type(error)
    return seen, None
