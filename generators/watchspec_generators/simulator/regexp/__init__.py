"""Go's regular expressions (RE2 syntax), as far as a matcher needs them: does a whole text match?

Python's own `re` has another syntax, other classes and no bound on its time, so
that neither its verdict nor its errors would be Alertmanager's.
"""

from watchspec_generators.simulator.regexp.nodes import Node, matches
from watchspec_generators.simulator.regexp.parsing import BadPattern, parse

__all__ = ["BadPattern", "Node", "matches", "parse"]
