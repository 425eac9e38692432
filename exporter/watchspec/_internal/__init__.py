"""Implementation of `watchspec`; nothing in here is public."""
