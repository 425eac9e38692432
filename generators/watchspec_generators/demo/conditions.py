"""How the provider answers each model while some troubles last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.demo.behaviours import expensive, failing, slow_to_start, terse, usual

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec.testing import Behaviour
    from watchspec_generators.demo.troubles import Injection


def behaviour(model: str, active: Iterable[Injection], surge: float) -> Behaviour:
    """The answer to `model`; `surge` is how many times longer prompts are in a cost surge."""
    kinds = {injection.trouble.kind: injection for injection in active if injection.model in (None, model)}
    if "errors" in kinds:
        return failing()
    answer = usual()
    if "quality" in kinds:
        answer = terse(answer, kinds["quality"].level)
    if "cost" in kinds:
        answer = expensive(answer, surge)
    if "slow" in kinds:
        answer = slow_to_start(answer, kinds["slow"].level)
    return answer
