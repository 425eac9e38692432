"""Runbooks from the spec: one page per service, one section per alert, at the anchor that the alert links to."""
