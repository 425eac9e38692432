"""gunicorn's configuration for a service that is measured; each line is explained in docs/prefork.md.

gunicorn --config examples/gunicorn.conf.py --chdir examples gunicorn_app:app
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# prometheus_client looks for it when it is imported. A real service takes a directory of its own in memory,
# such as /dev/shm/my-service.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(Path(tempfile.gettempdir()) / "watchspec-example-metrics"))

from watchspec.prefork import child_exit, clean_start  # noqa: F401 - see above; gunicorn finds its hooks by name

clean_start()

bind = "127.0.0.1:8000"
workers = 2
threads = 4
max_requests = 1000
max_requests_jitter = 100
