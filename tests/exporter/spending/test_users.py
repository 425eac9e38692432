"""Who is shown by name, from when, and for how long."""

from __future__ import annotations

import random

import pytest
from tests.exporter.spending.readings import Worker

from watchspec import catalogue
from watchspec._internal.labels import clean
from watchspec._internal.spending import hashing
from watchspec._internal.spending.hashing import user_label
from watchspec._internal.spending.users import HALF_LIFE_SECONDS, HYSTERESIS, LINGER_SECONDS


def named(worker: Worker) -> set[str]:
    """Labels of the users who have a series."""
    return set(worker.shown()) - {catalogue.OTHER}


def labels(*users: str) -> set[str]:
    """Labels of these users."""
    return {user_label(user) for user in users}


def test_a_user_starts_at_zero() -> None:
    """What was spent before the first scrape stays in `__other__`; from then on the user has a series."""
    worker = Worker()
    worker.call("alice", 2.0, 30)
    worker.scrape()
    assert worker.shown() == {catalogue.OTHER: 2.0, user_label("alice"): 0.0}
    worker.call("alice", 3.0, 40)
    worker.scrape()
    assert worker.shown() == {catalogue.OTHER: 2.0, user_label("alice"): 3.0}
    assert worker.shown(catalogue.USER_REQUESTS) == {catalogue.OTHER: 1.0, user_label("alice"): 1.0}
    assert worker.shown(catalogue.USER_TOKENS) == {catalogue.OTHER: 30.0, user_label("alice"): 40.0}


def test_other_is_there_from_the_start() -> None:
    """Else what is spent before the first scrape would be no increase."""
    worker = Worker()
    assert worker.shown() == {catalogue.OTHER: 0.0}


def test_the_heaviest_are_shown() -> None:
    """A few who spend much are found among 20,000 who spend little, with a tenth as many counters as there are."""
    worker = Worker(limit=5)
    worker.users._table.capacity = 2_000
    chance = random.Random(4)
    for _ in range(40):
        for _ in range(500):
            worker.call(f"small {chance.randrange(20_000)}", 0.125)
        for heavy in range(5):
            worker.call(f"heavy {heavy}", 8.0 + heavy)
        worker.scrape(after=60)
    assert named(worker) == labels(*(f"heavy {number}" for number in range(5)))


def test_without_prices_tokens_and_then_requests_decide() -> None:
    """So that the table is of use where no model has a price, or where no answer has usage."""
    worker = Worker(limit=1)
    worker.call("many tokens", None, 1000)
    for _ in range(5):
        worker.call("many calls", None, 10)
    worker.scrape()
    assert named(worker) == labels("many tokens")
    worker = Worker(limit=1)
    for user in ("once", "often", "often"):
        worker.call(user, None)
    worker.scrape()
    assert named(worker) == labels("often")


def test_a_place_changes_hands() -> None:
    """The lighter user's series stops, is scraped once more, goes, and the heavier one begins at 0 in its stead."""
    worker = Worker(limit=1)
    worker.call("first", 1.0)
    worker.scrape()
    worker.call("first", 4.0)
    worker.call("second", 8.0)
    worker.scrape()
    worker.call("first", 0.5)
    worker.call("second", 2.0)
    worker.scrape()
    assert worker.shown() == {catalogue.OTHER: 1 + 8 + 0.5 + 2, user_label("first"): 4.0}
    worker.scrape(after=LINGER_SECONDS)
    assert worker.shown() == {catalogue.OTHER: 11.5, user_label("second"): 0.0}
    worker.call("second", 1.0)
    worker.scrape()
    assert worker.shown() == {catalogue.OTHER: 11.5, user_label("second"): 1.0}


def test_a_series_goes_only_after_it_was_scraped() -> None:
    """Its last value is that of the scrape at which it was left, so however long there is none, nothing changes."""
    worker = Worker(limit=1)
    worker.call("first", 1.0)
    worker.scrape()
    worker.call("first", 1.0)
    worker.call("second", 8.0)
    for _ in range(10):
        worker.clock.now += 600
        worker.drain()
    assert named(worker) == labels("first")
    worker.scrape()
    assert worker.scrapers[0].last == {catalogue.OTHER: 9.0, user_label("first"): 1.0}
    worker.scrape(after=LINGER_SECONDS)
    assert named(worker) == labels("second")


