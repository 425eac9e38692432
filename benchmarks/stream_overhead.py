"""What one instrumented stream costs: per stream, and per chunk of it.

    scripts/bench stream_overhead

Streams of several lengths are read out, sync and async, and a line is laid through what each variant adds to its bare
client: where it begins is the cost of a stream, its slope that of a chunk. As the client takes 90 us for each chunk,
its slope is uncertain; so the streams are also measured with chunks that were parsed beforehand, where what is added is
seen to the nanosecond, though without the cache misses that parsing causes. `by_hand` observes the gap before each
chunk, as `watchspec` does; both are also measured without. Watchspec counts streams together, 256 of them or as many
as have 16,384 tokens, which is done at the end of each round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.shared.estimates import Line, line, median_of
from benchmarks.shared.report import Report, Row, command, limit
from benchmarks.shared.teams import bare_of, is_bare, measured, split
from benchmarks.shared.teams import peers as others
from benchmarks.shared.workers import Team, round_of
from benchmarks.variants.ours import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.shared.estimates import Estimate
    from benchmarks.shared.workers import Seconds, Worker

SIZES = {"rounds": 10, "processes": 3, "short": 256, "middle": 128, "long": 40}
TINY = {"rounds": 2, "processes": 1, "short": 2, "middle": 1, "long": 1}
CHUNKS = {"short": 10, "middle": 100, "long": 400}
PARSED_CHUNKS = (10, 4_000)
SWITCH = "inter_token" in OPTIONS
PARSED = "sync, parsed"
METHODS = {"sync": "streams", "async": "streams_later"}
MOST_PER_CHUNK = {"watchspec, without gaps": 0.2, "watchspec": 0.4}
MOST_PER_STREAM = 50.0

Rounds = list[dict[tuple[str, int], dict[str, float]]]
"""By kind of client and length: seconds per stream of each variant."""


def own_team() -> Team:
    """By hand and ours, with and without inter-token timing; ours in one way only where it can't be told."""
    switch: list[dict[str, bool]] = [{"inter_token": False}, {"inter_token": True}]
    return Team(
        {
            "bare": ("bare:Bare", {}),
            "by_hand, without gaps": ("by_hand:ByHand", {"gaps": False}),
            "by_hand": ("by_hand:ByHand", {}),
            **({"watchspec, without gaps": ("ours:Ours", switch[0])} if SWITCH else {}),
            "watchspec": ("ours:Ours", switch[1] if SWITCH else {}),
        }
    )


def run(rounds: int, processes: int, *, peers: bool = True, **streams: int) -> Report:
    """Measures everything in one interleaved run."""
    report = Report("What a stream costs", {"rounds": rounds, "processes": processes, "chunks": CHUNKS, **streams})
    teams = split([own_team(), *(others() if peers else [])], report)

    def one(workers: list[Worker]) -> dict[tuple[str, int], Seconds]:
        found = {
            (kind, CHUNKS[size]): round_of(workers[:1], method, count, CHUNKS[size])
            for kind, method in METHODS.items()
            for size, count in streams.items()
        }
        for chunks in PARSED_CHUNKS:
            found[PARSED, chunks] = round_of(workers[:1], "parsed_streams", streams["middle"], chunks)
        for size, count in streams.items():
            # What others add is large enough to be seen in fewer streams.
            found["sync", CHUNKS[size]] |= round_of(workers[1:], "streams", -(-count // 4), CHUNKS[size])
        return found

    found = measured(teams, report, (rounds, processes), (2, 32, 20), one)
    judge(found, report)
    return report


def added(found: Rounds, kind: str, label: str) -> list[Line]:
    """What a variant adds to its bare client, round by round."""
    return [
        line({chunks: row[label] - row[bare_of(label)] for (each, chunks), row in taken.items() if each == kind})
        for taken in found
    ]


def judge(found: Rounds, report: Report) -> None:
    """Rows and limits."""
    for kind in (*METHODS, PARSED):
        for label in found[0][kind, 10]:
            report.rows.append(_bare_row(found, kind, label) if is_bare(label) else _row(found, kind, label))
    for label, most in MOST_PER_CHUNK.items():
        for kind in (*METHODS, PARSED) if label in own_team().variants else ():
            per_chunk, fixed = _estimates(added(found, kind, label))
            report.limits.append(limit(f"{kind}: us per chunk, {label}", most, per_chunk, 3))
            report.limits.append(limit(f"{kind}: us per stream, {label}", MOST_PER_STREAM, fixed, 1))
    if not SWITCH:
        report.notes.append("watchspec only as it is by default: this version can't be told to leave out the gaps")


def _estimates(lines: Sequence[Line]) -> tuple[Estimate, Estimate]:
    """Microseconds per chunk and per stream."""
    slopes, starts = [each.slope * 1e6 for each in lines], [each.fixed * 1e6 for each in lines]
    return median_of(slopes), median_of(starts)


def _row(found: Rounds, kind: str, label: str) -> Row:
    per_chunk, fixed = _estimates(added(found, kind, label))
    return {
        "client": kind,
        "variant": label,
        "added_per_stream": fixed.scaled(1, 1),
        "added_per_chunk": per_chunk.scaled(1, 3),
    }


def _bare_row(found: Rounds, kind: str, label: str) -> Row:
    own = [line({chunks: row[label] for (each, chunks), row in taken.items() if each == kind}) for taken in found]
    per_chunk, fixed = _estimates(own)
    return {
        "client": kind,
        "variant": label,
        "added_per_stream": None,
        "added_per_chunk": None,
        "own_per_stream": fixed.scaled(1, 1),
        "own_per_chunk": per_chunk.scaled(1, 3),
    }


if __name__ == "__main__":
    command("stream_overhead", __doc__, SIZES, TINY, run)
