"""Trouble reaches people as the spec's tests say: rules by promtool, texts by amtool, routes on the simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager import PATH
from watchspec_generators.edge.chain_runs import broken_links, fired
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, title, tools_of
from watchspec_generators.edge.tools import find
from watchspec_generators.simulator import read_config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from watchspec_generators.model import Monitoring


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """Each test that begins with trouble; nothing where the spec has none."""
    if not monitoring.chains:
        return
    amtool, config = find("amtool"), read_config((folder / PATH).read_text("utf-8"))
    for tool in tools_of("promtool"):
        with stopwatch() as elapsed:
            wrong = [
                f"{chain.test.place}: {chain.test.alert} at {chain.test.at}: {line}"
                for chain in monitoring.chains
                for line in broken_links(
                    monitoring, config, folder, amtool, chain, fired(tool, folder, monitoring, chain)
                )
            ]
            count = len(monitoring.chains)
            yield Proof("trouble reaches people", PATH, title(tool), count, not wrong, "\n".join(wrong), elapsed())
