"""Mutation: what is generated, broken in one way at a time, to see whether its tests notice."""
