"""The demo from spec to verdict."""

from __future__ import annotations

import json
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.demo import report
from watchspec_generators.demo.plan import plan
from watchspec_generators.demo.run import Run
from watchspec_generators.demo.screen import Screen
from watchspec_generators.demo.stack import RUN_FOLDER, running
from watchspec_generators.edge.files import write_artefacts
from watchspec_generators.edge.proofs import prove
from watchspec_generators.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from watchspec_generators.demo.events import Event
    from watchspec_generators.demo.plan import Plan
    from watchspec_generators.demo.ports import Ports
    from watchspec_generators.demo.stack import Stack
    from watchspec_generators.demo.timeline import Step
    from watchspec_generators.edge.proofs import Proof
    from watchspec_generators.model import Monitoring


@dataclass(frozen=True)
class Demo:
    """One run; `folder` is where everything is generated."""

    monitoring: Monitoring
    ports: Ports
    folder: Path
    console: Console
    show_proofs: Callable[[Sequence[Proof], Console], None]
    keep: bool = False
    json_file: Path | None = None

    def run(self) -> bool:
        """Whether all was proven and every step happened; raises what `plan` and `running` raise."""
        with stopping_once():
            return self._run(time.time())

    def _run(self, begin: float) -> bool:
        played = plan(self.monitoring, self.ports)
        if not self._prove(begin):
            return False
        with running(played, self.folder, self.ports) as stack:
            self._say(begin, "Everything runs; now something goes wrong")
            self.console.print(report.addresses(stack), highlight=False, soft_wrap=True)
            self.console.print(self._past(played), highlight=False, soft_wrap=True)
            with Screen(self.console, played, begin) as screen:
                events, steps = Run(stack, screen).play()
            return self._judge(begin, played, stack, events, steps)

    def _judge(self, begin: float, played: Plan, stack: Stack, events: Sequence[Event], steps: Sequence[Step]) -> bool:
        self._say(begin, "Timeline: seconds from the injection, or from its end, to each step")
        self.console.print(report.timeline(steps))
        known = {expected.alert for expected in played.expectations} | {step.alert for step in steps}
        for event in report.unexpected(events, sorted(known)):
            self.console.print(f"note: {event.detail} was also told: {event.text.splitlines()[:1]}", markup=False)
        failed = report.failed(steps)
        if failed:
            report.show_failure(self.console, failed, stack)
        self._write_json(report.document(steps, events, begin, time.time() - begin))
        self._finish(stack, time.time() - begin, len(steps), len(failed))
        return not failed

    def _prove(self, begin: float) -> bool:
        artefacts = generate(self.monitoring)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_artefacts(self.folder, {artefact.path: artefact.text for artefact in artefacts})
        self._say(
            begin, f"Generated from the spec into {self.folder}, on a clock {self.monitoring.time_scale:g}x faster"
        )
        self.console.print(report.generated(artefacts))
        self._say(begin, "Proving it with the real programs")
        proofs = prove(self.folder, self.monitoring)
        self.show_proofs(proofs, self.console)
        return all(proof.ok for proof in proofs)

    def _past(self, played: Plan) -> str:
        ago = min(base for injection in played.injections for alert in injection.alerts for base in alert.baselines)
        return (
            f"Growth of spend needs a past: steady spend around {ago} ago, a day on this clock, was written into"
            f" Prometheus before the start. Data and logs: {self.folder / RUN_FOLDER}"
        )

    def _finish(self, stack: Stack, seconds: float, steps: int, failed: int) -> None:
        verdict = f"{steps - failed} of {steps} steps happened, in {seconds:.0f} s"
        calls = sum(stack.traffic.results.values())
        self.console.print(f"\n[bold]{verdict}; {calls} calls were made[/]", highlight=False)
        if not self.keep:
            return
        self.console.print("\nEverything is still running. Ctrl-C stops it.", highlight=False)
        self.console.print(report.addresses(stack), highlight=False, soft_wrap=True)
        while True:
            stack.check()
            time.sleep(1)

    def _write_json(self, document: object) -> None:
        if self.json_file is not None:
            self.json_file.parent.mkdir(parents=True, exist_ok=True)
            self.json_file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")

    def _say(self, begin: float, text: str) -> None:
        self.console.print(f"\n[bold]{text}[/] [dim]({time.time() - begin:.1f} s)[/]", highlight=False)


@contextmanager
def stopping_once() -> Iterator[None]:
    """Inside, the first Ctrl-C or SIGTERM ends the run, and further ones can't interrupt the stopping."""

    def stop(number: int, _frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
