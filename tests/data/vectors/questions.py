"""Makes questions, always the same for a seed, and asks a program: `questions.py KIND COUNT SEED PROGRAM`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Pacific/Apia", "Pacific/Kiritimati", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Beirut", "Africa/Cairo"),
)
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
MONTHS = ("january", "february", "march", "october", "november", "december")
CHANGES = tuple(
    datetime.fromisoformat(moment).replace(tzinfo=timezone.utc)
    for moment in (
        *("2026-03-29T01:00", "2026-10-25T01:00", "2026-03-08T07:00", "2026-11-01T06:00", "2026-04-04T15:00"),
        *("2026-02-28T12:00", "2028-02-29T12:00", "2026-12-31T23:59", "2027-03-31T12:00", "2018-11-04T03:00"),
    )
)
"""Moments near which much goes wrong: changed clocks and ends of months."""


def intervals(random: Random) -> dict[str, Any]:
    """A time interval, sometimes a wrong one, and moments around changes of the clocks and anywhere."""
    near = [random.choice(CHANGES) + timedelta(minutes=random.randint(-3000, 3000)) for _ in range(8)]
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    far = [start + timedelta(minutes=random.randint(0, 1_600_000)) for _ in range(4)]
    return {"interval": _flow(_interval(random)), "at": [moment.isoformat() for moment in (*near, *far)]}


def _interval(random: Random) -> dict[str, Any]:
    fields: dict[str, Callable[[], Any]] = {
        "times": lambda: _times(random),
        "weekdays": lambda: _pair(random, DAYS),
        "days_of_month": lambda: _pair(random, [str(day) for day in (*range(1, 32), *range(-31, 0), 0, 32)]),
        "months": lambda: _pair(random, (*MONTHS, "5", "7", "June")),
        "years": lambda: _pair(random, ("2025", "2026", "2027", "-3")),
    }
    chosen = random.sample(sorted(fields), random.choice((0, 1, 1, 1, 2, 2, 3)))
    interval: dict[str, Any] = {name: [fields[name]() for _ in range(random.choice((0, 1, 1, 2)))] for name in chosen}
    return interval | ({"location": random.choice(ZONES)} if random.random() < 0.8 else {})


def _times(random: Random) -> dict[str, str]:
    edges = sorted(random.sample([0, 1, 60, 61, 120, 121, 150, 180, 240, 480, 1320, 1380, 1439, 1440], 2))
    if random.random() < 0.02:
        edges.reverse()
    return {key: f"{m // 60:02}:{m % 60:02}" for key, m in zip(("start_time", "end_time"), edges, strict=True)}


def _pair(random: Random, members: Any) -> str:
    return ":".join(random.choice(members) for _ in range(random.choice((1, 1, 2, 2, 2))))


def _flow(value: Any) -> str:
    return json.dumps(value)


def matchers(random: Random) -> dict[str, Any]:
    """A line of matchers, put together from parts that either parser stumbles over."""
    parts = [_matcher(random) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    text = random.choice((",", ", ", " ,")).join(parts)
    return {
        "matchers": random.choice(("", "", "", "{", " ")) + text + random.choice(("", "", "", "}", ",", " ")) or " "
    }


def _matcher(random: Random) -> str:
    label = random.choice(("a", "foo_bar", "a:b", "a.b", '"a.b"', "é", '"x y"', "1a", "", '"n\\x41"', '"\\u00e9"'))
    operator = random.choice(("=", "=", "!=", "=~", "!~", " = ", "=~ ", "==", "<", ""))
    bits = (
        "x",
        "y z",
        ".*",
        "\\\\",
        "\\n",
        "\\.",
        '\\"',
        '"',
        ",",
        "é",
        "(",
        "{",
        "}",
        "\n",
        "'",
        "\\t",
        "\\u00e9",
        "\\xc3\\xa9",
    )
    value = "".join(random.choice(bits) for _ in range(random.choice((0, 1, 1, 2, 3))))
    return label + operator + random.choice((f'"{value}"', f'"{value}"', value, f'"{value}', f" {value} "))


def patterns(random: Random) -> dict[str, Any]:
    """A regular expression, often one that Go refuses, and short texts that may match it."""
    texts = ["".join(random.choice(_LETTERS) for _ in range(random.randint(0, 4))) for _ in range(8)]
    return {"pattern": _pattern(random), "texts": ["", "a", "ab", "\n", *texts]}


_LETTERS = "aabbckKs\u017f\u212aåÅ\u212béÉ019_- \n.xzAB\t{}]"
_ATOMS = (
    *("a", "b", "c", "k", "K", "s", "\u017f", "å", "é", "É", "0", "_", "-", " ", "\n", ".", "^", "$", "\\A", "\\z"),
    *(
        "\\b",
        "\\B",
        "\\d",
        "\\D",
        "\\w",
        "\\W",
        "\\s",
        "\\S",
        "\\pL",
        "\\PL",
        "\\p{Lu}",
        "\\p{^Lu}",
        "\\p{Any}",
        "[a-c]",
    ),
    *("[^a]", "[]a]", "[a-]", "[-a]", "[[:alpha:]]", "[^[:^digit:]x]", "[\\w-]", "[\\pN_]", "\\.", "\\x41", "\\x{e9}"),
    *("\\101", "\\n", "\\t", "\\Qa.b\\E", "\\_", "{", "}", "]", "x{", "a|b", "", "(?i)", "(?s)", "(?m)", "(?-i)"),
    *("(?i:k)", "(?P<n>a)", "(?<n>b)", "\\K", "\\1", "(?=a)", "*", "+", "\\", "[", "(", "[z-a]", "[[:foo:]]", "{2}"),
    *("(?", "\\8", "\\0", "(?U)a*", "[\\d-z]", "[a-\\d]", "\\Q", "\\E", "\\pX", "&", "[^\\n]", "\\\u017f", "a)|(b"),
)
_TIMES = (
    "",
    "",
    "",
    "",
    "*",
    "+",
    "?",
    "*?",
    "{2}",
    "{1,2}",
    "{0,}",
    "{,2}",
    "{2,1}",
    "{01}",
    "**",
    "{1001}",
    "{1000}?",
)


def _pattern(random: Random, depth: int = 0) -> str:
    text = ""
    for _ in range(random.randint(1, 3)):
        if depth < 2 and random.random() < 0.25:
            more = "|" + _pattern(random, depth + 1) if random.random() < 0.5 else ""
            kind = random.choice(("", "?:", "?i:", "?s:", "?m:", "?-i:", "?P<x>"))
            text += f"({kind}{_pattern(random, depth + 1)}{more})"
        else:
            text += random.choice(_ATOMS)
        text += random.choice(_TIMES)
    return text


NIGHTS = ("2026-03-28T18:00", "2026-10-24T18:00", "2026-11-23T05:00", "2026-11-27T15:00")
"""Starts of courses, in UTC: before each change of Berlin's clocks, a Monday morning, a Friday afternoon."""


