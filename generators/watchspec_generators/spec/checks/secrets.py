"""Secrets stay in files: a key or URL pasted where a file's name belongs is told at once.

To mend: put the secret into a file of `secrets_dir`, name that file, and change the secret.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

_FILE_NAME = re.compile(r"[A-Za-z0-9_.-][A-Za-z0-9_./-]*")
_KEY = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9]{20,}|(xox[a-z]|sk|pk|ghp)[-_][A-Za-z0-9_-]{8,}")


def check(context: Context) -> Iterator[Problem]:
    """Values of `*_file` keys that are no file names, without repeating what may be a secret."""
    for name, receiver in context.spec.receivers.items():
        for kind, configs in receiver:
            for index, config in enumerate(configs):
                for key, value in config:
                    if key.endswith("_file") and value is not None and not _is_file_name(value):
                        path = ("receivers", name, kind, index, key)
                        message = f"`{key}` holds what looks like a secret, not the name of a file"
                        hint = "put the secret into a file of `secrets_dir`, and change it: it has been in this file"
                        yield context.problem(path, message, "a file name such as slack_webhook_url", hint)


def _is_file_name(value: str) -> bool:
    return bool(_FILE_NAME.fullmatch(value)) and not _KEY.fullmatch(value)
