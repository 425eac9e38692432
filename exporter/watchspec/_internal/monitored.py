"""Clients that are measured from the start, for people who prefer a client to patching."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from openai import AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, OpenAI

from watchspec._internal.instrumentation import instrument

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self


_AS_ITS_ORIGINAL: Mapping[str, Any] = MappingProxyType({})


class _Monitored:
    """Set-up shared by all; `monitoring` has the keyword arguments of `watchspec.instrument`."""

    def __init__(self, *args: Any, monitoring: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if monitoring is not _AS_ITS_ORIGINAL:
            instrument(self, **(monitoring or {}))

    def copy(self, *args: Any, _extra_kwargs: Mapping[str, Any] | None = None, **options: Any) -> Self:
        """As the client's own; the copy is measured as its original is."""
        extra = {**(_extra_kwargs or {}), "monitoring": _AS_ITS_ORIGINAL}
        return super().copy(*args, _extra_kwargs=extra, **options)  # type: ignore[misc, no-any-return]  # of the client mixed in

    with_options = copy


class MonitoredOpenAI(_Monitored, OpenAI):
    """An `OpenAI` client whose calls are measured, and those of its copies; other clients are left alone.

    Takes what `OpenAI` takes, and `monitoring`: keyword arguments of `watchspec.instrument`,
    such as `{"config": "exporter.json", "registry": registry}`. A call is counted once
    where `watchspec.instrument()` measures every client too.
    """


class MonitoredAsyncOpenAI(_Monitored, AsyncOpenAI):
    """As `MonitoredOpenAI`, asynchronous."""


class MonitoredAzureOpenAI(_Monitored, AzureOpenAI):
    """As `MonitoredOpenAI`, for Azure."""


class MonitoredAsyncAzureOpenAI(_Monitored, AsyncAzureOpenAI):
    """As `MonitoredOpenAI`, for Azure and asynchronous."""
