"""Request refs: feedback that arrives in another process carries the labels of the call it is about."""

from __future__ import annotations

import contextvars
import os
import subprocess
import sys
from string import ascii_letters, digits
from typing import TYPE_CHECKING, Any

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

import watchspec
from watchspec import catalogue
from watchspec._internal import refs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exporter.conftest import Meter

    from watchspec.testing import LoopbackProvider

SECRET = "correct horse battery staple"
KEY = refs.derived(SECRET)
LABELS = ("openai", "gpt-4o", "chat", "search")
NOW = 1_800_000_000
URL_SAFE = {*ascii_letters, *digits, "-", "_"}
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
labels_of_a_call = st.tuples(texts, texts, texts, texts)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings as in a new process, restored afterwards."""
    monkeypatch.delenv(refs.ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setattr(refs._Settings, "key", None)
    monkeypatch.setattr(refs._Settings, "max_age", refs.DEFAULT_MAX_AGE)


def apart(function: Callable[[], Any]) -> Any:
    """Runs as another request does, which has made no call."""
    return contextvars.Context().run(function)


def refused(meter: Meter) -> dict[str, float]:
    """Refused refs by reason, without the zeros."""
    counted = {reason: meter.total(catalogue.REFUSED_REFS, reason=reason) for reason in catalogue.REF_REFUSALS}
    return {reason: count for reason, count in counted.items() if count}


@given(labels_of_a_call, st.integers(0, NOW))
def test_what_goes_in_comes_out(labels: tuple[str, str, str, str], age: int) -> None:
    """For any label values; the token needs no escaping in a URL."""
    ref = refs.signed(labels, NOW - age, KEY)
    assert set(ref) <= URL_SAFE
    assert refs.verified(ref, KEY, NOW, age) == (labels, None)


@given(st.data())
def test_no_change_is_accepted(data: st.DataObject) -> None:
    """One other character anywhere, one more or one less, and the ref is refused."""
    ref = refs.signed(LABELS, NOW, KEY)
    place = data.draw(st.integers(0, len(ref) - 1))
    other = data.draw(st.sampled_from(sorted({*URL_SAFE, "=", "+", "/", " ", "é"} - {ref[place]})))
    changed = data.draw(
        st.sampled_from(
            [ref[:place] + other + ref[place + 1 :], ref[:place], ref[:place] + ref[place + 1 :], ref + other]
        )
    )
    with pytest.raises(refs.RefError) as seen:
        refs.verified(changed, KEY, NOW, 60)
    assert seen.value.reason in {"forged", "garbled"}


@given(st.one_of(st.text(), st.binary(), st.none(), st.integers(), st.text(st.sampled_from(sorted(URL_SAFE)))))
def test_anything_else_is_refused(ref: object) -> None:
    """Whatever a stranger sends, as text or not."""
    with pytest.raises(refs.RefError):
        refs.verified(ref, KEY, NOW, 60)


@pytest.mark.parametrize(
    ("ref", "reason"),
    [
        (refs.signed(LABELS, NOW - 61, KEY), "expired"),
        (refs.signed(LABELS, NOW, refs.derived("another secret")), "forged"),
        (refs.signed(("x" * 4000, *LABELS[1:]), NOW, KEY), "garbled"),
        (refs._encoded(refs._signature(b"[2,0]", KEY) + b"[2,0]"), "garbled"),
        ("", "garbled"),
    ],
)
def test_reasons(ref: str, reason: str) -> None:
    """Too old, signed by others, too long, of a later version, empty."""
    with pytest.raises(refs.RefError) as seen:
        refs.verified(ref, KEY, NOW, 60)
    assert seen.value.reason == reason


@pytest.fixture
def ref(meter: Meter, provider: LoopbackProvider) -> str:
    """A ref for a call that was made in a context of its own."""

    def service() -> str:
        with (
            openai.OpenAI(base_url=provider.url, api_key="none") as client,
            watchspec.context(feature="search", user_id="ada@example.org"),
        ):
            client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "secret"}])
        return watchspec.request_ref()

    made: str = apart(service)
    return made


def test_feedback_follows_the_ref(meter: Meter, ref: str) -> None:
    """Not the context that it arrives in; comments are kept out of the metrics."""

    def later() -> None:
        with watchspec.context(feature="feedback_page"):
            watchspec.feedback(ref, thumbs="up", comment="thanks a lot")
            watchspec.score("relevance", 0.5, ref=ref, comment="so-so")
            watchspec.hallucination_check("supported", ref=ref)
            watchspec.feedback(ref, rating=2, feature="named")

    apart(later)
    labels = {"provider": "openai", "model": "gpt-4o-mini", "operation": "chat", "feature": "search"}
    assert meter.total(catalogue.FEEDBACK, rating="positive", **labels) == 1
    assert meter.total(catalogue.EVALUATION_SCORE, "_sum", evaluator="relevance", **labels) == 0.5
    assert meter.total(catalogue.HALLUCINATION_CHECKS, verdict="supported", **labels) == 1
    assert meter.total(catalogue.FEEDBACK, rating="2", feature="named") == 1
    assert meter.internal_errors() == 0
    assert refused(meter) == {}


def test_a_ref_holds_no_user_data(ref: str) -> None:
    """Labels and time are all that is in it."""
    content = refs._decoded(ref)[refs._SIGNATURE_BYTES :]
    assert b"ada" not in content
    assert b"secret" not in content
    assert len(ref) < 120


def test_refused_refs_are_counted_and_dropped(meter: Meter, ref: str, caplog: pytest.LogCaptureFixture) -> None:
    """They never raise, count as no feedback, and their content is not logged."""
    stranger: Any = b"bytes"

    def send(wrong: Any) -> None:
        watchspec.feedback(wrong, thumbs="up")
        watchspec.score("s", 1, ref=wrong)
        watchspec.hallucination_check("supported", ref=wrong)

    for wrong in (ref[:-1] + ("A" if ref[-1] != "A" else "B"), "attack\nlog", "", stranger):
        contextvars.Context().run(send, wrong)
    assert sum(refused(meter).values()) == 12
    assert meter.total(catalogue.FEEDBACK) == meter.total(catalogue.EVALUATION_SCORE, "_count") == 0
    assert meter.internal_errors() == 0
    assert "attack" not in caplog.text


def test_max_age(meter: Meter, registry: Any) -> None:
    """Counted from when the ref was made; the other settings stay."""
    watchspec.instrument(registry=registry, secret=SECRET, ref_max_age=3600)
    from time import time

    now = int(time())
    apart(lambda: watchspec.feedback(refs.signed(LABELS, now - 3500, KEY), thumbs="up"))
    apart(lambda: watchspec.feedback(refs.signed(LABELS, now - 3700, KEY), thumbs="up"))
    assert meter.total(catalogue.FEEDBACK, rating="positive") == 1
    assert refused(meter) == {"expired": 1}


def test_labels_pass_the_caps(meter: Meter, registry: Any) -> None:
    """Refs of a fleet with more models than the cap cannot fill the memory of the worker that hears the feedback."""
    watchspec.instrument(registry=registry, secret=SECRET, prices=False)
    for number in range(60):
        ref = refs.make(("openai", f"model {number}", "chat", "search"))
        apart(lambda ref=ref: watchspec.feedback(ref, thumbs="up"))  # type: ignore[misc]  # bound early
    assert meter.total(catalogue.FEEDBACK, model=catalogue.OTHER) == 10
    overflow = meter.total(catalogue.LABEL_OVERFLOW, label="model")
    apart(lambda: watchspec.feedback(refs.make(("openai", catalogue.OTHER, "chat", "search")), thumbs="up"))
    assert meter.total(catalogue.FEEDBACK, model=catalogue.OTHER) == 11
    assert meter.total(catalogue.LABEL_OVERFLOW, label="model") == overflow == 10


def test_unusable_settings_leave_the_rest_measured(
    meter: Meter, registry: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong type in a call that sets up monitoring must not stop a service, nor its monitoring."""
    wrong: Any = 3
    watchspec.instrument(registry=registry, secret=wrong)
    watchspec.instrument(registry=registry, ref_max_age=float("nan"))
    assert "cannot be used" in caplog.text
    apart(lambda: watchspec.feedback(apart(watchspec.request_ref), thumbs="up"))
    assert meter.total(catalogue.FEEDBACK, rating="positive", model="unknown") == 1


