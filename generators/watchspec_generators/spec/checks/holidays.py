"""Holidays are those of a country and region that are known, in years that can be read.

To mend: take codes such as DE and BY, and years such as `2026-2028`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.values.calendar import YEARS_FORM, code_of, countries, parse_years

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path


def check(context: Context) -> Iterator[Problem]:
    """Countries and regions without a calendar, and years that are none."""
    for name, window in context.spec.windows.items():
        for index, each in enumerate(window.holidays):
            path = ("windows", name, "holidays", index)
            yield from _place(context, path, each)
            yield from _years(context, path, each)


def _place(context: Context, path: Path, each: shape.Holidays) -> Iterator[Problem]:
    known = countries()
    if each.country not in known:
        code = code_of(each.country)
        hint = f"write {code}" if code else did_you_mean(each.country, sorted(known))
        message = f"no calendar is known for the country `{each.country}`"
        yield context.problem((*path, "country"), message, "a code of two letters, such as DE", hint)
    elif each.region is not None and each.region not in known[each.country]:
        regions = known[each.country]
        message = f"no calendar is known for the region `{each.region}` of {each.country}"
        expected = one_of(regions) if regions else "no region: this country has one calendar"
        yield context.problem((*path, "region"), message, expected, did_you_mean(each.region, regions))


def _years(context: Context, path: Path, each: shape.Holidays) -> Iterator[Problem]:
    try:
        parse_years(each.years)
    except ValueError:
        yield context.problem((*path, "years"), f"`{each.years}` are no years", YEARS_FORM)
