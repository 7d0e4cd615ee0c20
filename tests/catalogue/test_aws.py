"""Compares what Welkin knows of AWS's AI types with the CloudFormation schemas that AWS publishes.

cfn-lint carries the schemas of all types of all regions. `WELKIN_REGISTRY` names the program that prints the registry
(`cargo build -p welkin-cloud --example registry`).
"""

import json
import os
import pathlib
import re
import subprocess

import cfnlint
import pytest

SERVICES = {
    "AgentRegistry",
    "Bedrock",
    "BedrockAgentCore",
    "BedrockMantle",
    "Comprehend",
    "DevOpsAgent",
    "Forecast",
    "FraudDetector",
    "HealthAgent",
    "Kendra",
    "KendraRanking",
    "Lex",
    "LookoutEquipment",
    "LookoutVision",
    "NeptuneGraph",
    "OpenSearchServerless",
    "Personalize",
    "Polly",
    "QBusiness",
    "Rekognition",
    "S3Vectors",
    "SageMaker",
    "SecurityAgent",
    "Textract",
    "Transcribe",
    "Translate",
    "Wisdom",
}
"""Services of AI in the catalogue. A service that sounds like one and is not here fails the test below."""

SOUNDS_LIKE_AI = re.compile(
    r"sagemaker|bedrock|agent|machinelearning|comprehend|kendra|^lex|personalize|rekognition|textract|polly|transcribe"
    r"|translate|forecast|frauddetector|qbusiness|vector|neural|model|wisdom|lookout|healthlake|augmentedai|mlflow"
)
NOT_AI = {
    # Health records: a store, whatever is trained from it.
    "HealthLake",
}


@pytest.fixture(scope="session")
def registry() -> dict[str, dict]:
    program = os.environ["WELKIN_REGISTRY"]
    printed = subprocess.run([program], capture_output=True, check=True, text=True).stdout
    return {entry["type"]: entry for entry in json.loads(printed) if entry["cloud"] == "aws"}


@pytest.fixture(scope="session")
def schemas() -> dict[str, dict]:
    folder = pathlib.Path(cfnlint.__file__).parent / "data" / "schemas" / "resources"
    found: dict[str, dict] = {}
    for path in folder.glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        if schema.get("typeName", "").startswith("AWS::"):
            found.setdefault(schema["typeName"], schema)
    assert len(found) > 1_000, f"there are no schemas in {folder}"
    return found


def service(native: str) -> str:
    return native.split("::")[1]


def test_every_ai_type_of_the_catalogue_is_known(registry, schemas):
    unknown = sorted(native for native in schemas if service(native) in SERVICES and native not in registry)
    assert not unknown, f"AWS has types that Welkin does not name: {unknown}"


def test_no_service_of_ai_is_overlooked(schemas):
    services = {service(native) for native in schemas}
    unnamed = sorted(
        name for name in services - SERVICES - NOT_AI if SOUNDS_LIKE_AI.search(name.lower())
    )
    assert not unnamed, f"neither AI nor known not to be: {unnamed}"


def test_types_that_cloud_control_reads_can_be_listed(registry, schemas):
    wrong = [
        native
        for native, entry in registry.items()
        if native in schemas
        and "cloudcontrol:ListResources" in (entry["calls"] or [])
        and "list" not in schemas[native].get("handlers", {})
    ]
    assert not wrong, f"Cloud Control cannot list: {wrong}"


def test_types_that_are_left_out_have_a_reason(registry):
    for native, entry in registry.items():
        assert entry["calls"] or entry["left_out"], native


def test_the_policy_names_the_reading_actions_of_the_handlers(registry, schemas):
    source = pathlib.Path(__file__).parents[2] / "crates/welkin-cloud/src/aws/handlers.rs"
    rows = re.findall(r'\("(AWS::[^"]+)", &\[([^\]]*)\]\)', source.read_text(encoding="utf-8"))
    told = {native: set(re.findall(r'"([^"]+)"', actions)) for native, actions in rows}
    reads = ("Get", "List", "Describe", "BatchGet", "Search", "View")
    for native, entry in registry.items():
        if native not in schemas or "cloudcontrol:ListResources" not in (entry["calls"] or []):
            continue
        handlers = schemas[native].get("handlers", {})
        actions = {
            action
            for name in ("list", "read")
            for action in handlers.get(name, {}).get("permissions", [])
            if ":" in action and "*" not in action and action.split(":")[1].startswith(reads)
        }
        assert told.get(native, set()) == actions, native
