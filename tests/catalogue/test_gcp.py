"""Every collection of Google's AI services is read by Welkin or left out for a reason.

`WELKIN_REGISTRY` is a program that prints the registry as JSON: the example `registry` of `welkin-cloud`.
"""

import json
import os
import pathlib
import re
import subprocess

import googleapiclient.discovery_cache
import pytest

DOCUMENTS = pathlib.Path(googleapiclient.discovery_cache.__file__).parent / "documents"
SERVICES = [
    "agentidentity.v1",
    "agentregistry.v1",
    "aiplatform.v1",
    "dialogflow.v3",
    "discoveryengine.v1",
    "documentai.v1",
    "modelarmor.v1",
    "notebooks.v1",
    "notebooks.v2",
    "tpu.v2",
]
# Services whose discovery document the package does not hold in every version.
PERHAPS = {"modelarmor.v1"}
PLACE = ".projects.locations."


@pytest.fixture(scope="module")
def registry():
    program = os.environ["WELKIN_REGISTRY"]
    printed = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return {entry["type"]: entry for entry in json.loads(printed) if entry["cloud"] == "gcp"}


def methods(resource):
    for inner in resource.get("resources", {}).values():
        yield from inner.get("methods", {}).values()
        yield from methods(inner)


def document(service):
    path = DOCUMENTS / f"{service}.json"
    return json.loads(path.read_text()) if path.exists() else None


def collections(service):
    """Method ids without `.list` of all collections in a location, but for long-running operations."""
    found = document(service)
    if found is None:
        assert service in PERHAPS, f"{service} has no discovery document"
        return set()
    listed = (method["id"] for method in methods(found) if method["id"].endswith(".list"))
    names = {name.removesuffix(".list") for name in listed}
    return {name for name in names if PLACE in name and not name.endswith(".operations")}


@pytest.mark.parametrize("service", SERVICES)
def test_every_collection_is_known(registry, service):
    unknown = collections(service) - set(registry)
    assert not unknown, f"not in the registry of gcp: {sorted(unknown)}"


def test_nothing_is_known_that_google_does_not_have(registry):
    exist = set().union(*(collections(service) for service in SERVICES))
    gone = {name for name in registry if name not in exist and not name.startswith("modelarmor.")}
    assert not gone, f"no longer in the catalogue: {sorted(gone)}"


def test_what_is_not_read_has_a_reason_and_what_is_read_a_call(registry):
    for name, entry in registry.items():
        assert bool(entry["calls"]) != bool(entry["left_out"]), name


def test_the_calls_exist(registry):
    """`aiplatform:ListRagCorpora` is the method that lists `ragCorpora`."""
    for name, entry in registry.items():
        service = name.split(".")[0]
        collection = name.split(".")[-1]
        for call in entry["calls"] or []:
            if call.startswith("cloudasset:"):
                continue
            owner, operation = call.split(":")
            assert owner == service, name
            listed = re.sub(r"^List", "", operation)
            # The evaluations of a model are listed as ModelEvaluations.
            assert listed.lower().endswith(collection.lower()), (name, call)
