"""How matchers are written. Alertmanager has two parsers; where both read a text, the older one's reading counts."""

from __future__ import annotations

import re

from watchspec_generators.simulator.matchers import Matcher, Operator

_CLASSIC = re.compile(
    r"[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)[\t\n\f\r ]*(.*?)[\t\n\f\r ]*", re.DOTALL
)
_CLASSIC_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LONE_QUOTE = re.compile(r'(?:[^"\\]|\\.)*"', re.DOTALL)
_CLASSIC_VALUES = {"n": "\n", '"': '"', "\\": "\\"}
_OPERATORS: dict[str, Operator] = {"=": "=", "!=": "!=", "=~": "=~", "!~": "!~"}
_UNQUOTED = r"[^\s{}!=~,\\\"'`]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_NEWER = re.compile(rf"\s*({_QUOTED}|{_UNQUOTED})\s*(=~|!=|!~|=)\s*({_QUOTED}|{_UNQUOTED})\s*", re.DOTALL)
_GO_ESCAPE = re.compile(r"\\(?:([abfnrtv\\\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.?))")
_LARGEST = 0x10FFFF
_GO_CONTROL = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


def parse_matchers(text: str) -> tuple[Matcher, ...]:
    """The matchers of one line, parted by commas; ValueError says what can't be read."""
    try:
        return _classic(text)
    except ValueError as error:
        try:
            return _newer(text)
        except ValueError:
            raise error from None


def _classic(text: str) -> tuple[Matcher, ...]:
    return tuple(_classic_matcher(token) for token in _tokens(text.removeprefix("{").removesuffix("}")))


def _tokens(text: str) -> list[str]:
    """Parts between commas outside of quotes; an empty last one does not count."""
    tokens, token, quoted, escaped = [], "", False, False
    for character in text:
        if character == "," and not quoted:
            tokens.append(token)
            token = ""
            continue
        token += character
        if character == '"' and not escaped:
            quoted = not quoted
        # As in the original, a backslash before a comma still escapes what comes after that.
        escaped = escaped if character == "," else character == "\\" and not escaped
    return [*tokens, token.strip()] if token.strip() else tokens


def _classic_matcher(text: str) -> Matcher:
    found = _CLASSIC.fullmatch(text)
    if not found:
        raise ValueError(f'`{text}` is no matcher, such as severity="critical"')
    label, operator, raw = found.groups()
    return Matcher(label, _OPERATORS[operator], _classic_value(raw))


def _classic_value(raw: str) -> str:
    inner = raw.removeprefix('"')
    if inner != raw:
        if not inner.endswith('"') or _LONE_QUOTE.fullmatch(inner) is None:
            raise ValueError(f"the quotes of `{raw}` are not closed")
        inner = inner[:-1]
    if '"' in _CLASSIC_ESCAPE.sub("", inner):
        raise ValueError(f"`{raw}` contains a quote that is not escaped")
    return _CLASSIC_ESCAPE.sub(lambda found: _CLASSIC_VALUES.get(found[1], found[0]), inner)


def _newer(text: str) -> tuple[Matcher, ...]:
    inner = text.strip()
    if inner.startswith("{") is not inner.endswith("}"):
        raise ValueError(f"a brace of `{text}` is missing")
    inner = inner[1:-1] if inner.startswith("{") else inner
    found: list[Matcher] = []
    while inner.strip():
        read = _NEWER.match(inner)
        if not read or inner[read.end() : read.end() + 1] not in ("", ","):
            raise ValueError(f"`{inner}` is no matcher")
        found.append(Matcher(_unquoted(read[1]), _OPERATORS[read[2]], _unquoted(read[3])))
        inner = inner[read.end() + 1 :]
    return tuple(found)


def _unquoted(token: str) -> str:
    if not token.startswith('"'):
        return token
    if "\n" in token:
        raise ValueError("a quoted value runs over the line")
    text, done, content = token[1:-1], 0, b""
    for found in _GO_ESCAPE.finditer(text):
        content += text[done : found.start()].encode() + _go_bytes(found)
        done = found.end()
    return (content + text[done:].encode()).decode()


def _go_bytes(found: re.Match[str]) -> bytes:
    control, byte, short, long, octal, _ = found.groups()
    if control:
        return _GO_CONTROL[control].encode()
    if byte or octal:
        return bytes((int(byte, 16) if byte else int(octal, 8),))
    if short or long:
        code = int(short or long, 16)
        return chr(code).encode() if code <= _LARGEST else _refused(found[0])
    return _refused(found[0])


def _refused(written: str) -> bytes:
    raise ValueError(f"`{written}` is no escape that Go knows")
