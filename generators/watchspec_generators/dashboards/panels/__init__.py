"""Panels, one small module each, with `panel(monitoring)` or, for one of each kind of thing, `panels(monitoring)`."""
