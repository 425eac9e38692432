"""Carry out the plan of each target: one module each with `apply(plan, ...)`."""
