CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    class_uid INTEGER NOT NULL,
    class_name TEXT NOT NULL,
    day TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    min_time INTEGER NOT NULL,
    max_time INTEGER NOT NULL
) STRICT;

CREATE TABLE findings (
    uid TEXT PRIMARY KEY,
    time INTEGER NOT NULL,
    severity INTEGER NOT NULL,
    cloud TEXT NOT NULL,
    source TEXT NOT NULL,
    rule TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX findings_time ON findings (time, uid);
CREATE INDEX findings_severity ON findings (severity, time, uid);
CREATE INDEX findings_rule ON findings (rule, time, uid);

CREATE TABLE incidents (
    uid TEXT PRIMARY KEY,
    score INTEGER NOT NULL,
    severity INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    clouds TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX incidents_score ON incidents (score, last_seen, uid);
CREATE INDEX incidents_time ON incidents (last_seen, uid);

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT,
    channel TEXT NOT NULL,
    received INTEGER NOT NULL,
    diagnostic TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE sources (
    source TEXT PRIMARY KEY,
    events INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    last_event INTEGER,
    last_received INTEGER
) WITHOUT ROWID, STRICT;

CREATE TABLE minutes (
    minute INTEGER NOT NULL,
    cloud TEXT NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (minute, cloud)
) WITHOUT ROWID, STRICT;

CREATE TABLE tokens (
    name TEXT PRIMARY KEY,
    hash BLOB NOT NULL,
    created INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
