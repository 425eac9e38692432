"""docs/tracing.md says what the code does."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.exporter.tracing.stand_ins import Asker, Series

from watchspec import catalogue
from watchspec._internal.tracing import attributes, messages, pending
from watchspec._internal.tracing.destination import EXPORT_SECONDS
from watchspec._internal.tracing.messages import Content
from watchspec._internal.tracing.sampling import Sampling
from watchspec._internal.usage import Usage

if TYPE_CHECKING:
    from tests.exporter.tracing.conftest import Bench
    from tests.exporter.tracing.receiver import Receiver

PAGE = (Path(__file__).parents[3] / "docs" / "tracing.md").read_text(encoding="utf-8")


def test_settings() -> None:
    """The table of settings has every field with its default."""
    rows = re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert dict(rows) == {name: str(value) for name, value in asdict(Sampling()).items()}


def test_reasons() -> None:
    """All decisions are explained, in the order in which they count."""
    assert tuple(re.findall(r"\*\*(\w+)\*\*(?=:|\.$)", PAGE, re.MULTILINE))[:6] == catalogue.TRACE_DECISIONS
    assert f"`{catalogue.TRACES.name}{{decision}}`" in PAGE


def test_limits() -> None:
    """The limits are those of the code."""
    for number in (pending.MAX_RECORDS, pending.MAX_WHOLE, pending.MAX_TRACES, pending.MAX_HELD, messages.MAX_MESSAGES):
        assert re.search(rf"\b{number:,}\b", PAGE), number
    assert f"{pending.MAX_WAIT_SECONDS / 60:.0f} minutes" in PAGE
    assert f"{EXPORT_SECONDS:.0f} seconds" in PAGE
    assert f"{attributes.MAX_METADATA} keys, {attributes.MAX_TEXT} characters" in PAGE


def test_attributes(bench: Bench, receiver: Receiver) -> None:
    """The table of attributes has all that a span can say, and nothing else."""
    play = bench.play(capture_content=True)
    with play.step("answer", "error"):
        began = perf_counter()
        play.call(
            "error",
            series=Series(("openai", "gpt-4o", "chat", "search")),
            context=Asker("search", "ann", "s-1", "greet", {"tenant": "acme"}),
            usage=Usage(9, 9, 1, 1, 1, 1, 1),
            started=began,
            first_event=began,
            first_token=began,
            streamed=True,
            server=("api.openai.com", 443),
            content=Content({"instructions": "Be brief.", "input": "Hello"}, "Hi!"),
        )
    play.tracer.flush()
    said = {re.sub(r"(metadata\.).*", r"\1*", name) for span in receiver.wait_for(2) for name in span.attributes}
    prefixes = "gen_ai|openai|server|session|enduser|user|error|watchspec|openinference"
    named = set(re.findall(rf"`((?:{prefixes})\.[\w.*]+)`", PAGE))
    assert named - {"gen_ai.evaluation.result", "gen_ai.*", "watchspec.*"} == said
