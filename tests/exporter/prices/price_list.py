"""What the tests of prices share: the list itself, usages, and what the list says that they cost."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from genai_prices import Usage as Listed
from genai_prices import calc_price, data_snapshot
from hypothesis import strategies as st

from watchspec._internal.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = 1_795_500_000.0
DAY = 86_400
PROVIDERS = data_snapshot.get_snapshot().providers
MODELS = [(provider.id, model.id) for provider in PROVIDERS for model in provider.models]
VARIED = [(provider.id, model.id) for provider in PROVIDERS for model in provider.models if model.price_variants]
AT = datetime.fromtimestamp(NOW, timezone.utc)
CONTEXTS: dict[str | None, Mapping[str, str] | None] = {
    None: None,
    "default": None,
    "auto": None,
    "standard": None,
    "flex": {"service_tier": "flex"},
    "priority": {"service_tier": "priority"},
    "Priority": {"service_tier": "priority"},
    "fast": {"service_tier": "fast"},
    "scale": None,
    "batch": {"processing": "batch"},
}
"""Service tiers of responses, and what the list is to be asked for them."""


def _keys(model: tuple[str, str]) -> set[str]:
    """Names of the prices that hold now for what the list finds under a name; some don't find even their own entry."""
    try:
        _, found = data_snapshot.get_snapshot().find_provider_model(model[1], None, model[0], None)
    except LookupError:
        return set()
    free = {"mtok"} if found.id.endswith(":free") else set()
    return free | {key for key, price in vars(found.get_prices(AT)).items() if price is not None}


KEYS = {model: _keys(model) for model in MODELS}
BY_TOKEN = [
    model for model, keys in KEYS.items() if any(key.endswith("mtok") or key == "requests_kcount" for key in keys)
]
"""Models priced by what a response tells; the others are priced by the hour, page or character, or not at all."""
MIXED = [model for model in BY_TOKEN if any(part in key for key in KEYS[model] for part in ("_audio_", "_image_"))]
"""Models with rates of their own for audio or images."""

sizes = st.integers(0, 300) | st.integers(0, 1_000_000) | st.sampled_from([128_000, 200_000, 200_001, 272_000, 272_001])


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    """Token counts as a provider may report them, on both sides of the bands that exist."""
    given, made = draw(sizes), draw(st.integers(0, 100_000))
    cached = draw(st.integers(0, given))
    written = draw(st.just(0) | st.integers(0, given - cached))
    return Usage(given, made, cached, written, draw(st.integers(0, made)))


@st.composite
def mixed_usages(draw: st.DrawFn) -> Usage:
    """Token counts with audio and images among them."""
    usage = draw(usages())
    heard = draw(st.just(0) | st.integers(0, usage.input))
    seen = draw(st.just(0) | st.integers(0, usage.input - heard))
    spoken = draw(st.just(0) | st.integers(0, usage.output - usage.reasoning))
    drawn = draw(st.just(0) | st.integers(0, usage.output - usage.reasoning - spoken))
    return usage._replace(input_audio=heard, input_image=seen, output_audio=spoken, output_image=drawn)


def listed_price(model: tuple[str, str], usage: Usage, tier: str | None = None) -> float:
    """What genai-prices itself says; the beginning of the input is text, and was cached or written."""
    given = _modalities(usage.input, usage.input_audio, usage.input_image)
    made = _modalities(usage.output, usage.output_audio, usage.output_image)
    counts = {
        "input_tokens": usage.input,
        "output_tokens": usage.output,
        "cache_read_tokens": usage.cached,
        "cache_write_tokens": usage.cache_write,
        "output_reasoning_tokens": usage.reasoning,
        "output_text_reasoning_tokens": usage.reasoning,
    }
    for name, (start, end) in given.items():
        counts[f"input_{name}_tokens"] = end - start
        counts[f"cache_{name}_read_tokens"] = _overlap(start, end, 0, usage.cached)
        counts[f"cache_{name}_write_tokens"] = _overlap(start, end, usage.cached, usage.cached + usage.cache_write)
    counts |= {f"output_{name}_tokens": end - start for name, (start, end) in made.items()}
    asked = calc_price(
        Listed(**counts),
        model[1],
        provider_id=model[0],
        genai_request_timestamp=AT,
        price_context=CONTEXTS[tier],
    )
    return float(asked.total_price)


def _modalities(total: int, audio: int, image: int) -> dict[str, tuple[int, int]]:
    text = total - audio - image
    return {"text": (0, text), "audio": (text, text + audio), "image": (text + audio, total)}


def _overlap(start: int, end: int, other_start: int, other_end: int) -> int:
    return max(0, min(end, other_end) - max(start, other_start))
