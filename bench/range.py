"""Full discovery of the TechnoBank range, without or with the documented rates: `range.py WELKIN [--limits]`."""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

CLOUDS = ["aws", "azure", "gcp", "oci", "ibm"]


def main():
    welkin = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        measure(welkin, folder, "--limits" in sys.argv[2:])


def measure(welkin, folder, limits):
    command = [welkin, "range", "up", "--format", "json", "--folder", folder] + (["--limits"] if limits else [])
    served = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = json.loads(served.stdout.readline())
        environment, arguments = dict(os.environ), ["--cloud", ",".join(CLOUDS), "--ca-file", f"{folder}/ca.pem"]
        for cloud in CLOUDS:
            environment.update(line[cloud]["environment"])
            # Without it all subscriptions of the tenant are read.
            environment.pop("AZURE_SUBSCRIPTION_ID", None)
            if cloud != "aws":
                for service, url in line[cloud]["endpoints"].items():
                    arguments += ["--endpoint", f"{cloud}/{service}={url}"]
        start = time.monotonic()
        run = subprocess.run(
            [welkin, "discover", *arguments, "--format", "ndjson", *(["--documented-rates"] if limits else [])],
            env=environment,
            capture_output=True,
            text=True,
        )
        seconds = time.monotonic() - start
        found = [json.loads(text) for text in run.stdout.splitlines()]
        by_cloud = {cloud: sum(o["type"] == "asset" and o["cloud"] == cloud for o in found) for cloud in CLOUDS}
        calls, throttled = map(int, re.search(r"(\d+) calls \((\d+) throttled\)", run.stderr).groups())
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(
            f"range, {'documented rates' if limits else 'no rates'}: {sum(by_cloud.values())} assets {by_cloud}, "
            f"{seconds:.2f} s, {calls} calls, {throttled} throttled ({100 * throttled / calls:.1f} %), "
            f"{sum(o['type'] == 'unknown' for o in found)} holes, ≤ {memory} MB"
        )
    finally:
        served.terminate()
        served.wait(timeout=10)


if __name__ == "__main__":
    main()
