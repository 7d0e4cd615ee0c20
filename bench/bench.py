#!/usr/bin/env python3
"""Ratios of Welkin to other programs, measured in one run on the same input.

usage: bench.py --welkin BINARY --stream BINARY [--rsigma BINARY] [--records N] [--large N] [--work DIR]

Every figure is of the whole process, from start to exit, on CPUs pinned by taskset. Machines differ and are noisy:
compare the ratios, not the seconds.
"""
import argparse, http.client, json, os, pathlib, re, shutil, subprocess, sys, tempfile, threading, time, urllib.request

HERE = pathlib.Path(__file__).resolve().parent


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--welkin", required=True)
    p.add_argument("--stream", required=True, help="program that writes N CloudTrail records: stream SEED N")
    p.add_argument("--rsigma")
    p.add_argument("--records", type=int, default=200_000, help="records of the comparison with others")
    p.add_argument("--large", type=int, default=10_000_000, help="records of the largest run, for memory and search; 0: none")
    p.add_argument("--rules", default=HERE.parent / "content" / "detections")
    p.add_argument("--work", help="folder for what is written, kept afterwards")
    args = p.parse_args()
    work = pathlib.Path(args.work or tempfile.mkdtemp(prefix="welkin-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        compare(args, work)
        start_up(args.welkin, work / "empty")
        latency(args.welkin, args.stream, work / "push")
        if args.large:
            memory(args, work)
    finally:
        if not args.work:
            shutil.rmtree(work, ignore_errors=True)


def compare(args, work):
    """The whole process against others, on the same records and rules."""
    records = work / "cloudtrail.ndjson"
    with open(records, "wb") as out:
        subprocess.run([args.stream, "1", str(args.records)], stdout=out, check=True)
    rules = own_rules(args.rules, work / "rules")
    size = records.stat().st_size / 1e6
    print(f"{args.records} CloudTrail records, {size:.0f} MB; others get the {rules} rule files for CloudTrail, Welkin has all")
    few = work / "few.ndjson"
    n = max(1, args.records // 20)
    with open(records, "rb") as source, open(few, "wb") as out:
        out.writelines(line for _, line in zip(range(n), source))

    rows = []
    for cpus in ("0", "0,1"):
        count = len(cpus.split(","))
        runs = {}
        data = work / f"data-{count}"
        runs["welkin: OCSF, all own rules, incidents, Parquet"] = timed(
            [args.welkin, "detect", "--format", "ndjson", "--data", str(data), str(records)], cpus)
        shutil.rmtree(data, ignore_errors=True)
        runs["welkin: OCSF, all own rules, incidents"] = timed(
            [args.welkin, "detect", "--format", "ndjson", str(records)], cpus)
        runs["welkin: OCSF alone"] = timed([args.welkin, "normalize", str(records)], cpus)
        if args.rsigma:
            runs["rsigma: rules alone"] = timed(
                [args.rsigma, "engine", "eval", "--quiet", "--rules", str(work / "rules"), "-e", f"@{records}"], cpus)
        if count == 1:
            seconds, peak = timed([sys.executable, str(HERE / "pipeline.py"), str(work / "rules"), str(few)], cpus)
            runs["python: a few attributes, the same rules, no storage"] = (seconds * args.records / n, peak)
        rows += [(count, name, *run) for name, run in runs.items()]

    print(f"{'':54} {'cores':>5} {'s':>8} {'records/s':>10} {'MB peak':>8}")
    for count, name, seconds, peak in rows:
        print(f"{name:54} {count:5} {seconds:8.2f} {args.records / seconds:10.0f} {peak:8.0f}")
    of = {(count, name.split(":")[0] + str(name.endswith("Parquet"))): seconds for count, name, seconds, _ in rows}
    for count in (1, 2):
        whole = of[count, "welkinTrue"]
        if (count, "rsigmaFalse") in of:
            print(f"ratio to rsigma, {count} core(s), Welkin with everything: {of[count, 'rsigmaFalse'] / whole:.2f} (goal 1.0)")
        if (count, "pythonFalse") in of:
            print(f"ratio to python, {count} core(s), Welkin with everything: {of[count, 'pythonFalse'] / whole:.1f} (goal 20)")


def memory(args, work):
    """Peak memory of a run that keeps everything, and search in what it kept."""
    for n in (args.large // 10, args.large):
        data = work / "large"
        shutil.rmtree(data, ignore_errors=True)
        source = subprocess.Popen([args.stream, "1", str(n)], stdout=subprocess.PIPE)
        command = [args.welkin, "detect", "--format", "ndjson", "--data", str(data), "-"]
        seconds, peak = timed(command, "0,1", source.stdout)
        source.wait()
        print(f"memory: {peak:.0f} MB peak at {n} records with Parquet (goal 512), {n / seconds:.0f} records/s with their generator beside")
    searches(args.welkin, work / "large", args.large)


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


def timed(command, cpus, stdin=None):
    """Seconds and peak memory in MB of a command."""
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        if stdin:
            os.dup2(stdin.fileno(), 0)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvp("taskset", ["taskset", "-c", cpus, *command])
    if stdin:
        stdin.close()
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        print(f"  failed with {os.waitstatus_to_exitcode(status)}: {' '.join(command)[:200]}")
        return float("nan"), 0
    return time.monotonic() - begun, usage.ru_maxrss / 1024


def searches(welkin, data, records):
    print(f"search in SQL over {records} events, whole process:")
    for name, sql in [
        ("by time", "SELECT count(*) FROM events WHERE time >= (SELECT max(time) FROM events) - INTERVAL '5' MINUTE"),
        ("by actor", "SELECT time, operation FROM events WHERE actor_name = 'jack.turner@technobank.example' ORDER BY time DESC LIMIT 100"),
        ("by address", "SELECT time, operation FROM events WHERE src_ip = '198.51.100.23' ORDER BY time DESC LIMIT 100"),
        ("absent address", "SELECT * FROM events WHERE src_ip = '203.0.113.254'"),
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
    sys.exit("welkin up did not start")


def start_up(welkin, data):
    took = []
    for i in range(5):
        begun = time.monotonic()
        child, _, url = up(welkin, f"{data}-{i}")
        with urllib.request.urlopen(url + "/healthz") as answer:
            answer.read()
        took.append(time.monotonic() - begun)
        child.kill()
        child.wait()
    print(f"start with an empty store until it answers: median {sorted(took)[2] * 1000:.0f} ms of 5 (goal 300)")


class Api:
    """One connection to a Welkin."""

    def __init__(self, url, token):
        self.token = token
        self.connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=120)

    def call(self, path, body=None):
        headers = {"Authorization": f"Bearer {self.token}"}
        self.connection.request("POST" if body else "GET", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status in (429, 503):
            time.sleep(float(answer.headers.get("Retry-After", 1)))
            return self.call(path, body)
        assert answer.status < 300, (answer.status, text[:300])
        return text

    def records(self):
        text = self.call("/metrics").decode()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("welkin_records_total ")))


class Listener(threading.Thread):
    """Notes when the live stream first names an event, as (kind, uid)."""

    def __init__(self, url, token):
        super().__init__(daemon=True)
        self.seen = {}
        self.api = Api(url, token)

    def run(self):
        self.api.connection.request("GET", "/api/v1/stream", headers={"Authorization": f"Bearer {self.api.token}"})
        kind = None
        for line in self.api.connection.getresponse():
            if line.startswith(b"event:"):
                kind = line[6:].strip().decode()
            elif line.startswith(b"data:") and MARK in line:
                for uid in UID.findall(line):
                    self.seen.setdefault((kind, uid.decode()), time.monotonic())


MARK = b"00bench"
UID = re.compile(rb"00bench[0-9a-f]-[0-9a-f-]{27}")
PROBES = 200
CAPACITY = 60_000


def latency(welkin, stream, data):
    """From the push of a record to its finding and to its incident, at half of what the server can take in."""
    child, token, url = up(welkin, data)
    try:
        api = Api(url, token)
        source = subprocess.Popen([stream, "3", "5000000"], stdout=subprocess.PIPE)
        lines = source.stdout
        batch = lambda n: [line for _, line in zip(range(n), lines)]

        chunks = [batch(1000) for _ in range(CAPACITY // 1000)]
        begun = time.monotonic()
        for chunk in chunks:
            api.call("/api/v1/events", b"".join(chunk))
        while api.records() < CAPACITY:
            time.sleep(0.05)
        rate = CAPACITY / (time.monotonic() - begun)
        print(f"server: {rate:.0f} records/s from HTTP push to journal, lake, findings and incidents")

        listener = Listener(url, token)
        listener.start()
        pushed, late = {}, 0
        begun, sent = time.monotonic(), 0
        every = 0.1
        for i in range(2 * PROBES):
            chunk = batch(int(rate / 2 * every))
            sent += len(chunk)
            api.call("/api/v1/events", b"".join(chunk))
            record, uid = probe(json.loads(chunk[-1]), i)
            pushed[uid] = time.monotonic()
            api.call("/api/v1/events", json.dumps(record).encode())
            rest = begun + (i + 1) * every - time.monotonic()
            late += rest < 0
            time.sleep(max(0, rest))
        load = sent / (time.monotonic() - begun)
        patience = time.monotonic() + 20
        missing = lambda kind: [uid for uid in pushed if (kind, uid) not in listener.seen and (kind == "finding" or completes(uid))]
        while time.monotonic() < patience and (missing("finding") or missing("incident")):
            time.sleep(0.1)
        print(f"at {load:.0f} records/s ({load / rate:.2f} of that; {late} of {2 * PROBES} pushes late):")
        for kind, goal in (("finding", 1000), ("incident", 2000)):
            took = sorted(at - pushed[uid] for (k, uid), at in listener.seen.items() if k == kind and (k == "finding" or completes(uid)))
            lost = len(missing(kind))
            if took:
                p99 = took[min(len(took) - 1, int(len(took) * 0.99))]
                print(f"  push to {kind}: median {took[len(took) // 2] * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms of {len(took)} (goal {goal}); {lost} not told within 20 s")
            else:
                print(f"  push to {kind}: none told within 20 s")
        source.kill()
    finally:
        child.kill()
        child.wait()


def probe(record, i):
    """Two records of one intruder: rights are taken, then traces are removed. The second makes an incident."""
    n, second = divmod(i, 2)
    uid = f"00bench{second}-0000-4000-8000-{n:012x}"
    name = f"probe-{n}"
    record.update(eventID=uid, eventType="AwsApiCall", readOnly=False, sourceIPAddress=f"198.18.{n // 250}.{n % 250 + 1}",
                  userIdentity={"type": "IAMUser", "userName": name, "accountId": "111122223333", "accessKeyId": f"AKIAPROBE{n:011}",
                                "principalId": f"AIDAPROBE{n:011}", "arn": f"arn:aws:iam::111122223333:user/{name}"})
    for key in ("errorCode", "errorMessage", "resources", "responseElements"):
        record.pop(key, None)
    if second:
        record.update(eventSource="cloudtrail.amazonaws.com", eventName="StopLogging", requestParameters={"name": "organization-trail"})
    else:
        record.update(eventSource="iam.amazonaws.com", eventName="AttachUserPolicy",
                      requestParameters={"userName": name, "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"})
    return record, uid


def completes(uid):
    return uid.startswith("00bench1")


if __name__ == "__main__":
    main()
