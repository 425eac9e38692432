"""The service's selector consists of label matchers and agrees with the service's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.values.selector import FORM, Matcher, parse_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

_PATH = ("service", "selector")


def check(context: Context) -> Iterator[Problem]:
    """A selector that can't be read, or that asks for another service."""
    service = context.spec.service
    try:
        matchers = parse_selector(service.selector)
    except ValueError as error:
        yield context.problem(_PATH, str(error), FORM)
        return
    own = Matcher("service", "=", service.name)
    for matcher in matchers:
        if matcher.label == "service" and matcher != own:
            message = f"{matcher} contradicts the service's name"
            yield context.problem(_PATH, message, f"{own}, or no matcher for `service`")
