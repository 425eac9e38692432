"""What spans say about who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.exporter.end_to_end.conftest import KEEP_NONE

import watchspec

if TYPE_CHECKING:
    import openai
    from tests.exporter.conftest import Driver
    from tests.exporter.end_to_end.conftest import Scene


def test_context(scene: Scene, driver: Driver) -> None:
    """Feature, session, prompt and metadata as they are, the user as the label that the metrics have too."""
    scene.instrument()
    with (
        watchspec.context(feature="support_chat", user_id="ann@example.com", metadata={"tenant": "acme"}),
        watchspec.context(session_id="s-1", prompt="support/v12", metadata={"page": "faq"}),
    ):
        driver.create()
    (span,) = scene.spans(1)
    label = watchspec.user_label("ann@example.com")
    wanted = {
        "watchspec.feature": "support_chat",
        "watchspec.prompt": "support/v12",
        "gen_ai.prompt.name": "support/v12",
        "gen_ai.conversation.id": "s-1",
        "session.id": "s-1",
        "user.id": label,
        "enduser.pseudo.id": label,
        "watchspec.metadata.tenant": "acme",
        "watchspec.metadata.page": "faq",
    }
    assert {name: span.attributes.get(name) for name in wanted} == wanted
    assert b"ann@example.com" not in scene.receiver.bodies[0]


def test_raw_users_in_metrics_are_none_in_traces(scene: Scene, client: openai.OpenAI) -> None:
    """`hash_users=False` is about metrics: traces still have the pseudonym."""
    scene.instrument(hash_users=False)
    with watchspec.context(user_id="ann@example.com"):
        client.chat.completions.create(model="gpt-4o", messages=[])
    (span,) = scene.spans(1)
    assert span.attributes["user.id"] == watchspec.user_label("ann@example.com")


def test_steps_say_who_asks(scene: Scene, client: openai.OpenAI) -> None:
    """Steps have session and user of the calls inside, if all agree."""
    scene.instrument()
    with watchspec.span("answer"):
        for user in ("ann", "robert"):
            with watchspec.context(user_id=user, session_id="s-1"):
                client.chat.completions.create(model="gpt-4o", messages=[])
    step = scene.spans(3)[0]
    assert (step.name, step.attributes["session.id"], step.attributes.get("user.id")) == ("answer", "s-1", None)


def test_new_users(scene: Scene, client: openai.OpenAI) -> None:
    """The first calls of each user are kept, whatever the rate."""
    scene.instrument({**KEEP_NONE, "new_user_calls": 2})
    for user in ("ann", "robert", "ann", "ann", None):
        with watchspec.context(user_id=user):
            client.chat.completions.create(model="gpt-4o", messages=[])
    assert {span.attributes["watchspec.sample.reason"] for span in scene.spans(3)} == {"new_user"}
    assert scene.decisions() == {"new_user": 3, "dropped": 2}