def courses(random: Random) -> dict[str, Any]:
    """A configuration and up to five alerts that come and go; no two things happen in the same second."""
    alerts = [event for number in range(random.randint(1, 5)) for event in _events(random, number)]
    start = datetime.fromisoformat(random.choice(NIGHTS)).replace(tzinfo=timezone.utc)
    return {
        "config": _flow(_config(random)),
        "start": start.isoformat(),
        "length": random.choice((3, 12, 20)) * 3600,
        "alerts": alerts,
    }


def _events(random: Random, number: int) -> Iterator[dict[str, Any]]:
    labels = {
        "alertname": f"A{number}",
        "severity": random.choice(("warning", "warning", "info")),
        "x": "12"[number % 2],
    }
    if number == 0:
        labels["severity"] = random.choice(("critical", "warning"))
    begin = random.randint(0, 500) * 60 + number * 3
    for _ in range(random.choice((1, 1, 2, 3))):
        begin += 1
        end = begin + random.choice((0, 1, 4, 9, 30, 100, 400)) * 60 + 31
        if random.random() < 0.15:
            yield {"labels": labels, "begin": begin, "end": None}
            return
        yield {"labels": labels, "begin": begin, "end": end}
        begin = end - 31 + random.choice((1, 3, 10, 40, 200)) * 60


