//! New sites and new entries: what `allmende init` and `allmende new` write.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::config::{self, Config, Flags};
use crate::diagnostic::{Text, did_you_mean};
use crate::load::{self, Sources};
use crate::messages::Catalogue;
use crate::schema::{ContentType, Field, Role, Schema, json_schema, package};

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
    let flags = Flags { root: dir.to_owned(), ..Flags::default() };
    let (n_schemas, _) = write_schemas(&flags)?;
    Ok(files.len() + n_schemas)
}

/// Where the schemas for editors stand.
const SCHEMAS: &str = ".vscode/schema";

/// Writes the JSON Schemas of all types to `.vscode/schema/`, and the settings that tell VS Code of them where there are
/// none yet. Gives the number of files, and what is still to be added to settings of the user's own.
pub fn write_schemas(flags: &Flags) -> Result<(usize, Option<String>), Text> {
    let (_, config) = read(flags)?;
    let schema = &config.schema;
    let write = |path: String, value: &Value| {
        let path = flags.root.join(path);
        let folder = path.parent().unwrap_or(&flags.root);
        let text = serde_json::to_string_pretty(value).expect("JSON values have a text") + "\n";
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| Text::new("cli.cannot-write").arg("file", path.display()).arg("problem", error))
    };
    let mut n_files = 0;
    for content_type in &schema.types {
        if content_type.source.file {
            let entry = json_schema::entry(content_type, schema, &config.labels);
            write(format!("{SCHEMAS}/{}.json", content_type.name), &entry)?;
            n_files += 1;
        }
        if content_type.source.list {
            let list = json_schema::list(content_type, schema, &config.labels);
            write(format!("{SCHEMAS}/{}-liste.json", content_type.name), &list)?;
            n_files += 1;
        }
    }
    let wanted = settings(schema);
    let path = ".vscode/settings.json";
    match fs::read_to_string(flags.root.join(path)) {
        Ok(text) => {
            let own: Value = serde_json::from_str(&text).unwrap_or_default();
            let known = |(schema, files): (&String, &Value)| own["yaml.schemas"].get(schema) == Some(files);
            let is_known = wanted["yaml.schemas"].as_object().is_some_and(|schemas| schemas.iter().all(known));
            let missing = serde_json::to_string_pretty(&wanted).expect("JSON values have a text");
            Ok((n_files, (!is_known).then_some(missing)))
        }
        Err(_) => {
            write(path.to_owned(), &wanted)?;
            Ok((n_files + 1, None))
        }
    }
}

/// Which files each schema is for. Only YAML files: the YAML extension does not look into Markdown.
fn settings(schema: &Schema) -> Value {
    let lists = schema.types.iter().filter(|content_type| content_type.source.list);
    let schemas: serde_json::Map<String, Value> = lists
        .map(|content_type| {
            let folder = format!("content/{}", content_type.folder);
            let files = json!([format!("{folder}/**/*.yaml"), format!("{folder}/**/*.yml")]);
            (format!("./{SCHEMAS}/{}-liste.json", content_type.name), files)
        })
        .collect();
    json!({ "yaml.schemas": schemas })
}

/// The JSON Schema of one type's front matter, as text.
pub fn json_schema(flags: &Flags, kind: &str) -> Result<String, Text> {
    let (_, config) = read(flags)?;
    let content_type = find_type(&config.schema, kind)?;
    let entry = json_schema::entry(content_type, &config.schema, &config.labels);
    Ok(serde_json::to_string_pretty(&entry).expect("JSON values have a text"))
}

fn read(flags: &Flags) -> Result<(Sources, Config), Text> {
    let sources = load::load(&flags.root, &[], None)
        .map_err(|error| Text::new("cli.unreadable").arg("root", flags.root.display()).arg("problem", error))?;
    let config = config::load(flags, &sources.site, None, &mut Vec::new());
    Ok((sources, config))
}

/// The type by its name, label or folder.
fn find_type<'s>(schema: &'s Schema, kind: &str) -> Result<&'s ContentType, Text> {
    let folded = crate::text::fold(kind);
    let found = schema.types.iter().find(|t| {
        t.name == kind || [&t.label.one, &t.label.many, &t.folder].iter().any(|name| crate::text::fold(name) == folded)
    });
    found.ok_or_else(|| {
        let names: Vec<&str> = schema.types.iter().map(|t| t.name.as_str()).collect();
        match did_you_mean(kind, names.iter().copied()) {
            Some(name) => Text::new("cli.unknown-type-near").arg("type", kind).arg("name", name),
            None => Text::new("cli.unknown-type").arg("type", kind).arg("names", names.join(", ")),
        }
    })
}

/// Writes a new entry of type `kind` with its fields and sections as a draft; gives the file's path.
///
/// A template `content/_site/new/<type>.md` of the site is taken instead, with `{title}` filled in.
/// Nothing is ever overwritten.
pub fn entry(flags: &Flags, kind: &str, title: &str, catalogue: &Catalogue) -> Result<PathBuf, Text> {
    let (sources, config) = read(flags)?;
    let content_type = find_type(&config.schema, kind)?;
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
        content_type.fields.iter().filter(|field| field.is_offered()).partition(|field| field.is_wanted());
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
    notes.extend(field.form(catalogue));
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
    let notes: Vec<String> = field.hint.iter().cloned().chain(field.form(catalogue)).collect();
    let note = if notes.is_empty() { String::new() } else { format!(": {}", notes.join(" ").replace('\n', " ")) };
    format!("# {}:{value}   # {}{note}", field.key, field.label)
}
