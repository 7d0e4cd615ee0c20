"""Compares what Welkin knows of IBM's AI types with the addresses that watsonx.ai's client library knows.

`WELKIN_REGISTRY` names the program that prints the registry (`cargo build -p welkin-cloud --example registry`).
"""

import ast
import importlib.util
import json
import os
import pathlib
import re
import subprocess

import pytest

RUNTIME, STUDIO = "pm-20", "data-science-experience"

NOT_AI = re.compile(
    r"^/?(api|auth|icp4d-api|idprovider|identity|v1/preauth|userfs|transactional|projects/api|zen-data|zen-volumes|v2/jobs"
    r"|(ml|deployments|experiments|pipelines|spaces|v4)$)"
)
"""Tokens, Cloud Pak for Data's own services, files of projects, and prefixes of other addresses."""


def singular(name: str) -> str:
    name = name.split("?")[0]
    if name == "time_series":
        return name
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-2] if name.endswith(("ches", "xes")) else name.removesuffix("s")


def type_of(address: str) -> str | None:
    """The type whose resources an address is about."""
    parts = [part for part in address.removeprefix("{}").split("/") if part]
    if not parts or NOT_AI.match("/".join(parts)):
        return None
    if parts[:2] == ["ml", "gateway"]:
        return f"{RUNTIME}.gateway"
    if parts[:2] == ["v1", "aigov"]:
        return "aiopenscale.aigov"
    if parts[:2] == ["v1", "task_credentials"]:
        return f"{STUDIO}.task_credential"
    if parts[:2] == ["v2", "asset_types"] and len(parts) > 2 and parts[2] != "{}":
        return f"{STUDIO}.{parts[2]}"
    if parts[0] == "v2":
        return f"{STUDIO}.{singular(parts[1])}"
    if parts[0] == "ml":
        parts = parts[1:]
    if parts[0] in {"v1", "v4", "wx"} or parts[0].startswith("v1-"):
        parts = [part for part in parts if part not in {"wx", "v1", "v4", "v1-beta"}]
    return f"{RUNTIME}.{singular(parts[0]).replace('_', '-')}" if parts else None


@pytest.fixture(scope="session")
def registry() -> dict[str, dict]:
    program = os.environ["WELKIN_REGISTRY"]
    printed = subprocess.run([program], capture_output=True, check=True, text=True).stdout
    return {entry["type"]: entry for entry in json.loads(printed) if entry["cloud"] == "ibm"}


@pytest.fixture(scope="session")
def addresses() -> set[str]:
    package = importlib.util.find_spec("ibm_watsonx_ai")
    assert package is not None and package.origin is not None
    source = pathlib.Path(package.origin).with_name("href_definitions.py").read_text(encoding="utf-8")
    constants = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return {text for text in constants if isinstance(text, str) and re.match(r"^(\{\})?/[\w{]", text)}


def test_the_catalogue_is_where_it_was(addresses: set[str]) -> None:
    assert len(addresses) > 150
    assert type_of("{}/v4/deployments/{}") == f"{RUNTIME}.deployment"
    assert type_of("/v2/asset_types/wx_prompt/search") == f"{STUDIO}.wx_prompt"


def test_every_collection_is_known(registry: dict[str, dict], addresses: set[str]) -> None:
    types = {kind for kind in map(type_of, addresses) if kind is not None}
    assert len(types) > 40
    assert sorted(types - registry.keys()) == []


def test_what_is_left_out_has_a_reason(registry: dict[str, dict]) -> None:
    for name, entry in registry.items():
        assert entry["calls"] or entry["left_out"], name
