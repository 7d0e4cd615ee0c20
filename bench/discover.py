"""Measures `welkin discover` against a server with AI resources: calls for each resource, wall time, memory.

Beside it, in the same run: the floor, which is boto3 with 16 threads that lists and describes the same types and does
nothing with them; and with BENCH_PROWLER=1 Prowler, which looks for misconfigurations, in an environment of its own.
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "cloud"))

import seed  # noqa: E402
import servers  # noqa: E402

THREADS = 16
PROWLER = "prowler"


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float, str]:
    """Wall time in seconds, the most memory in MiB, and standard error of a command."""
    begun = time.monotonic()
    child = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    stderr = child.stderr.read()
    _, _, usage = os.wait4(child.pid, 0)
    return time.monotonic() - begun, usage.ru_maxrss / 1024, stderr


def floor(url: str) -> None:
    """Lists and describes what was seeded."""
    sagemaker, agents = seed.client(url, "sagemaker"), seed.client(url, "bedrock-agent")
    lists = [
        (sagemaker, "list_models", "Models", "ModelName", "describe_model"),
        (sagemaker, "list_endpoint_configs", "EndpointConfigs", "EndpointConfigName", "describe_endpoint_config"),
        (sagemaker, "list_endpoints", "Endpoints", "EndpointName", "describe_endpoint"),
        (
            sagemaker,
            "list_notebook_instances",
            "NotebookInstances",
            "NotebookInstanceName",
            "describe_notebook_instance",
        ),
        (sagemaker, "list_training_jobs", "TrainingJobSummaries", "TrainingJobName", "describe_training_job"),
        (agents, "list_agents", "agentSummaries", "agentId", "get_agent"),
        (agents, "list_knowledge_bases", "knowledgeBaseSummaries", "knowledgeBaseId", "get_knowledge_base"),
    ]
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        jobs = []
        for client, listing, items, name, describing in lists:
            for page in client.get_paginator(listing).paginate():
                for item in page[items]:
                    jobs.append(pool.submit(getattr(client, describing), **{name: item[name]}))
        for job in jobs:
            job.result()


def prowler(url: str) -> tuple[float, float]:
    folder = ROOT / ".cache" / "prowler"
    program = folder / "bin" / PROWLER
    if not program.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", PROWLER], check=True)
    environment = {**os.environ, **servers.IDENTITY, "AWS_ENDPOINT_URL": url}
    command = [str(program), "aws", "--services", "sagemaker", "bedrock", "--region", seed.REGION]
    command += ["--output-directory", str(ROOT / ".cache" / "prowler-output"), "--no-banner"]
    wall, memory, _ = timed(command, environment)
    return wall, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--welkin", type=pathlib.Path)
    parser.add_argument("--resources", type=int, default=360)
    parser.add_argument("--floor", metavar="URL", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor:
        floor(options.floor)
        return
    with servers.moto() as url:
        count = seed.seed(url, options.resources)
        command = [str(options.welkin), "discover", "--cloud", "aws", "--region", seed.REGION]
        command += ["--service", "sagemaker,bedrock", "--endpoint", url, "--format", "ndjson"]
        wall, memory, stderr = timed(command, {**os.environ, **servers.IDENTITY})
        calls = int(stderr.split(" calls (")[0].rsplit(" ", 1)[1])
        print(f"{count} resources behind moto")
        print(f"welkin discover   {wall:6.2f} s  {memory:6.0f} MiB  {calls / count:.3f} calls a resource")
        own = [sys.executable, __file__, "--floor", url]
        wall, memory, _ = timed(own, dict(os.environ))
        print(f"boto3, {THREADS} threads {wall:6.2f} s  {memory:6.0f} MiB  the floor: lists and describes, no more")
        if os.environ.get("BENCH_PROWLER"):
            wall, memory = prowler(url)
            print(f"prowler           {wall:6.2f} s  {memory:6.0f} MiB")


if __name__ == "__main__":
    main()
