"""What an entry of a receiver knows of the spec around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.spec import shape


@dataclass(frozen=True, slots=True)
class Place:
    """The receiver `receiver` of a spec."""

    monitoring: Monitoring
    receiver: str

    @property
    def redirect(self) -> shape.Redirect | None:
        """The one place that takes every notification, for rehearsals."""
        return self.monitoring.redirect

    def secret(self, file: str) -> str:
        """Path of a secret file, as Alertmanager sees it."""
        return f"{self.monitoring.secrets_dir.rstrip('/')}/{file}"


def rehearsal(redirect: shape.Redirect, path: str) -> str:
    """URL of `path` at the place that stands in for the real one."""
    return f"{redirect.http.rstrip('/')}/{path}"


def text(name: str) -> str:
    """A call of one of our named templates."""
    return f'{{{{ template "watchspec.{name}" . }}}}'
