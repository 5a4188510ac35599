//! Fuzzing without nightly: changes seeds at random and runs a target on them for a while.
//!
//! `drive TARGET SECONDS [SEED]`. Knows nothing about coverage, so it finds less than libFuzzer in the same time; what it
//! does find is written to `artifacts/TARGET/` as libFuzzer does it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// Pieces that mean something to one of the targets.
const PIECES: [&str; 72] = [
    "---\n",
    "titel: ",
    "kurztext: ",
    "datum: ",
    "zeitraum: ",
    "themen: [",
    "]",
    "- ",
    "  ",
    "\n",
    ": ",
    "#",
    "|",
    ">",
    "\"",
    "'",
    "{",
    "}",
    "&a",
    "*a",
    "!!x",
    "%YAML",
    "*",
    "**",
    "_",
    "`",
    "```",
    "~~",
    "[",
    "](",
    ")",
    "![",
    "[[",
    "]]",
    "\n\n",
    "> ",
    "1. ",
    "28. April ",
    "## ",
    ":::",
    "::: tipp\n",
    "[!NOTE]",
    "[^1]",
    "[^1]: ",
    "<b>",
    "</b>",
    "<div>",
    "<!--",
    "-->",
    "<script>",
    "javascript:",
    "https://x.de",
    "a@b.de",
    "z. B. ",
    "5-7 %",
    "§ ",
    "Bürger*innen",
    "ü",
    "日",
    "\u{301}",
    "\u{AD}",
    "\u{202F}",
    "2026-01-02",
    "14/2015",
    "1990er",
    "05113000",
    "+49 30 1",
    "1.000,5",
    "ab 2020",
    "type: x\n",
    "fields:\n",
    "kind: text",
];

fn main() {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_default();
    let seconds = args.next().and_then(|text| text.parse().ok()).unwrap_or(60);
    let mut random = Random(args.next().and_then(|text| text.parse().ok()).unwrap_or(1));
    let Some((_, target)) = allmende_fuzz::TARGETS.iter().find(|(known, _)| *known == name) else {
        panic!("drive TARGET SECONDS [SEED]; targets: {:?}", allmende_fuzz::TARGETS.map(|(name, _)| name));
    };
    let seeds: Vec<Vec<u8>> = walk(Path::new("content")).chain(walk(Path::new("src/packages"))).collect();
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut n_runs, mut n_found) = (0_u64, 0);
    while Instant::now() < end {
        let mut input = match random.below(3) {
            0 => Vec::new(),
            _ => seeds.get(random.below(seeds.len().max(1))).map(|seed| cut(seed, &mut random)).unwrap_or_default(),
        };
        for _ in 0..1 + random.below(12) {
            change(&mut input, &mut random);
        }
        if std::panic::catch_unwind(|| target(&input)).is_err() {
            n_found += 1;
            let folder = Path::new("fuzz/artifacts").join(&name);
            fs::create_dir_all(&folder)
                .and_then(|()| fs::write(folder.join(format!("crash-{n_runs}")), &input))
                .expect("a folder for findings");
        }
        n_runs += 1;
    }
    println!("{name}: {n_runs} inputs in {seconds} s, {n_found} findings");
}

fn walk(folder: &Path) -> Box<dyn Iterator<Item = Vec<u8>>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    Box::new(entries.flat_map(|entry| match entry.path() {
        path if path.is_dir() => walk(&path),
        path => Box::new(fs::read(path).into_iter()),
    }))
}

/// A piece of at most 2 KB.
fn cut(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let start = if random.below(2) == 0 { 0 } else { random.below(seed.len().max(1)) };
    seed[start..seed.len().min(start + 2_000)].to_vec()
}

fn change(input: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(input.len() + 1);
    match random.below(6) {
        0 | 1 | 2 => drop(input.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
        3 => {
            let end = (at + random.below(40)).min(input.len());
            input.drain(at..end);
        }
        4 => {
            let end = (at + random.below(80)).min(input.len());
            let piece = input[at..end].to_vec();
            let to = random.below(input.len() + 1);
            input.splice(to..to, piece);
        }
        _ if at < input.len() => input[at] ^= 1 << random.below(8),
        _ => {}
    }
}

/// xorshift64*: the same inputs for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(2_685_821_657_736_338_717) >> 33) as usize % n
    }
}
