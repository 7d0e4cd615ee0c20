use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use welkin_model::estate::Graph;
use welkin_model::{Cloud, Event, Finding, Incident, Millis, Severity};

use crate::estate::{self, AssetHistory, SnapshotEntry};
use crate::hunt::{self, Engine, HuntError, HuntTable, Limits, Rows};
use crate::lake::{self, Dedupe, Keys, Lake, LakeFile, Pending};
use crate::state::{self, State};
use crate::steps::{Step, Steps};
use crate::writing::{Writing, Written};
use crate::{
    Commit, EventQuery, FindingQuery, IncidentQuery, JournalCursor, Overview, OverviewQuery, Page,
    QuarantineItem, Quarantined, Row, SourceStats, StoreError, StoredEvent, TokenEntry,
};

/// What can be chosen about a store.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Memory for the filters that find duplicates, in bytes.
    pub dedupe_bytes: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { dedupe_bytes: 64 << 20 }
    }
}

/// The data directory of one Welkin: `state.db`, `lake/`, and the lock that keeps other processes out.
///
/// Every method may be called from any thread. Commits wait for each other and compactions do, but a commit waits for a
/// compaction only while that one changes the state; those that read never wait for a disk to sync. All but [`Store::hunt`] block and belong on a blocking thread.
#[derive(Debug)]
pub struct Store {
    shared: Arc<Shared>,
    /// Number of the next lake file.
    next_file: AtomicU64,
    /// Held by the one commit.
    dedupe: Mutex<Dedupe>,
    /// Held by the one compaction: files that were replaced; each is deleted once no reader holds it.
    retired: Mutex<Vec<Arc<LakeFile>>>,
    steps: Steps,
    engine: OnceLock<Engine>,
    /// Where snapshots of the estate lie.
    estate: PathBuf,
    /// Held by the one who keeps a snapshot.
    keeping: Mutex<()>,
    _lock: File,
}

/// What queries hold on to.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) lake: Lake,
    pub(crate) state: State,
}

impl Store {
    /// Opens the store in this directory, which is made if it is absent, with the default [`Options`].
    ///
    /// What a killed process left half done is removed.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if another process has it open, [`StoreError::TooNew`] after a downgrade, and what the
    /// file system says.
    pub fn open(dir: impl AsRef<Path>) -> Result<Store, StoreError> {
        Store::open_with(dir, Options::default())
    }

