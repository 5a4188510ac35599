//! One test binary; a module per topic.

/// Sites in temporary folders and the real program on them.
mod harness;

/// The example site in Chromium.
mod browser;
/// Commands, options, exit codes, and what they say.
mod cli;
/// Builds that are killed, disturbed or starved.
#[cfg(unix)]
mod crash;
/// The same content gives the same bytes; the output changes as a whole.
mod determinism;
/// The handbooks in `docs/`: their examples build, their messages are real.
mod docs;
/// The English package, plain folders, and that the engine knows no type by name.
mod docs_package;
/// Addresses outside, against a server on this machine.
mod external;
/// Small sites with one fault each, and where it is caught.
mod faults;
/// Values of fields: required, allowed, what they mean.
mod fields;
/// What stands between the `---` lines.
mod front_matter;
/// Hostile and broken input, under limits of time and memory.
#[cfg(unix)]
mod hostile;
/// What other editors know about the content model.
mod json_schema;
/// Links inside the site.
mod links;
/// Lists, facets, addresses.
mod lists;
/// Every sentence the program says exists in both languages.
mod messages;
/// Nothing is loaded from elsewhere, nothing is inline.
mod offline;
/// The two ends of the pipeline that touch the disk: what `load` reads and how `write` changes the output.
mod output;
/// Drafts, days of appearance, the archive.
mod publication;
/// What a preview shows after any edits is what a build gives.
mod rebuild;
/// Relations that show on both sides.
mod relations;
/// The report for the editorial meeting.
mod report;
/// What `check` finds beyond faults.
mod rules;
/// What editors do with a whole portal.
mod scenarios;
/// Types and vocabularies that a site declares.
mod schema;
/// The search: the analyser's two ends, and what queries find.
mod search;
/// The preview: what it serves, to whom, and what open tabs do.
mod serve;
/// German text mode.
mod text;
/// What every page says to machines, views of lists, pictures, and themes of one's own.
mod theme;
/// Topics as hubs.
mod topics;

/// Commands for editors that write sources: starters, new entries, canonical front matter, vocabularies, renaming.
mod editor;