def test_a_ref_that_cannot_be_made(meter: Meter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is empty, and counted."""

    def fail(*_: object) -> Any:
        raise RuntimeError

    monkeypatch.setattr(refs, "make", fail)
    assert not apart(watchspec.request_ref)
    assert meter.total(catalogue.INTERNAL_ERRORS, place="ref") == 1


def test_without_a_secret(meter: Meter, caplog: pytest.LogCaptureFixture) -> None:
    """Refs hold within the process, which one line says."""
    ref = apart(watchspec.request_ref)
    apart(watchspec.request_ref)
    apart(lambda: watchspec.feedback(ref, thumbs="up"))
    assert meter.total(catalogue.FEEDBACK, rating="positive") == 1
    assert caplog.text.count("hold only within this process") == 1


READER = "import watchspec.testing, watchspec, sys; from prometheus_client import REGISTRY; watchspec.instrument();"


@pytest.mark.parametrize(("secret", "counted"), [(SECRET, 1), ("another", 0), ("", 0)])
def test_another_process(monkeypatch: pytest.MonkeyPatch, meter: Meter, ref: str, secret: str, counted: int) -> None:
    """Accepts the ref if it has the same secret, and only then."""
    monkeypatch.setattr(refs._Settings, "key", None)
    monkeypatch.setenv(refs.ENVIRONMENT_VARIABLE, SECRET)
    made = apart(watchspec.request_ref)
    script = (
        f"{READER} watchspec.feedback(sys.argv[1], thumbs='up');"
        f"print(watchspec.testing.total(REGISTRY, '{catalogue.FEEDBACK.name}', rating='positive', model='unknown'),"
        f"watchspec.testing.total(REGISTRY, '{catalogue.REFUSED_REFS.name}', reason='forged'))"
    )
    environment = {**os.environ, refs.ENVIRONMENT_VARIABLE: secret}
    done = subprocess.run(
        [sys.executable, "-c", script, made], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert [float(number) for number in done.stdout.split()] == [counted, 1 - counted]
