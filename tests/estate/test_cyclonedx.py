"""Bills of materials against the schema that CycloneDX publishes, and readable by its own library.
"""

import json
import os
import pathlib
import subprocess

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "crates/welkin-cloud/tests/it/import/golden"


def bill(*files):
    """What the estate of these exports is made of."""
    program = os.environ.get("WELKIN", str(ROOT / "target/debug/welkin"))
    done = subprocess.run([program, "import", "--format", "cyclonedx", *map(str, files)], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def whole():
    return bill(*sorted(GOLDEN.glob("*.in.*")))


def test_the_whole_estate_is_valid(whole):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(whole) is None


def test_each_export_alone_is_valid():
    for file in sorted(GOLDEN.glob("*.in.*")):
        error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill(file))
        assert error is None, f"{file.name}: {error}"


def test_there_are_models_services_and_dependencies(whole):
    bom = json.loads(whole)
    assert "machine-learning-model" in {component["type"] for component in bom["components"]}
    assert bom["services"]
    assert any("dependsOn" in dependency for dependency in bom["dependencies"])


def test_references_are_unique_and_lead_somewhere(whole):
    bom = json.loads(whole)
    refs = [part["bom-ref"] for part in bom["components"] + bom["services"]]
    assert len(refs) == len(set(refs))
    for dependency in bom["dependencies"]:
        assert {dependency["ref"], *dependency.get("dependsOn", [])} <= set(refs)


def test_the_same_estate_gives_the_same_text(whole):
    assert bill(*sorted(GOLDEN.glob("*.in.*"), reverse=True)) == whole
