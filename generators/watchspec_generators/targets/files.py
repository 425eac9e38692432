"""Files, and the Prometheus and Alertmanager that read them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager import PATH as ROUTING
from watchspec_generators.alertmanager.receivers import fillable
from watchspec_generators.alertmanager.texts import PATH as TEMPLATES
from watchspec_generators.meaning import Change, changes, state_of
from watchspec_generators.meaning.parts.settings import same_settings
from watchspec_generators.meaning.rule_files import told_groups
from watchspec_generators.rules.groups import group_title
from watchspec_generators.steps.prometheus import PATH as SCRAPING
from watchspec_generators.targets.types import Found, Plan
from watchspec_generators.unified import unified
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.meaning import State
    from watchspec_generators.targets.types import Wanted

FILES, PROMETHEUS, ALERTMANAGER = "files", "Prometheus", "Alertmanager"
_HASHED_BYTES = 6


@dataclass(frozen=True, slots=True)
class LivePrometheus:
    """What a running Prometheus says of itself."""

    url: str
    rules: Mapping[str, Any]
    """The answer of `/api/v1/rules`."""
    config: str
    """Its configuration, defaults filled in."""


@dataclass(frozen=True, slots=True)
class LiveAlertmanager:
    """What a running Alertmanager says of itself."""

    url: str
    config: str
    """Its configuration, defaults filled in, secrets hidden."""
    config_hash: float
    """Of the file that it has read."""
    read_at: float
    """When it last read its files, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Live:
    """What is there now; None where the spec names no server."""

    root: str
    files: Mapping[str, str]
    """Those that are to be generated, if there, and those that were generated before."""
    templates_written_at: float
    """When the texts of notifications were written, in seconds since 1970; 0 where there are none."""
    prometheus: LivePrometheus | None
    alertmanager: LiveAlertmanager | None


@dataclass(frozen=True)
class FilesPlan(Plan):
    """A plan and what it takes to carry it out."""

    writes: tuple[str, ...]
    """Paths that come or differ."""
    removes: tuple[str, ...]
    reload_prometheus: bool
    reload_alertmanager: bool


def plan(live: Live, wanted: Wanted) -> FilesPlan:
    """What makes what is live into what the spec generates."""
    states = dict(_states(live, wanted))
    target = state_of(wanted.files)
    found: dict[Change, list[str]] = {}
    for place, before in states.items():
        for change in (*changes(before, target, wanted.world), *_unread(place, live)):
            found.setdefault(change, []).append(place)
    writes = tuple(sorted(path for path, text in wanted.files.items() if live.files.get(path) != text))
    removes = tuple(sorted(live.files.keys() - wanted.files.keys()))
    reads_again = TEMPLATES in writes and live.alertmanager is not None
    told_in = {place for places in found.values() for place in places}
    reloads = {PROMETHEUS: PROMETHEUS in told_in, ALERTMANAGER: ALERTMANAGER in told_in or reads_again}
    return FilesPlan(
        target="files and reload",
        found=tuple(Found(change, tuple(places)) for change, places in found.items()),
        steps=tuple(_steps(live, writes, removes, reloads)),
        diffs=tuple(_diffs(states, target, wanted)),
        writes=writes,
        removes=removes,
        reload_prometheus=reloads[PROMETHEUS],
        reload_alertmanager=reloads[ALERTMANAGER],
    )


def prometheus_changes(live: LivePrometheus, wanted: Wanted) -> tuple[Change, ...]:
    """What a Prometheus runs otherwise than generated."""
    return changes(_prometheus(live, wanted), state_of(wanted.files), wanted.world)


def alertmanager_changes(live: LiveAlertmanager, wanted: Wanted) -> tuple[Change, ...]:
    """What an Alertmanager runs otherwise than generated."""
    return changes(_alertmanager(live, wanted), state_of(wanted.files), wanted.world)


def config_hash(text: str) -> float:
    """Alertmanager's own measure of its file, as its metric `alertmanager_config_hash` has it."""
    return float(int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[:_HASHED_BYTES], "little"))


def _states(live: Live, wanted: Wanted) -> Iterator[tuple[str, State]]:
    yield FILES, state_of(live.files)
    if live.prometheus:
        yield PROMETHEUS, _prometheus(live.prometheus, wanted)
    if live.alertmanager:
        yield ALERTMANAGER, _alertmanager(live.alertmanager, wanted)


def _prometheus(live: LivePrometheus, wanted: Wanted) -> State:
    # All but rules and scraping is taken to be as wanted, since Prometheus knows nothing of it.
    scraping = wanted.files.get(SCRAPING)
    same = scraping is None or same_settings(SCRAPING, live.config, scraping, defaults=True)
    own = {} if same else {SCRAPING: live.config}
    groups = told_groups(live.rules, group_title(wanted.monitoring.service.name, ""))
    return replace(state_of({**wanted.files, **own}), groups=groups, told=True)


def _alertmanager(live: LiveAlertmanager, wanted: Wanted) -> State:
    text = wanted.files[ROUTING]
    own = {} if live.config_hash == config_hash(text) else {ROUTING: live.config}
    state = replace(state_of({**wanted.files, **own}), told=True)
    if own and fillable(wanted.monitoring) and state.routing == state_of(wanted.files).routing:
        # It reads a copy with secrets filled in, whose hash nobody can foretell.
        return replace(state, files=wanted.files)
    return state


def _unread(place: str, live: Live) -> Iterator[Change]:
    if place == ALERTMANAGER and live.alertmanager and live.templates_written_at > live.alertmanager.read_at:
        yield Change("texts of notifications", "change", "written after Alertmanager last read its files")


def _steps(live: Live, writes: tuple[str, ...], removes: tuple[str, ...], reloads: Mapping[str, bool]) -> Iterator[str]:
    if writes or removes or any(reloads.values()):
        yield "check all files with promtool and amtool"
    if writes:
        yield f"write {_files(len(writes))} below {live.root}"
    if removes:
        yield f"remove {_files(len(removes))} below {live.root}"
    for name, server in ((PROMETHEUS, live.prometheus), (ALERTMANAGER, live.alertmanager)):
        if server and reloads[name]:
            yield f"reload {name} at {server.url} and see that it runs what was written"


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"


def _diffs(states: Mapping[str, State], target: State, wanted: Wanted) -> Iterator[str]:
    files = states[FILES].files
    yield from filter(None, (unified(path, files.get(path), target.files.get(path)) for path in _paths(files, target)))
    if PROMETHEUS in states:
        before = states[PROMETHEUS]
        for name in sorted({*before.groups, *target.groups}):
            yield from filter(None, [unified(f"{PROMETHEUS}: group {name}", _text(before, name), _text(target, name))])
    if ALERTMANAGER in states:
        yield from filter(
            None,
            [unified(f"{ALERTMANAGER}: configuration", states[ALERTMANAGER].files[ROUTING], wanted.files[ROUTING])],
        )


def _paths(files: Mapping[str, str], target: State) -> list[str]:
    return sorted({*files, *target.files})


def _text(state: State, group: str) -> str | None:
    if group not in state.groups:
        return None
    told = asdict(state.groups[group])
    rules = [{**rule, **{key: str(rule[key]) for key in ("for_", "keep_firing_for")}} for rule in told["rules"]]
    return to_yaml({**told, "interval": str(state.groups[group].interval), "rules": rules})
