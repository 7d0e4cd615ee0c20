use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use welkin_detect::{Incidents, Observed, Outcome, RuleFile, Rules, Watch};
use welkin_ingest::{Piece, Rejected, ordered};
use welkin_model::{Incident, Level, Severity, json_text};
use welkin_store::Row;

use crate::exit::{Exit, Failure};
use crate::inputs::{Diagnostics, Inputs, note, source};
use crate::keeper::Keeper;
use crate::merged::merged;
use crate::output::{FindingWriter, Format};

/// Find attacks in logs: all findings, then the incidents that they form.
#[derive(Args, Debug)]
pub(crate) struct Detect {
    /// A folder of Sigma rules to use beside Welkin's own; may be given more than once.
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Leave Welkin's own rules out.
    #[arg(long)]
    no_own_rules: bool,
    /// A rule that cannot be used is an error.
    #[arg(long)]
    strict: bool,
    /// What the records are, e.g. aws.cloudtrail; recognised for each record if not given.
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// How to write the results: a table on a terminal, else ndjson.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Leave out findings below this severity: informational, low, medium, high or critical.
    #[arg(long, value_name = "SEVERITY", default_value = "informational")]
    min_severity: Severity,
    /// End with exit code 1 if there is a finding of this severity or worse.
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// Keep events, findings and incidents in this data directory, for `welkin hunt` and the console.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Files, folders, or `-` for standard input; gzip and zstd are unpacked.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl Detect {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let source = source(self.source.as_deref())?;
        let inputs = Inputs::of(&self.paths)?;
        let rules = self.load_rules()?;
        note(&format!("{} rules, {} files", rules.len(), inputs.len()));
        let mut report = Report {
            writer: FindingWriter::new(Format::or_default(self.format)),
            min_severity: self.min_severity,
            worst: Severity::Unknown,
            findings: 0,
            told: Told::default(),
            incidents: HashMap::new(),
        };
        let mut keeper = self.data.as_deref().map(Keeper::open).transpose()?;
        let keeps = keeper.is_some();
        let rules = Arc::new(rules);
        let mut watch = Watch::offline(Arc::clone(&rules));
        let mut diagnostics = Diagnostics::default();
        let mut records = 0;
        ordered(
            |feed| merged(&inputs, source, &mut |pieces| feed.put(pieces)),
            |pieces| Judged::of(pieces, &rules, keeps),
            |judged| {
                judged.rejected.iter().for_each(|rejected| diagnostics.tell(&rejected.diagnostic));
                records += judged.observed.len();
                let outcome = watch.observe(judged.observed, None, Incidents::Later);
                report.tell(&outcome)?;
                report.gather(outcome.incidents, &outcome.withdrawn_incidents);
                if let Some(keeper) = &mut keeper {
                    keeper.keep(judged.rows, outcome.raised);
                }
                Ok(())
            },
        )?;
        let last = watch.finish();
        report.tell(&last)?;
        report.gather(last.incidents, &last.withdrawn_incidents);
        let mut incidents: Vec<Incident> = std::mem::take(&mut report.incidents).into_values().collect();
        incidents.sort_by(Incident::by_gravity);
        if let Some(keeper) = keeper {
            keeper.close(last.raised, incidents.clone())?;
        }
        for incident in &incidents {
            report.worst = report.worst.max(incident.severity);
            report.writer.write(&incident.to_ocsf())?;
        }
        let (findings, worst) = (report.findings, report.worst);
        report.writer.finish()?;
        note(&format!(
            "{records} records, {findings} findings, {} incidents, {} diagnostics",
            incidents.len(),
            diagnostics.count()
        ));
        Ok(match self.fail_on {
            Some(limit) if worst >= limit && (findings > 0 || !incidents.is_empty()) => Exit::Findings,
            _ => Exit::Clean,
        })
    }

    fn load_rules(&self) -> Result<Rules, Failure> {
        let mut files = if self.no_own_rules { Vec::new() } else { RuleFile::shipped() };
        for folder in &self.rules {
            rule_files(folder, &mut files)?;
        }
        let (rules, diagnostics) = Rules::compile(&files);
        let (errors, others): (Vec<_>, Vec<_>) = diagnostics.iter().partition(|d| d.level == Level::Error);
        for error in &errors {
            note(&error.to_string());
        }
        // A public tree is mostly for hosts; saying so once for each rule would hide what matters.
        for other in others.iter().take(5) {
            note(&other.to_string());
        }
        if !diagnostics.is_empty() {
            note(&format!("{} rules cannot be used, {} have no log source here", errors.len(), others.len()));
        }
        if self.strict && !errors.is_empty() {
            return Err(Failure::Refused(format!(
                "{} rules cannot be used, and --strict is set",
                errors.len()
            )));
        }
        Ok(rules)
    }
}

