"""Request refs: signed, URL-safe tokens that carry the labels of a call to whoever hears what users think of it.

Base64url of 16 bytes of HMAC-SHA256 and a JSON list: version, seconds since the epoch,
labels, prompt version if any. Signed so that nobody can invent series; not encrypted, and without user data.
"""

from __future__ import annotations

import binascii
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from time import time
from typing import TYPE_CHECKING, NamedTuple

from watchspec._internal.locks import new_lock
from watchspec._internal.safety import log_once

if TYPE_CHECKING:
    from watchspec._internal.series import Labels

ENVIRONMENT_VARIABLE = "WATCHSPEC_SECRET"
DEFAULT_MAX_AGE = 30 * 24 * 3600.0
VERSION = 1
_SIGNATURE_BYTES = 16
_MAX_LENGTH = 4096
_PURPOSE = b"watchspec request ref"
_lock = new_lock()


class RefError(Exception):
    """A ref that is not accepted; `reason` is one of `catalogue.REF_REFUSALS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Carried(NamedTuple):
    """Labels of a call, and the version of its prompt if it had one."""

    labels: Labels
    prompt: str | None


class _Settings:
    """Of the process."""

    key: bytes | None = None
    max_age: float = DEFAULT_MAX_AGE


def configure(secret: str | bytes | None, max_age: float | None) -> None:
    """Takes what was given to `instrument()`; None leaves a setting as it is. Raises nothing."""
    try:
        if max_age is not None:
            _Settings.max_age = _seconds(max_age)
        if secret:
            _Settings.key = derived(secret)
    except (TypeError, ValueError, AttributeError) as error:
        log_once("ref settings", "secret or ref_max_age cannot be used: %s", type(error).__name__)


def _seconds(value: float) -> float:
    if not value > 0:  # also NaN
        raise ValueError
    return float(value)


def derived(secret: str | bytes) -> bytes:
    """The key for refs alone, so that a secret may have other uses too."""
    secret = secret.encode("utf-8", "surrogateescape") if isinstance(secret, str) else secret
    return hmac.digest(secret, _PURPOSE, sha256)


def make(labels: Labels, prompt: str | None = None) -> str:
    """A ref for these labels and the version of the prompt, from now on."""
    return signed(labels, int(time()), _key(), prompt)


def read(ref: object) -> Carried:
    """What `ref` carries.

    Raises:
        RefError: it is not of our making, or too old.
    """
    return verified(ref, _key(), time(), _Settings.max_age)


def signed(labels: Labels, made: int, key: bytes, prompt: str | None = None) -> str:
    """A ref made at `made`, in seconds since the epoch."""
    parts = [VERSION, made, *labels] if prompt is None else [VERSION, made, *labels, prompt]
    content = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return _encoded(_signature(content, key) + content)


def verified(ref: object, key: bytes, now: float, max_age: float) -> Carried:
    """What a ref carries that was signed with `key` within the last `max_age` seconds; else RefError."""
    data = _decoded(ref)
    signature, content = data[:_SIGNATURE_BYTES], data[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(content, key)):
        raise RefError("forged")
    # What carries our signature is of our making: only a later version could look otherwise.
    version, made, *carried = json.loads(content)
    if version != VERSION:
        raise RefError("garbled")
    if now - made > max_age:
        raise RefError("expired")
    provider, model, operation, feature, *prompt = carried
    return Carried((provider, model, operation, feature), prompt[0] if prompt else None)


def _signature(content: bytes, key: bytes) -> bytes:
    return hmac.digest(key, content, sha256)[:_SIGNATURE_BYTES]


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decoded(ref: object) -> bytes:
    if not isinstance(ref, str) or not ref or len(ref) > _MAX_LENGTH:
        raise RefError("garbled")
    try:
        data = urlsafe_b64decode(ref + "=" * (-len(ref) % 4))
    except (binascii.Error, ValueError):
        raise RefError("garbled") from None
    # The decoder skips what it does not know.
    if _encoded(data) != ref or len(data) <= _SIGNATURE_BYTES:
        raise RefError("garbled")
    return data


def _key() -> bytes:
    with _lock:
        if _Settings.key is None:
            _Settings.key = derived(os.environ.get(ENVIRONMENT_VARIABLE) or _of_this_process())
        return _Settings.key


def _of_this_process() -> bytes:
    log_once("ref key", "no %s is set: request refs hold only within this process, until it ends", ENVIRONMENT_VARIABLE)
    return secrets.token_bytes(32)


def told(error: RefError) -> None:
    """One log line for each reason; never what the ref contains."""
    hint = f"; have all processes the same {ENVIRONMENT_VARIABLE}?" if error.reason == "forged" else ""
    log_once(f"ref {error.reason}", "a request ref was refused as %s%s", error.reason, hint)
