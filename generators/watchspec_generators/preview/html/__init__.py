"""The page model as HTML that needs nothing else: style, script and chart library are inside."""

from watchspec_generators.preview.html.page import comparison_page, page

__all__ = ["comparison_page", "page"]
