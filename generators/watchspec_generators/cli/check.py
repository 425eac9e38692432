"""`watchspec check`: is the spec right, in every environment?"""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from watchspec_generators.cli.errors import BAD_INPUT
from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, JsonOption, SpecOption, read_spec
from watchspec_generators.spec import SpecError
from watchspec_generators.spec.reporters import machine
from watchspec_generators.spec.summary import summary
from watchspec_generators.spec.windows import running_out


def command(spec: SpecOption = DEFAULT_SPEC, env: EnvOption = None, as_json: JsonOption = False) -> None:
    """Check the spec and all of its environments; write nothing.

    Every problem is listed with its place, what was expected, and a suggestion.
    The exit code is 0 if there is none, else 2.

    Examples:

        watchspec check

        watchspec check --spec services/checkout/monitoring.yaml

        watchspec check --env demo          # also: are its variables set?

        watchspec check --json              # for editors and CI
    """
    try:
        monitoring = read_spec(spec, env)
    except SpecError as error:
        if not as_json:
            raise
        print(machine.render(error.problems))
        sys.exit(BAD_INPUT)
    print(machine.render(()) if as_json else f"{spec}: OK: {summary(monitoring)}")
    for sentence in running_out(monitoring.windows, datetime.now(timezone.utc).date()):
        print(f"{spec}: note: {sentence}", file=sys.stderr)
