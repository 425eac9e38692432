"""User labels: the same for everybody who has the salt, and for nobody else."""

from __future__ import annotations

import hmac
import subprocess
import sys
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from watchspec._internal import refs
from watchspec._internal.safety import forget_logged
from watchspec._internal.spending import hashing
from watchspec._internal.spending.hashing import configure, key_of, user_label

if TYPE_CHECKING:
    import pytest

LABEL = "from watchspec._internal.spending.hashing import user_label; print(user_label('u-42'))"


def _elsewhere(**environment: str) -> tuple[str, str]:
    """The label that another process gives, and what it logs."""
    done = subprocess.run(
        [sys.executable, "-c", LABEL],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path), **environment},
    )
    return done.stdout.strip(), done.stderr


def test_the_salt_is_the_key(salt: str) -> None:
    """So that anybody who has it can compute the label with the tools at hand."""
    expected = hmac.new(salt.encode(), b"u-42", "sha256").hexdigest()[:12]
    assert user_label("u-42") == expected
    assert _elsewhere(WATCHSPEC_USER_SALT=salt) == (expected, "")


def test_a_secret_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the environment or from `instrument()`, where all processes agree; the salt wins over it."""
    salted = user_label("u-42")
    configure("s3cret")
    assert user_label("u-42") == salted
    monkeypatch.delenv(hashing.ENVIRONMENT_VARIABLE)
    configure("s3cret")
    label = user_label("u-42")
    assert label != salted
    assert _elsewhere(WATCHSPEC_SECRET="s3cret") == (label, "")
    assert hashing.current_salt() != refs.derived("s3cret")


def test_neither_is_said_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Labels then hold in this process only, and one line tells which variables to set."""
    forget_logged()
    monkeypatch.delenv(hashing.ENVIRONMENT_VARIABLE)
    monkeypatch.delenv(refs.ENVIRONMENT_VARIABLE, raising=False)
    assert user_label("u-42") == user_label("u-42")
    assert user_label("u-42") != user_label("u-43")
    (line,) = caplog.messages
    assert hashing.ENVIRONMENT_VARIABLE in line
    assert "u-4" not in line
    label, logged = _elsewhere()
    assert label != user_label("u-42")
    assert hashing.ENVIRONMENT_VARIABLE in logged


@given(st.text() | st.text(st.characters(categories=["Cs"])) | st.integers() | st.none())
def test_any_id_has_a_label(user_id: str) -> None:
    """Of 12 hex characters; ids that read the same have the same one."""
    label = user_label(user_id)
    assert len(label) == 12
    assert set(label) <= set("0123456789abcdef")
    assert label == user_label(str(user_id))


def test_a_long_id_is_kept_short() -> None:
    """As its own hash, in which all of it counts."""
    long = "x" * 5000
    assert len(key_of(long)) == 64
    assert key_of(long) != key_of(long + "y")
    assert key_of("x" * 120) == "x" * 120


def test_an_id_that_cannot_be_read_raises_nothing() -> None:
    """It is logged and has the label of everybody else."""

    class Broken:
        def __str__(self) -> str:
            raise RuntimeError

    assert user_label(Broken()) == "__other__"  # type: ignore[arg-type]  # what a host may do all the same
