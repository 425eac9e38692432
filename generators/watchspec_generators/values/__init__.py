"""Values that people write in a spec, each parsed once and strictly."""

from watchspec_generators.values.duration import Duration, parse_duration
from watchspec_generators.values.quantity import Quantity, Unit, parse_quantity

__all__ = ["Duration", "Quantity", "Unit", "parse_duration", "parse_quantity"]
