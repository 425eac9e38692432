"""Debian's Alertmanager looks for its default templates below /usr/share; show them to it there, and only to it."""

from __future__ import annotations

_TEMPLATES = "usr/share/prometheus/alertmanager/default.tmpl"


def alertmanager_launcher(unpacked: str, inside: str) -> str:
    """A shell script for bin/: runs the program below `../<unpacked>`, in a mount namespace of its own if need be.

    `exec` all the way keeps the process id, so whoever started the script can stop the server by it.
    """
    return f"""#!/bin/sh
# Debian's build reads /{_TEMPLATES}. Where the package is not installed,
# an overlay in a private mount namespace shows the unpacked copy there, to this process alone.
set -eu
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
unpacked="$here/{unpacked}"
program="$unpacked/{inside}"
if [ -e /{_TEMPLATES} ] || [ "${{1:-}}" = --version ]; then
    exec "$program" "$@"
fi
refused="alertmanager: this machine allows no private overlay to show it its default templates; as root, once:
  mkdir -p /usr/share/prometheus && cp -R '$unpacked/usr/share/prometheus/alertmanager' /usr/share/prometheus/"
if ! command -v unshare >/dev/null; then
    echo "alertmanager: needs unshare (package util-linux) to show it its default templates" >&2
    exit 3
fi
map=; [ "$(id -u)" = 0 ] || map=-r
# shellcheck disable=SC2086
unshare -m $map true 2>/dev/null || {{
    echo "$refused" >&2
    exit 3
}}
# shellcheck disable=SC2016,SC2086
exec unshare -m $map sh -c '
    lower=$1; program=$2; refused=$3; shift 3
    # A relative lowerdir, since colons and commas in the path would be taken for separators.
    (cd "$lower" && mount -t overlay overlay -o lowerdir=usr/share:/usr/share /usr/share) || {{
        echo "$refused" >&2
        exit 3
    }}
    exec "$program" "$@"' sh "$unpacked" "$program" "$refused" "$@"
"""
