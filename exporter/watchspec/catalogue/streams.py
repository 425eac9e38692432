"""Metrics of a stream: when its parts arrive."""

from __future__ import annotations

from watchspec.catalogue.metric import Metric

_FIRST = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0)

TIME_TO_FIRST_EVENT = Metric(
    "llm_time_to_first_event_seconds",
    "histogram",
    "Time from call to the first event of a stream of any kind, such as a chunk that has only a role.",
    "seconds",
    (),
    _FIRST,
)
TIME_TO_FIRST_REASONING_TOKEN = Metric(
    "llm_time_to_first_reasoning_token_seconds",
    "histogram",
    "Time from call to the first reasoning token or summary of a stream that shows its reasoning.",
    "seconds",
    (),
    _FIRST,
)
TIME_TO_FIRST_TOKEN = Metric(
    "llm_time_to_first_token_seconds",
    "histogram",
    "Time from call to the first visible token or tool-call delta of a stream.",
    "seconds",
    (),
    _FIRST,
)
OUTPUT_TOKENS_PER_SECOND = Metric(
    "llm_output_tokens_per_second",
    "histogram",
    "Output tokens per second of a stream over its generation span (first to last token).",
    "tokens/second",
    (),
    (1.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 75.0, 100.0, 150.0, 200.0, 500.0),
)
INTER_TOKEN_GAP = Metric(
    "llm_inter_token_gap_seconds",
    "histogram",
    "Time between two visible tokens of a stream.",
    "seconds",
    (),
    (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)
LONGEST_GAP = Metric(
    "llm_longest_inter_token_gap_seconds",
    "histogram",
    "Longest time between two visible tokens of a stream, one observation a stream.",
    "seconds",
    (),
    (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0),
)
STREAMS = (
    TIME_TO_FIRST_EVENT,
    TIME_TO_FIRST_REASONING_TOKEN,
    TIME_TO_FIRST_TOKEN,
    OUTPUT_TOKENS_PER_SECOND,
    INTER_TOKEN_GAP,
    LONGEST_GAP,
)
