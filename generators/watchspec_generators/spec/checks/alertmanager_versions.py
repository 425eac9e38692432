"""The spec's Alertmanager reads what its receivers become.

To mend: run the version that is named, use another kind of receiver, or `secrets: placeholders`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.receivers import OLDEST, kind, needs
from watchspec_generators.values.version import FORM, parse_version, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path
    from watchspec_generators.values.version import Version


def check(context: Context) -> Iterator[Problem]:
    """Versions that can't be read or are too old, and kinds and keys of receivers that a version lacks."""
    path = ("alertmanager", "version")
    try:
        version = parse_version(context.spec.alertmanager.version)
    except ValueError:
        message = f"`{context.spec.alertmanager.version}` is no version of Alertmanager"
        yield context.problem(path, message, FORM)
        return
    if version < OLDEST:
        message = f"Alertmanager {written(version)} is older than what is supported"
        yield context.problem(path, message, f"{written(OLDEST)} or newer")
        return
    for name, receiver in context.spec.receivers.items():
        for kind_name, configs in receiver:
            for index, config in enumerate(configs):
                yield from _entry(context, ("receivers", name, kind_name, index), config, version)


def _entry(context: Context, path: Path, config: shape.Section, version: Version) -> Iterator[Problem]:
    kind_name = str(path[2])
    module = kind(kind_name)
    if version < module.MINIMUM_VERSION:
        needed = written(module.MINIMUM_VERSION)
        message = f"Alertmanager {written(version)} has no {module.KEY}, which `{kind_name}` becomes"
        yield context.problem(path, message, f"Alertmanager {needed}", "upgrade it, or use another kind of receiver")
        return
    for key, first in needs(module, config).items():
        secret = key.endswith("_file")
        if version < first and not (secret and context.spec.alertmanager.secrets == "placeholders"):
            message = f"Alertmanager {written(version)} can't read `{key}` of {kind_name}"
            hint = "or `secrets: placeholders` in `alertmanager`, and fill them in when you deploy" if secret else None
            yield context.problem((*path, key), message, f"Alertmanager {written(first)}", hint)
