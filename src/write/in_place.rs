//! The output changes file by file, where the folder cannot be exchanged.
//!
//! All new files are first written in full inside the output, so that a full disk is noticed before
//! anything changes. Then each is renamed into place: assets, then pages, then deletions. In between
//! the manifest names the files of both builds, so that a killed build leaves nothing unknown.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Change, Job, MANIFEST, WriteError, exchange, manifest, stage};
use crate::disk;
use crate::output::path;

pub(super) fn run(job: &Job, leftovers: &mut Vec<PathBuf>) -> Result<(), WriteError> {
    let stage = stage::inside(job.out);
    let result =
        fs::create_dir(&stage).map_err(|error| WriteError::io(job.out, error)).and_then(|()| change(job, &stage));
    match fs::remove_dir_all(&stage) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => leftovers.push(stage),
        _ => {}
    }
    result
}

/// An output that has to be moved from its temporary place.
struct Move<'a> {
    from: PathBuf,
    path: &'a str,
}

fn change(job: &Job, stage: &Path) -> Result<(), WriteError> {
    let moves = stage_files(job, stage)?;
    let union = job.outputs.keys().copied().chain(job.old.listed.iter().map(String::as_str)).collect::<BTreeSet<_>>();
    let (union, last) = (
        stage_manifest(job, stage, "union", &manifest::render(union.into_iter()))?,
        stage_manifest(job, stage, "last", &job.manifest)?,
    );
    exchange::flush(stage).map_err(|error| WriteError::io(job.out, error))?;

    rename(&union, &job.out.join(MANIFEST))?;
    let (in_the_way, stale): (Vec<_>, Vec<_>) = job.stale.iter().partition(|path| is_in_the_way(job, path));
    delete(job, &in_the_way)?;
    make_folders(job)?;
    let (pages, assets): (Vec<&Move>, Vec<&Move>) = moves.iter().partition(|item| item.path.ends_with(".html"));
    for group in [assets, pages] {
        group.par_iter().try_for_each(|item| rename(&item.from, &job.out.join(item.path)))?;
    }
    delete(job, &stale)?;
    rename(&last, &job.out.join(MANIFEST))
}

fn stage_files<'a>(job: &'a Job, stage: &Path) -> Result<Vec<Move<'a>>, WriteError> {
    let changed: Vec<_> = job.outputs.iter().filter(|(_, (_, change))| *change != Change::Keep).collect();
    let put = |(number, (path, (content, _))): (usize, &(&&'a str, &(&super::Content, Change)))| {
        let from = stage.join(number.to_string());
        stage::put(&from, content, &job.out.join(path))?;
        Ok(Move { from, path })
    };
    changed.par_iter().enumerate().map(put).collect()
}

fn stage_manifest(job: &Job, stage: &Path, name: &str, text: &str) -> Result<PathBuf, WriteError> {
    let path = stage.join(name);
    fs::write(&path, text).map_err(|error| WriteError::io(&job.out.join(MANIFEST), error))?;
    Ok(path)
}

fn rename(from: &Path, to: &Path) -> Result<(), WriteError> {
    fs::rename(from, to).map_err(|error| WriteError::io(to, error))
}

/// An old file where a folder must go, or in a folder where a file must go.
fn is_in_the_way(job: &Job, stale: &str) -> bool {
    let folder = format!("{stale}/");
    let below = job.outputs.range(folder.as_str()..).next().is_some_and(|(path, _)| path.starts_with(&folder));
    below || path::parents(stale).any(|parent| job.outputs.contains_key(parent))
}

/// Deletes own files, and the own folders that are empty then.
fn delete(job: &Job, paths: &[&String]) -> Result<(), WriteError> {
    paths.par_iter().try_for_each(|path| {
        let path = job.out.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WriteError::io(&path, error)),
            _ => Ok(()),
        }
    })?;
    let folders: BTreeSet<&str> = paths.iter().flat_map(|path| path::parents(path)).collect();
    for folder in folders.into_iter().rev().filter(|folder| !job.old.is_foreign_folder(folder)) {
        // Not empty: it holds other outputs, or something that came meanwhile.
        let _ = fs::remove_dir(job.out.join(folder));
    }
    Ok(())
}

/// Makes the folders of all outputs; a symlink in place of one is never entered.
fn make_folders(job: &Job) -> Result<(), WriteError> {
    let folders: BTreeSet<&str> = job.outputs.keys().flat_map(|path| path::parents(path)).collect();
    for folder in folders {
        let path = job.out.join(folder);
        match fs::create_dir(&path) {
            Err(_) if disk::look(&path).is_ok_and(|there| there.is_some_and(|m| m.is_dir())) => {}
            other => other.map_err(|error| WriteError::io(&path, error))?,
        }
    }
    Ok(())
}
