//! From saving a file until the open tab has it: `serve` of this program, and of other generators on the machine.
//!
//! ```text
//! cargo bench --bench serve                     10,000 entries, 50 edits of each kind
//! cargo bench --bench serve -- 1000 --edits 20
//! cargo bench --bench serve -- --no-peers
//! cargo bench --bench serve -- --dir DIR        where to work; default: /dev/shm
//! ```
//!
//! Each edit is one save of one practice example: a sentence more in its text, another title, another topic.
//! The tab of this program is a client of the event stream that fetches the page as a browser would: the
//! clock stops when the answer has the edit. For a topic the tab shows the page of that topic, too. The
//! others are asked for the page of the entry alone, every two milliseconds, which is in their favour.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

#[path = "../generate/corpus.rs"]
mod corpus;
#[path = "../build/find.rs"]
mod find;

use corpus::{Corpus, Dialect};

/// An edit that has not arrived by then never does.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Between two edits, as nobody saves faster.
const PAUSE: Duration = Duration::from_millis(300);

fn main() -> ExitCode {
    // Cargo runs all benches of a crate when it tests; this one only works on demand.
    if std::env::args().all(|arg| arg != "--bench") {
        return ExitCode::SUCCESS;
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |flag: &str| args.iter().position(|arg| arg == flag).and_then(|at| args.get(at + 1));
    let n = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(10_000);
    let n_edits = value("--edits").and_then(|n| n.parse().ok()).unwrap_or(50);
    let tmpfs = Path::new("/dev/shm");
    let base = if tmpfs.is_dir() { tmpfs.to_owned() } else { std::env::temp_dir() };
    let dir = value("--dir").map_or(base, PathBuf::from).join(format!("allmende-serve-{}", std::process::id()));
    println!(
        "{n} entries, {n_edits} edits of each kind, milliseconds from saving to the tab: median, 95th percentile\n"
    );
    println!("| | text | title | topic | never came | memory MB, begin and end |");
    println!("|---|--:|--:|--:|--:|--:|");
    let own = PathBuf::from(env!("CARGO_BIN_EXE_allmende"));
    let mut contenders = vec![("allmende serve", own, Dialect::Allmende)];
    if !args.iter().any(|arg| arg == "--no-peers") {
        contenders.extend(find::find("hugo").map(|hugo| ("hugo server", hugo, Dialect::Hugo)));
        contenders.extend(find::find("zola").map(|zola| ("zola serve --fast", zola, Dialect::Zola)));
    }
    for (name, program, dialect) in contenders {
        let site = dir.join(name.replace(' ', "-"));
        fs::create_dir_all(&site).expect("the working folder is writable");
        Corpus::new(n, 1).write(&site, dialect).expect("the working folder is writable");
        measure_one(name, Server::start(&program, &site, dialect), &site, n_edits);
    }
    let _ = fs::remove_dir_all(&dir);
    ExitCode::SUCCESS
}

fn measure_one(name: &str, server: Server, site: &Path, n_edits: usize) {
    let pages = pages(site);
    let topics: Vec<String> =
        pages.iter().filter_map(|page| topic_of(&read(page))).collect::<BTreeSet<_>>().into_iter().collect();
    let memory = server.memory();
    let mut lost = 0;
    let kinds = [Edit::Text, Edit::Title, Edit::Topic].map(|edit| {
        let mut times = Vec::new();
        for n in 0..n_edits {
            let page = &pages[(n * 7919 + edit as usize) % pages.len()];
            match server.time(page, edit, &topics, n) {
                Some(time) => times.push(time.as_secs_f64() * 1e3),
                None => lost += 1,
            }
            std::thread::sleep(PAUSE);
        }
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times.get(((times.len() as f64 * part) as usize).min(times.len().saturating_sub(1)));
        let shown = |part| at(part).map_or_else(|| "–".to_owned(), |ms| format!("{ms:.0}"));
        format!("{}, {}", shown(0.5), shown(0.95))
    });
    println!("| {name} | {} | {lost} | {}, {} |", kinds.join(" | "), memory, server.memory());
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Text,
    Title,
    Topic,
}

fn pages(site: &Path) -> Vec<PathBuf> {
    let folder = fs::read_dir(site.join("content/praxisbeispiele")).expect("every site has practice examples");
    let files = folder.filter_map(Result::ok).map(|file| file.path());
    let mut pages: Vec<PathBuf> = files.filter(|path| !path.ends_with("_index.md")).collect();
    pages.sort();
    pages
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file of the site")
}

/// First topic of a page, as it is written there.
fn topic_of(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with("themen"))?;
    let (_, topics) = line.split_once('[')?;
    topics.split([',', ']']).next().map(str::to_owned)
}

