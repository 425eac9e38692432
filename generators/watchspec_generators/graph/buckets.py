"""Buckets that hand-written PromQL asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.exporter_config.edges import edges
from watchspec_generators.graph.catalogued import BUCKET, BY_SERIES
from watchspec_generators.graph.reading import plain_matcher, reads
from watchspec_generators.values.selector import matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain, Raw
    from watchspec_generators.promql import Matcher

_ALL = "+Inf"


@dataclass(frozen=True, slots=True)
class Asked:
    """A matcher on `le` that asks for buckets of one of our histograms, by their edges."""

    raw: Raw
    series: str
    matcher: Matcher
    known: tuple[float, ...]
    """The edges that the histogram has."""

    @property
    def found(self) -> tuple[float, ...]:
        """The edges that it finds, on some version of Prometheus."""
        return tuple(edge for edge in self.known if any(self.matches(text) for text in spellings(edge)))

    def matches(self, spelling: str) -> bool:
        """Whether it finds a bucket whose edge is stored so."""
        return matches(plain_matcher(self.matcher), spelling)


def asked_buckets(chain: Chain) -> Iterator[Asked]:
    """Each of them; those that ask for the last bucket, which holds all, don't ask for an edge."""
    known = edges(chain.monitoring)
    for raw in chain.raw:
        for selected in reads(raw.expression):
            if selected.name in BY_SERIES and selected.name.endswith(BUCKET):
                for matcher in selected.node.matchers:
                    asked = Asked(raw, selected.name, matcher, known[BY_SERIES[selected.name].name])
                    if matcher.label == "le" and matcher.op in ("=", "=~") and not asked.matches(_ALL):
                        yield asked


def spellings(edge: float) -> tuple[str, ...]:
    """How versions of Prometheus store an edge: until 3 as it was written, since then with a point."""
    text = f"{edge:.12g}"
    return (text,) if "." in text else (text, f"{text}.0")
