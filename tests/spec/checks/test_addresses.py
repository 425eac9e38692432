"""Addresses have their form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_target(broken: Break) -> None:
    """A target is no URL."""
    found = broken(('["shop:8000"]', '["http://shop:8000"]'))
    assert [(code, message) for code, _, message in found] == [("addresses", "`http://shop:8000` is no address")]
    assert found[0].at.startswith('"http://shop')


def test_port(broken: Break) -> None:
    """Ports end at 65535."""
    found = broken(('smarthost: "mail:25"', 'smarthost: "mail:99999"'))
    assert [(code, message) for code, _, message in found] == [("addresses", "`mail:99999` is no address")]
    assert found[0].at.startswith('"mail')


def test_link(broken: Break) -> None:
    """A link is a URL."""
    found = broken(("grafana: http://localhost:3000", "grafana: localhost"))
    assert [(code, message) for code, _, message in found] == [("addresses", "`localhost` is no web address")]
    assert found[0].at.startswith("localhost}")


def test_mail(broken: Break) -> None:
    """A mail address has an @."""
    found = broken(("to: a@example.com", "to: 'a@example.com, b'"))
    assert [(code, message) for code, _, message in found] == [("addresses", "`a@example.com, b` is no mail address")]
    assert found[0].at.startswith("'a@")


def test_redirect(broken: Break) -> None:
    """A redirect has addresses too."""
    found = broken(('smtp: "localhost:10"', "smtp: localhost"))
    assert [(code, message) for code, _, message in found] == [("addresses", "`localhost` is no address")]
    assert found[0].at.startswith("localhost}")