/// A preview of one of the programs.
struct Server {
    child: Child,
    port: u16,
    dialect: Dialect,
    /// Paths of changed files, as they are told.
    events: Option<Receiver<String>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(program: &Path, site: &Path, dialect: Dialect) -> Server {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
        let number = port.to_string();
        let args: Vec<&str> = match dialect {
            Dialect::Hugo => {
                vec!["server", "--port", &number, "--disableFastRender=false", "--baseURL", "http://localhost/"]
            }
            Dialect::Zola => vec!["serve", "--fast", "--port", &number],
            _ => vec!["serve", "--quiet", "--port", &number],
        };
        let mut command = Command::new(program);
        command.args(args).current_dir(site).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("the program starts");
        let mut server = Server { child, port, dialect, events: None };
        let start = Instant::now();
        while server.get("/").is_none() {
            assert!(start.elapsed() < TIMEOUT * 5, "the preview does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        if dialect == Dialect::Allmende {
            server.events = Some(server.listen());
            // The first search index is made in the meantime.
            let _ = server.get("/search/manifest.js");
        }
        std::thread::sleep(Duration::from_secs(3));
        server
    }

    /// Resident memory now.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|kb| kb.trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or_default() / 1024
    }

    /// Body of a page; nothing when it is not there.
    fn get(&self, path: &str) -> Option<String> {
        let mut stream = self.request(path)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        answer.starts_with("HTTP/1.1 200").then_some(answer)
    }

    fn request(&self, path: &str) -> Option<TcpStream> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let host = format!("localhost:{}", self.port);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").ok()?;
        Some(stream)
    }

    /// The stream of events that an open tab has.
    fn listen(&self) -> Receiver<String> {
        let page = self.get("/").expect("the start page is there");
        let (_, rest) = page.split_once("data-token=\"").expect("pages of the preview have the script");
        let token = rest.split('"').next().unwrap_or_default();
        let stream = self.request(&format!("/__allmende/events?token={token}")).expect("the preview is there");
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        receiver
    }

    /// Saves an edit; the time until the tab has it.
    fn time(&self, page: &Path, edit: Edit, topics: &[String], n: usize) -> Option<Duration> {
        let text = read(page);
        let mark = format!("Bearbeitung {n} {edit:?}");
        let old_topic = topic_of(&text).unwrap_or_default();
        let topic = &topics[(topics.iter().position(|topic| *topic == old_topic).unwrap_or(0) + n + 1) % topics.len()];
        let text = match edit {
            Edit::Text => format!("{text}\n{mark}.\n"),
            Edit::Title => {
                let line = text.lines().find(|line| line.starts_with("tit")).expect("every page has a title");
                let (key, _) = line.split_once('"').expect("titles are quoted");
                text.replacen(line, &format!("{key}\"{mark}\""), 1)
            }
            Edit::Topic => {
                let line = text.lines().find(|line| line.starts_with("themen")).expect("every page has topics");
                let one = format!("{}[{topic}]", line.split('[').next().unwrap_or_default());
                text.replacen(line, &one, 1)
            }
        };
        let stem = page.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let (url, expected) = match self.dialect {
            Dialect::Allmende => (format!("praxisbeispiele/{stem}.html"), mark),
            _ => (format!("praxisbeispiele/{stem}/"), mark),
        };
        let before = self.get(&format!("/{url}"));
        let has_it = |page: &Option<String>| match edit {
            Edit::Topic => page.is_some() && *page != before,
            _ => {
                page.as_ref().is_some_and(|page| page.replace("&nbsp;", " ").replace('\u{A0}', " ").contains(&expected))
            }
        };
        if let Some(events) = &self.events {
            while events.try_recv().is_ok() {}
        }
        let start = Instant::now();
        fs::write(page, text).expect("a file of the site");
        if let Some(events) = &self.events {
            let mut awaited = vec![url.clone()];
            if edit == Edit::Topic {
                awaited.push(format!("themen/{topic}.html"));
            }
            while !awaited.is_empty() {
                let line = events.recv_timeout(TIMEOUT.checked_sub(start.elapsed())?).ok()?;
                awaited.retain(|path| !line.contains(&format!("\"{path}\"")) && !line.contains("\"paths\":null"));
            }
            return has_it(&self.get(&format!("/{url}"))).then(|| start.elapsed());
        }
        while start.elapsed() < TIMEOUT {
            if has_it(&self.get(&format!("/{url}"))) {
                return Some(start.elapsed());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        None
    }
}
