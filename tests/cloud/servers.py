"""Servers of others that speak AWS's APIs, each on a port of its own on this machine."""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).parents[2]
IDENTITY = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(url: str, server: subprocess.Popen, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")


@contextlib.contextmanager
def served(command: list[str], port: int, path: str, environment: dict[str, str]) -> Iterator[str]:
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait(url + path, server)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def moto() -> contextlib.AbstractContextManager[str]:
    port = free_port()
    program = "from moto.server import main; main()"
    command = [sys.executable, "-c", program, "-H", "127.0.0.1", "-p", str(port)]
    return served(command, port, "/moto-api/", {})


def ministack() -> contextlib.AbstractContextManager[str]:
    port = free_port()
    environment = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)}
    return served([sys.executable, "-m", "ministack"], port, "/", environment)
