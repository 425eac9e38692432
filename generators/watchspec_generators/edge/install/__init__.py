"""Get the real programs: what is on PATH already, else official releases, else Debian's archive."""

from watchspec_generators.edge.install.ladder import Installed, InstallFailed, install_tools

__all__ = ["InstallFailed", "Installed", "install_tools"]
