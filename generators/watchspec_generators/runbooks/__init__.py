"""Runbooks from the spec: one page per service, one section per alert, at the anchor that the alert links to."""

from watchspec_generators.runbooks.page import page

__all__ = ["page"]
