"""`watchspec who`: who gets an alert at a moment, when they are first told, and what holds it back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, JsonOption, SpecOption, read_spec
from watchspec_generators.cli.time_options import (
    AtOption,
    LabelsOption,
    generated_config,
    given_labels,
    given_moment,
    known,
    refuse,
)
from watchspec_generators.simulator import BadConfig, read_config
from watchspec_generators.time_travel.answer import Answer, answer, as_data, as_lines, route_names
from watchspec_generators.time_travel.arrivals import arrival, companion
from watchspec_generators.time_travel.plan import zone_of
from watchspec_generators.values.moment import Moment

AlertArgument = Annotated[str, typer.Argument(help="The alert's name.", show_default=False)]
FiringOption = Annotated[list[str], typer.Option("--firing", help="Another alert that fires already; may be repeated.")]
FileOption = Annotated[
    Path | None, typer.Option("--alertmanager", help="Ask an alertmanager.yml of your own instead of a spec.")
]


def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    alert: AlertArgument,
    at: AtOption = None,
    label: LabelsOption = [],  # noqa: B006 - typer copies it
    firing: FiringOption = [],  # noqa: B006 - typer copies it
    spec: SpecOption = DEFAULT_SPEC,
    env: EnvOption = None,
    alertmanager: FileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who gets an alert, when they are first told, and what holds it back: windows, or other alerts.

    Played on a simulator of Alertmanager with what `generate` writes; nothing is sent.

    Examples:

        watchspec who LLMCostSpike

        watchspec who LLMSlowFirstToken --at "2026-03-29T03:30 Europe/Berlin" --label model=gpt-4o

        watchspec who LLMErrorRateElevated --firing LLMHighErrorRate --json

        watchspec who DiskFull --alertmanager /etc/alertmanager/alertmanager.yml --label severity=critical
    """
    labels = given_labels("who", label)
    if alertmanager:
        moment = given_moment("who", at)
        found = _asked(alertmanager, {"alertname": alert, **labels}, firing, moment)
    else:
        monitoring = read_spec(spec, env)
        names = [each.name for each in monitoring.alerts]
        known("who", "alert", alert, names)
        others = [companion(monitoring, known("who", "alert", each, names), labels) for each in firing]
        moment = given_moment("who", at, zone_of(monitoring))
        carried = arrival(monitoring, alert, labels)
        for name in labels:
            known("who", f"label of {alert}", name, carried)
        found = answer(generated_config(monitoring), carried, moment, others, route_names(monitoring.routing))
    print(json.dumps(as_data(found), indent=2) if as_json else "\n".join(as_lines(found)))


def _asked(file: Path, labels: dict[str, str], firing: list[str], moment: Moment) -> Answer:
    try:
        config = read_config(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        refuse("who", f"can't read {file}: {error}")
    except BadConfig as error:
        refuse("who", f"{file}: {error}")
    others = [{**labels, "alertname": each} for each in firing]
    return answer(config, labels, moment, others, {})
