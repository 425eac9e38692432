"""Servers with several worker processes (gunicorn, `uvicorn --workers`): what they count together.

In prometheus_client's multiprocess mode every worker writes its values into files of its own in one directory; any
worker answers a scrape with all of them merged. Here that is done quickly, workers that have died are noticed and
their files folded into one, and exemplars, which prometheus_client drops in this mode, are kept beside.
"""

from __future__ import annotations

import os

from prometheus_client import values


def is_on() -> bool:
    """Whether values go to files, which prometheus_client decides once, when it is imported."""
    return bool(getattr(values.ValueClass, "_multiprocess", False))


def join() -> None:
    """Makes this process known as a worker, if there are others."""
    if is_on():
        from watchspec._internal.prefork.claims import claim  # noqa: PLC0415 - only prefork servers need it

        claim()


def directory() -> str:
    """Where the files are; empty when no environment variable says so."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR") or os.environ.get("prometheus_multiproc_dir") or ""  # noqa: SIM112 - prometheus_client's older name
