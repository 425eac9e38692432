"""For the configuration of a server with several worker processes; see docs/prefork.md.

# gunicorn.conf.py
from watchspec.prefork import child_exit, clean_start

clean_start()
"""

from watchspec._internal.prefork.hooks import child_exit, clean_start, on_starting, worker_ended

__all__ = ["child_exit", "clean_start", "on_starting", "worker_ended"]
