"""Every list operation of the AI clients in Oracle's SDK is one that discovery calls, or one that it leaves out for a reason."""

import importlib
import inspect
import json
import os
import subprocess

import pytest

CLIENTS = [
    ("data_science", "DataScienceClient", "datascience"),
    ("generative_ai", "GenerativeAiClient", "generativeai"),
    ("generative_ai_agent", "GenerativeAiAgentClient", "agent"),
    ("ai_language", "AIServiceLanguageClient", "language"),
    ("ai_vision", "AIServiceVisionClient", "vision"),
    ("ai_speech", "AIServiceSpeechClient", "speech"),
    ("ai_document", "AIServiceDocumentClient", "document"),
]


@pytest.fixture(scope="session")
def registered():
    """Operations that the registry names, called or left out."""
    program = os.environ["WELKIN_REGISTRY"]
    types = json.loads(subprocess.run([program], check=True, capture_output=True).stdout)
    own = [entry for entry in types if entry["cloud"] == "oci"]
    called = {call for entry in own for call in entry["calls"] or []}
    left_out = {entry["type"] for entry in own if entry["left_out"]}
    return called, left_out


def operations(module, client, service):
    found = getattr(importlib.import_module(f"oci.{module}"), client)
    for name, _ in inspect.getmembers(found, inspect.isfunction):
        if name.startswith("list_"):
            yield f"{service}:" + "".join(part.capitalize() for part in name.split("_"))


@pytest.mark.parametrize(("module", "client", "service"), CLIENTS)
def test_every_collection_is_registered(registered, module, client, service):
    called, left_out = registered
    unknown = set(operations(module, client, service)) - called - left_out
    assert not unknown


@pytest.mark.parametrize(("module", "client", "service"), CLIENTS)
def test_nothing_is_registered_that_the_sdk_does_not_have(registered, module, client, service):
    called, left_out = registered
    known = set(operations(module, client, service))
    named = {op for op in called | left_out if op.startswith(f"{service}:List")}
    assert named <= known


def test_what_is_called_is_not_left_out(registered):
    called, left_out = registered
    assert not called & left_out
