"""The mail side of the sink: an SMTP server that keeps what it is given."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

from watchspec_generators.demo.sink import mail

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from watchspec_generators.demo.sink.delivery import Inbox

HOST = "127.0.0.1"


class SmtpSink:
    """A running mail server on `port`; every message goes into `inbox` once per recipient."""

    def __init__(self, inbox: Inbox, port: int, host: str = HOST) -> None:
        self._controller = Controller(_Handler(inbox), hostname=host, port=port)
        self.address = f"{host}:{port}"

    def __enter__(self) -> Self:
        try:
            self._controller.start()
        except OSError:
            # The controller leaves its event loop open when the port is taken.
            self._controller.loop.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()


class _Handler:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        at = time.time()
        for recipient in envelope.rcpt_tos:
            self._inbox.add(mail.read(envelope.content, recipient, at))
        return "250 Message accepted for delivery"
