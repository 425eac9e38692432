"""What is left of a rate limit, in the headers that OpenAI sends with every answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RateLimit:
    """Limits, what is left of them, and the seconds until they are full again."""

    limit_requests: int = 10_000
    remaining_requests: int = 9_999
    reset_requests: float = 0.006
    limit_tokens: int = 2_000_000
    remaining_tokens: int = 1_999_980
    reset_tokens: float = 0.0

    def headers(self) -> dict[str, str]:
        """The six `x-ratelimit-*` headers."""
        return {
            "x-ratelimit-limit-requests": str(self.limit_requests),
            "x-ratelimit-remaining-requests": str(self.remaining_requests),
            "x-ratelimit-reset-requests": reset_text(self.reset_requests),
            "x-ratelimit-limit-tokens": str(self.limit_tokens),
            "x-ratelimit-remaining-tokens": str(self.remaining_tokens),
            "x-ratelimit-reset-tokens": reset_text(self.reset_tokens),
        }


def reset_text(seconds: float) -> str:
    """A duration as those headers have it, to the millisecond: `120ms`, `1s`, `8.64s`, `6m0s`, `1h2m3s`."""
    whole = round(seconds * 1000)
    if 0 < whole < 1000:  # noqa: PLR2004 - a second
        return f"{whole}ms"
    minutes, rest = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    last = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    if hours:
        return f"{hours}h{minutes}m{last}"
    return f"{minutes}m{last}" if minutes else last
