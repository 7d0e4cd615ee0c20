use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

use sha2::{Digest as _, Sha256};

use crate::tree::{built, root};
use crate::{Outcome, say};

/// Suites that run at the same time.
const SIDE_BY_SIDE: usize = 2;

/// One `tests/FOLDER/test_NAME.py` with the packages of `tests/FOLDER/requirements/NAME.txt`.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Suite {
    folder: String,
    name: String,
}

/// Runs the tests that drive Welkin with other people's programs: the vendors' SDKs and catalogues, real servers,
/// official schemas. Each suite has a virtual environment of its own under `.cache/`, made anew when its list of
/// packages changes.
pub(crate) fn run(wanted: &[&str]) -> Outcome {
    let target = built();
    let programs = [
        ("WELKIN", target.join("debug/welkin")),
        ("WELKIN_RANGE", target.join("debug/examples/range")),
        ("WELKIN_REGISTRY", target.join("debug/examples/registry")),
    ];
    if let Some((_, missing)) = programs.iter().find(|(_, program)| !program.is_file()) {
        return Err(vec![format!(
            "{} does not exist: build it with `cargo build -p welkin -p welkin-range -p welkin-cloud --bins --examples`",
            missing.display()
        )]);
    }
    let suites: VecDeque<Suite> =
        suites().into_iter().filter(|suite| wanted.is_empty() || wanted.contains(&&*suite.title())).collect();
    let (queue, problems) = (Mutex::new(suites), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                loop {
                    let Some(suite) = queue.lock().ok().and_then(|mut queue| queue.pop_front()) else {
                        return;
                    };
                    let told = suite.run(&programs);
                    if let (Err(problem), Ok(mut problems)) = (told, problems.lock()) {
                        problems.push(format!("{}: {problem}", suite.title()));
                    }
                }
            });
        }
    });
    let problems = problems.into_inner().unwrap_or_default();
    if problems.is_empty() { Ok("python-test: done".to_owned()) } else { Err(problems) }
}

fn suites() -> Vec<Suite> {
    let mut suites = Vec::new();
    for folder in entries(&root().join("tests")) {
        for file in entries(&folder.join("requirements")) {
            let name = |path: &Path| path.file_stem().map(|name| name.to_string_lossy().into_owned());
            if let (Some(folder), Some(name)) = (name(&folder), name(&file)) {
                suites.push(Suite { folder, name });
            }
        }
    }
    suites.sort();
    suites
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(Result::ok).map(|entry| entry.path()).collect()
}

impl Suite {
    fn title(&self) -> String {
        format!("{}/{}", self.folder, self.name)
    }

    fn run(&self, programs: &[(&str, PathBuf)]) -> Result<(), String> {
        let tests = root().join("tests").join(&self.folder);
        let python = self.environment(&tests)?;
        let mut command = Command::new(python);
        command
            .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
            .arg(tests.join(format!("test_{}.py", self.name)))
            .envs(programs.iter().map(|(name, path)| (*name, path)))
            .env("PYTHONDONTWRITEBYTECODE", "1");
        let output = command.output().map_err(|e| format!("pytest cannot be run: {e}"))?;
        say(&format!("python-test: {}\n{}", self.title(), text(&output)));
        if output.status.success() { Ok(()) } else { Err("tests failed".to_owned()) }
    }

    /// The interpreter of the suite's virtual environment, with its packages in.
    fn environment(&self, tests: &Path) -> Result<PathBuf, String> {
        let list = tests.join("requirements").join(format!("{}.txt", self.name));
        let wanted = fs::read(&list).map_err(|e| format!("{}: {e}", list.display()))?;
        let hash = format!("{:x}", Sha256::digest(&wanted));
        let folder = root().join(".cache/python").join(format!("{}-{}", self.folder, self.name));
        let (python, stamp) = (folder.join("bin/python"), folder.join("packages"));
        if fs::read_to_string(&stamp).is_ok_and(|made| made == hash) {
            return Ok(python);
        }
        say(&format!("python-test: installing the packages of {}", self.title()));
        fs::remove_dir_all(&folder).ok();
        done(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r"];
        done(Command::new(&python).args(pip).arg(&list))?;
        fs::write(&stamp, hash).map_err(|e| format!("{}: {e}", stamp.display()))?;
        Ok(python)
    }
}

fn done(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|e| format!("{name} cannot be run: {e}"))?;
    if output.status.success() { Ok(()) } else { Err(format!("{name} failed:\n{}", text(&output))) }
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
