"""How the provider answers while troubles last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.demo.behaviours import terse, usual
from watchspec_generators.demo.conditions import behaviour
from watchspec_generators.demo.judges import completeness

if TYPE_CHECKING:
    from watchspec_generators.demo.plan import Plan


def test_without_trouble_all_is_as_usual(planned: Plan) -> None:
    """No trouble, no change, and complete answers."""
    assert behaviour("gpt-4o", (), planned.surge) == usual()
    assert completeness("".join(usual().words())) == 1.0


def test_errors_hit_one_model_only(planned: Plan) -> None:
    """The failing model answers with errors whatever else is wrong; the other one is untouched."""
    errors, *others = planned.injections
    assert behaviour("gpt-4o", (errors, *others), planned.surge).error == "server"
    assert behaviour("gpt-4o-mini", (errors,), planned.surge) == usual()


def test_other_troubles_add_up(planned: Plan) -> None:
    """Slow, expensive and terse at the same time."""
    by_kind = {injection.trouble.kind: injection for injection in planned.injections}
    found = behaviour("gpt-4o-mini", (by_kind["slow"], by_kind["cost"], by_kind["quality"]), 10.0)
    assert found.first_token == by_kind["slow"].level
    assert found.prompt_tokens == 10 * usual().prompt_tokens
    assert completeness("".join(found.words())) <= by_kind["quality"].level


def test_the_tersest_answer_still_says_something() -> None:
    """An empty answer would have no first token."""
    assert terse(usual(), 0.0).content == "-"
