"""End a server when the process that started it dies and can no longer stop it."""

from __future__ import annotations

import subprocess

# Our end of the pipe closes when we die, however that happens, kill -9 included. Unlike a
# parent-death signal this does not fire when merely the thread ends that started the server.
_WATCH = """
if read -r _; then exit 0; fi
kill -TERM "$1" || exit 0
for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 0.5
    kill -0 "$1" || exit 0
done
kill -KILL "$1"
"""


class Guard:
    """A watcher of our own life beside a server: SIGTERM to `pid` when we are gone, SIGKILL 5 s later."""

    def __init__(self, pid: int) -> None:
        """Watch from now on, until `release()`."""
        self._watcher = subprocess.Popen(  # noqa: S603 -- our own script
            ["/bin/sh", "-c", _WATCH, "watchspec-guard", str(pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            # What ends our whole process group must not end the watcher.
            start_new_session=True,
        )

    @property
    def watcher(self) -> int:
        """Process id of the watcher itself."""
        return self._watcher.pid

    def release(self) -> None:
        """Let go of the server, which has ended; a second time does nothing."""
        if self._watcher.returncode is None:
            # Swallows the broken pipe of a watcher that somebody else has ended.
            self._watcher.communicate(b"\n")
