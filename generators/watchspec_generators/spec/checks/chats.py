"""A Telegram receiver writes to one chat.

To mend: give each Telegram entry `chat_id` or `chat_id_file`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Telegram entries without a chat, with two ways to one, or with the chat that Alertmanager takes for none."""
    for name, receiver in context.spec.receivers.items():
        for index, telegram in enumerate(receiver.telegram):
            path = ("receivers", name, "telegram", index)
            if (telegram.chat_id is None) is (telegram.chat_id_file is None):
                yield context.problem(path, "Telegram needs one chat", "either `chat_id` or `chat_id_file`")
            elif telegram.chat_id == 0:
                yield context.problem((*path, "chat_id"), "there is no chat 0", "the chat's number")
