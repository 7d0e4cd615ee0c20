"""Discovery against servers that others wrote after AWS's documentation. `WELKIN` names the program."""

import json
import os
import subprocess

import pytest
import seed
import servers

COUNT = 360
MOST_CALLS_PER_RESOURCE = 1.25


class Discovered:
    """What one run of the program found."""

    def __init__(self, url: str, *arguments: str) -> None:
        command = [os.environ["WELKIN"], "discover", "--cloud", "aws", "--region", seed.REGION]
        command += ["--endpoint", url, "--format", "ndjson", "--calls", *arguments]
        environment = {"PATH": os.environ.get("PATH", ""), **servers.IDENTITY}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
        # 1: something could not be read, as it must be where a server lacks operations.
        assert done.returncode in (0, 1), done.stderr
        self.stderr = done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        of_type = lambda sort: [line for line in lines if line["type"] == sort]
        self.assets, self.edges, self.holes = of_type("asset"), of_type("edge"), of_type("unknown")

    def calls(self) -> int:
        return int(self.stderr.split(" calls (")[0].rsplit(" ", 1)[1])


@pytest.fixture(scope="module")
def moto():
    with servers.moto() as url:
        assert seed.seed(url, COUNT) == COUNT
        yield url


@pytest.fixture(scope="module")
def found(moto) -> Discovered:
    return Discovered(moto, "--service", "sagemaker,bedrock")


def test_every_seeded_resource_is_found(found):
    each = COUNT // seed.KINDS
    ids = {asset["id"] for asset in found.assets}
    names = {asset["name"] for asset in found.assets}
    for kind in ("model", "endpoint", "endpoint-config", "notebook-instance", "training-job"):
        prefix = f"arn:aws:sagemaker:{seed.REGION}:{seed.ACCOUNT}:{kind}/"
        assert len([one for one in ids if one.startswith(prefix)]) == each, kind
    for n in range(each):
        assert (f"agent-{n}" if n % 2 else f"kb-{n}") in names


def test_few_calls_are_made(found):
    assert found.calls() <= COUNT * MOST_CALLS_PER_RESOURCE, found.stderr


def test_resources_are_related(found):
    arn = f"arn:aws:sagemaker:{seed.REGION}:{seed.ACCOUNT}"
    related = {(edge["from"], edge["kind"], edge["to"]) for edge in found.edges}
    assert (f"{arn}:endpoint/endpoint-7", "deployed_from", f"{arn}:endpoint-config/config-7") in related
    assert (f"{arn}:endpoint-config/config-7", "deployed_from", f"{arn}:model/model-7") in related
    assert (f"{arn}:model/model-7", "runs_as", seed.ROLE) in related
    assert (f"{arn}:training-job/job-7", "trained_from", "arn:aws:s3:::training") in related


def test_what_the_server_lacks_is_told(found):
    about = {hole["about"] for hole in found.holes}
    assert about, "moto lacks operations, and nothing says so"
    assert "sagemaker:ListModels" not in about


def test_cloud_control_and_guardrails_of_another_server():
    with servers.ministack() as url:
        bedrock = seed.client(url, "bedrock")
        made = bedrock.create_guardrail(
            name="strict",
            blockedInputMessaging="no",
            blockedOutputsMessaging="no",
            wordPolicyConfig={"wordsConfig": [{"text": "secret"}]},
        )
        found = Discovered(url, "--service", "bedrock")
        assert made["guardrailArn"] in {asset["id"] for asset in found.assets}
        assert "cloudcontrol:ListResources" in found.stderr
