"""Check, write, reload, and see that it is live; or bring everything back."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from watchspec_generators.edge.applying.journal import NotApplied
from watchspec_generators.edge.files import CantWrite, Snapshot, there, write_artefacts
from watchspec_generators.edge.http import Unreachable, reload
from watchspec_generators.edge.live.files import alertmanager_at, prometheus_at
from watchspec_generators.edge.proofs import amtool_config, amtool_templates, promtool_config, promtool_rules
from watchspec_generators.targets.files import ALERTMANAGER, PROMETHEUS, alertmanager_changes, prometheus_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from watchspec_generators.edge.applying.journal import Say
    from watchspec_generators.meaning import Change
    from watchspec_generators.targets.files import FilesPlan, Live
    from watchspec_generators.targets.types import Wanted

_CHECKS = (promtool_rules, promtool_config, amtool_config, amtool_templates)
_PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.2
_SHOWN = 3


def apply(plan: FilesPlan, live: Live, wanted: Wanted, spec: str, say: Say) -> None:
    """Carry out `plan`, made of `live`; NotApplied, and all is as before, if a step is refused.

    `spec` is the spec's file name. Each step that was done is said.
    """
    _check(wanted, say)
    _Work(plan, live, wanted, spec, say).run()


def _check(wanted: Wanted, say: Say) -> None:
    with tempfile.TemporaryDirectory(prefix="watchspec-") as folder:
        write_artefacts(Path(folder), wanted.files)
        proofs = [proof for module in _CHECKS for proof in module.prove(Path(folder), wanted.monitoring)]
    for proof in proofs:
        if not proof.ok:
            raise NotApplied(f"{proof.tool} refuses {proof.subject}; nothing was changed\n{proof.detail}")
    say(f"checked with {', '.join(dict.fromkeys(proof.tool for proof in proofs))}")


class _Work:
    def __init__(self, plan: FilesPlan, live: Live, wanted: Wanted, spec: str, say: Say) -> None:
        self.plan, self.live, self.wanted, self.spec, self.say = plan, live, wanted, spec, say
        self.root = Path(live.root)
        self.before = Snapshot.of(self.root, (*wanted.files, *live.files))
        self.reloaded: list[tuple[str, str]] = []

    def run(self) -> None:
        try:
            self._write()
            if self.plan.reload_prometheus and (prometheus := self.live.prometheus):
                self._reload(PROMETHEUS, prometheus.url, lambda: self._prometheus(prometheus.url))
            if self.plan.reload_alertmanager and (alertmanager := self.live.alertmanager):
                self._reload(ALERTMANAGER, alertmanager.url, lambda: self._alertmanager(alertmanager.url))
        except (CantWrite, Unreachable, NotApplied) as reason:
            raise NotApplied("\n".join((str(reason), *self._undone()))) from None

    def _write(self) -> None:
        if self.plan.writes or self.plan.removes:
            if there(self.root, self.wanted.files) != self.live.files:
                raise NotApplied(f"somebody has changed files below {self.root} since the plan was made; plan anew")
            changed = write_artefacts(self.root, self.wanted.files, spec=self.spec)
            self.say(f"wrote or removed {len(changed)} files below {self.root}")

    def _reload(self, name: str, url: str, differing: Callable[[], Sequence[Change]]) -> None:
        self.reloaded.append((name, url))
        reload(url)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while found := differing():
            if time.monotonic() > deadline:
                raise NotApplied(_other(name, url, found, self.root))
            time.sleep(_PAUSE_SECONDS)
        self.say(f"{name} at {url} reloaded, and runs what was written")

    def _prometheus(self, url: str) -> Sequence[Change]:
        return prometheus_changes(prometheus_at(url), self.wanted)

    def _alertmanager(self, url: str) -> Sequence[Change]:
        return alertmanager_changes(alertmanager_at(url), self.wanted)

    def _undone(self) -> list[str]:
        """Bring files and servers back; what was done in words, failures included."""
        if not (self.plan.writes or self.plan.removes):
            return ["no file was written, so that there is nothing to bring back"]
        try:
            self.before.restore()
        except CantWrite as reason:
            return [f"the former files could not be brought back: {reason}"]
        return ["the former files are back", *(_back(name, url) for name, url in self.reloaded)]


def _back(name: str, url: str) -> str:
    try:
        reload(url)
    except Unreachable as reason:
        return f"{name} was not reloaded with them: {reason}"
    return f"{name} at {url} runs the former files again"


def _other(name: str, url: str, found: Sequence[Change], root: Path) -> str:
    told = "; ".join(f"{change.subject}: {change.text}" for change in found[:_SHOWN])
    more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{name} at {url} took the reload but does not run what is in {root}; does it read that folder? {told}{more}"
