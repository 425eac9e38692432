"""Ask Prometheus and Alertmanager over their HTTP APIs; loopback, short time-outs, no retries."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

_TIMEOUT_SECONDS = 5

# These servers are our own, on loopback: a proxy from the environment could not reach them.
open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Unreachable(Exception):  # noqa: N818 -- reads as what happened
    """The server did not answer, or answered with an error."""


def get_json(url: str, **parameters: str) -> Any:
    """GET `url` and parse the answer; Unreachable says why not."""
    query = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
    return _ask(urllib.request.Request(url + query))  # noqa: S310 -- callers pass http URLs of their own servers


def post_json(url: str, body: object = None) -> Any:
    """POST `body` as JSON (nothing when None) and parse the answer, if any."""
    data = b"" if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    return _ask(urllib.request.Request(url, data=data, headers=headers, method="POST"))  # noqa: S310 -- as above


def _ask(request: urllib.request.Request) -> Any:
    try:
        with open_directly(request, timeout=_TIMEOUT_SECONDS) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise Unreachable(
            f"{request.full_url} answered {error.code}: {error.read(500).decode(errors='replace')}"
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{request.full_url} did not answer: {error}") from None
    return _parse(request.full_url, text)


def _parse(url: str, text: bytes) -> Any:
    if not text.strip().startswith((b"{", b"[")):
        return text.decode(errors="replace")
    try:
        return json.loads(text)
    except ValueError as error:
        raise Unreachable(f"{url} answered with broken JSON: {error}") from None


def query(prometheus: str, expression: str, at: float | None = None) -> list[dict[str, Any]]:
    """Instant query: the result's samples."""
    extra = {} if at is None else {"time": f"{at:.3f}"}
    answer = get_json(f"{prometheus}/api/v1/query", query=expression, **extra)
    result: list[dict[str, Any]] = answer["data"]["result"]
    return result


def alerts(prometheus: str) -> list[dict[str, Any]]:
    """Pending and firing alerts of Prometheus."""
    found: list[dict[str, Any]] = get_json(f"{prometheus}/api/v1/alerts")["data"]["alerts"]
    return found


def alertmanager_alerts(alertmanager: str) -> list[dict[str, Any]]:
    """Alerts that Alertmanager holds, with status (state, inhibitedBy, silencedBy, mutedBy)."""
    found: list[dict[str, Any]] = get_json(f"{alertmanager}/api/v2/alerts")
    return found


def alertmanager_groups(alertmanager: str) -> list[dict[str, Any]]:
    """Alert groups with their receiver and, per alert, mutedBy."""
    found: list[dict[str, Any]] = get_json(f"{alertmanager}/api/v2/alerts/groups")
    return found


def reload(server: str) -> None:
    """Ask Prometheus or Alertmanager to read its configuration anew; Unreachable when it refuses."""
    post_json(f"{server}/-/reload")
