"""The selector is made of matchers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_broken(broken: Break) -> None:
    """A value without quotes."""
    found = broken(("'{job=\"shop\"}'", "'{job=shop}'"))
    assert [(code, message) for code, _, message in found] == [("selector", "'job=shop' is not a label matcher")]
    assert found[0].at.startswith("'{job=shop}'")


def test_another_service(broken: Break) -> None:
    """Matching another service contradicts the name."""
    found = broken(("'{job=\"shop\"}'", "'{service=\"cafe\"}'"))
    assert [(code, message) for code, _, message in found] == [
        ("selector", 'service="cafe" contradicts the service\'s name')
    ]
    assert found[0].at.startswith("'{service=")


def test_own_service(broken: Break) -> None:
    """Matching the service itself is fine."""
    found = broken(("'{job=\"shop\"}'", "'{service=\"shop\"}'"))
    assert found == []


def test_another_job(broken: Break) -> None:
    """The generated scrape would yield series that no rule looks at."""
    found = broken(("'{job=\"shop\"}'", "'{job=~\"cafe|bar\"}'"))
    assert [(code, message) for code, _, message in found] == [
        ("selector", 'job=~"cafe|bar" does not match the job `shop` under which the targets are scraped')
    ]
    assert found[0].at.startswith("'{job=~")


def test_own_job(broken: Break) -> None:
    """A job that is named is the one that counts, and without targets the scrape is somebody else's."""
    selector = ("'{job=\"shop\"}'", "'{job=\"cafe\"}'")
    targets, variable = '  targets: ["shop:8000"]\n', '      prometheus: {targets: ["${TARGET:-localhost:1}"]}\n'
    assert broken(selector, (targets, f"{targets}  job: cafe\n")) == []
    assert broken(selector, (targets, ""), (variable, "      secrets_dir: elsewhere\n")) == []


def test_labels_that_the_scrape_does_not_give(broken: Break) -> None:
    """One value can be put on the targets and the exporter brings its own labels; a choice of values can't be met."""
    kept = '{job="shop", env="prod", model=~"gpt.*", instance=~".+"}'
    assert broken(("'{job=\"shop\"}'", f"'{kept}'")) == []
    found = broken(("'{job=\"shop\"}'", '\'{job="shop", env=~"prod|canary"}\''))
    assert [(code, message) for code, _, message in found] == [
        (
            "selector",
            'env=~"prod|canary" matches no series of the targets: the generated scrape gives them no such `env`',
        )
    ]
