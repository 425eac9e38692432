"""A real OTLP/HTTP receiver on loopback, which keeps what it is sent and can misbehave."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Literal

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

Mode = Literal["ok", "error", "hang"]


@dataclass(frozen=True)
class Seen:
    """One span as it arrived."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: str
    start_ns: int
    end_ns: int
    attributes: dict[str, Any]
    status: str
    status_message: str
    trace_state: str
    events: list[tuple[str, int, dict[str, Any]]]
    resource: dict[str, Any]
    scope: str

    @property
    def seconds(self) -> float:
        return (self.end_ns - self.start_ns) / 1e9


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return getattr(value, kind)


def _attributes(pairs: Any) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


def spans_of(body: bytes) -> Iterator[Seen]:
    """The spans of one request."""
    for resource_spans in ExportTraceServiceRequest.FromString(body).resource_spans:
        resource = _attributes(resource_spans.resource.attributes)
        for scope_spans in resource_spans.scope_spans:
            for span in scope_spans.spans:
                yield Seen(
                    name=span.name,
                    trace_id=span.trace_id.hex(),
                    span_id=span.span_id.hex(),
                    parent_id=span.parent_span_id.hex(),
                    kind=span.SpanKind.Name(span.kind),
                    start_ns=span.start_time_unix_nano,
                    end_ns=span.end_time_unix_nano,
                    attributes=_attributes(span.attributes),
                    status=span.status.StatusCode.Name(span.status.code),
                    status_message=span.status.message,
                    trace_state=span.trace_state,
                    events=[(event.name, event.time_unix_nano, _attributes(event.attributes)) for event in span.events],
                    resource=resource,
                    scope=scope_spans.scope.name,
                )


@dataclass
class Receiver:
    """Listens from `with` on; `mode` says how it answers."""

    mode: Mode = "ok"
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    asked: int = 0
    _release: Event = field(default_factory=Event)

    def __enter__(self) -> Receiver:  # noqa: PYI034 - typing.Self begins with Python 3.11
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver._answer(self)

            def log_message(self, *_: Any) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                return

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def spans(self) -> list[Seen]:
        """All spans so far, in the order in which they were sent."""
        return [span for body in list(self.bodies) for span in spans_of(body)]

    def wait_for(self, count: int, seconds: float = 10.0) -> list[Seen]:
        """The spans, once there are that many."""
        deadline = monotonic() + seconds
        while len(self.spans) < count:
            assert monotonic() < deadline, f"{len(self.spans)} of {count} spans came"
            sleep(0.01)
        return self.spans

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked += 1
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        if self.mode == "hang":
            self._release.wait(30)
            return
        if self.mode == "error":
            handler.send_error(500)
            return
        self.bodies.append(gzip.decompress(body) if handler.headers["Content-Encoding"] == "gzip" else body)
        self.headers.append({key.lower(): value for key, value in handler.headers.items()})
        self.paths.append(handler.path)
        answer = ExportTraceServiceResponse().SerializeToString()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/x-protobuf")
        handler.send_header("Content-Length", str(len(answer)))
        handler.end_headers()
        handler.wfile.write(answer)
