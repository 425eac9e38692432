"""Puts the stack's secrets in place before its servers start, as docker-compose.yml runs it.

    python -m watchspec_generators.demo.first_start ALERTMANAGER.YML GIVEN SECRETS

Below SECRETS: `grafana/grafana_admin_password`, made once; in `alertmanager/` each file that the configuration names,
from the folder GIVEN if it is there. Where it is not, an address becomes that of the sink, so that nothing leaves the
machine; a key or password is left out, and its receivers fail in Alertmanager's log.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from watchspec_generators.alertmanager.receivers import kind
from watchspec_generators.alertmanager.secret_files import secret_files
from watchspec_generators.spec import shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SINK = "http://sink:9099"
PASSWORD = "grafana_admin_password"  # noqa: S105 - the name of a file
_ADDRESS = "url_file"
_OWNER_AND_GROUP = 0o440


def put(configuration: Mapping[str, Any], given: Path, folder: Path) -> Iterator[str]:
    """Write every secret below `folder`; a line for each that was left out or stands in for a real one."""
    grafana, alertmanager = folder / "grafana", folder / "alertmanager"
    if not (grafana / PASSWORD).exists():
        _write(grafana / PASSWORD, secrets.token_urlsafe(24))
    stand_ins = dict(_addresses(configuration))
    for path, receivers in secret_files(configuration).items():
        name, who = Path(path).name, ", ".join(receivers)
        if (given / name).is_file():
            _write(alertmanager / name, (given / name).read_text(encoding="utf-8"))
        elif path in stand_ins:
            _write(alertmanager / name, stand_ins[path])
            yield f"{name}: not given; {who} is told at {stand_ins[path]}"
        else:
            # What was given before and is no longer must not go on being used.
            (alertmanager / name).unlink(missing_ok=True)
            yield f"{name}: not given; {who} can't be told"


def _addresses(configuration: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kinds = {kind(name).KEY: name for name in shape.Receiver.model_fields}
    for receiver in configuration["receivers"]:
        for key, entries in receiver.items():
            for entry in entries if key in kinds else ():
                yield from (
                    (path, f"{SINK}/{kinds[key]}/{receiver['name']}")
                    for option, path in entry.items()
                    if option.endswith(_ADDRESS)
                )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(_OWNER_AND_GROUP)
    fresh.replace(path)


def main() -> None:
    """Once, with the three paths of the command line."""
    configuration, given, folder = map(Path, sys.argv[1:])
    for line in put(yaml.safe_load(configuration.read_text(encoding="utf-8")), given, folder):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
