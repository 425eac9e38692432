"""What commands about times share: the generated configuration, and moments and labels from the command line."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from watchspec_generators.alertmanager import configuration
from watchspec_generators.cli.errors import BAD_INPUT
from watchspec_generators.simulator import read_config
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.values.moment import Moment, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from watchspec_generators.model import Monitoring
    from watchspec_generators.simulator import Config

LabelsOption = Annotated[list[str], typer.Option("--label", help="A label's value, as name=value; may be repeated.")]

AtOption = Annotated[
    str | None, typer.Option("--at", help="When it begins to fire: date, time and zone; default: now.")
]


def generated_config(monitoring: Monitoring) -> Config:
    """What Alertmanager would get."""
    return read_config(configuration(monitoring))


def given_labels(command: str, written: Sequence[str]) -> dict[str, str]:
    """`name=value` as a mapping; ends the command where one is not of that form."""
    wrong = [each for each in written if "=" not in each]
    if wrong:
        refuse(command, f"`{wrong[0]}` is no label; write name=value")
    return dict(each.split("=", 1) for each in written)


def given_moment(command: str, written: str | None, zone: tzinfo = timezone.utc) -> Moment:
    """The moment that was asked for, or now in `zone`; ends the command where none can be read."""
    if written is None:
        return Moment(datetime.now(timezone.utc).replace(microsecond=0), zone)
    try:
        return parse_moment(written)
    except ValueError as error:
        refuse(command, str(error))


def known(command: str, kind: str, name: str, names: Iterable[str]) -> str:
    """`name`, if it is one of `names`; else ends the command with the nearest one."""
    listed = tuple(names)
    if name not in listed:
        hint = did_you_mean(name, listed)
        refuse(command, f"there is no {kind} `{name}`; {hint or one_of(listed)}")
    return name


def refuse(command: str, reason: str) -> NoReturn:
    """End the command: its input is wrong."""
    print(f"watchspec {command}: {reason}", file=sys.stderr)
    raise typer.Exit(BAD_INPUT)
