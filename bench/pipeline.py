#!/usr/bin/env python3
"""What a security team writes first: JSON, a few attributes of OCSF, Sigma rules as plain functions.

usage: pipeline.py RULES_FOLDER RECORDS.ndjson

It reads the subset of Sigma that its rules use: maps of fields, lists of values, contains, startswith, endswith, all,
exists, re, cased, and conditions of names with and, or, not, 1 of, all of. Needs PyYAML.
"""
import fnmatch, json, pathlib, re, sys

import yaml


def matcher(modifiers, values):
    values = values if isinstance(values, list) else [values]
    tests = [single(modifiers, v) for v in values]
    every = "all" in modifiers
    def match(found):
        items = found if isinstance(found, list) else [found]
        results = (any(t(i) for i in items) for t in tests)
        return all(results) if every else any(results)
    return match


def single(modifiers, value):
    if "exists" in modifiers:
        return lambda v: (v is not None) == bool(value)
    if value is None:
        return lambda v: v is None
    text = str(value).lower() if not isinstance(value, bool) else ("true" if value else "false")
    if "re" in modifiers:
        pattern = re.compile(str(value))
        return lambda v: v is not None and bool(pattern.search(str(v)))
    if "contains" in modifiers:
        text = f"*{text}*"
    elif "startswith" in modifiers:
        text = f"{text}*"
    elif "endswith" in modifiers:
        text = f"*{text}"
    if "*" in text or "?" in text:
        pattern = re.compile(fnmatch.translate(text.replace("[", "[[]")))
        return lambda v: v is not None and bool(pattern.match(str(v).lower()))
    return lambda v: v is not None and (str(v).lower() if not isinstance(v, bool) else ("true" if v else "false")) == text


def field(record, path):
    here = [record]
    for part in path.split("."):
        there = []
        for item in here:
            for one in item if isinstance(item, list) else [item]:
                if isinstance(one, dict) and part in one:
                    there.append(one[part])
        here = there
    return None if not here else here[0] if len(here) == 1 else here


def selection(spec):
    if isinstance(spec, list):
        parts = [selection(s) for s in spec]
        return lambda r: any(p(r) for p in parts)
    if not isinstance(spec, dict):
        return lambda r: False
    items = []
    for key, values in spec.items():
        name, *modifiers = key.split("|")
        items.append((name, matcher(modifiers, values)))
    return lambda r: all(test(field(r, name)) for name, test in items)


def rule(document):
    detection = dict(document["detection"])
    condition = detection.pop("condition")
    named = {name: selection(spec) for name, spec in detection.items()}
    def of(match):
        names = [n for n in named if fnmatch.fnmatch(n, match[2]) or match[2] == "them"]
        return "(" + (" or " if match[1] == "1" else " and ").join(f"named[{n!r}](r)" for n in names) + ")"
    text = re.sub(r"\b(1|all) of ([\w*]+)", of, condition if isinstance(condition, str) else condition[0])
    text = re.sub(r"(?<!\[')\b(?!and\b|or\b|not\b|named\b|r\b)([A-Za-z_]\w*)\b(?!'\])", r"named['\1'](r)", text)
    return document["title"], eval(f"lambda r: {text}", {"named": named})


def main():
    rules = []
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.yml")):
        for document in yaml.safe_load_all(path.read_text()):
            if "detection" in document:
                rules.append(rule(document))
    found = 0
    for line in open(sys.argv[2]):
        r = json.loads(line)
        event = {
            "class_uid": 6003, "time": r["eventTime"], "metadata": {"uid": r["eventID"], "version": "1.8.0"},
            "actor": {"user": {"name": r["userIdentity"].get("userName"), "uid": r["userIdentity"].get("arn")}},
            "api": {"operation": r["eventName"], "service": {"name": r["eventSource"]}},
            "src_endpoint": {"ip": r.get("sourceIPAddress")}, "cloud": {"provider": "AWS", "region": r.get("awsRegion")},
        }
        hits = [title for title, test in rules if test(r)]
        found += len(hits)
        sys.stdout.write(json.dumps({**event, "findings": hits}) + "\n")
    print(found, "findings", file=sys.stderr)


main()