    /// [`Store::open`] with options.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(dir: impl AsRef<Path>, options: Options) -> Result<Store, StoreError> {
        let dir = dir.as_ref();
        fs::create_dir_all(dir).map_err(|e| StoreError::io(dir, e))?;
        // Files are named by absolute path in SQL plans, whatever the working directory is.
        let dir = &fs::canonicalize(dir).map_err(|e| StoreError::io(dir, e))?;
        let lock = lock(dir)?;
        let state = State::open(&dir.join("state.db"))?;
        let files = state::files(&state.reader())?;
        let next_file = files.iter().map(|file| file.id + 1).max().unwrap_or(0);
        let lake = Lake::open(dir.join("lake"), files)?;
        let dedupe = Dedupe::new(options.dedupe_bytes);
        let state_ids: Vec<u64> = state::snapshots(&state.reader())?.iter().map(|entry| entry.id).collect();
        Ok(Store {
            shared: Arc::new(Shared { lake, state }),
            next_file: AtomicU64::new(next_file),
            dedupe: Mutex::new(dedupe),
            retired: Mutex::default(),
            steps: Steps::default(),
            engine: OnceLock::new(),
            estate: estate::open(dir, &state_ids)?,
            keeping: Mutex::default(),
            _lock: lock,
        })
    }

    /// Keeps all of it, or nothing if it fails or the process dies. When it returns, it is on the disk.
    ///
    /// # Errors
    /// [`StoreError::Full`] without space; the same commit can be made again later.
    pub fn commit(&self, commit: &Commit) -> Result<(), StoreError> {
        self.commit_written(commit, self.write(&commit.events)?)
    }

    /// The first part of a commit, which needs the events alone: puts them on the disk, where nobody sees them yet.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn write(&self, events: &[Row]) -> Result<Written, StoreError> {
        let mut writing = self.writing();
        writing.add(events)?;
        writing.finish()
    }

    /// As [`Store::write`], for events that come bit by bit: files become large, and memory does not.
    pub fn writing(&self) -> Writing<'_> {
        Writing::new(self)
    }

    /// The rest of a commit, after its events were written: [`Commit::events`] are not looked at.
    ///
    /// # Errors
    /// As [`Store::commit`]; the events have to be written again.
    pub fn commit_written(&self, commit: &Commit, written: Written) -> Result<(), StoreError> {
        let Written { files: pending, keys, minutes } = written;
        let mut dedupe = self.dedupe();
        let files = {
            let mut db = self.shared.state.writer();
            let transaction = db.transaction()?;
            self.steps.reach(Step::TransactionBegun)?;
            for file in pending.files() {
                state::insert_file(&transaction, file)?;
            }
            state::count_minutes(&transaction, &minutes)?;
            state::write_findings(&transaction, &commit.findings, &commit.withdrawn_findings)?;
            state::write_incidents(&transaction, &commit.incidents, &commit.withdrawn_incidents)?;
            state::add_quarantined(&transaction, &commit.quarantine)?;
            state::add_sources(&transaction, &commit.sources)?;
            if let Some(baselines) = &commit.baselines {
                state::set_baselines(&transaction, baselines)?;
            }
            if let Some(cursor) = commit.cursor {
                state::set_cursor(&transaction, cursor)?;
            }
            self.steps.reach(Step::TransactionFilled)?;
            finish(transaction, pending)?
        };
        // The manifest names the files: from here on they stay, whatever happens.
        self.shared.lake.replace(&[], files);
        dedupe.committed(keys);
        self.steps.reach(Step::TransactionCommitted)
    }

    /// Keeps only the events that are new: neither kept already (same day and uid) nor earlier in the list.
    ///
    /// # Errors
    /// When the lake cannot be read.
    pub fn unseen(&self, events: Vec<Row>) -> Result<Vec<Row>, StoreError> {
        self.unseen_beside(&Keys::default(), events)
    }

    pub(crate) fn unseen_beside(&self, keys: &Keys, events: Vec<Row>) -> Result<Vec<Row>, StoreError> {
        let fresh = self.dedupe().unseen(&self.shared.lake, keys, events.iter())?;
        Ok(events.into_iter().zip(fresh).filter_map(|(row, fresh)| fresh.then_some(row)).collect())
    }

    /// Merges small files of the lake where a class and day has many, and deletes the files that earlier merges
    /// replaced and no reader holds any more. Returns how many files were merged.
    ///
    /// # Errors
    /// As [`Store::commit`]; what was merged before stays.
    pub fn compact(&self) -> Result<usize, StoreError> {
        let mut retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner);
        let lake = &self.shared.lake;
        let mut merged = 0;
        for files in lake::plan_compaction(&lake.manifest()) {
            let pending = lake::merge(lake, &self.steps, &self.next_file, &files)?;
            let new = {
                let mut db = self.shared.state.writer();
                let transaction = db.transaction()?;
                self.steps.reach(Step::TransactionBegun)?;
                for file in &files {
                    state::remove_file(&transaction, file)?;
                }
                for file in pending.files() {
                    state::insert_file(&transaction, file)?;
                }
                self.steps.reach(Step::TransactionFilled)?;
                finish(transaction, pending)?
            };
            lake.replace(&files, new);
            merged += files.len();
            retired.extend(files);
            self.steps.reach(Step::TransactionCommitted)?;
        }
        retired.retain(|file| {
            let is_held = Arc::strong_count(file) > 1;
            is_held || fs::remove_file(lake.path(file)).is_err()
        });
        Ok(merged)
    }

    /// How far the journal is worked off; the beginning in a new store.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn cursor(&self) -> Result<JournalCursor, StoreError> {
        state::cursor(&self.shared.state.reader())
    }

    /// State of the stateful detectors, as the last commit that had one gave it.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn baselines(&self) -> Result<Option<Vec<u8>>, StoreError> {
        state::baselines(&self.shared.state.reader())
    }

    /// A page of events, newest first.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] for a foreign cursor; when the lake cannot be read.
    pub fn events(&self, query: &EventQuery) -> Result<Page<Event>, StoreError> {
        lake::events(&self.shared.lake, query)
    }

    /// The event with this `metadata.uid`, with its raw record.
    ///
    /// # Errors
    /// When the lake cannot be read.
    pub fn event(&self, uid: &str) -> Result<Option<StoredEvent>, StoreError> {
        lake::find_event(&self.shared.lake, uid)
    }

    /// A page of findings.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] for a foreign cursor; when the state cannot be read.
    pub fn findings(&self, query: &FindingQuery) -> Result<Page<Finding>, StoreError> {
        state::findings(&self.shared.state.reader(), query)
    }

    /// Every finding of the query, page by page, for an export; `limit` is the size of the pages that are read.
    pub fn findings_export(
        &self,
        query: FindingQuery,
    ) -> Box<dyn Iterator<Item = Result<Finding, StoreError>> + '_> {
        let mut next = Some(FindingQuery { limit: query.limit.max(500), ..query });
        let pages = std::iter::from_fn(move || {
            let query = next.take()?;
            let page = self.findings(&query);
            if let Ok(Page { next: Some(after), .. }) = &page {
                next = Some(FindingQuery { after: Some(after.clone()), ..query });
            }
            Some(page)
        });
        Box::new(pages.flat_map(|page| match page {
            Ok(page) => page.items.into_iter().map(Ok).collect::<Vec<_>>(),
            Err(error) => vec![Err(error)],
        }))
    }

    /// The finding with this uid.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn finding(&self, uid: &str) -> Result<Option<Finding>, StoreError> {
        state::finding(&self.shared.state.reader(), uid)
    }

    /// A page of incidents.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] for a foreign cursor; when the state cannot be read.
    pub fn incidents(&self, query: &IncidentQuery) -> Result<Page<Incident>, StoreError> {
        state::incidents(&self.shared.state.reader(), query)
    }

    /// The incident with this uid.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn incident(&self, uid: &str) -> Result<Option<Incident>, StoreError> {
        state::incident(&self.shared.state.reader(), uid)
    }

    /// A page of the quarantine, of one source or of all, newest first, `after` being `next` of the page before.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] for a foreign cursor; when the state cannot be read.
    pub fn quarantine(
        &self,
        source: Option<&str>,
        limit: usize,
        after: Option<&str>,
    ) -> Result<Page<QuarantineItem>, StoreError> {
        state::quarantine(&self.shared.state.reader(), source, limit, after)
    }

    /// A quarantined item as a whole. To replay it safely, append it to the journal and then delete it here.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn quarantined(&self, id: i64) -> Result<Option<Quarantined>, StoreError> {
        state::quarantined_content(&self.shared.state.reader(), id)
    }

    /// Takes an item out of the quarantine; it is gone if the process dies before the caller has put it elsewhere.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn take_quarantined(&self, id: i64) -> Result<Option<Quarantined>, StoreError> {
        let mut db = self.shared.state.writer();
        let transaction = db.transaction()?;
        let item = state::quarantined_content(&transaction, id)?;
        state::remove_quarantined(&transaction, id)?;
        transaction.commit()?;
        Ok(item)
    }

    /// Deletes an item of the quarantine; whether it was there.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn delete_quarantined(&self, id: i64) -> Result<bool, StoreError> {
        state::remove_quarantined(&self.shared.state.writer(), id)
    }

    /// What each source has delivered, ascending by id.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceStats>, StoreError> {
        state::sources(&self.shared.state.reader())
    }

    /// Numbers of a stretch of event time; reads no lake file.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn overview(&self, query: OverviewQuery) -> Result<Overview, StoreError> {
        state::overview(&self.shared.state.reader(), query)
    }

    /// All findings by cloud and severity.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn finding_counts(&self) -> Result<BTreeMap<(Cloud, Severity), u64>, StoreError> {
        state::finding_counts(&self.shared.state.reader())
    }

    /// Every token's entry, ascending by name.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn tokens(&self) -> Result<Vec<TokenEntry>, StoreError> {
        state::tokens(&self.shared.state.reader())
    }

    /// Keeps a token's entry; one of the same name is replaced.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn put_token(&self, token: &TokenEntry) -> Result<(), StoreError> {
        state::put_token(&self.shared.state.writer(), token)
    }

    /// Deletes a token's entry; whether it was there.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn delete_token(&self, name: &str) -> Result<bool, StoreError> {
        state::remove_token(&self.shared.state.writer(), name)
    }

    /// Answers one read-only SQL statement over the tables of [`Store::hunt_tables`]. Dropping the future ends the
    /// work. It needs a tokio runtime with time enabled.
    ///
    /// # Errors
    /// Why it was refused, what is wrong with it, or which limit it met.
    pub async fn hunt(&self, sql: &str, limits: Limits) -> Result<Rows, HuntError> {
        self.engine.get_or_init(|| Engine::new(Arc::clone(&self.shared))).run(sql, limits).await
    }

    /// The tables that [`Store::hunt`] can read.
    pub fn hunt_tables(&self) -> Vec<HuntTable> {
        hunt::describe()
    }

    pub(crate) fn add_to_files(&self, files: &mut lake::Writing, events: &[Row]) -> Result<(), StoreError> {
        files.add(&self.shared.lake, &self.steps, &self.next_file, events)
    }

    pub(crate) fn finish_files(&self, files: lake::Writing) -> Result<Pending, StoreError> {
        files.finish(&self.shared.lake, &self.steps)
    }

    /// Keeps a state of the estate with what changed since the one before, and forgets the oldest beyond the number that
    /// is kept. `origin` says where it comes from: `discover aws,gcp`.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn keep_snapshot(
        &self,
        graph: &Graph,
        at: Millis,
        origin: &str,
    ) -> Result<SnapshotEntry, StoreError> {
        let _one = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        estate::keep(&self.shared.state, &self.estate, graph, at, origin)
    }

    /// Newest first.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn snapshots(&self) -> Result<Vec<SnapshotEntry>, StoreError> {
        state::snapshots(&self.shared.state.reader())
    }

    /// A kept state of the estate; `None` if there is none of this id.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn snapshot(&self, id: u64) -> Result<Option<Graph>, StoreError> {
        let entry = state::snapshot(&self.shared.state.reader(), id)?;
        entry.map(|entry| estate::read(&self.estate, entry.id)).transpose()
    }

    /// What changed about an asset, newest first.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn asset_history(&self, asset: &str) -> Result<Vec<AssetHistory>, StoreError> {
        estate::history(&self.shared.state, asset)
    }

    fn dedupe(&self) -> MutexGuard<'_, Dedupe> {
        self.dedupe.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn on_step(&self, hook: crate::steps::Hook) {
        *self.steps.hook.lock().unwrap() = Some(hook);
    }
}

/// Commits the transaction that puts the files into the manifest.
fn finish(transaction: rusqlite::Transaction<'_>, pending: Pending) -> Result<Vec<LakeFile>, StoreError> {
    match transaction.commit().map_err(StoreError::from) {
        Ok(()) => Ok(pending.keep()),
        Err(full @ StoreError::Full { .. }) => Err(full),
        Err(error) => {
            // Whether the transaction reached the disk is not known: the next open decides what the files are.
            pending.keep();
            Err(error)
        }
    }
}

fn lock(dir: &Path) -> Result<File, StoreError> {
    let path: PathBuf = dir.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| StoreError::io(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { dir: dir.to_owned() }),
        Err(TryLockError::Error(error)) => Err(StoreError::io(&path, error)),
    }
}
