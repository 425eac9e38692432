"""The rates of one model, and what one call costs by them.

Every price is linear in each kind of token within a band of input sizes, so a call
is a few multiplications; genai-prices itself takes 100 us for the same number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from watchspec._internal.usage import NO_PARTS

if TYPE_CHECKING:
    from watchspec._internal.usage import Usage


class Priced(NamedTuple):
    """What one call costs, in USD; `source` is one of catalogue.COST_SOURCES."""

    usd: float
    source: str
    savings_usd: float
    """What the cached input would have cost more at the plain input rate of the same tier; never below 0."""


class Rates(NamedTuple):
    """USD per token of one modality; parts of a total have their own rate instead of the total's."""

    input: float
    cached: float
    cache_write: float
    output: float
    reasoning: float


class Band(NamedTuple):
    """Rates of calls with more than `above` input tokens, until a higher band begins."""

    above: int
    text: Rates
    audio: Rates
    image: Rates


_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long


class Tariff:
    """Prices one model at one time, in one service tier; `bands` ascend and the first is above 0 tokens."""

    __slots__ = ("_base", "_by_modality", "_higher", "_request", "hourly", "source")

    def __init__(self, source: str, request: float, bands: tuple[Band, ...], *, hourly: bool = False) -> None:
        self.source = source
        self._request = request
        self._base, *self._higher = bands
        self._by_modality = any(not (band.text == band.audio == band.image) for band in bands)
        self.hourly = hourly
        """Whether the price depends on the time of day."""

    @property
    def is_flat(self) -> bool:
        """Whether a token costs the same in a long call as in a short one."""
        return not self._higher

    def flat(self, calls: int, total: Usage) -> float:
        """USD for several calls together, none of which has known parts."""
        rates = self._base.text
        return self._request * calls + total.input * rates.input + total.output * rates.output

    def price(self, usage: Usage) -> Priced:
        """Cost and savings of one call; parts that exceed their total are cut to it."""
        if not self._higher and usage[2:] == NO_PARTS:
            given, made, *_ = usage
            rates = self._base.text
            return _new(Priced, (self._request + given * rates.input + made * rates.output, self.source, 0.0))
        given, made, cached = usage.input, usage.output, usage.cached
        written, reasoning = usage.cache_write, usage.reasoning
        band = self._base
        for higher in self._higher:
            if given > higher.above:
                band = higher
        if self._by_modality and (usage.input_audio or usage.output_audio or usage.input_image or usage.output_image):
            return self._mixed(band, usage)
        if cached > given:  # noqa: PLR1730 - each min() would be a fifth of all that this takes
            cached = given
        if written > given - cached:  # noqa: PLR1730 - as above
            written = given - cached
        if reasoning > made:  # noqa: PLR1730 - as above
            reasoning = made
        plain_rate, cached_rate, written_rate, made_rate, reasoning_rate = band.text
        usd = (
            self._request
            + (given - cached - written) * plain_rate
            + cached * cached_rate
            + written * written_rate
            + (made - reasoning) * made_rate
            + reasoning * reasoning_rate
        )
        savings = cached * (plain_rate - cached_rate)
        return _new(Priced, (usd, self.source, savings if savings > 0.0 else 0.0))  # noqa: FURB136 - as above

    def _mixed(self, band: Band, usage: Usage) -> Priced:
        """As `price`, each modality by its own rates.

        Which modality was cached is never reported. Text is taken to be, and audio or images only
        for what exceeds it: a provider's cache holds the beginning of a conversation, which is text.
        """
        usd = self._request
        savings = 0.0
        cached = min(usage.cached, usage.input)
        written = min(usage.cache_write, usage.input - cached)
        for rates, tokens in zip(band[1:], _split(usage.input, usage.input_audio, usage.input_image), strict=True):
            read = min(cached, tokens)
            cached -= read
            wrote = min(written, tokens - read)
            written -= wrote
            usd += (tokens - read - wrote) * rates.input + read * rates.cached + wrote * rates.cache_write
            savings += max(0.0, read * (rates.input - rates.cached))
        text, audio, image = _split(usage.output, usage.output_audio, usage.output_image)
        reasoning = min(usage.reasoning, text)
        usd += (text - reasoning) * band.text.output + reasoning * band.text.reasoning
        usd += audio * band.audio.output + image * band.image.output
        return Priced(usd, self.source, savings)


def _split(total: int, audio: int, image: int) -> tuple[int, int, int]:
    """Tokens of text, audio and images, in the order of a `Band`; text is the rest."""
    audio = min(audio, total)
    image = min(image, total - audio)
    return total - audio - image, audio, image
