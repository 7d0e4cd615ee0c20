"""Welkin's registry of Azure's AI types against what Microsoft's own clients know.

WELKIN_REGISTRY is a program that prints the registry as JSON: the example `registry` of welkin-cloud.
"""

import json
import os
import pathlib
import re
import subprocess

import azure.mgmt.cognitiveservices
import azure.mgmt.machinelearningservices
import pytest

CLIENTS = [azure.mgmt.cognitiveservices, azure.mgmt.machinelearningservices]

# AI types that Resource Graph lists and that have no client here.
# learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
RESOURCE_GRAPH = """
microsoft.app/agents
microsoft.botservice/botservices
microsoft.cognitivesearch/indexes
microsoft.cognitiveservices/accounts
microsoft.cognitiveservices/commitmentplans
microsoft.databricks/accessconnectors
microsoft.databricks/workspaces
microsoft.devai/instances
microsoft.devai/instances/experiments
microsoft.devai/instances/sandboxes
microsoft.machinelearning/webservices
microsoft.machinelearningservices/registries
microsoft.machinelearningservices/virtualclusters
microsoft.machinelearningservices/workspaces
microsoft.machinelearningservices/workspaces/batchendpoints
microsoft.machinelearningservices/workspaces/batchendpoints/deployments
microsoft.machinelearningservices/workspaces/inferencepools
microsoft.machinelearningservices/workspaces/inferencepools/endpoints
microsoft.machinelearningservices/workspaces/inferencepools/groups
microsoft.machinelearningservices/workspaces/onlineendpoints
microsoft.machinelearningservices/workspaces/onlineendpoints/deployments
microsoft.machinelearningservices/workspaces/serverlessendpoints
microsoft.search/searchservices
""".split()

REQUEST = re.compile(r'\ndef build_\w+_request\(.*?return HttpRequest\(method="(\w+)"', re.S)


def read_by_clients():
    """The types that the clients read, from the addresses of their GET requests."""
    found = set()
    for client in CLIENTS:
        folder = pathlib.Path(client.__file__).parent / "operations"
        for file in folder.glob("*_operations.py"):
            for request in REQUEST.finditer(file.read_text()):
                address = "".join(re.findall(r'"(/[^"]*)"', request.group(0)))
                if request.group(1) != "GET" or "/providers/Microsoft." not in address:
                    continue
                namespace, *rest = address.rsplit("/providers/", 1)[1].split("/")
                found.add("/".join([namespace, *rest[0::2]]).lower())
    return found


@pytest.fixture(scope="module")
def registered():
    printed = subprocess.run([os.environ["WELKIN_REGISTRY"]], check=True, capture_output=True).stdout
    return {entry["type"].lower(): entry for entry in json.loads(printed) if entry["cloud"] == "azure"}


def test_the_clients_name_types():
    assert len(read_by_clients()) > 60


def test_every_type_of_the_clients_is_registered(registered):
    assert sorted(read_by_clients() - registered.keys()) == []


def test_every_type_of_resource_graph_is_registered_and_read(registered):
    assert [name for name in RESOURCE_GRAPH if name not in registered] == []
    assert [name for name in RESOURCE_GRAPH if not registered[name]["calls"]] == []


def test_what_is_left_out_says_why(registered):
    for entry in registered.values():
        assert entry["calls"] or len(entry["left_out"]) > 20, entry


def test_no_call_hands_out_keys(registered):
    calls = [call.lower() for entry in registered.values() for call in entry["calls"] or []]
    assert [call for call in calls if "listkeys" in call or "regenerate" in call or "listsecrets" in call] == []
