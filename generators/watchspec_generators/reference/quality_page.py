"""docs/quality.md: what a confident alert is, and how many samples it needs."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from watchspec_generators.reference.markdown import code, table
from watchspec_generators.reference.markdown import page as assembled
from watchspec_generators.signals import SIGNALS, wilson
from watchspec_generators.signals.newcombe import least_rise
from watchspec_generators.values.confidence import USUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchspec_generators.signals import Signal

_INTRO = """
# Alerts on quality

Answers are judged by sample: an evaluator scores some of them, a check looks for hallucinations in a few, a user in a
hundred presses a thumb. Two bad answers among nine are 22 %, and say next to nothing about the answers that nobody
looked at. So alerts on quality do two things that alerts on errors need not do:

- they divide by what was **judged**, never by all calls;
- they fire only if the sample makes it **sure** that the threshold is passed, and only from a least number of samples
  (`floor`, 20 unless given) on. Nine answers page nobody, whatever they are like.

```yaml
  - name: LLMHighHallucinationRate
    signal: hallucination_ratio
    above: 10%
    floor: 20            # answers checked in the window
    confidence: 95%      # the default; `none`: the estimate decides
    for: 30m
    severity: warning
    summary: "{value} of {count} checked answers are hallucinated (limit {threshold})"
```

`{value}` is the estimate (the share of checked answers), `{count}` how many were checked, `{bound}` what is sure, and
`{confidence}` the level.
"""
_RECORDED = """
## What is recorded

For each of these signals three series: the estimate, the number of samples, and the bound that is compared with the
threshold, the lower one for `above`, the upper one for `below`.

```
service:llm_hallucinations:ratio_rate1h          0.162   of the checked answers
service:llm_hallucinations:ratio_count1h         340     were checked
service:llm_hallucinations:ratio_lower95_rate1h  0.127   is the least that all answers could have
```

The bound is Wilson's score interval. Unlike the estimate plus or minus two standard errors, it holds for few samples
and for shares near 0 and 1. The tests hold Prometheus' result to the interval's definition for some hundred samples,
from one to a million, none and all of them bad included.

**Mean scores** (`quality_mean`) use the same formula. A histogram keeps no squares, so that the spread of scores is not
known; but scores from 0 to 1 vary at most as much as a yes or no of the same mean. The bound is therefore too careful,
never too bold: where scores lie close together (a spread of 0.2 around a mean of 0.7), it is about twice as wide as it
had to be, and needs about five times as many samples. Hoeffding's bound, which assumes as little, is wider still.
"""
_SIGNALS = """
## The signals
"""
_SAMPLES = """
## How many samples it takes

At 95 % confidence, if the truth is as the table says and the sample agrees with it. Samples scatter: with this many
the alert fires in one window out of two, with about 2.7 times as many in nine out of ten.
"""
_VERSIONS = """
## Versions of a prompt

`watchspec.context(prompt="support/v12")` names the version with which a call is made; scores and feedback count for it,
also when they come later with a ref. An alert names the version that is known to be good, and is told of each other one
that is worse:

```yaml
  - name: LLMPromptRegression
    signal: prompt_score_drop        # or prompt_negative_feedback_rise
    baseline: support/v11
    by: [prompt]
    above: 0.02                      # 0: any difference that is sure
    floor: 30                        # of the version and of the baseline
    severity: warning
    summary: "{prompt} scores {value} lower than {baseline} (limit {threshold})"
```

Compared are versions whose names are the same up to the last `/`, `@` or `:`; where the baseline has none of them, all
prompts are. Without `prompt` in `by`, the others are taken together. `by: [prompt, feature]` compares within a feature.

The value is the difference, the bound the least difference that is sure: Newcombe's interval, which is made of the
Wilson bounds of the two. Both versions are judged over the same window (a day unless given), so that a bad day is no
bad version. When the baseline is no longer used, its samples leave the window and the alert falls silent: name the
version that replaced it. If the baseline gets many more samples than the version, the version's decide; with as many
of both it takes:
"""
_LIMITS = """
## What is not promised

- **95 % is about one look.** Of services that are exactly at their threshold, one window in forty passes it by chance
  (2.5 %, since only one side alerts). The alert looks again and again, at windows that overlap; over a day such a
  service will now and then fire. `for`, a longer window and `confidence: 99%` make it rarer.
- **The sample must be fair.** If only suspicious answers are checked, or only angry users vote, the share is theirs.
- **Samples should be independent.** Ten thumbs of one user count as ten.
- **Counts are Prometheus'.** `increase` extends counters to the window's edges; after a restart or in the first
  window the number of samples is off by a few in a hundred, and the bound's distance by half of that.
- **Scores by different evaluators** are averaged together unless `by: [evaluator]` parts them.
- **On a faster clock** (`time_scale`), as in rehearsals, as many samples fewer are taken to say as much.
"""
_LIMITS_OF_SHARES = ((0.01, 0.02), (0.01, 0.05), (0.05, 0.1), (0.1, 0.15), (0.1, 0.2), (0.2, 0.3))
_LIMITS_OF_MEANS = ((0.7, 0.65), (0.7, 0.6), (0.7, 0.5))
_WORSE = ((0.1, 0.12), (0.1, 0.15), (0.1, 0.2), (0.1, 0.3))


def page() -> str:
    """The whole page."""
    return assembled(
        _INTRO,
        _RECORDED,
        _SIGNALS,
        table(("signal", "meaning", "floor"), [_row(signal) for signal in SIGNALS.values() if signal.bound]),
        _SAMPLES,
        table(("alert", "truth", "samples"), _samples()),
        _VERSIONS,
        table(("negative feedback, baseline", "version", "ratings of each"), _ratings()),
        _LIMITS,
    )


def fewest(is_sure: Callable[[int], bool]) -> int:
    """The least number of samples from which on `is_sure` holds; it holds for some number."""
    short, enough = 0, 1
    while not is_sure(enough):
        short, enough = enough, 2 * enough
    while enough - short > 1:
        middle = (short + enough) // 2
        short, enough = (short, middle) if is_sure(middle) else (middle, enough)
    return enough


def rounded(count: int) -> str:
    """Two digits, upwards: more would pretend to know."""
    unit = 10 ** max(0, math.floor(math.log10(count)) - 1)
    return str(math.ceil(count / unit) * unit)


def _row(signal: Signal) -> tuple[str, str, str]:
    return code(signal.name), signal.summary, signal.floor.text if signal.floor else "none"


def _samples() -> Iterator[tuple[str, str, str]]:
    for limit, truth in _LIMITS_OF_SHARES:
        yield f"share above {limit:.0%}", f"{truth:.0%}", rounded(fewest(partial(_surely_above, limit, truth)))
    for limit, truth in _LIMITS_OF_MEANS:
        yield f"mean below {limit}", f"{truth}", rounded(fewest(partial(_surely_below, limit, truth)))


def _ratings() -> Iterator[tuple[str, str, str]]:
    for before, after in _WORSE:
        yield f"{before:.0%}", f"{after:.0%}", rounded(fewest(partial(_surely_worse, before, after)))


def _surely_above(limit: float, truth: float, count: int) -> bool:
    return wilson.lower(truth, count, USUAL.z) > limit


def _surely_below(limit: float, truth: float, count: int) -> bool:
    return wilson.upper(truth, count, USUAL.z) < limit


def _surely_worse(before: float, after: float, count: int) -> bool:
    return least_rise(before, count, after, count, USUAL.z) > 0
