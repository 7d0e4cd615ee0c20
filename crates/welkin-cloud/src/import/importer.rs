use std::io::{self, Cursor, Read};
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use welkin_model::Diagnostic;
use welkin_model::estate::GraphBuilder;

use super::frame::{Piece, Pieces, cut};
use super::read::Reader;
use super::report::{At, Report};
use super::unpack::unpacked;
use crate::describe::describe;

/// A file to import, opened when its turn comes.
pub struct ImportFile {
    name: Arc<str>,
    open: Box<dyn FnOnce() -> io::Result<Box<dyn Read + Send>> + Send>,
}

impl std::fmt::Debug for ImportFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportFile").field("name", &self.name).finish_non_exhaustive()
    }
}

impl ImportFile {
    /// `name` is how diagnostics call it.
    pub fn new(
        name: impl Into<Arc<str>>,
        open: impl FnOnce() -> io::Result<Box<dyn Read + Send>> + Send + 'static,
    ) -> ImportFile {
        ImportFile { name: name.into(), open: Box::new(open) }
    }

    pub fn of_bytes(name: impl Into<Arc<str>>, bytes: impl Into<Vec<u8>>) -> ImportFile {
        let bytes = bytes.into();
        ImportFile::new(name, move || Ok(Box::new(Cursor::new(bytes))))
    }
}

/// What an import may take.
#[derive(Clone, Debug)]
pub struct ImportLimits {
    /// Bytes of one record.
    pub record: usize,
    /// Bytes of one file after it is unpacked.
    pub unpacked: u64,
    /// A larger document is not read whole but list by list.
    pub whole: usize,
    /// How many threads read; 0 for as many as there are processors.
    pub threads: usize,
}

impl Default for ImportLimits {
    fn default() -> ImportLimits {
        ImportLimits { record: 16 << 20, unpacked: 64 << 30, whole: 1 << 20, threads: 0 }
    }
}

/// What the files told.
#[derive(Debug)]
pub struct Imported {
    pub builder: GraphBuilder,
    /// In the order of the files and their records.
    pub diagnostics: Vec<Diagnostic>,
    /// How many diagnostics there were beyond these.
    pub omitted: u64,
    /// How many descriptions of resources were read.
    pub resources: u64,
}

/// Reads exports of all clouds.
#[derive(Debug, Default)]
pub struct Importer {
    limits: ImportLimits,
    read: AtomicU64,
}

/// So many bytes of records are handed to a thread at a time.
const BATCH: usize = 256 << 10;
/// Or so many records.
const MOST_PIECES: usize = 512;

struct Batch {
    file: usize,
    name: Arc<str>,
    pieces: Vec<Piece>,
}

impl Importer {
    pub fn new(limits: ImportLimits) -> Importer {
        Importer { limits, read: AtomicU64::new(0) }
    }

    /// How many resources were read so far.
    pub fn progress(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Reads all files. The graph does not depend on their order, nor on how many threads there are.
    pub fn run(&self, files: Vec<ImportFile>) -> Imported {
        let threads = match self.limits.threads {
            0 => std::thread::available_parallelism().map_or(1, NonZero::get),
            count => count,
        };
        let names: Vec<Arc<str>> = files.iter().map(|file| Arc::clone(&file.name)).collect();
        let builder = Mutex::new(GraphBuilder::default());
        let (send, receive) = sync_channel::<Batch>(threads * 2);
        let receive = Mutex::new(receive);
        let mut report = Report::default();
        std::thread::scope(|scope| {
            let workers: Vec<_> =
                (0..threads).map(|_| scope.spawn(|| self.work(&receive, &builder))).collect();
            for (number, file) in files.into_iter().enumerate() {
                self.cut(number, file, &send, &mut report);
            }
            drop(send);
            for worker in workers {
                // A thread that ended otherwise took its report with it.
                if let Ok(other) = worker.join() {
                    report.absorb(other);
                }
            }
        });
        let resources = report.resources;
        let (diagnostics, omitted) = report.finish(&names);
        Imported { builder: builder.into_inner().unwrap_or_default(), diagnostics, omitted, resources }
    }

    fn cut(&self, number: usize, file: ImportFile, send: &SyncSender<Batch>, report: &mut Report) {
        let ImportFile { name, open } = file;
        let reader = open().and_then(|reader| unpacked(reader, self.limits.unpacked));
        match reader {
            Ok(reader) => {
                let mut queue = Queue { number, name, send, report, pieces: Vec::new(), size: 0 };
                cut(reader, &self.limits, &mut queue);
                queue.flush();
            }
            Err(error) => {
                let at = At { file: number, name, number: 1, index: 0, path: String::new() };
                let expected = "a file that can be read";
                report.problem(&at, Diagnostic::error(expected, error.to_string(), "the file is left out"));
            }
        }
    }

    fn work(&self, receive: &Mutex<Receiver<Batch>>, builder: &Mutex<GraphBuilder>) -> Report {
        let mut report = Report::default();
        loop {
            let next = match receive.lock() {
                Ok(receive) => receive.recv(),
                Err(_) => return report,
            };
            let Ok(Batch { file, name, pieces }) = next else { return report };
            let mut reader = Reader::new(file, &name, &mut report);
            for piece in pieces {
                reader.piece(piece);
            }
            let resources = reader.finish();
            let described: Vec<_> = resources.iter().map(describe).collect();
            report.resources += described.len() as u64;
            self.read.fetch_add(described.len() as u64, Ordering::Relaxed);
            if let Ok(mut builder) = builder.lock() {
                for described in described {
                    builder.add(described);
                }
            }
        }
    }
}

/// Gathers the pieces of a file into batches.
struct Queue<'q> {
    number: usize,
    name: Arc<str>,
    send: &'q SyncSender<Batch>,
    report: &'q mut Report,
    pieces: Vec<Piece>,
    size: usize,
}

impl Queue<'_> {
    fn flush(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        self.size = 0;
        if !pieces.is_empty() {
            let batch = Batch { file: self.number, name: Arc::clone(&self.name), pieces };
            // Without threads that take it there is nothing left to do.
            self.send.send(batch).ok();
        }
    }
}

impl Pieces for Queue<'_> {
    fn piece(&mut self, piece: Piece) {
        self.size += match &piece {
            Piece::Document { bytes, .. } | Piece::Element { bytes, .. } | Piece::Yaml { bytes } => {
                bytes.len()
            }
        };
        self.pieces.push(piece);
        if self.size >= BATCH || self.pieces.len() >= MOST_PIECES {
            self.flush();
        }
    }

    fn problem(&mut self, number: u64, problem: Diagnostic) {
        let at = At {
            file: self.number,
            name: Arc::clone(&self.name),
            number,
            index: u64::MAX,
            path: String::new(),
        };
        self.report.problem(&at, problem);
    }

    fn known(&mut self) {
        self.report.known(self.number);
    }
}