def _config(random: Random) -> dict[str, Any]:
    windows = ("night", "work", "lunch")
    routes = [
        {
            "receiver": random.choice(("hook", "mail", "both")),
            "matchers": [
                random.choice(('severity="warning"', 'severity=~"critical|info"', 'x="1"', 'alertname!="A1"'))
            ],
            "continue": random.random() < 0.3,
            **({"mute_time_intervals": [random.choice(windows)]} if random.random() < 0.5 else {}),
            **({"active_time_intervals": [random.choice(windows)]} if random.random() < 0.3 else {}),
            **({"group_by": [random.choice(("x", "alertname", "..."))]} if random.random() < 0.5 else {}),
            **({"repeat_interval": random.choice(("20m", "1h", "7h"))} if random.random() < 0.5 else {}),
        }
        for _ in range(random.randint(0, 3))
    ]
    return {
        "route": {
            "receiver": "hook",
            "group_by": ["severity"],
            "group_wait": random.choice(("0s", "1m", "2m")),
            "group_interval": random.choice(("1m", "5m", "10m")),
            "repeat_interval": random.choice(("30m", "4h", "12h")),
            "routes": routes,
        },
        "inhibit_rules": [
            {"source_matchers": ['severity="critical"'], "target_matchers": ['severity="warning"'], "equal": ["x"]}
        ][: random.randint(0, 1)],
        "time_intervals": [
            {"name": "night", "time_intervals": [_clock("22:00", "24:00"), _clock("00:00", "08:00")]},
            {"name": "work", "time_intervals": [_clock("09:00", "17:00") | {"weekdays": ["monday:friday"]}]},
            {"name": "lunch", "time_intervals": [_clock("02:30", "03:30"), _clock("12:00", "13:00")]},
        ],
        "receivers": [
            {"name": "hook", "webhook_configs": [{"url": "http://localhost"}]},
            {"name": "mail", "email_configs": [_MAIL]},
            {"name": "both", "email_configs": [_MAIL], "webhook_configs": [{"url": "http://localhost"}]},
        ],
    }


_MAIL = {"to": "a@example.com", "from": "b@example.com", "smarthost": "localhost:25"}


def _clock(start: str, end: str) -> dict[str, Any]:
    return {"times": [{"start_time": start, "end_time": end}], "location": "Europe/Berlin"}


KINDS = {"courses": courses, "intervals": intervals, "matchers": matchers, "patterns": patterns}


def questions(kind: str, count: int, seed: int) -> Iterator[dict[str, Any]]:
    """`count` questions of one kind."""
    random = Random(seed)
    for _ in range(count):
        yield KINDS[kind](random)


def answered(program: str, asked: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each question with the program's answer."""
    lines = "".join(f"{json.dumps(question)}\n" for question in asked)
    said = subprocess.run([program], input=lines, capture_output=True, encoding="utf-8", check=True).stdout
    for question, answer in zip(asked, said.split("\n"), strict=False):
        yield {"question": question, "answer": json.loads(answer)}


def played(program: str, asked: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each course with what was told in it; the program is a Go test, since only tests have a clock of their own."""
    with tempfile.TemporaryDirectory() as folder:
        questions, answers = Path(folder, "questions"), Path(folder, "answers")
        questions.write_text("".join(f"{json.dumps(question)}\n" for question in asked), encoding="utf-8")
        places = {"QUESTIONS": str(questions), "ANSWERS": str(answers)}
        subprocess.run(
            [program, "-test.timeout=0"], env={**os.environ, **places}, stdout=subprocess.DEVNULL, check=True
        )
        for question, answer in zip(asked, answers.read_text(encoding="utf-8").splitlines(), strict=True):
            yield {"question": question, "answer": json.loads(answer)}


if __name__ == "__main__":
    kind, count, seed, program = sys.argv[1:]
    asked = list(questions(kind, int(count), int(seed)))
    for vector in (played if kind == "courses" else answered)(program, asked):
        sys.stdout.write(json.dumps(vector) + "\n")
