"""Start the real Prometheus and Alertmanager on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.edge.processes import Server
from watchspec_generators.edge.tools import find_tool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from watchspec_generators.edge.tools import Line


def start_prometheus(
    config: Path, data: Path, port: int, *, flags: Sequence[str] = (), line: Line = "current", cwd: Path | None = None
) -> Server:
    """A ready Prometheus that serves `config` on 127.0.0.1:`port`; the caller stops it."""
    argv: list[str | Path] = [
        find_tool("prometheus", line),
        f"--config.file={config}",
        f"--storage.tsdb.path={data}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--web.enable-lifecycle",
        *flags,
    ]
    ready = f"http://127.0.0.1:{port}/-/ready"
    return Server(argv, log=data.parent / "prometheus.log", ready_url=ready, cwd=cwd).start()


def start_alertmanager(
    config: Path, data: Path, port: int, *, flags: Sequence[str] = (), line: Line = "current", cwd: Path | None = None
) -> Server:
    """A ready Alertmanager that serves `config` on 127.0.0.1:`port`, alone; the caller stops it."""
    argv: list[str | Path] = [
        find_tool("alertmanager", line),
        f"--config.file={config}",
        f"--storage.path={data}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
        *flags,
    ]
    ready = f"http://127.0.0.1:{port}/-/ready"
    return Server(argv, log=data.parent / "alertmanager.log", ready_url=ready, cwd=cwd).start()
