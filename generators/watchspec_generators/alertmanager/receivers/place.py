"""What an entry of a receiver knows of the spec around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.spec import shape
    from watchspec_generators.values.version import Version

_NO_WORD = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Place:
    """The receiver `receiver` of a spec."""

    monitoring: Monitoring
    receiver: str

    @property
    def redirect(self) -> shape.Redirect | None:
        """The one place that takes every notification, for rehearsals."""
        return self.monitoring.redirect

    def secret(self, key: str, file: str, version: Version) -> dict[str, Any]:
        """`key` from a file; a `${NAME}` where the spec's Alertmanager is older than `version`, the first to do so."""
        if self.monitoring.alertmanager.reads(version):
            return {f"{key}_file": f"{self.monitoring.secrets_dir.rstrip('/')}/{file}"}
        return {key: placeholder(file)}

    def address(self, kind: str, key: str, file: str, version: Version) -> dict[str, Any]:
        """As `secret`; in a rehearsal `key` is where receivers of the kind are told."""
        if self.redirect is None:
            return self.secret(key, file, version)
        return {key: rehearsal(self.redirect, f"{kind}/{self.receiver}")}


def placeholder(file: str) -> str:
    """What stands for a secret that whoever deploys fills in: the file's name as that of a variable."""
    name = _NO_WORD.sub("_", file.upper()).strip("_")
    return f"${{{name}}}"


def rehearsal(redirect: shape.Redirect, path: str) -> str:
    """URL of `path` at the place that stands in for the real one."""
    return f"{redirect.http.rstrip('/')}/{path}"


def text(name: str) -> str:
    """A call of one of our named templates."""
    return f'{{{{ template "watchspec.{name}" . }}}}'
