"""Speech and transcriptions."""

from __future__ import annotations

from watchspec._internal.reading.reader import EventReader


class SpeechReader(EventReader):
    """Streamed speech."""

    plain = frozenset({"speech.audio.delta"})
    ends = frozenset({"speech.audio.done"})


class TranscriptionReader(EventReader):
    """A streamed transcription."""

    plain = frozenset({"transcript.text.delta"})
    ends = frozenset({"transcript.text.done"})
