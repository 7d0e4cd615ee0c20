use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::*;

/// Kills a process that commits, at random points, and looks at what is left.
#[test]
#[expect(clippy::disallowed_methods, reason = "the number of rounds is the tester's choice")]
fn a_killed_process_loses_and_doubles_nothing() {
    let rounds: u64 = std::env::var("WELKIN_SOAK_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let mut dir = tempfile::tempdir().unwrap();
    let mut random = 0x9e37_79b9_u64;
    for round in 0..rounds {
        if round % 20 == 19 {
            dir = tempfile::tempdir().unwrap();
        }
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(round | 1);
        let acknowledged = kill_after(dir.path(), (random >> 33) as usize % 12);
        let store = Store::open(dir.path()).unwrap();
        let kept = store.cursor().unwrap().offset as usize;
        assert!(kept >= acknowledged, "round {round}: {kept} of {acknowledged}");
        check_steps(&store, kept);
        let again = store.unseen(events(0..kept * 10 + 5)).unwrap();
        assert_eq!(again.len(), 5, "round {round}");
    }
}

/// Starts the committing child and kills it when it has acknowledged so many commits; all that are acknowledged then.
fn kill_after(dir: &Path, count: usize) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["tests::kill::committing_child", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env("WELKIN_CHILD_DIR", dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut lines =
        output.lines().map(Result::unwrap).filter_map(|line| line.strip_prefix("kept ")?.parse().ok());
    let mut acknowledged = 0;
    for number in lines.by_ref().take(count + 1) {
        acknowledged = number;
    }
    child.kill().unwrap();
    acknowledged = lines.last().unwrap_or(acknowledged);
    child.wait().unwrap();
    acknowledged
}

#[test]
#[ignore = "the child of the kill test"]
#[expect(clippy::disallowed_methods, reason = "its parent tells it where to write")]
fn committing_child() {
    let dir = std::env::var("WELKIN_CHILD_DIR").unwrap();
    let store = Store::open(dir).unwrap();
    println!();
    for n in store.cursor().unwrap().offset as usize.. {
        store.commit(&step(n)).unwrap();
        println!("kept {}", n + 1);
        if n % 3 == 0 {
            store.compact().unwrap();
        }
    }
}
