"""Somebody's Markdown inside ours, judged by a CommonMark parser."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from watchspec_generators.runbooks.contained import contained

_PARSER = MarkdownIt("commonmark").enable(["strikethrough", "table"])
_NASTY = st.text(st.sampled_from("ab1 _*`~[](){}<>#+-=.!|&;:/\\\"'$\t"), max_size=20)
_PIECES = st.sampled_from(
    [
        "```",
        "````",
        "~~~~",
        "# A",
        "===",
        "---",
        "<!--",
        "<div>",
        "1. ",
        "- ",
        "> ",
        "    ",
        "  ",
        "\t",
        "`",
        "<b>",
        "text",
        "",
    ]
)
_LINES = st.lists(_NASTY | st.lists(_PIECES, max_size=4).map("".join), max_size=8)


@given(_LINES)
@example(["```", "# code", "```", "# A"])
@example(["~~~", "```", "~~~~", "# A"])
@example(["text", "---"])
@example(["<script>"])
@example(["`<b>` and <b>"])
@example(["- ```", "# A"])
@example(["> ~~~", "# A"])
@example(["1. # A"])
@example(["- x", "", "  # A"])
@example(["- ```", "  # A"])
@example(["1. ", "   ```", "# A"])
@example(["``` a`b", "# A"])
@example(["```", "    ```"])
@example(["1", "    ```<div>", "", "1"])
@example(["`a", "b` <b> `c`"])
@example(["<https://x`> <b> `"])
def test_somebodys_markdown_can_not_reach_beyond_itself(lines: list[str]) -> None:
    """No headings, no raw HTML, and what follows it is never swallowed."""
    tokens = _PARSER.parse(f"{contained(chr(10).join(lines))}\n\n## Next")
    assert [token.content for token in tokens[-3:]] == ["", "Next", ""]
    assert [token.type for token in tokens].count("heading_open") == 1
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    assert {"html_block", "html_inline"} & kinds == set()


@pytest.mark.parametrize(
    "kept",
    [
        "1. First\n2. Second",
        "See [the page](https://example.com) and `<code>` or <https://example.com>.",
        "```bash\n# a comment, no heading\nls <file>\n```",
        "| a | b |\n|---|---|\n| 1 | 2 |",
    ],
)
def test_ordinary_markdown_is_kept(kept: str) -> None:
    """Lists, links, code and tables come out as they were written."""
    assert contained(kept) == kept
