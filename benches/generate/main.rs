//! Writes a site of any size to an empty folder.
//!
//! ```text
//! cargo bench --bench generate -- 10000 /dev/shm/site               for allmende
//! cargo bench --bench generate -- 10000 /dev/shm/site hugo          or zola, mkdocs
//! cargo bench --bench generate -- 10000 /dev/shm/site allmende 7    another seed
//! ```

use std::path::Path;
use std::process::ExitCode;

mod corpus;

use corpus::{Corpus, Dialect};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (Some(Ok(n)), Some(dir)) = (args.first().map(|n| n.parse()), args.get(1)) else {
        // `cargo test --benches` and `cargo bench` without arguments have nothing to do here.
        eprintln!("N DIR [allmende|hugo|zola|mkdocs] [SEED]");
        return ExitCode::SUCCESS;
    };
    let dialect = match args.get(2) {
        None | Some(&"allmende") => Dialect::Allmende,
        Some(&"hugo") => Dialect::Hugo,
        Some(&"zola") => Dialect::Zola,
        _ => Dialect::Mkdocs,
    };
    let seed = args.get(3).and_then(|seed| seed.parse().ok()).unwrap_or(1);
    match Corpus::new(n, seed).write(Path::new(dir), dialect) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{dir}: {error}");
            ExitCode::FAILURE
        }
    }
}
