#!/usr/bin/env python3
"""Ratios of Welkin to other programs, measured in one run on the same input.

usage: bench.py --welkin BINARY [--rsigma BINARY] [--records N] [--work DIR]

Every figure is of the whole process, from start to exit, on CPUs pinned by taskset. Machines differ and are noisy:
compare the ratios, not the seconds.
"""
import argparse, json, os, pathlib, resource, shutil, subprocess, sys, tempfile, time, urllib.request

HERE = pathlib.Path(__file__).resolve().parent


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--welkin", required=True)
    p.add_argument("--stream", required=True, help="program that writes N CloudTrail records: stream SEED N")
    p.add_argument("--rsigma")
    p.add_argument("--records", type=int, default=200_000)
    p.add_argument("--rules", default=HERE.parent / "content" / "detections")
    p.add_argument("--work")
    args = p.parse_args()
    work = pathlib.Path(args.work or tempfile.mkdtemp(prefix="welkin-bench-"))
    records = work / "cloudtrail.ndjson"
    with open(records, "wb") as out:
        subprocess.run([args.stream, "1", str(args.records)], stdout=out, check=True)
    rules = own_rules(args.rules, work / "rules")
    print(f"{args.records} CloudTrail records, {records.stat().st_size / 1e6:.0f} MB, {rules} rules of AWS CloudTrail")

    table = []
    for cpus in ("0", "0,1"):
        data = work / f"data-{cpus.replace(',', '')}"
        command = [args.welkin, "detect", "--format", "ndjson", "--data", str(data), str(records)]
        table.append((f"welkin, OCSF + all own rules + Parquet, cpus {cpus}", *timed(command, cpus)))
    command = [args.welkin, "detect", "--format", "ndjson", str(records)]
    table.append(("welkin, OCSF + all own rules, cpus 0", *timed(command, "0")))
    if args.rsigma:
        command = [args.rsigma, "engine", "eval", "--rules", str(work / "rules"), "-e", f"@{records}"]
        table.append(("rsigma, AWS rules only, no OCSF, no storage, cpus 0", *timed(command, "0")))
    few = work / "few.ndjson"
    n = max(1, args.records // 20)
    with open(records, "rb") as source, open(few, "wb") as out:
        for _, line in zip(range(n), source):
            out.write(line)
    python = timed([sys.executable, str(HERE / "pipeline.py"), str(work / "rules"), str(few)], "0")
    table.append(("python, json + a few attributes + the same rules, cpus 0", python[0] * args.records / n, python[1]))

    base = table[0][1]
    print(f"{'':58} {'s':>8} {'records/s':>10} {'MB peak':>8}   ratio")
    for name, seconds, peak in table:
        print(f"{name:58} {seconds:8.2f} {args.records / seconds:10.0f} {peak:8.0f}   {seconds / base:5.2f}x the time of the first")
    for name, seconds, _ in table:
        if name.startswith("rsigma"):
            print(f"ratio to rsigma: {seconds / base:.2f} (goal 1.0)")
        if name.startswith("python"):
            print(f"ratio to python: {seconds / base:.1f} (goal 20)")
    searches(args.welkin, work / "data-0", args.records)
    start_up(args.welkin, work / "empty")
    latency(args.welkin, work / "push", records)
    if not args.work:
        shutil.rmtree(work)


def own_rules(source, target):
    """Copies the CloudTrail rules without their test files."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    n = 0
    for path in sorted(pathlib.Path(source).rglob("*.yml")):
        text = path.read_text()
        if not path.name.endswith(".test.yml") and "service: cloudtrail" in text:
            (target / f"{n:04}-{path.name}").write_text(text)
            n += 1
    return n


def timed(command, cpus):
    """Seconds and peak memory in MB of a command."""
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvp("taskset", ["taskset", "-c", cpus, *command])
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        print(f"  failed with {os.waitstatus_to_exitcode(status)}: {' '.join(command)[:200]}")
        return float("nan"), 0
    return time.monotonic() - begun, usage.ru_maxrss / 1024


def searches(welkin, data, records):
    print(f"search in SQL over {records} events, whole process:")
    for name, sql in [
        ("by time", "SELECT count(*) FROM events WHERE time >= (SELECT max(time) FROM events) - INTERVAL '5' MINUTE"),
        ("by actor", "SELECT count(*) FROM events WHERE actor_name = 'ci-deploy'"),
        ("by address", "SELECT count(*) FROM events WHERE src_ip = '203.0.113.9'"),
        ("top operations", "SELECT operation, count(*) AS n FROM events GROUP BY operation ORDER BY n DESC LIMIT 10"),
    ]:
        seconds, _ = timed([welkin, "hunt", "--data", str(data), sql], "0,1")
        print(f"  {name:16} {seconds * 1000:8.0f} ms")


def up(welkin, data, *more):
    child = subprocess.Popen([welkin, "up", "--listen", "127.0.0.1:0", "--data", str(data), *more],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    token = None
    for line in child.stdout:
        if line.startswith("token: "):
            token = line.split()[1]
        if line.startswith("Welkin answers on "):
            return child, token, line.split()[3]


def start_up(welkin, data):
    begun = time.monotonic()
    child, _, url = up(welkin, data)
    with urllib.request.urlopen(url + "/healthz") as answer:
        answer.read()
    print(f"start with an empty store until it answers: {(time.monotonic() - begun) * 1000:.0f} ms (goal 300)")
    child.kill()
    child.wait()


def latency(welkin, data, records):
    """From the push of a record to its finding, while other records come at a steady pace."""
    child, token, url = up(welkin, data)
    headers = {"Authorization": f"Bearer {token}"}

    def call(path, body=None):
        request = urllib.request.Request(url + path, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    lines = open(records, "rb").readlines()
    took = []
    for i in range(60):
        background = b"".join(lines[(i * 200) % len(lines):][:200])
        call("/api/v1/events", background)
        record = json.loads(lines[0])
        record.update(eventID=f"{i:08x}-0000-4000-8000-00000000aaaa", eventName="StopLogging",
                      eventSource="cloudtrail.amazonaws.com", errorCode=None)
        uid = record["eventID"]
        begun = time.monotonic()
        call("/api/v1/events", json.dumps(record).encode())
        while time.monotonic() - begun < 20:
            found = call("/api/v1/findings?limit=50")["items"]
            if any(uid in json.dumps(f["finding_info"]["related_events"]) for f in found):
                break
        took.append(time.monotonic() - begun)
    took.sort()
    print(f"push to finding under load: median {took[30] * 1000:.0f} ms, p99 {took[-1] * 1000:.0f} ms (goal 1000)")
    child.kill()
    child.wait()


if __name__ == "__main__":
    main()
