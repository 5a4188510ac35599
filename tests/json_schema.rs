//! `allmende schema`: what other editors know about the content model.

use std::path::Path;

use allmende::yaml::{self, Data, Node};
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};

use super::harness::Project;

/// A schema file that `allmende schema` wrote, compiled as JSON Schema 2020-12.
struct Schema(Schemas, SchemaIndex);

impl Schema {
    fn of(path: &Path) -> Schema {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let location = path.to_str().unwrap();
        let text: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(text["$schema"], "https://json-schema.org/draft/2020-12/schema");
        compiler.add_resource(location, text).unwrap();
        let index = compiler.compile(location, &mut schemas).unwrap_or_else(|error| panic!("{location}: {error:#}"));
        Schema(schemas, index)
    }

    /// What is wrong with a YAML text; empty when nothing is.
    fn faults(&self, text: &str) -> String {
        let value = json_of(&yaml::parse(text).unwrap_or_else(|fault| panic!("{fault:?} in\n{text}")));
        self.0.validate(&value, self.1).map_or_else(|error| format!("{error:#}"), |()| String::new())
    }

    #[track_caller]
    fn takes(&self, text: &str) -> &Schema {
        let faults = self.faults(text);
        assert!(faults.is_empty(), "{text}\n{faults}");
        self
    }

    #[track_caller]
    fn refuses(&self, text: &str) -> &Schema {
        assert!(!self.faults(text).is_empty(), "{text}");
        self
    }
}

/// YAML as other programs type it.
fn json_of(node: &Node) -> Value {
    match &node.data {
        Data::Scalar(scalar) if scalar.quoted => json!(scalar.text),
        Data::Scalar(scalar) if matches!(scalar.text.as_str(), "" | "~") => Value::Null,
        Data::Scalar(scalar) => match serde_json::from_str(&scalar.text) {
            Ok(value @ (Value::Bool(_) | Value::Number(_) | Value::Null)) => value,
            _ => json!(scalar.text),
        },
        Data::Seq(items) => items.iter().map(json_of).collect(),
        Data::Map(entries) => entries.iter().map(|(key, node)| (key.text.clone(), json_of(node))).collect(),
    }
}

fn schema(project: &Project, name: &str) -> Schema {
    project.run(["schema"]).code(0);
    Schema::of(&project.path(&format!(".vscode/schema/{name}.json")))
}

#[test]
fn the_content_of_this_repository_fits_its_schemas() {
    let project = Project::new().copy("content", "content");
    project.run(["fmt"]).code(0);
    project.run(["schema"]).code(0).stdout_has("Dateien unter .vscode geschrieben");
    let mut n_files = 0;
    for file in walkdir::WalkDir::new(project.path("content")).into_iter().map(Result::unwrap) {
        let path = file.path().strip_prefix(project.root()).unwrap().to_str().unwrap().to_owned();
        let folder = path.split('/').nth(1).unwrap_or_default();
        let name = match folder {
            "themen" => "thema",
            "praxisbeispiele" => "praxisbeispiel",
            "kommunen" => "kommune",
            "organisationen" => "organisation",
            "referenzen" => "referenz",
            "veranstaltungen" => "veranstaltung",
            _ => continue,
        };
        let text = project_text(file.path());
        match path.rsplit('.').next() {
            Some("md") => {
                let front_matter = text.strip_prefix("---\n").and_then(|rest| rest.split("\n---").next()).unwrap();
                Schema::of(&project.path(&format!(".vscode/schema/{name}.json"))).takes(front_matter);
            }
            Some("yaml") => {
                Schema::of(&project.path(&format!(".vscode/schema/{name}-liste.json"))).takes(&text);
            }
            _ => continue,
        }
        n_files += 1;
    }
    assert!(n_files > 40, "{n_files}");
}

fn project_text(path: &Path) -> String {
    if path.is_file() { std::fs::read_to_string(path).unwrap_or_default() } else { String::new() }
}

