"""From the text of a spec to its model, or to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from watchspec_generators.graph.checks import run_chain_checks
from watchspec_generators.model.resolve import resolve
from watchspec_generators.signals import SIGNALS
from watchspec_generators.spec.checks import run_checks
from watchspec_generators.spec.context import Context
from watchspec_generators.spec.inside import BREAK
from watchspec_generators.spec.overlay import Missing, environment_names, expand, overlaid, unknown_marks
from watchspec_generators.spec.problems import Problem, SpecError, in_file_order
from watchspec_generators.spec.prune import pruned
from watchspec_generators.spec.schema import schema
from watchspec_generators.spec.schema_errors import violations
from watchspec_generators.spec.shape import Spec
from watchspec_generators.spec.source import decode, read
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.spec.tree import Mark, Node, Path, locate, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model.types import Monitoring
    from watchspec_generators.signals import Signal


@dataclass(frozen=True, slots=True)
class Examined:
    """A spec's model, unless there are errors among its problems, and the text in which they were found."""

    monitoring: Monitoring | None
    problems: tuple[Problem, ...]
    source: str


def load(
    text: str | bytes,
    *,
    file: str,
    environment: str | None = None,
    variables: Mapping[str, str] | None = None,
) -> Monitoring:
    """The model of the spec `text` in `environment`; SpecError with all errors of it and of every environment.

    `file` is the name that problems carry; `variables` fill the `${NAME}`s of environments.
    """
    examined = examine(text, file=file, environment=environment, variables=variables, thorough=False)
    if examined.monitoring is None:
        raise SpecError(examined.problems, examined.source)
    return examined.monitoring


def examine(
    text: str | bytes,
    *,
    file: str,
    environment: str | None = None,
    variables: Mapping[str, str] | None = None,
    thorough: bool = True,
) -> Examined:
    """The same with all problems instead of an error, if `text` is YAML; `thorough`: with warnings and notes."""
    content = decode(text, file)
    root, missing = expand(read(content, file), variables or {})
    problems = _environment_problems(root, file, environment, missing)
    examiner = _Examiner(file, SIGNALS, tuple(BREAK.split(content)), thorough)
    specs: dict[str | None, Spec | None] = {None: examiner.examine(root, problems)}
    for name in environment_names(root):
        unknown = frozenset[Mark]() if name == environment else unknown_marks(missing[name])
        specs[name] = examiner.examine(overlaid(root, name), problems, unknown)
    spec, found = specs.get(environment), in_file_order(problems)
    if spec is None or any(problem.level == "error" for problem in found):
        return Examined(None, found, content)
    shown = overlaid(root, environment) if environment else root
    return Examined(resolve(spec, SIGNALS, environment, lambda path: _place(shown, file, path)), found, content)


def _place(root: Node, file: str, path: Path) -> str:
    mark = locate(root, path)
    return f"{file}:{mark.line}:{mark.column}"


def _environment_problems(
    root: Node, file: str, environment: str | None, missing: Mapping[str, tuple[Missing, ...]]
) -> list[Problem]:
    if environment is None:
        return []
    names = environment_names(root)
    if environment not in names:
        mark = locate(root, ("environments",), key=True)
        hint = did_you_mean(environment, names)
        message = f"there is no environment `{environment}`"
        return [Problem(file, mark.line, mark.column, message, one_of(names), hint, "environments")]
    return [
        Problem(
            file,
            item.mark.line,
            item.mark.column,
            f"the variable {item.name} is not set",
            "a value in the process environment",
            f"or a default: ${{{item.name}:-...}}",
            "environments",
        )
        for item in missing[environment]
    ]


@dataclass(frozen=True, slots=True)
class _Examiner:
    file: str
    signals: Mapping[str, Signal]
    lines: tuple[str, ...]
    thorough: bool

    def examine(self, root: Node, problems: list[Problem], unknown: frozenset[Mark] = frozenset()) -> Spec | None:
        """Add what is wrong with `root` to `problems`, but for values at `unknown` places; its Spec if it has one."""
        findings = violations(root, schema(tuple(self.signals)))
        found = [finding.problem(root, self.file) for finding in findings]
        kept = pruned(root, ((finding.path, finding.unknown_key) for finding in findings)) if findings else root
        try:
            spec = Spec.model_validate(plain(kept))
        except ValidationError as error:
            spec = None
            found += [] if findings else self.mapped(error, root)
        if spec:
            context = Context(spec, kept, root, self.file, self.signals, self.lines)
            found += run_checks(context, whole=not findings)
            if not found:
                found += run_chain_checks(context, thorough=self.thorough)
        problems += [problem for problem in found if Mark(problem.line, problem.column) not in unknown]
        return spec

    def mapped(self, error: ValidationError, root: Node) -> list[Problem]:
        """What the shape itself rejects although its schema did not."""
        found = []
        for detail in error.errors():
            mark = locate(root, detail["loc"])
            message = detail["msg"].removeprefix("Value error, ")
            found.append(Problem(self.file, mark.line, mark.column, message, code="schema"))
        return found
