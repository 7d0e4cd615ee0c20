"""Starts the range and tells each test where its cloud is: unmodified SDKs of the vendors are the clients."""

import json
import os
import pathlib
import subprocess

import pytest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Cloud:
    """One simulated cloud: `environment` and `endpoints` as the range printed them."""

    def __init__(self, described):
        self.environment = described["environment"]
        self.endpoints = described["endpoints"]


class Range:
    def __init__(self, line):
        self.line = json.loads(line)

    def cloud(self, name):
        return Cloud(self.line[name])

    def admin(self, method, path, body=None):
        """Calls the admin port; returns the decoded answer or None."""
        admin = self.line["admin"]
        request = urllib.request.Request(
            admin["url"] + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": "Bearer " + admin["token"]},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None


@pytest.fixture(scope="session")
def range_(tmp_path_factory):
    folder = tmp_path_factory.mktemp("range")
    program = os.environ.get("WELKIN_RANGE", str(ROOT / "target/debug/examples/range"))
    process = subprocess.Popen([program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Range(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(timeout=10)
