"""Kinds of cases: each module offers `cases(trial)`, the tests that it adds for one pair of windows."""
