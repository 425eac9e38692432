"""The `watchspec` command: each module of this package with `command` or `app` is one of its commands."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from pkgutil import iter_modules
from typing import Annotated

import typer

from watchspec_generators.cli.errors import BAD_INPUT, MISSING
from watchspec_generators.edge.files import CantWrite
from watchspec_generators.edge.tools import ToolMissing
from watchspec_generators.spec import SpecError

_INTERRUPTED = 130


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"watchspec {version('watchspec')}")
        raise typer.Exit


def _root(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """LLM monitoring as code: one YAML file becomes rules, routing, dashboards and the tests that prove them."""


def build_app() -> typer.Typer:
    """The whole command line, commands in name order."""
    root = typer.Typer(
        name="watchspec",
        callback=_root,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for found in sorted(iter_modules(__path__), key=lambda module: module.name):
        module = import_module(f"{__name__}.{found.name}")
        name = found.name.replace("_", "-")
        if hasattr(module, "app"):
            root.add_typer(module.app, name=name)
        elif hasattr(module, "command"):
            root.command(name)(module.command)
    return root


def main() -> None:
    """Entry point of the console command; maps what can go wrong to exit codes."""
    try:
        build_app()()
    except SpecError as error:
        print(error.report(colour=sys.stderr.isatty()), file=sys.stderr)
        sys.exit(BAD_INPUT)
    except CantWrite as error:
        print(f"watchspec: {error}", file=sys.stderr)
        sys.exit(BAD_INPUT)
    except ToolMissing as error:
        print(f"watchspec: {error}", file=sys.stderr)
        sys.exit(MISSING)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
