"""Tests of alerts on error budgets: whole scenes, of which it is worked out when the alert fires and when it ends."""
