"""Which users are new, in bounded memory."""

from __future__ import annotations

import os
from collections import OrderedDict
from hashlib import blake2b

_DIGEST_BYTES = 16


class NewUsers:
    """Counts each user's calls up to a limit; only keyed digests of the users are held.

    At most `users` are remembered, the longest silent one is forgotten first: should
    that one return, it is new once more. Not for two threads at once.
    """

    __slots__ = ("_calls", "_counts", "_key", "_users")

    def __init__(self, calls: int, users: int) -> None:
        self._calls = calls
        self._users = users
        self._counts: OrderedDict[bytes, int] = OrderedDict()
        # Nobody can choose user ids that collide, or read them out of a memory dump by guessing.
        self._key = os.urandom(_DIGEST_BYTES)

    def __len__(self) -> int:
        return len(self._counts)

    def counts_as_new(self, user: str) -> bool:
        """Counts one call; whether it is among the first of this user."""
        if not self._calls or not self._users:
            return False
        digest = blake2b(user.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES, key=self._key).digest()
        calls = self._counts.get(digest, 0)
        if calls < self._calls:
            self._counts[digest] = calls + 1
        self._counts.move_to_end(digest)
        if len(self._counts) > self._users:
            self._counts.popitem(last=False)
        return calls < self._calls
