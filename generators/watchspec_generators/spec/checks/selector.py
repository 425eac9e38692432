"""The service's selector consists of label matchers and agrees with the service's name and scrape job.

To mend: write label matchers in braces that the targets' labels meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.scraping import BROUGHT_LABELS, scraped_labels
from watchspec_generators.values.selector import FORM, Matcher, matches, parse_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

_PATH = ("service", "selector")
_JUDGED_ELSEWHERE = {"service", *BROUGHT_LABELS}


def check(context: Context) -> Iterator[Problem]:
    """A selector that can't be read, or that asks for another service or for another job than is scraped."""
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
    if context.spec.prometheus.targets:
        yield from _unscraped(context, matchers)


def _unscraped(context: Context, matchers: tuple[Matcher, ...]) -> Iterator[Problem]:
    """Matchers that no series of the generated scrape can meet; those on the exporter's own labels may."""
    scraped = scraped_labels(context.spec.service, context.spec.prometheus)
    for matcher in matchers:
        if matcher.label in _JUDGED_ELSEWHERE or matches(matcher, scraped.get(matcher.label, "")):
            continue
        if matcher.label == "job":
            message = f"{matcher} does not match the job `{scraped['job']}` under which the targets are scraped"
            yield context.problem(_PATH, message, "a selector for that job, or its name in `prometheus.job`")
        else:
            message = (
                f"{matcher} matches no series of the targets: the generated scrape gives them no such `{matcher.label}`"
            )
            yield context.problem(_PATH, message, f'{matcher.label}="...", which the scrape then puts on the targets')
