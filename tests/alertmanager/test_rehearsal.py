"""What a real Alertmanager sends with the generated configuration, and what it keeps to itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.alertmanager.conftest import Post, firing, listener, mailbox, over, rehearsal, until

from watchspec_generators.alertmanager.samples import samples
from watchspec_generators.model.scale import scaled
from watchspec_generators.spec.shape import Redirect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.alertmanager.conftest import Rehearsal

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary
RUNBOOK = "https://github.com/example/checkout/blob/main/docs/runbooks/checkout.md"
TEN_TIMES = 10.0
"""On top of the demo's sixty: a group is looked at every half second."""


@pytest.fixture(scope="module", params=["current", "oldest"])
def running(
    request: pytest.FixtureRequest, edited: Callable[..., Monitoring], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsal]:
    """The shipped spec's demo, in both versions of Alertmanager."""
    post = Post()
    with listener(post) as http, mailbox(post) as smtp:
        monitoring = scaled(edited(environment="demo"), TEN_TIMES)
        monitoring = replace(monitoring, redirect=Redirect(http=http, smtp=smtp))
        with rehearsal(monitoring, post, tmp_path_factory.mktemp("am"), request.param) as started:
            yield started


@pytest.fixture(scope="module")
def by_name(edited: Callable[..., Monitoring]) -> dict[str, dict[str, Any]]:
    """A sample of each alert of the spec."""
    alerts = samples(edited(environment="demo"))["several firing"]["alerts"]
    return {alert["labels"]["alertname"]: alert for alert in alerts}


def test_a_page_and_its_end_share_a_key(running: Rehearsal, by_name: dict[str, dict[str, Any]]) -> None:
    """PagerDuty closes the incident that the trigger opened, which carries text, severity and links."""
    alert = firing(by_name["LLMHighLatency"])
    running.tell(alert)
    trigger = until(lambda: running.post.to("/v2/enqueue", "LLMHighLatency"))[0]
    assert trigger["event_action"] == "trigger"
    assert trigger["payload"]["severity"] == "critical"
    assert trigger["payload"]["source"] == "checkout"
    assert trigger["payload"]["summary"] == (
        "FIRING: LLMHighLatency on checkout (gpt-4o): p95 latency of gpt-4o is 12s (limit 10s)"
    )
    assert {"href": f"{RUNBOOK}#llmhighlatency", "text": "Runbook"} in trigger["links"]
    assert f"Runbook: {RUNBOOK}#llmhighlatency" in trigger["payload"]["custom_details"]["firing"]
    running.tell(over(alert))
    ends = until(lambda: [body for body in running.post.to("/v2/enqueue") if body["event_action"] == "resolve"])
    assert ends[0]["dedup_key"] == trigger["dedup_key"]


def test_two_alerts_of_a_group_are_one_message(running: Rehearsal, by_name: dict[str, dict[str, Any]]) -> None:
    """Slack shows both under one title, each with its own label."""
    sample = by_name["LLMSlowFirstToken"]
    running.tell(firing(sample, feature="support_chat"), firing(sample, feature="search_summary"))
    message = until(lambda: running.post.to("/slack/slack_ml_team", "LLMSlowFirstToken"))[0]
    (attachment,) = message["attachments"]
    assert message["channel"] == "#ml-alerts"
    assert attachment["title"] == "FIRING (2): LLMSlowFirstToken on checkout (gpt-4o)"
    assert attachment["color"] == "warning"
    first, second = attachment["text"].strip().split("\n\n")
    assert first.startswith("*p95 time to first token of gpt-4o is 2.4s (limit 2s)*\nUsers of checkout wait 2.4s")
    assert {_feature(first), _feature(second)} == {"support_chat", "search_summary"}
    assert attachment["text"].count(f"<{RUNBOOK}#llmslowfirsttoken|Runbook>") == 2


def _feature(text: str) -> str:
    return text.partition("feature ")[2].partition(", ")[0]


def test_a_critical_silences_the_warning_about_the_same_model(
    running: Rehearsal, by_name: dict[str, dict[str, Any]]
) -> None:
    """The warning about another model is sent, and the silenced one once the critical is over."""
    critical = firing(by_name["LLMHighErrorRate"])
    same, other = (firing(by_name["LLMErrorRateElevated"], model=model) for model in ("gpt-4o", "gpt-4o-mini"))
    running.tell(critical)
    until(lambda: running.post.to("/v2/enqueue", "LLMHighErrorRate"))
    running.tell(same, other)
    until(lambda: running.post.to("/slack/slack_ml_team", "LLMErrorRateElevated on checkout (gpt-4o-mini)"))
    inhibited = {
        alert["labels"]["model"]: bool(alert["status"]["inhibitedBy"])
        for alert in running.alerts()
        if alert["labels"]["alertname"] == "LLMErrorRateElevated"
    }
    assert inhibited == {"gpt-4o": True, "gpt-4o-mini": False}
    assert not running.post.to("/slack/slack_ml_team", "LLMErrorRateElevated on checkout (gpt-4o)")
    running.tell(over(critical))
    until(lambda: running.post.to("/slack/slack_ml_team", "LLMErrorRateElevated on checkout (gpt-4o)"))


def test_outside_its_hours_a_route_is_silent(running: Rehearsal, by_name: dict[str, dict[str, Any]]) -> None:
    """The demo's working hours are never, so quality alerts wait, while others of the same receiver don't."""
    running.tell(firing(by_name["LLMQualityDegradation"]))
    running.tell(firing(by_name["LLMSlowFirstToken"], model="after"))
    until(lambda: running.post.to("/slack/slack_ml_team", "(after)"))
    groups = [group for group in running.groups() if group["labels"]["alertname"] == "LLMQualityDegradation"]
    (alert,) = groups[0]["alerts"]
    # Versions before 0.28 don't tell who is muted.
    assert alert["status"].get("mutedBy", ["working_hours"]) == ["working_hours"]
    assert not running.post.to("/slack/slack_ml_team", "LLMQualityDegradation")


def test_the_watchdog_is_heard_again_and_again(running: Rehearsal, by_name: dict[str, dict[str, Any]]) -> None:
    """Its receiver hears it at every repeat, as long as it fires."""
    running.tell(firing(by_name["Watchdog"]))
    heard = until(lambda: [posts for posts in [running.post.to("/webhook/dead_mans_switch")] if len(posts) > 2])
    assert {body["status"] for body in heard[0]} == {"firing"}
    assert heard[0][0]["alerts"][0]["labels"]["alertname"] == "Watchdog"


def test_finance_gets_a_mail_that_keeps_markup_as_text(running: Rehearsal, by_name: dict[str, dict[str, Any]]) -> None:
    """Both parts of the mail read well, and a tag in an annotation is shown, not obeyed."""
    sample = by_name["LLMCostSpike"]
    texts = {**sample["annotations"], "summary": "<b>spend</b> & more"}
    running.tell(firing({**sample, "annotations": texts}))
    (mail, *_) = until(lambda: running.post.mails)
    assert mail["Subject"] == "FIRING: LLMCostSpike on checkout"
    assert (mail["To"], mail["From"]) == ("llm-spend@example.com", "alerts@example.com")
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    assert "* <b>spend</b> & more" in parts["text/plain"]
    assert "&lt;b&gt;spend&lt;/b&gt; &amp; more" in parts["text/html"]
    assert f'href="{RUNBOOK}#llmcostspike"' in parts["text/html"]
    until(lambda: running.post.to("/slack/finance", "&lt;b&gt;spend"))
