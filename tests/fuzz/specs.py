"""Specs that nobody meant: a small one with anything at any place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

GATE = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
"""The same examples in each run, since these tests decide whether a change may land; raise `max_examples` to search."""
Place = tuple[str | int, ...]
_SMALL = (Path(__file__).parents[1] / "spec" / "small.yaml").read_text(encoding="utf-8")
_MORE = """
budgets:
  - {name: month, amount: $900, per: month, timezone: Europe/Berlin, by: [feature]}
severities: {page: critical, ticket: warning}
dashboards: {overview: {title: All of it}}
tests:
  - {alert: Errors, at: "2026-11-23T03:00 Europe/Berlin", receivers: [chat]}
"""
_LOUD = """
  loud:
    pagerduty: [{routing_key_file: key}]
    opsgenie: [{api_key_file: key, team: "on call"}]
    telegram: [{bot_token_file: token, chat_id: 5}]
    discord: [{webhook_url_file: discord_url}]
    msteams: [{webhook_url_file: teams_url}]
"""
TEXT = (
    _SMALL.replace("environments:", f"{_MORE.strip()}\nenvironments:")
    .replace("owner: core}\nowners", "owner: core, description: A shop}\nowners")
    .replace("\nwindows:", f"{_LOUD.rstrip()}\nwindows:")
    .replace("{severity: critical}\n      routes", "{severity: critical}\n      receiver: loud\n      routes")
    .replace("    labels: {topic: health}", "    description: Of {value}\n    labels: {topic: health, note: to you}")
    .replace('summary: "spend grows"', 'summary: "spend grows"\n    runbook: Look')
)


class _AsItWas(str):
    """A scalar of the small spec, which is written as it was found: `5%`, `true`, `10`."""

    __slots__ = ()


class _Loader(yaml.BaseLoader):
    """Leaves every scalar a text."""


class _Dumper(yaml.SafeDumper):
    """Writes them back as what they would have been."""


def _read(loader: _Loader, node: yaml.ScalarNode) -> _AsItWas:
    return _AsItWas(loader.construct_scalar(node))


def _write(dumper: _Dumper, text: _AsItWas) -> yaml.ScalarNode:
    tag: str = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return yaml.ScalarNode(tag, str(text))


_Loader.add_constructor("tag:yaml.org,2002:str", _read)
_Dumper.add_representer(_AsItWas, _write)
TREE: dict[str, Any] = yaml.load(TEXT, Loader=_Loader)
HOSTILE = (
    *('"', "'", "\\", "`", "#", ": ", "- ", "? ", "| ", "> ", "%", "@", "&a", "*a", "!!python/object:os.system", "<<"),
    *("\n", "\r\n", "\t", "\x85", "\u2028", "a\n- b: c", "a\nreceivers: []", "'}\n", '"}\n', "\\n", "\\u0022", "🙂"),
    *("{{ .ExternalURL }}", '{{ template "x" }}', "}}", "{{", '{{ "{{" }}', "{value}", "{nobody}", "{", "$labels.x"),
    *("${HOME}", "$HOME", "$$", "$__rate_interval", '"} or vector(1) #', 'x",y="z', "=~.*", ".*", "(", "[a-", "\\Q"),
    *("true", "null", "~", "1e3", "0x1F", "22:00", "1_000", ".inf", ".nan", "-0", "007", "=", "2026-11-24", "é" * 300),
    *(
        "</script><script>",
        "javascript:alert(1)",
        "../../../etc/passwd",
        "/etc/passwd",
        "a b",
        " ",
        "",
        "http://[",
        "-",
    ),
)
"""Pieces that mean something to YAML, Go templates, PromQL, regular expressions, HTML, shells or file systems."""
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), min_size=1, max_size=3).map("".join)
# Most of what is refused in summaries and labels, so that specs with a text everywhere are not all refused.
_REFUSED = ("{nobody}", "${HOME}")
_LINES = [piece for piece in HOSTILE if [piece.strip()] == piece.splitlines() == [piece] and piece not in _REFUSED]
lines = st.lists(st.sampled_from(_LINES), min_size=1, max_size=3).map(" ".join).map(lambda text: f"so {text}")
scalars = texts | st.integers(-(10**30), 10**30).map(str) | st.floats().map(str) | st.sampled_from(("true", "null", ""))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts | st.sampled_from(list(TREE)), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, above: Place = ()) -> list[Place]:
    """The places of all values below `value`, in its own order."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inner for place in ((*above, key), *places(one, (*above, key)))]


PLACES = places(TREE)
LEAVES = [place for place in PLACES if not any(other[: len(place)] == place != other for other in PLACES)]


FREE: tuple[Place, ...] = (
    ("service", "description"),
    ("owners", "core", "contact"),
    *(("alerts", number, "summary") for number in range(5)),
    ("alerts", 1, "description"),
    ("alerts", 2, "runbook"),
    ("alerts", 3, "cases", 0, "name"),
    ("receivers", "chat", "slack", 0, "channel"),
    ("receivers", "loud", "opsgenie", 0, "team"),
    ("dashboards", "overview", "title"),
)
"""Places of texts that may say anything; only their kind of text is judged."""


def with_value(tree: Any, place: Place, value: Any) -> Any:
    """A copy of `tree` with `value` at `place`."""
    if not place:
        return value
    key, *rest = place
    copy: Any = list(tree) if isinstance(tree, list) else dict(tree)
    copy[key] = with_value(copy[key], tuple(rest), value)
    return copy


def without(tree: Any, place: Place) -> Any:
    """A copy of `tree` that lacks what stands at `place`."""
    key, *rest = place
    copy: Any = list(tree) if isinstance(tree, list) else dict(tree)
    if rest:
        copy[key] = without(copy[key], tuple(rest))
    else:
        del copy[key]
    return copy


def written(tree: Any) -> str:
    """`tree` as YAML."""
    return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


@st.composite
def broken_trees(draw: st.DrawFn) -> str:
    """The small spec after one to three changes of its values."""
    tree = TREE
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(tree) or [("version",)]))
        tree = without(tree, place) if draw(st.booleans()) and len(place) > 1 else with_value(tree, place, draw(values))
    return written(tree)


@st.composite
def broken_texts(draw: st.DrawFn) -> str:
    """The small spec after one to four changes of its characters."""
    text = TEXT
    for _ in range(draw(st.integers(1, 4))):
        at, gone = draw(st.integers(0, len(text))), draw(st.integers(0, 40))
        text = text[:at] + draw(texts | st.just("")) + text[at + gone :]
    return text


@st.composite
def hostile_specs(draw: st.DrawFn) -> str:
    """The small spec with one text replaced by a hostile one, or with that added to it."""
    place = draw(st.sampled_from(LEAVES))
    text = draw(texts | st.tuples(st.just(str(_at(TREE, place))), texts).map("".join))
    return written(with_value(TREE, place, text))


@st.composite
def hostile_texts(draw: st.DrawFn) -> str:
    """The small spec with a hostile text in every place that takes any text."""
    tree = TREE
    for place in FREE:
        tree = with_value(tree, place, draw(lines))
    return written(tree)


def _at(tree: Any, place: Place) -> Any:
    for key in place:
        tree = tree[key]
    return tree
