"""The sink on its own, as docker-compose.yml runs it: prints what each receiver is told, until SIGTERM or Ctrl-C.

    python -m watchspec_generators.demo.sink

Environment: HOST, HTTP_PORT, SMTP_PORT.
"""

from __future__ import annotations

import os
import signal
import sys

from watchspec_generators.demo.sink import Delivery, HttpSink, Inbox, SmtpSink
from watchspec_generators.demo.sink.delivery import Refusal
from watchspec_generators.demo.sink.http import HOST


class Printed(Inbox):
    """Keeps nothing: one line for each delivery."""

    def add(self, item: Delivery | Refusal) -> None:
        """Print `item`."""
        if isinstance(item, Refusal):
            told = f"refused {item.protocol}: {item.reason}"
        else:
            told = f"{item.status} {item.protocol} {item.target}: {' '.join(item.text.split())}"
        sys.stdout.write(told + "\n")
        sys.stdout.flush()


def main() -> None:
    """Serve until told to end."""
    ended = {signal.SIGTERM, signal.SIGINT}
    # Before any thread starts, so that each inherits it and the signal waits for us.
    signal.pthread_sigmask(signal.SIG_BLOCK, ended)
    host = os.environ.get("HOST", HOST)
    http_port, smtp_port = int(os.environ.get("HTTP_PORT", "9099")), int(os.environ.get("SMTP_PORT", "9025"))
    with HttpSink(Printed(), http_port, host), SmtpSink(Printed(), smtp_port, host):
        signal.sigwait(ended)


if __name__ == "__main__":
    main()
