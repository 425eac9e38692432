"""How long after trouble begins each alert fires: worked out from the spec, proven with promtool, and promised."""
