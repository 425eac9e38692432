"""What a change of generated files means: not which lines differ, but who is told of what, when and where."""

from watchspec_generators.meaning.changes import changes
from watchspec_generators.meaning.types import Action, Change, State, World, state_of

__all__ = ["Action", "Change", "State", "World", "changes", "state_of"]
