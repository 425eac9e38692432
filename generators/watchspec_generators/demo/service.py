"""A small service that uses a language model, as the demo and docker-compose.yml run it.

    python -m watchspec_generators.demo.service

`POST /ask` with `{"question", "feature", "model", "stream"}` answers `{"answer"}`;
`POST /feedback` with `{"thumbs", "feature", "model"}`; `GET /metrics`; `GET /healthz`.
Environment: HOST and PORT; OPENAI_BASE_URL and OPENAI_API_KEY (without the former it brings a
provider of its own); WATCHSPEC_CONFIG; WATCHSPEC_OFF=1 leaves watchspec out, for comparison.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import openai

from watchspec.testing import LoopbackProvider
from watchspec_generators.demo.behaviours import usual
from watchspec_generators.demo.telemetry import Unwatched, Watched

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from watchspec_generators.demo.telemetry import Telemetry

DEFAULT_PORT = "8000"
OFF = "WATCHSPEC_OFF"
_LARGEST = 100_000
_PROVIDER_TIMEOUT_SECONDS = 60

Result = tuple[HTTPStatus, Mapping[str, Any]]


class Service:
    """The service's own work; knows nothing of HTTP."""

    def __init__(self, client: openai.OpenAI, telemetry: Telemetry) -> None:
        self._client = client
        self._telemetry = telemetry

    def ask(self, request: Mapping[str, Any]) -> Result:
        """Put the question to the model; 502 with the kind of error when it does not answer."""
        with self._telemetry.context(str(request.get("feature", ""))):
            try:
                answer = self._answer(str(request["model"]), str(request["question"]), bool(request.get("stream")))
            except openai.OpenAIError as error:
                status = getattr(error, "status_code", None)
                return HTTPStatus.BAD_GATEWAY, {"error": type(error).__name__, "status": status}
            self._telemetry.judge(answer)
            return HTTPStatus.OK, {"answer": answer}

    def feedback(self, request: Mapping[str, Any]) -> Result:
        """Keep what a user thinks of an answer."""
        self._telemetry.feedback(str(request["thumbs"]), str(request["feature"]), str(request["model"]))
        return HTTPStatus.OK, {}

    def _answer(self, model: str, question: str, stream: bool) -> str:
        create = self._client.chat.completions.create
        if not stream:
            whole = create(model=model, messages=[{"role": "user", "content": question}])
            return whole.choices[0].message.content or ""
        chunks = create(model=model, messages=[{"role": "user", "content": question}], stream=True)
        return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


def make_app(service: Service, metrics: WSGIApplication | None) -> WSGIApplication:
    """The service over HTTP."""
    posts: Mapping[str, Callable[[Mapping[str, Any]], Result]] = {"/ask": service.ask, "/feedback": service.feedback}

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if path == "/metrics" and metrics is not None:
            return metrics(environ, start_response)
        if method == "GET" and path == "/healthz":
            return _send(start_response, (HTTPStatus.OK, {}))
        if method != "POST" or path not in posts:
            return _send(start_response, (HTTPStatus.NOT_FOUND, {"error": "no such page"}))
        try:
            result = posts[path](_body(environ))
        except (KeyError, ValueError) as error:
            result = HTTPStatus.BAD_REQUEST, {"error": f"missing or wrong: {error}"}
        return _send(start_response, result)

    return app


def _body(environ: WSGIEnvironment) -> Mapping[str, Any]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > _LARGEST:
        raise ValueError("the body is too large")
    body = json.loads(environ["wsgi.input"].read(length))
    if not isinstance(body, Mapping):
        raise ValueError("the body is not a JSON object")  # noqa: TRY004 - answered like any other wrong body
    return body


def _send(start_response: StartResponse, result: Result) -> Iterable[bytes]:
    status, document = result
    body = json.dumps(document).encode()
    start_response(
        f"{status.value} {status.phrase}", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return [body]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Requests are counted, not logged."""


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stack:
        base_url = os.environ.get("OPENAI_BASE_URL") or stack.enter_context(LoopbackProvider(usual())).url
        client = openai.OpenAI(
            base_url=base_url,
            api_key=os.environ.get("OPENAI_API_KEY", "none"),
            max_retries=1,
            timeout=_PROVIDER_TIMEOUT_SECONDS,
        )
        telemetry: Telemetry = Unwatched() if os.environ.get(OFF) else Watched()
        app = make_app(Service(client, telemetry), telemetry.metrics)
        host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", DEFAULT_PORT))
        server = stack.enter_context(make_server(host, port, app, _Server, _QuietHandler))
        sys.stdout.write(f"serving on http://{host}:{server.server_port}\n")
        sys.stdout.flush()
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