def test_users_near_the_edge_do_not_flap() -> None:
    """Two who overtake each other at every scrape keep things as they are; well above, the other one gets the place."""
    worker = Worker(limit=1)
    worker.call("a", 10.0)
    worker.call("b", 9.0)
    worker.scrape()
    for step in range(50):
        worker.call("b" if step % 2 == 0 else "a", 2.0)
        worker.scrape()
    assert worker.scrapers[0].labels == {catalogue.OTHER, *labels("a")}
    worker.call("b", 60.0 * HYSTERESIS - 59.0 + 0.5)
    worker.scrape()
    worker.scrape(after=LINGER_SECONDS)
    assert named(worker) == labels("b")


def test_one_newcomer_takes_one_place() -> None:
    """While a place is being cleared for somebody, the scrapes in between clear no other one for them."""
    worker = Worker(limit=3)
    for user, cost in (("a", 1.0), ("b", 2.0), ("c", 3.0), ("new", 0.5)):
        worker.call(user, cost)
    worker.scrape()
    worker.call("new", 50.0)
    for _ in range(20):
        worker.scrape()
    assert named(worker) == labels("b", "c", "new")
    assert worker.scrapers[0].labels == {catalogue.OTHER, *labels("a", "b", "c", "new")}


def test_old_spending_fades() -> None:
    """Who spends now takes the place of one who spent twenty times as much, but ten hours ago."""
    worker = Worker(limit=1)
    worker.call("yesterday", 20.0)
    worker.scrape()
    worker.scrape(after=10 * HALF_LIFE_SECONDS)
    worker.call("now", 1.0)
    worker.scrape()
    worker.scrape(after=LINGER_SECONDS)
    assert named(worker) == labels("now")


def test_a_user_with_a_series_keeps_their_counter() -> None:
    """However many heavier ones pass by before the next scrape: their spending goes on in their series."""
    worker = Worker(limit=1, tracked=3)
    worker.call("a", 1.0)
    worker.scrape()
    for number in range(10):
        worker.call(f"heavier {number}", 5.0)
    worker.call("a", 1.0)
    worker.drain()
    assert worker.shown()[user_label("a")] == 1.0


def test_the_table_grows_with_the_limit() -> None:
    """50 users are ranked for each place, and 10,000 at most, unless that is less than two for each place."""
    for limit, capacity in ((1, 50), (20, 1_000), (1_000, 10_000), (6_000, 12_000)):
        assert Worker(limit).users._table.capacity == capacity
    worker = Worker(limit=1)
    worker.users.configure(80, hash_users=True)
    for number in range(3):
        for user in range(100 + number):
            worker.call(f"u{user}", 1.0)
        worker.scrape()
    assert len(named(worker)) == 80
    assert worker.users._table.capacity == 4_000
    assert worker.scrapers[0].increase == worker.spent[0]


def test_in_multiprocess_mode_half_the_places_are_kept_for_the_heavier() -> None:
    """Series cannot go there: two of four are given away at first, and the others to those who beat both of them."""
    worker = Worker(limit=4, prefork=True)
    for user, cost in (("a", 1.0), ("b", 2.0), ("c", 0.5), ("d", 0.5)):
        worker.call(user, cost)
    worker.clock.now += 61
    worker.drain()
    assert named(worker) == labels("a", "b")
    for heavier in ("c", "d", "e"):
        worker.call(heavier, 50.0)
        worker.clock.now += 61
        worker.drain()
    assert named(worker) == labels("a", "b", "c", "d")
    worker.call("a", 1.0)
    worker.drain()
    assert worker.shown()[user_label("a")] == 1.0


def test_in_multiprocess_mode_a_series_is_at_zero_for_a_minute() -> None:
    """No scrape is seen in a worker, so it counts from the ranking after the one that made it."""
    worker = Worker(limit=1, prefork=True)
    seen = []
    for _ in range(3):
        worker.call("a", 1.0)
        worker.clock.now += 61
        worker.drain()
        seen.append(worker.shown())
    assert seen == [
        {catalogue.OTHER: 1.0, user_label("a"): 0.0},
        {catalogue.OTHER: 2.0, user_label("a"): 0.0},
        {catalogue.OTHER: 2.0, user_label("a"): 1.0},
    ]


