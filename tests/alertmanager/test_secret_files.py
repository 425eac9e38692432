"""Tests of watchspec_generators.alertmanager.secret_files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.config import configuration
from watchspec_generators.alertmanager.secret_files import secret_files
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def test_every_file_is_found(shipped: Monitoring) -> None:
    """As many as a search of the text finds."""
    written = configuration(shipped)
    assert set(secret_files(written)) == set(re.findall(r"_file: (\S+)", to_yaml(written)))


def test_each_tells_who_needs_it() -> None:
    """Receivers that share a file are named together, each once."""
    config = {
        "receivers": [
            {"name": "pages", "slack_configs": [{"api_url_file": "/s/slack", "channel": "#a"}]},
            {
                "name": "chat",
                "slack_configs": [{"api_url_file": "/s/slack"}, {"api_url_file": "/s/slack"}],
                "webhook_configs": [
                    {"url": "http://localhost", "http_config": {"authorization": {"credentials_file": "/s/token"}}}
                ],
            },
        ]
    }
    assert secret_files(config) == {"/s/slack": ("pages", "chat"), "/s/token": ("chat",)}
