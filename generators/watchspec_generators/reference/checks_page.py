"""docs/checks.md: what `watchspec check` finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.reference.markdown import code, table
from watchspec_generators.reference.markdown import page as assembled
from watchspec_generators.spec.checklist import checklist

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.checklist import Entry

_INTRO = """
# What `watchspec check` finds

`watchspec check` reads the spec in every environment and tells everything at once, as `file:line:column`, within
hand-written PromQL too. The graph that `watchspec explain` shows is checked as one chain, from metric to receiver.

An **error** stops every command: the exit code is 2. A **warning** is for somebody to judge, a **note** is worth
knowing; both are told by `check` alone, and the exit code is 0, or 2 with `--strict`.

```sh
watchspec check                                   # for people
watchspec check --format json                     # or --json: {"ok": ..., "problems": [...]}
watchspec check --format sarif > watchspec.sarif  # SARIF 2.1.0, for code scanning
```

Each problem has an id, which is `code` in JSON and `ruleId` in SARIF. In GitHub's code scanning:

```yaml
      - run: watchspec check --format sarif > watchspec.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: always()
        with: {sarif_file: watchspec.sarif}
```
"""
_LIMITS = """
## What is not judged

- PromQL that reads metrics of other exporters: their names, labels and values are taken as they are.
- Labels, where the spec names no targets: a scrape of your own may add any.
- Labels behind functions of PromQL that are newer than ours know are taken to be those that went in.
- Recorded series that nothing here reads are no problem: each signal is recorded as a whole and by model, for people
  and dashboards of your own. `watchspec explain` says of which series that is so.
- Mutes that children of a route lose, as they do in Alertmanager: they can't here, since windows are repeated on each
  child.
- Owners: each alert has one, since `service.owner` is asked for.
"""


def page() -> str:
    """The whole page."""
    entries = checklist()
    rows = ((f"[{code(entry.id)}](#{entry.id})", entry.level, entry.promise) for entry in entries)
    return assembled(
        _INTRO, "## All of them", table(("id", "level", "what holds without it"), rows), *_details(entries), _LIMITS
    )


def _details(entries: tuple[Entry, ...]) -> Iterator[str]:
    for entry in entries:
        yield f"### {entry.id}"
        yield " ".join(part for part in (entry.promise, entry.why) if part)
        yield f"- {entry.level}\n- finds: {entry.finds}\n- to mend: {entry.mend}"
