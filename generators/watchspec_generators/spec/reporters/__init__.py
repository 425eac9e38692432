"""Ways to print problems: as text for people, as JSON for machines."""
