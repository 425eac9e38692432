"""What the mutation score leaves out."""

from __future__ import annotations

from pydantic import Field

from watchspec_generators.spec.shape.section import Section


class EquivalentMutant(Section):
    """A broken rule or route that does the same as the whole one, which no test can notice."""

    of: str = Field(description="The alert, recorded series, route or window, as `watchspec test --mutate` names it.")
    change: str = Field(description="What was changed, in the words of `watchspec test --mutate`.")
    reason: str = Field(min_length=1, description="Why nobody could tell.")
