"""Kinds of cases: each module offers `cases(subject)`, the tests that it adds for a threshold alert."""