def test_in_multiprocess_mode_places_are_taken_for_good() -> None:
    """Also by labels of earlier settings; what is left goes to labels of the new ones, and nothing beyond the limit."""
    worker = Worker(limit=4, prefork=True)

    def spend(amount: float, *users: str) -> None:
        for _ in range(2):
            for user in users:
                worker.call(user, amount)
            worker.clock.now += 61
            worker.drain()

    spend(8.0, "a", "b")
    worker.users.configure(4, hash_users=False)
    spend(8.0, "c")
    assert named(worker) == {*labels("a", "b"), "a"}
    spend(100.0, "c")
    assert named(worker) == {*labels("a", "b"), "a", "c"}
    worker.users.configure(2, hash_users=False)
    spend(1000.0, "d", "e", "f")
    assert named(worker) == {*labels("a", "b"), "a", "c"}
    assert sum(worker.shown().values()) == worker.spent[0]


@pytest.mark.parametrize("twin", ["a\n", "a\t ", catalogue.OTHER])
def test_two_ids_of_one_label_do_not_share_a_series(twin: str) -> None:
    """The heavier has it, the other is in `__other__`, also once it is gone; `__other__` itself is nobody's."""
    worker = Worker(limit=2, hash_users=False)
    for _ in range(4):
        worker.call("a", 1.0)
        worker.call(twin, 4.0)
        worker.scrape(after=100)
    assert set(worker.shown()) == {catalogue.OTHER, "a"}
    heavier = 1.0 if twin == catalogue.OTHER else 4.0
    assert worker.shown()["a"] == 3 * heavier
    for _ in range(4):
        worker.call("b", 50.0)
        worker.call("c", 60.0)
        worker.call("a", 1.0)
        worker.call(twin, 1.0)
        worker.scrape(after=100)
    assert set(worker.shown()) == {catalogue.OTHER, "b", "c"}
    assert worker.scrapers[0].total() == worker.spent[0]


@pytest.mark.parametrize("user", ["u-42", "Zoë", "x" * 5000, "\ud800", "a\x00b"])
def test_any_id_is_counted(user: str) -> None:
    """By its hash, or as clean text where hashing is switched off."""
    for hash_users in (True, False):
        worker = Worker(hash_users=hash_users)
        for _ in range(2):
            worker.call(user, 1.0)
            worker.scrape()
        (label,) = named(worker)
        assert label == user_label(user) if hash_users else clean(label) == label
        assert worker.shown()[label] == 1.0


def test_settings_can_change() -> None:
    """From hashes to plain ids and back, and to fewer places: the old series stop, stay for a while, and go."""
    worker = Worker(limit=2)
    for hash_users, limit in ((True, 2), (False, 2), (False, 1), (True, 3)):
        worker.users.configure(limit, hash_users=hash_users)
        for _ in range(5):
            worker.call("a", 4.0)
            worker.call("b", 1.0)
            worker.scrape(after=LINGER_SECONDS)
        assert named(worker) == {user_label(user) if hash_users else user for user in ("a", "b")[:limit]}
        assert worker.scrapers[0].total() == worker.scrapers[0].increase == worker.spent[0]


def test_a_new_secret_changes_the_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later `instrument(secret=)` counts for users who are already shown."""
    monkeypatch.delenv(hashing.ENVIRONMENT_VARIABLE)
    hashing.configure("one")
    worker = Worker()
    worker.call("a", 1.0)
    worker.scrape()
    before = named(worker)
    assert before == labels("a")
    hashing.configure("another")
    worker.scrape()
    worker.scrape(after=LINGER_SECONDS)
    assert named(worker) == labels("a") != before


def test_what_cannot_be_counted_is_left_out() -> None:
    """A cost that is negative or no number leaves the request."""
    worker = Worker()
    for cost in (-1.0, float("nan")):
        worker.waiting.append(("a", cost, -5))
    worker.drain(scrape=True)
    assert worker.shown()[catalogue.OTHER] == 0.0
    assert worker.shown(catalogue.USER_REQUESTS)[catalogue.OTHER] == 2.0