/// What a batch of pieces holds, as far as it depends on nothing but the pieces.
#[derive(Debug, Default)]
struct Judged {
    observed: Vec<Observed>,
    /// The events for the lake, if they are to be kept.
    rows: Vec<Row>,
    rejected: Vec<Rejected>,
}

impl Judged {
    fn of(pieces: Vec<Piece>, rules: &Rules, keeps: bool) -> Judged {
        let mut judged = Judged::default();
        for piece in pieces {
            piece.parse(&mut |record| match record {
                Err(rejected) => judged.rejected.push(rejected),
                Ok(parsed) => {
                    let verdict = rules.judge(parsed.source(), parsed.native());
                    let raw = if keeps { json_text(parsed.native()) } else { None };
                    let event = parsed.into_event();
                    if keeps {
                        judged.rows.push(Row::new(&event, raw));
                    }
                    judged.observed.push(Observed::new(rules, &event, verdict));
                }
            });
        }
        judged
    }
}

/// What is written, and what it amounts to.
struct Report {
    writer: FindingWriter,
    min_severity: Severity,
    worst: Severity,
    findings: u64,
    /// The same record in two files is one event, and its finding one finding.
    told: Told,
    /// They come last, and may still grow: by uid.
    incidents: HashMap<String, Incident>,
}

/// The ids of the findings that were told last, as numbers: of the newer ones and of those before them.
#[derive(Debug, Default)]
struct Told {
    newer: HashSet<u64>,
    older: HashSet<u64>,
}

/// So many are certainly remembered.
const TOLD: usize = 500_000;

impl Told {
    /// Remembers an id; whether it was unknown. The id of a finding is 32 hexadecimal digits of a hash, of which half
    /// tell millions apart; any other id is not remembered.
    fn is_new(&mut self, uid: &str) -> bool {
        let Some(Ok(number)) = uid.get(..16).map(|half| u64::from_str_radix(half, 16)) else { return true };
        if self.newer.len() >= TOLD {
            self.older = std::mem::take(&mut self.newer);
        }
        !self.older.contains(&number) && self.newer.insert(number)
    }
}

impl Report {
    fn tell(&mut self, outcome: &Outcome) -> Result<(), Failure> {
        for finding in &outcome.raised {
            if finding.severity >= self.min_severity && self.told.is_new(&finding.uid) {
                self.findings += 1;
                self.worst = self.worst.max(finding.severity);
                self.writer.write(&finding.to_ocsf())?;
            }
        }
        Ok(())
    }

    fn gather(&mut self, changed: Vec<Incident>, withdrawn: &[String]) {
        for uid in withdrawn {
            self.incidents.remove(uid);
        }
        self.incidents.extend(changed.into_iter().map(|incident| (incident.uid.clone(), incident)));
    }
}

fn rule_files(path: &Path, files: &mut Vec<RuleFile>) -> Result<(), Failure> {
    let what = || format!("cannot read rules of {}", path.display());
    if path.is_dir() {
        let entries = fs::read_dir(path).map_err(Failure::io(what()))?;
        let mut entries: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
        entries.sort();
        return entries.iter().try_for_each(|entry| rule_files(entry, files));
    }
    let name = path.display().to_string();
    if (name.ends_with(".yml") || name.ends_with(".yaml")) && !name.ends_with(".test.yml") {
        let text = fs::read_to_string(path).map_err(Failure::io(what()))?;
        files.push(RuleFile { name, text });
    }
    Ok(())
}
