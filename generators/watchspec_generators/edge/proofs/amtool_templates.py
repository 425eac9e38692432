"""The texts of notifications render for one alert and for many, firing and resolved."""

from __future__ import annotations

import json
import re
import tempfile
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager import PATH, texts
from watchspec_generators.alertmanager.samples import samples
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, title, tools_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

_USED = re.compile(r'template "(watchspec\.[a-z_.]+)"')
_BETWEEN = "\n<<<>>>\n"
_MISSING = "<no value>"


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """`amtool template render` of every template that the configuration names, on every sample."""
    names = used((folder / PATH).read_text(encoding="utf-8"))
    data = samples(monitoring)
    for tool in tools_of("amtool"):
        with stopwatch() as elapsed:
            wrong = [
                line for sample in data for line in _faults(tool, folder / texts.PATH, names, sample, data[sample])
            ]
            count = len(names) * len(data)
            detail = "\n".join(wrong)
            yield Proof("notifications read well", texts.PATH, title(tool), count, not wrong, detail, elapsed())


def render(tool: Tool, file: Path, names: Sequence[str], kind: str, data: Mapping[str, Any]) -> list[str]:
    """What the templates `names` make of `data`, as `kind` (text or html); ValueError with amtool's complaint."""
    text = _BETWEEN.join(f'{{{{ template "{name}" . }}}}' for name in names)
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as sample:
        json.dump(data, sample)
        sample.flush()
        done = run_tool(
            [
                *(tool.path, "template", "render", f"--template.glob={file}"),
                *(f"--template.type={kind}", f"--template.data={sample.name}", f"--template.text={text}"),
            ]
        )
    if done.code:
        raise ValueError(done.output)
    return done.stdout.split(_BETWEEN)


def _faults(tool: Tool, file: Path, names: Sequence[str], sample: str, data: Mapping[str, Any]) -> Iterator[str]:
    for kind, chosen in by_kind(names).items():
        try:
            shown = render(tool, file, chosen, kind, data)
        except ValueError as error:
            yield f"{sample}: {error}"
            continue
        for name, text in zip(chosen, shown, strict=True):
            if not text.strip() or _MISSING in text:
                yield f"{name} shows nothing, or a missing value, for {sample}: {text!r}"


def used(text: str) -> list[str]:
    """The templates that a configuration names."""
    return sorted(set(_USED.findall(text)))


def by_kind(names: Sequence[str]) -> dict[str, list[str]]:
    """Those that give HTML, and those that give text."""
    html = [name for name in names if name.endswith(".html")]
    kinds = {"html": html, "text": [name for name in names if name not in html]}
    return {kind: chosen for kind, chosen in kinds.items() if chosen}
