CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    origin TEXT NOT NULL,
    assets INTEGER NOT NULL,
    edges INTEGER NOT NULL,
    holes INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE asset_changes (
    asset TEXT NOT NULL,
    snapshot INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (asset, snapshot)
) WITHOUT ROWID, STRICT;
CREATE INDEX asset_changes_snapshot ON asset_changes (snapshot);
