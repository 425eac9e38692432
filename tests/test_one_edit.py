"""One edit of the spec moves everything that depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.proofs import promtool_rules, promtool_tests
from watchspec_generators.steps import rules, unit_tests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from watchspec_generators.model import Artefact, Monitoring

EDIT = ("above: 5%", "above: 3%")
RULES, TEST = "rules/checkout.error_ratio.rules.yml", "rules/tests/checkout.LLMHighErrorRate.test.yml"


def changed(before: Iterable[Artefact], after: Iterable[Artefact]) -> dict[str, str]:
    """The artefacts that differ, by path."""
    old = {artefact.path: artefact.text for artefact in before}
    return {artefact.path: artefact.text for artefact in after if old[artefact.path] != artefact.text}


def test_rules_and_texts_follow(edited: Callable[..., Monitoring]) -> None:
    """The threshold in the expression, in the summary and in the description, and nothing in any other file."""
    files = changed(rules.build(edited()), rules.build(edited(EDIT)))
    assert files.keys() == {RULES}
    text = files[RULES]
    assert 'service_model:llm_errors:ratio_rate5m{service="checkout"} > 0.03\n' in text
    assert "fail (limit 3%)" in text
    assert "More than 3% of checkout's calls" in text
    assert "0.05" not in text


def test_unit_tests_follow(edited: Callable[..., Monitoring]) -> None:
    """The tests of that alert, and of no other, play the new threshold and expect the new text."""
    files = changed(unit_tests.build(edited()), unit_tests.build(edited(EDIT)))
    assert files.keys() == {TEST}
    assert "3.15% of calls to gpt-4o fail (limit 3%)" in files[TEST]


@pytest.mark.binary
def test_the_edited_spec_is_proven(edited: Callable[..., Monitoring], write: Callable[..., Path]) -> None:
    """Promtool accepts the edited rules, and every alert passes its tests, on both lines."""
    monitoring = edited(EDIT)
    folder = write(monitoring)
    proofs = [*promtool_rules.prove(folder, monitoring), *promtool_tests.prove(folder, monitoring)]
    assert [proof.detail for proof in proofs if not proof.ok] == []
    assert len(proofs) == 4


@pytest.mark.binary
def test_an_edit_of_the_rules_alone_is_noticed(edited: Callable[..., Monitoring], write: Callable[..., Path]) -> None:
    """Rules that were changed by hand fail the tests that the spec gives."""
    monitoring = edited()
    folder = write(monitoring)
    text = (folder / RULES).read_text()
    (folder / RULES).write_text(text.replace("> 0.05", "> 0.03"))
    assert not all(proof.ok for proof in promtool_tests.prove(folder, monitoring))