#[test]
fn an_editor_learns_what_is_wrong() {
    let example = schema(&Project::portal(), "praxisbeispiel");
    let sound = "titel: Dorfladen\nthemen: [netze]\n";
    example.takes(sound).takes("title: Dorfladen\nthemen: netze\nkurztext:\n").takes("titel: 2015\nthemen: [a]\n");
    example.takes(&format!("{sound}ebene: Gemeinde\nzeitraum: seit 2015\nentwurf: ja\nschlagwoerter: [Neues]\n"));
    example.refuses("themen: [netze]\n").refuses("titel: Dorfladen\n").takes("titel: Dorfladen\nentwurf: true\n");
    example.refuses(&format!("{sound}traegr: [bbe]\n"));
    example.refuses(&format!("{sound}ebene: Weltall\n"));
    example.refuses("titel: Dorfladen\nthemen: [a, b, c, d, e, f]\n");
    let long = "x".repeat(121);
    example.refuses(&format!("titel: {long}\nthemen: [a]\n"));
    let town = schema(&Project::portal(), "kommune");
    town.takes("titel: Essen\nags: 05113000\nmitgliedschaften: [{ in: bbe, zeitraum: 2005–2013 }, kgst]\n");
    town.refuses("titel: Essen\nags: 05113000\nmitgliedschaften: [{ zeitraum: 2005–2013 }]\n");
}

#[test]
fn a_file_of_many_entries_has_common_values() {
    let list = schema(&Project::portal(), "referenz-liste");
    list.takes("gemeinsam: { art: im-fokus }\neintraege:\n  - { titel: A, ausgabe: 5/2018 }\n");
    list.takes("- { titel: A, art: im-fokus }\n").refuses("- { titel: A }\n");
    list.refuses("eintraege:\n  - { titel: A, ausgabbe: 5/2018 }\n").refuses("eintrage: []\n");
}

#[test]
fn types_of_ones_own_have_schemas_with_their_words() {
    let own = "type: foerderprogramm\nlabel: { one: Förderprogramm, many: Förderprogramme }\nextends: basis\n\
               folder: foerderprogramme\nfields:\n  frist: { kind: date, required: true, label: Antragsfrist, hint: Der letzte Tag. }\n";
    let project = Project::portal().file("content/_site/types/foerderprogramm.yaml", own);
    schema(&project, "foerderprogramm").takes("titel: A\nfrist: 31.12.2027\n").refuses("titel: A\n");
    let run = project.run(["schema", "Förderprogramme"]);
    run.code(0).stdout_has("\"Antragsfrist. Pflichtfeld. Der letzte Tag. Zum Beispiel 28. April 2021");
    project.run(["schema", "foerderprogram"]).code(2).stderr_has("Meinten Sie »foerderprogramm«?");
    Project::new().run(["schema", "page"]).code(0).stdout_has("\"description\": \"Title.\"");
}

#[test]
fn settings_of_ones_own_stay() {
    let project = Project::portal();
    project.run(["schema"]).code(0);
    let written = project.text(".vscode/settings.json");
    assert!(written.contains("\"content/referenzen/**/*.yaml\""), "{written}");
    project.run(["schema"]).code(0);
    assert_eq!(project.text(".vscode/settings.json"), written);
    let own = "{ \"editor.wordWrap\": \"on\" } // mein\n";
    let project = Project::portal().file(".vscode/settings.json", own);
    project.run(["schema"]).code(0).stdout_has("bleibt, wie sie ist").stdout_has("yaml.schemas");
    assert_eq!(project.text(".vscode/settings.json"), own);
}

#[test]
fn a_task_shows_messages_in_vs_code() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("portal");
    assert!(super::harness::allmende().arg("init").arg(&root).output().unwrap().status.success());
    let tasks: Value = serde_json::from_slice(&std::fs::read(root.join(".vscode/tasks.json")).unwrap()).unwrap();
    let task = &tasks["tasks"][0];
    std::fs::write(root.join("content/themen/x.md"), "---\ntitel: Ein \"Wort\"\ntraegr: x\n---\n").unwrap();
    let args = task["args"].as_array().unwrap().iter().map(|arg| arg.as_str().unwrap());
    let output = super::harness::allmende().current_dir(&root).args(args).output().unwrap();
    let pattern = &task["problemMatcher"]["pattern"];
    let regex = regex::Regex::new(pattern["regexp"].as_str().unwrap()).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let found =
        stderr.lines().filter_map(|line| regex.captures(line)).find(|found| &found[2] == "unknown-field").unwrap();
    let group = |name: &str| &found[usize::try_from(pattern[name].as_u64().unwrap()).unwrap()];
    assert_eq!((group("file"), group("line"), group("column")), ("content/themen/x.md", "3", "1"));
    assert_eq!((group("severity"), group("message")), ("error", "Das Feld »traegr« gibt es bei Thema nicht"));
    assert!(root.join(".vscode/settings.json").exists() && root.join(".vscode/schema/thema.json").exists());
}
