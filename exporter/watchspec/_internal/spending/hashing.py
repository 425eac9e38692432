"""Users as labels: keyed hashes, which nobody without the salt can turn back or look up in a list of ids.

The salt is one for the process: WATCHSPEC_USER_SALT, else derived from the secret that signs request refs,
else random, and then gone with the process.
"""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256

from watchspec import catalogue
from watchspec._internal import refs
from watchspec._internal.labels import MAX_LENGTH
from watchspec._internal.locks import new_lock
from watchspec._internal.safety import log_once

ENVIRONMENT_VARIABLE = "WATCHSPEC_USER_SALT"
HEX_CHARACTERS = 12
_PURPOSE = b"watchspec user label"
_lock = new_lock()


class _Settings:
    """Of the process."""

    secret: str | bytes | None = None
    salt: bytes | None = None


def configure(secret: str | bytes | None) -> None:
    """Takes the secret that was given to `instrument()`; None leaves it as it is. Raises nothing."""
    if secret and isinstance(secret, str | bytes):
        with _lock:
            _Settings.secret, _Settings.salt = _bytes(secret), None


def current_salt() -> bytes:
    """The salt of this process; settled when first asked for, and again after `configure`."""
    with _lock:
        if _Settings.salt is None:
            _Settings.salt = _settled()
        return _Settings.salt


def _settled() -> bytes:
    salt = os.environ.get(ENVIRONMENT_VARIABLE)
    if salt:
        return _bytes(salt)
    secret = _Settings.secret or os.environ.get(refs.ENVIRONMENT_VARIABLE)
    if secret:
        return hmac.digest(_bytes(secret), _PURPOSE, "sha256")
    log_once(
        "user salt",
        "neither %s nor %s is set: user labels differ between processes and change with each restart",
        ENVIRONMENT_VARIABLE,
        refs.ENVIRONMENT_VARIABLE,
    )
    return secrets.token_bytes(32)


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


def key_of(identity: object) -> str:
    """A user or session id as text of bounded length: a long one becomes its SHA-256."""
    text = identity if type(identity) is str else str(identity)
    return text if len(text) <= MAX_LENGTH else sha256(_encoded(text)).hexdigest()


def hashed(key: str, salt: bytes) -> str:
    """The label of a user by the `key_of` their id: 12 hex characters of HMAC-SHA256."""
    return hmac.digest(salt, _encoded(key), "sha256").hex()[:HEX_CHARACTERS]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def user_label(user_id: str) -> str:
    """The value of the label `user` for this user id, to look them up in metrics; raises nothing.

    All processes with the same WATCHSPEC_USER_SALT (or, without one, the same secret for
    request refs) give the same label: 12 hex characters, from which the id cannot be found
    without the salt. Without salt and secret it holds in this process only.
    """
    try:
        return hashed(key_of(user_id), current_salt())
    except Exception as error:  # noqa: BLE001 - nothing of ours may reach the host
        log_once("user label", "a user id has no label: %s", type(error).__name__)
        return catalogue.OTHER
