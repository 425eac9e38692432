"""The starting point for somebody else's repository."""

from __future__ import annotations

import yaml

from watchspec_generators.pipeline import generate
from watchspec_generators.spec import load
from watchspec_generators.starter import is_service_name, starter


def test_the_spec_is_fine_and_generates() -> None:
    """It passes every check in each environment, and everything can be made from it."""
    files = {artefact.path: artefact.text for artefact in starter("checkout")}
    model = load(files["monitoring.yaml"], file="monitoring.yaml")
    staging = load(files["monitoring.yaml"], file="monitoring.yaml", environment="staging")
    assert model.service.name == "checkout"
    assert staging.output == "staging"
    assert generate(model)
    assert "my-service" not in files["monitoring.yaml"]


def test_the_workflow_is_yaml_with_every_proof() -> None:
    """CI checks the spec, compares the generated files, and tests them."""
    (workflow,) = (artefact.text for artefact in starter("checkout") if artefact.path.endswith("watchspec.yml"))
    steps = yaml.safe_load(workflow)["jobs"]["watchspec"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands[-3:] == ["watchspec check", "watchspec generate --check", "watchspec test"]


def test_the_workflow_of_a_folder() -> None:
    """It stands at the repository's root, runs in the folder, and is the same otherwise."""
    at_root, below = (starter("checkout", path)[-1] for path in ("", "services/my shop"))
    assert below.path == "../../.github/workflows/watchspec-checkout.yml"
    workflow = yaml.safe_load(below.text)
    assert workflow.pop("defaults") == {"run": {"working-directory": "services/my shop"}}
    assert workflow == yaml.safe_load(at_root.text)


def test_service_names() -> None:
    """A name that could not stand in a spec is no name."""
    assert is_service_name("check-out_2")
    assert [name for name in ("", "7up", "a b", "x" * 81, "a\n") if is_service_name(name)] == []
