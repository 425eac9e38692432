"""The service's selector consists of label matchers and agrees with the service's name and scrape job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.values.selector import FORM, Matcher, matches, parse_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

_PATH = ("service", "selector")


def check(context: Context) -> Iterator[Problem]:
    """A selector that can't be read, or that asks for another service or for another job than is scraped."""
    service = context.spec.service
    try:
        matchers = parse_selector(service.selector)
    except ValueError as error:
        yield context.problem(_PATH, str(error), FORM)
        return
    job = context.spec.prometheus.job or service.name
    own = Matcher("service", "=", service.name)
    for matcher in matchers:
        if matcher.label == "service" and matcher != own:
            message = f"{matcher} contradicts the service's name"
            yield context.problem(_PATH, message, f"{own}, or no matcher for `service`")
        if matcher.label == "job" and context.spec.prometheus.targets and not matches(matcher, job):
            message = f"{matcher} does not match the job `{job}` under which the targets are scraped"
            yield context.problem(_PATH, message, "a selector for that job, or its name in `prometheus.job`")
