//! Time and memory of a child process, as the kernel counts them.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// What a run took.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub wall: f64,
    pub user: f64,
    pub system: f64,
    pub peak_kb: u64,
    pub n_files: usize,
    pub bytes: u64,
    pub failed: bool,
    /// What `--timings` said, in milliseconds.
    pub stages: Vec<(String, f64)>,
}

impl Run {
    /// Two programs one after the other.
    pub fn and(self, next: Run) -> Run {
        Run {
            wall: self.wall + next.wall,
            user: self.user + next.user,
            system: self.system + next.system,
            peak_kb: self.peak_kb.max(next.peak_kb),
            stages: [self.stages, next.stages].concat(),
            ..next
        }
    }
}

/// Runs a command to its end; nothing when it cannot start or fails.
pub fn run(command: &mut Command) -> Option<Run> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().ok()?;
    let mut said = String::new();
    child.stderr.take()?.read_to_string(&mut said).ok()?;
    let mut run = wait(child)?;
    run.wall = start.elapsed().as_secs_f64();
    run.stages = said.lines().filter_map(stage).collect();
    if run.failed {
        eprintln!("{}", said.lines().take(20).collect::<Vec<_>>().join("\n"));
        return None;
    }
    Some(run)
}

#[cfg(unix)]
fn wait(child: Child) -> Option<Run> {
    let pid = libc::pid_t::try_from(child.id()).expect("process numbers fit");
    let mut status = 0;
    // SAFETY: `usage` is plain numbers, and `pid` is our own child that nobody else waits for.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        (libc::wait4(pid, &mut status, 0, &mut usage) == pid).then_some(usage)
    }?;
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    Some(Run {
        user: seconds(usage.ru_utime),
        system: seconds(usage.ru_stime),
        peak_kb: u64::try_from(usage.ru_maxrss).unwrap_or_default(),
        failed: status != 0,
        ..Run::default()
    })
}

/// Elsewhere there is only the wall time.
#[cfg(not(unix))]
fn wait(mut child: Child) -> Option<Run> {
    Some(Run { failed: !child.wait().ok()?.success(), ..Run::default() })
}

/// `parse       123.4 ms`
fn stage(line: &str) -> Option<(String, f64)> {
    let (name, time) = line.strip_suffix(" ms")?.split_once(' ')?;
    Some((name.to_owned(), time.trim().parse().ok()?))
}

/// The median of each number by itself.
pub fn median(runs: &[Run]) -> Run {
    let of = |number: &dyn Fn(&Run) -> f64| {
        let mut numbers: Vec<f64> = runs.iter().map(number).collect();
        numbers.sort_by(f64::total_cmp);
        numbers[numbers.len() / 2]
    };
    let stages = runs[0].stages.iter().enumerate();
    Run {
        wall: of(&|run| run.wall),
        user: of(&|run| run.user),
        system: of(&|run| run.system),
        peak_kb: of(&|run| run.peak_kb as f64) as u64,
        n_files: runs[0].n_files,
        bytes: runs[0].bytes,
        failed: false,
        stages: stages.map(|(i, (name, _))| (name.clone(), of(&|run| run.stages[i].1))).collect(),
    }
}

/// Number and bytes of all files below a folder.
pub fn size(folder: &Path) -> (usize, u64) {
    let mut total = (0, 0);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (n, bytes) = match entry.metadata() {
            Ok(data) if data.is_dir() => size(&entry.path()),
            Ok(data) => (1, data.len()),
            Err(_) => (0, 0),
        };
        total = (total.0 + n, total.1 + bytes);
    }
    total
}
