"""Names must be defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_owner_of_the_service(broken: Break) -> None:
    """The service names an owner that nobody defines."""
    found = broken(("owner: core}", "owner: cor}"))
    assert [(code, message) for code, _, message in found] == [("references", "there is no owner `cor`")]
    assert found[0].at.startswith("cor}")


def test_owner_of_an_alert(broken: Break) -> None:
    """So does an alert."""
    found = broken(("    floor: $5\n", "    floor: $5\n    owner: finance\n"))
    assert [(code, message) for code, _, message in found] == [("references", "there is no owner `finance`")]
    assert found[0].at.startswith("finance")


def test_root_receiver(broken: Break) -> None:
    """The root of the tree names an unknown receiver."""
    found = broken(("routing:\n  receiver: chat\n", "routing:\n  receiver: chatt\n"))
    assert [(code, message) for code, _, message in found] == [
        ("references", "there is no receiver `chatt`"),
        ("receivers", "no route uses the receiver `chat`"),
    ]
    assert found[0].at.startswith("chatt")


def test_receiver_of_a_route(broken: Break) -> None:
    """A route names an unknown receiver."""
    found = broken(("receiver: switch,", "receiver: swich,"))
    assert [(code, message) for code, _, message in found] == [
        ("references", "there is no receiver `swich`"),
        ("receivers", "no route uses the receiver `switch`"),
    ]
    assert found[0].at.startswith("swich,")
    assert found[1].at.startswith("switch:")


def test_windows(broken: Break) -> None:
    """A route names unknown windows, to mute or to be active."""
    found = broken(("mute: [nights]", "mute: [nigths], active: [days]"))
    assert [(code, message) for code, _, message in found] == [
        ("references", "there is no window `nigths`"),
        ("references", "there is no window `days`"),
    ]
    assert found[0].at.startswith("nigths]")
    assert found[1].at.startswith("days]")
