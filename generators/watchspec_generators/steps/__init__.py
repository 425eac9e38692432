"""Steps of the pipeline: one module each, found by name, each with `build(monitoring)`."""
