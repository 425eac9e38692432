"""The Responses API: making a response, and coming back for it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from watchspec._internal.locks import new_lock
from watchspec.testing.answers.parts import CREATED, Stream, Whole, refused
from watchspec.testing.answers.response_events import response_error, response_parts
from watchspec.testing.answers.response_items import FINAL, final_status, response, response_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec.testing.answers.parts import Answer, Ask

STORED = 10_000
"""Responses that can be retrieved; older ones are forgotten."""


@dataclass
class _Record:
    """A stored response and how far it has come."""

    ask: Ask
    status: str
    polls: int = 0

    def poll(self) -> None:
        """One more look at it: queued, then in progress, and final after as many as the behaviour says."""
        if self.status in FINAL:
            return
        self.polls += 1
        if self.polls > self.ask.behaviour.polls:
            self.status = final_status(self.ask.behaviour)
        elif self.polls > 1 or self.ask.behaviour.polls == 1:
            self.status = "in_progress"


class Responses:
    """What answers below `/responses`, with the responses that are stored."""

    def __init__(self) -> None:
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._lock = new_lock()

    def create(self, ask: Ask) -> Answer:
        """A response: whole, streamed, or queued in the background."""
        streamed = bool(ask.body.get("stream"))
        waits = bool(ask.body.get("background")) and not streamed
        status = "queued" if waits else final_status(ask.behaviour)
        if ask.body.get("store", True):
            self._store(_Record(ask, status))
        return _stream(ask, status) if streamed else Whole(response(ask, status))

    def _store(self, record: _Record) -> None:
        with self._lock:
            self._records[f"resp_{record.ask.identity}"] = record
            if len(self._records) > STORED:
                self._records.popitem(last=False)

    def retrieve(self, identity: str, query: Mapping[str, Any]) -> Answer:
        """The stored response as it is by now, or its events."""
        with self._lock:
            record = self._records.get(identity)
            if record is None:
                return _unknown(identity)
            if query.get("stream"):
                if record.status != "cancelled":
                    record.status = final_status(record.ask.behaviour)
                return _stream(record.ask, record.status, int(query.get("starting_after", -1)))
            record.poll()
            return Whole(response(record.ask, record.status))

    def cancel(self, identity: str) -> Answer:
        """Ends a response that runs in the background; one that has ended stays as it is."""
        with self._lock:
            record = self._records.get(identity)
            if record is None:
                return _unknown(identity)
            if not record.ask.body.get("background"):
                return refused("bad_request", message="Cannot cancel a synchronous response.")
            if record.status not in FINAL:
                record.status = "cancelled"
            return Whole(response(record.ask, record.status))


def compact(ask: Ask) -> Answer:
    """A conversation made shorter, which bills like a response."""
    head = {"id": f"resp_{ask.identity}", "object": "response.compaction", "created_at": CREATED}
    items = [{"id": f"cmp_{ask.identity}", "type": "compaction", "encrypted_content": "none"}]
    usage = None if ask.behaviour.usage == "missing" else response_usage(ask.behaviour)
    return Whole({**head, "output": items, "usage": usage})


def _stream(ask: Ask, status: str, after: int = -1) -> Stream:
    return Stream(response_parts(ask, status, after), named=True, failure=partial(response_error, ask))


def _unknown(identity: str) -> Whole:
    return refused("not_found", message=f"Response with id '{identity}' not found.")
