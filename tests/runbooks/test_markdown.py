"""Markdown that keeps its structure, judged by a CommonMark parser."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from watchspec_generators.runbooks.markdown import code, code_block, link, plain

if TYPE_CHECKING:
    from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable(["strikethrough", "table"])
# Characters with a meaning come up often, so that every pair and nesting of them is tried.
_NASTY = st.text(st.sampled_from("ab1 _*`~[](){}<>#+-=.!|&;:/\\\"'$\t\n") | st.characters(codec="utf-8"), max_size=40)
_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00"


def inline(markdown: str) -> list[Token]:
    """Tokens of the one paragraph that `markdown` must be."""
    tokens = _PARSER.parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    return tokens[1].children or []


def squeezed(text: str) -> str:
    """`text` with every run of white space made one space."""
    return " ".join(text.split())


@given(_NASTY)
@example("1. one")
@example("&lt;b&gt; &#60;")
@example("<script>alert(1)</script>")
@example("![x](y) [a]: b")
@example("__init__ snake_case _x_ a__b__c")
@example("- item")
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    """No text becomes markup, and none of it is lost."""
    text = text.translate(dict.fromkeys(map(ord, _BREAKS)))
    if squeezed(text):
        tokens = inline(plain(text))
        assert {token.type for token in tokens} <= {"text", "text_special"}
        assert "".join(token.content for token in tokens) == squeezed(text)


@given(_NASTY)
def test_plain_text_stays_in_its_table_cell(text: str) -> None:
    """A bar in a name does not start another column."""
    tokens = _PARSER.parse(f"| a | b |\n|---|---|\n| {plain(text)} | end |")
    cells = [after.content for token, after in pairwise(tokens) if token.type == "td_open"]
    assert len(cells) == 2
    assert cells[1] == "end"


@given(_NASTY)
@example("`")
@example("a ``b`` c")
def test_inline_code(text: str) -> None:
    """Code is shown to the letter, whatever backticks are in it."""
    text = text.translate(dict.fromkeys(map(ord, _BREAKS)))
    if squeezed(text):
        (token,) = inline(code(text))
        assert (token.type, token.content) == ("code_inline", squeezed(text))


@given(_NASTY)
@example("```\n## LLMHighErrorRate")
def test_code_blocks_hold_anything(text: str) -> None:
    """No code can close its own block."""
    tokens = _PARSER.parse(f"{code_block(text, 'promql')}\n\n## Next")
    assert [token.type for token in tokens] == ["fence", "heading_open", "inline", "heading_close"]


@given(_NASTY, _NASTY)
@example("a](b", "http://x/>) [c](d")
def test_links_end_where_they_should(title: str, url: str) -> None:
    """Neither title nor address can end a link early."""
    title = title.translate(dict.fromkeys(map(ord, _BREAKS)))
    if squeezed(title):
        tokens = inline(link(title, url))
        assert (tokens[0].type, tokens[-1].type) == ("link_open", "link_close")
        assert [token.type for token in tokens].count("link_open") == 1
        assert "".join(token.content for token in tokens) == squeezed(title)


def test_addresses_are_kept() -> None:
    """An ordinary address is not changed."""
    url = "http://grafana:3000/d/x?var-service=checkout&viewPanel=10#anchor"
    assert link("Panel", url) == f"[Panel](<{url}>)"
