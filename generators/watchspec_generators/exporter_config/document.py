"""The text of `exporter.json`: what the service declares, the bucket edges, and how much is kept.

Everything is written out, so that the file says what holds and an exporter with other defaults obeys it all the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchspec._internal.config import FORMAT_VERSION
from watchspec_generators.exporter_config.edges import edges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Sampling
    from watchspec_generators.spec import shape

PATH = "exporter/exporter.json"


def document(monitoring: Monitoring) -> str:
    """JSON that `watchspec.instrument(config=...)` reads with the standard library alone; ends in a newline."""
    content = {
        "version": FORMAT_VERSION,
        "service": monitoring.service.name,
        "models": [_model(name, model) for name, model in monitoring.models.items()],
        "features": list(monitoring.features),
        "caps": caps(monitoring.limits),
        "sampling": _sampling(monitoring.sampling),
        "sessions": {"idle_seconds": monitoring.sessions.idle.seconds},
        "buckets": {name: list(limits) for name, limits in edges(monitoring).items()},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def caps(limits: shape.Limits) -> Mapping[str, int]:
    """Most distinct values by label; the spec names them in the plural."""
    return {name.removesuffix("s"): limit for name, limit in limits}


def _model(name: str, model: shape.DeclaredModel) -> Mapping[str, Any]:
    price_as = {"price_as": model.price_as} if model.price_as is not None else {}
    price = {"price": model.price.model_dump(exclude_none=True)} if model.price is not None else {}
    return {"name": name, "provider": model.provider, "operations": list(model.operations), **price_as, **price}


def _sampling(sampling: Sampling) -> Mapping[str, Any]:
    return {
        "rate": sampling.rate.value,
        "slow_seconds": sampling.slow.value,
        "expensive_usd": sampling.expensive.value,
        "new_user_calls": sampling.new_user_calls,
    }
