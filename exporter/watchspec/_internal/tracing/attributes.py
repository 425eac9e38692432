"""What spans say, by OpenTelemetry's conventions for generative AI; prompts and answers are in `messages`.

The conventions are still moving. Where an attribute was renamed, spans carry the new name and the
one before it, because backends read either: `gen_ai.provider.name` and `gen_ai.system`,
`gen_ai.usage.cache_write.input_tokens` and `.cache_creation.`, `gen_ai.conversation.id` and `session.id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec.catalogue import FAILED_OUTCOMES, OTHER, UNSET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from watchspec._internal.tracing.records import Asker, Call, Record
    from watchspec._internal.usage import Usage

MAX_TEXT = 200
MAX_METADATA = 16
MAX_REASONS = 16
_OPERATION_NAMES = {"responses": "chat"}
_API_TYPES = {"chat": "chat_completions", "responses": "responses"}
_OPENAI_PROVIDERS = ("openai", "azure")
_PROVIDER_NAMES = {
    "aws": "aws.bedrock",
    "azure": "azure.ai.openai",
    "google": "gcp.gen_ai",
    "mistral": "mistral_ai",
    "moonshotai": "moonshot_ai",
    "x-ai": "x_ai",
}


def operation_name(call: Call) -> str:
    """The convention's name of the operation, ours where it has none."""
    operation = call.series.labels[2]
    return _OPERATION_NAMES.get(operation, operation)


def span_name(call: Call) -> str:
    """`{operation} {model}`."""
    return f"{operation_name(call)} {text(call.model)}"


def text(value: object) -> str:
    """Valid UTF-8 of bounded length."""
    return str(value)[:MAX_TEXT].encode("utf-8", "replace").decode("utf-8")


def call_attributes(call: Call, label_of_user: Callable[[str], str]) -> dict[str, Any]:
    """All attributes of a call's span but those of its trace and its content."""
    found = {
        **_request(call),
        **_response(call),
        **(_usage(call.usage) if call.usage is not None else {}),
        **_ours(call),
        **who_asks([call.context], label_of_user),
    }
    return {name: value for name, value in found.items() if value is not None}


def step_attributes(record: Record) -> dict[str, Any]:
    """Attributes of a step's span."""
    found: dict[str, Any] = {
        "watchspec.step": text(record.subject),
        "watchspec.outcome": record.outcome,
        # Without it Phoenix and Langfuse do not know what kind of span this is.
        "openinference.span.kind": "CHAIN",
    }
    if record.outcome in FAILED_OUTCOMES:
        found["error.type"] = record.error_type or "_OTHER"
    return found


def score_attributes(evaluator: str, value: float, label: str | None) -> dict[str, Any]:
    """Attributes of the event that a score is."""
    found: dict[str, Any] = {"gen_ai.evaluation.name": text(evaluator), "gen_ai.evaluation.score.value": float(value)}
    if label is not None:
        found["gen_ai.evaluation.score.label"] = text(label)
    return found


def who_asks(contexts: Iterable[Asker], label_of_user: Callable[[str], str]) -> dict[str, str]:
    """Session and user, as far as all contexts that name one name the same."""
    found: dict[str, str] = {}
    given = list(contexts)
    sessions = {context.session_id for context in given if context.session_id}
    users = {context.user_id for context in given if context.user_id}
    if len(sessions) == 1:
        found["gen_ai.conversation.id"] = found["session.id"] = text(*sessions)
    if len(users) == 1:
        label = label_of_user(*users)
        if label not in (OTHER, UNSET):
            found["enduser.pseudo.id"] = found["user.id"] = text(label)
    return found


def _request(call: Call) -> dict[str, Any]:
    provider, _, operation, _ = call.series.labels
    name = _PROVIDER_NAMES.get(provider, provider)
    address, port = getattr(call, "server", None) or (None, None)
    return {
        "gen_ai.operation.name": operation_name(call),
        "gen_ai.provider.name": name,
        "gen_ai.system": name,
        "gen_ai.request.model": text(call.model),
        "gen_ai.request.stream": True if call.streamed else None,
        "openai.api.type": _API_TYPES.get(operation) if provider in _OPENAI_PROVIDERS else None,
        "server.address": text(address) if address else None,
        "server.port": port,
    }


def _response(call: Call) -> dict[str, Any]:
    reasons = [text(reason) for reason in call.finish_reasons if reason][:MAX_REASONS]
    streaming = call.streamed and call.first_event is not None
    return {
        "gen_ai.response.model": text(call.answered) if call.answered else None,
        "gen_ai.response.id": text(call.response_id) if call.response_id else None,
        "gen_ai.response.finish_reasons": reasons or None,
        "gen_ai.response.time_to_first_chunk": _after(call, call.first_event) if streaming else None,
        "error.type": (call.error_type or "_OTHER") if call.outcome in FAILED_OUTCOMES else None,
    }


def _usage(usage: Usage) -> dict[str, int | None]:
    return {
        "gen_ai.usage.input_tokens": usage.input,
        "gen_ai.usage.output_tokens": usage.output,
        "gen_ai.usage.cache_read.input_tokens": usage.cached or None,
        "gen_ai.usage.cache_write.input_tokens": usage.cache_write or None,
        "gen_ai.usage.cache_creation.input_tokens": usage.cache_write or None,
        "gen_ai.usage.reasoning.output_tokens": usage.reasoning or None,
        "gen_ai.usage.audio.input_tokens": usage.input_audio or None,
        "gen_ai.usage.audio.output_tokens": usage.output_audio or None,
    }


def _ours(call: Call) -> dict[str, Any]:
    context = call.context
    return {
        "watchspec.feature": call.series.labels[3],
        "watchspec.prompt": text(context.prompt) if context.prompt else None,
        "gen_ai.prompt.name": text(context.prompt) if context.prompt else None,
        "watchspec.outcome": call.outcome,
        "watchspec.attempts": call.attempts,
        "watchspec.time_to_first_token": _after(call, call.first_token) if call.streamed else None,
        "watchspec.cost_usd": call.cost,
        "watchspec.cost_source": call.cost_source if call.cost is not None else None,
        # No convention names a cost; this one is read by Langfuse and others.
        "gen_ai.usage.cost": call.cost,
        **_metadata(context.metadata),
    }


def _metadata(metadata: Mapping[str, str]) -> dict[str, str]:
    return {f"watchspec.metadata.{text(key)}": text(value) for key, value in list(metadata.items())[:MAX_METADATA]}


def _after(call: Call, moment: float | None) -> float | None:
    return None if moment is None else max(moment - call.started, 0.0)
