//! New sites and new entries: what `allmende init` and `allmende new` write.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::config::{self, Flags};
use crate::diagnostic::{Text, did_you_mean};
use crate::load;
use crate::messages::Catalogue;
use crate::schema::{ContentType, Field, Kind, Role, package};

/// Writes the starter site of a package into a new or empty folder; gives the number of files.
pub fn site(dir: &Path, package: &str) -> Result<usize, Text> {
    let fault =
        |key, path: &Path, error: &std::io::Error| Text::new(key).arg("file", path.display()).arg("problem", error);
    if dir.join("content").exists() || dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Text::new("cli.init-not-empty").arg("dir", dir.display()));
    }
    let files = package::starter_files(package);
    for (path, bytes) in &files {
        let target = dir.join(path);
        let folder = target.parent().unwrap_or(dir);
        fs::create_dir_all(folder).map_err(|error| fault("cli.cannot-write", folder, &error))?;
        fs::write(&target, bytes).map_err(|error| fault("cli.cannot-write", &target, &error))?;
    }
    Ok(files.len())
}

/// Writes a new entry of type `kind` with its fields and sections as a draft; gives the file's path.
///
/// A template `content/_site/new/<type>.md` of the site is taken instead, with `{title}` filled in.
/// Nothing is ever overwritten.
pub fn entry(flags: &Flags, kind: &str, title: &str, catalogue: &Catalogue) -> Result<PathBuf, Text> {
    let cannot_read =
        |error: std::io::Error| Text::new("cli.unreadable").arg("root", flags.root.display()).arg("problem", error);
    let sources = load::load(&flags.root, &[], None).map_err(cannot_read)?;
    let config = config::load(flags, &sources.site, None, &mut Vec::new());
    let schema = &config.schema;
    let folded = crate::text::fold(kind);
    let found = schema.types.iter().find(|t| {
        t.name == kind || [&t.label.one, &t.label.many, &t.folder].iter().any(|name| crate::text::fold(name) == folded)
    });
    let Some(content_type) = found else {
        let names: Vec<&str> = schema.types.iter().map(|t| t.name.as_str()).collect();
        let near = did_you_mean(kind, names.iter().copied());
        return Err(match near {
            Some(name) => Text::new("cli.unknown-type-near").arg("type", kind).arg("name", name),
            None => Text::new("cli.unknown-type").arg("type", kind).arg("names", names.join(", ")),
        });
    };
    let slug = crate::text::slugify(title);
    if slug.is_empty() {
        return Err(Text::new("cli.empty-title"));
    }
    let folder = flags.root.join("content").join(&content_type.folder);
    let path = folder.join(format!("{slug}.md"));
    let own = format!("content/_site/new/{}.md", content_type.name);
    let text = match sources.site.iter().find(|source| *source.path == *own) {
        Some(template) => template.text.replace("{title}", title),
        None => template(content_type, title, catalogue),
    };
    let cannot_write =
        |error: std::io::Error| Text::new("cli.cannot-write").arg("file", path.display()).arg("problem", error);
    fs::create_dir_all(&folder).map_err(cannot_write)?;
    let file = fs::OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = match file {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Text::new("cli.exists").arg("file", path.display()));
        }
        other => other.map_err(cannot_write)?,
    };
    file.write_all(text.as_bytes()).map_err(cannot_write)?;
    Ok(path)
}

/// Front matter with the fields that count, hints as comments, and the sections of the type.
///
/// Fields that must or should be filled in come first, ready to be written into; the others follow as
/// comments, so that the new file is already sound.
fn template(content_type: &ContentType, title: &str, catalogue: &Catalogue) -> String {
    let mut lines = vec!["---".to_owned()];
    let (wanted, offered): (Vec<&Field>, Vec<&Field>) =
        content_type.fields.iter().filter(|field| is_offered(field)).partition(|field| is_wanted(field));
    for field in wanted {
        lines.extend(field_lines(field, title, catalogue));
    }
    if let Some(draft) = content_type.role(Role::Draft) {
        lines.push(format!("{}: true", content_type.fields[draft].key));
    }
    if !offered.is_empty() {
        lines.push(String::new());
        lines.push(format!("# {}", catalogue.get("new.optional").unwrap_or_default()));
        lines.extend(offered.iter().map(|field| optional_line(field, catalogue)));
    }
    lines.push("---".to_owned());
    for section in &content_type.sections {
        lines.push(String::new());
        lines.push(format!("## {}", section.heading));
        if let Some((pattern, _)) = &section.children {
            let example = pattern.as_str().trim_start_matches("^(?:").trim_end_matches(")$");
            lines.push(String::new());
            lines.push(format!("<!-- {} -->", catalogue.format("new.children", &[("pattern", example.to_owned())])));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Required and recommended fields, and those that only this type has; the rest is in the codebook.
fn is_offered(field: &Field) -> bool {
    let is_plain = !matches!(field.kind, Kind::Object(_) | Kind::List(_) | Kind::Image(_));
    is_wanted(field)
        || field.role.is_none_or(|role| matches!(role, Role::Date | Role::Series | Role::Part))
            && is_plain
            && field.show
}

/// What a new entry should say from the start.
fn is_wanted(field: &Field) -> bool {
    field.required || field.warn_if_missing || matches!(field.role, Some(Role::Topics))
}

fn field_lines(field: &Field, title: &str, catalogue: &Catalogue) -> Vec<String> {
    let mut lines = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    if field.required && field.derive.is_none() {
        notes.push(catalogue.get("new.required").unwrap_or_default().to_owned());
    }
    if let Some(from) = &field.derive {
        notes.push(catalogue.format("new.derived", &[("field", from.split('.').next().unwrap_or(from).to_owned())]));
    }
    notes.extend(field.hint.clone());
    notes.extend(expectation(field, catalogue));
    if !notes.is_empty() {
        lines.push(format!("# {}: {}", field.label, notes.join(" ").replace('\n', " ")));
    }
    let value = match (field.role, field.many) {
        (Some(Role::Title), _) => crate::edit::quote::value(title, false),
        (_, true) => "[]".to_owned(),
        _ => String::new(),
    };
    lines.push(format!("{}: {value}", field.key).trim_end().to_owned());
    lines
}

/// `# orte: []   # Orte: Kommune, mehrere möglich`
fn optional_line(field: &Field, catalogue: &Catalogue) -> String {
    let value = if field.many { " []" } else { "" };
    let notes: Vec<String> = field.hint.iter().cloned().chain(expectation(field, catalogue)).collect();
    let note = if notes.is_empty() { String::new() } else { format!(": {}", notes.join(" ").replace('\n', " ")) };
    format!("# {}:{value}   # {}{note}", field.key, field.label)
}

/// The values to choose from, or the form of a value.
fn expectation(field: &Field, catalogue: &Catalogue) -> Option<String> {
    let values = match &field.kind {
        Kind::Enum(choices) => choices.iter().map(|choice| choice.key.as_str()).collect::<Vec<_>>().join(", "),
        Kind::Relation(relation) => match &relation.to {
            crate::schema::Targets::Types(types) => {
                return Some(catalogue.format("new.relation", &[("types", types.join(", "))]));
            }
            _ => return None,
        },
        Kind::Date | Kind::DateTime | Kind::Period | Kind::Issue | Kind::Range | Kind::Person(_) => {
            let key = format!("new.kind.{}", field.kind.name());
            return catalogue.get(&key).map(str::to_owned);
        }
        _ => return None,
    };
    Some(catalogue.format("new.values", &[("values", values)]))
}
