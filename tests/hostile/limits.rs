//! A program under limits of time and memory, and how it ended.

use std::fmt;
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How much a run may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of the processors; an unoptimised program needs about ten times the time of a release.
    pub cpu: Duration,
    /// Peak of resident memory in bytes.
    pub memory: u64,
    /// By the clock: a program that waits for ever uses no processor.
    pub wall: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { cpu: Duration::from_secs(20), memory: 512 << 20, wall: Duration::from_secs(240) }
    }
}

/// Address space beyond which the system itself says no, so that no case takes the machine down.
const ADDRESS_SPACE: u64 = 8 << 30;

/// How a run ended.
pub struct Ended {
    /// Exit code; none after a signal.
    pub code: Option<i32>,
    /// What it said.
    pub stderr: String,
    signal: Option<i32>,
    cpu: Duration,
    memory: u64,
    wall: Duration,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ended { code, signal, cpu, memory, wall, .. } = self;
        write!(f, "code {code:?}, signal {signal:?}, {cpu:.2?} CPU, {} MiB, {wall:.2?}", memory >> 20)
    }
}

impl Ended {
    /// Whether the program ended by itself, with a code that the handbook names, and within the limits.
    pub fn is_orderly(&self, limits: &Limits) -> Result<(), String> {
        match self {
            Ended { signal: Some(signal), .. } => Err(format!("signal {signal}")),
            Ended { code, .. } if !matches!(code, Some(0..=3)) => Err(format!("code {code:?}")),
            Ended { stderr, .. } if stderr.contains("panicked at") => Err("panic".to_owned()),
            Ended { cpu, .. } if *cpu > limits.cpu => Err(format!("{cpu:?} of CPU time")),
            Ended { memory, .. } if *memory > limits.memory => Err(format!("{} MiB of memory", memory >> 20)),
            _ => Ok(()),
        }
    }
}

/// Runs `command` to its end or to its limits.
pub fn run(command: &mut Command, limits: &Limits) -> Ended {
    let mut said = tempfile::tempfile().expect("a temporary file");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said.try_clone().expect("a second handle"));
    restrict(command, limits.cpu.as_secs() + 5);
    let start = Instant::now();
    #[expect(clippy::zombie_processes, reason = "wait4 below waits for it, and tells what it used")]
    let child = command.spawn().expect("the program starts");
    let pid = libc::pid_t::try_from(child.id()).expect("process numbers fit");
    let (status, usage) = loop {
        let (mut status, mut usage) = (0, unsafe { std::mem::zeroed::<libc::rusage>() });
        // SAFETY: both pointers lead to values of ours, and the child is waited for nowhere else.
        let done = unsafe { libc::wait4(pid, &raw mut status, libc::WNOHANG, &raw mut usage) };
        match done {
            0 if start.elapsed() > limits.wall => {
                // SAFETY: the child is ours and not yet waited for, so the number is still its own.
                unsafe { libc::kill(pid, libc::SIGKILL) };
                std::thread::sleep(Duration::from_millis(10));
            }
            0 => std::thread::sleep(Duration::from_millis(3)),
            _ => break (status, usage),
        }
    };
    let wall = start.elapsed();
    let time = |t: libc::timeval| Duration::new(t.tv_sec.unsigned_abs(), t.tv_usec.unsigned_abs() as u32 * 1000);
    let ended = Ended {
        code: libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status)),
        signal: libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status)),
        stderr: read(&mut said),
        cpu: time(usage.ru_utime) + time(usage.ru_stime),
        // Linux counts KiB, macOS bytes.
        memory: usage.ru_maxrss.unsigned_abs() * if cfg!(target_os = "macos") { 1 } else { 1024 },
        wall,
    };
    if std::env::var_os("HOSTILE_TIMES").is_some() {
        eprintln!("{:?}: {ended}", command.get_current_dir().unwrap_or(std::path::Path::new(".")));
    }
    ended
}

fn restrict(command: &mut Command, cpu_seconds: u64) {
    let set = move |resource, limit: u64| {
        let limit = libc::rlimit { rlim_cur: limit, rlim_max: limit };
        // SAFETY: a system call that reads one value of ours; allowed between fork and exec.
        match unsafe { libc::setrlimit(resource, &raw const limit) } {
            0 => Ok(()),
            _ => Err(std::io::Error::last_os_error()),
        }
    };
    let limit = move || {
        set(libc::RLIMIT_CPU, cpu_seconds)?;
        set(libc::RLIMIT_AS, ADDRESS_SPACE)
    };
    // SAFETY: the closure makes system calls only.
    unsafe { command.pre_exec(limit) };
}

fn read(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("a temporary file can be read");
    String::from_utf8_lossy(&bytes).into_owned()
}
