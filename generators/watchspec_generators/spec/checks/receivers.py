"""Every receiver tells somebody, and somebody uses it.

To mend: give the receiver a place to tell, and route something to it; or remove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.shape import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

WHOLE_SPEC = True


def check(context: Context) -> Iterator[Problem]:
    """Receivers that are empty or that no route names."""
    used = {context.spec.routing.receiver, *(route.receiver for _, route in context.routes())}
    for name, receiver in context.spec.receivers.items():
        path = ("receivers", name)
        if not any(configs for _, configs in receiver):
            message = f"the receiver `{name}` tells nobody"
            yield context.problem(path, message, f"at least one of {', '.join(Receiver.model_fields)}", key=True)
        if name not in used:
            message = f"no route uses the receiver `{name}`"
            yield context.problem(path, message, "a route that names it", "remove it, or route to it", key=True)
