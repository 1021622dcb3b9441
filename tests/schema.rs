//! The committed JSON schemas are those of the types, and no schema changes without a note.
//!
//! `UPDATE_DOCS=1 cargo test --test schema` writes them anew. The note in `docs/schema/CHANGES.md` is written by hand.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where something is missing")]

use aws_lc_rs::digest::{SHA256, digest};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};
use sf_preflight_checks::model::Capture;
use sf_preflight_checks::salesforce::document::Document;
use std::fs;
use std::path::{Path, PathBuf};

/// A schema, its file and what it describes.
struct Described {
    file: &'static str,
    title: &'static str,
    schema: Value,
}

fn described<T: JsonSchema>(file: &'static str, title: &'static str) -> Described {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = serde_json::to_value(settings.into_generator().into_root_schema_for::<T>()).unwrap();
    schema["title"] = title.into();
    Described { file, title, schema }
}

fn all() -> [Described; 2] {
    let mut capture = described::<Capture>("capture-v1.json", "sf-preflight capture, version 1");
    capture.schema["properties"]["kind"]["const"] = "sf-preflight-capture".into();
    capture.schema["properties"]["schema_version"]["const"] = json!(1);
    let mut report = described::<Document<'static>>("report-v1.json", "sf-preflight report, version 1");
    report.schema["properties"]["schema_version"]["const"] = json!(1);
    [report, capture]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema")
}

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    for Described { file, schema, .. } in all() {
        let (path, text) = (folder().join(file), format!("{schema:#}\n"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(committed == text, "docs/schema/{file} is not the types': UPDATE_DOCS=1 cargo test --test schema");
    }
}

/// The first row of a schema in the list of changes names the file as it is, so whoever changes it adds a row.
#[test]
fn every_change_of_a_schema_is_noted() {
    let changes = fs::read_to_string(folder().join("CHANGES.md")).unwrap();
    let rows: Vec<Vec<&str>> =
        changes.lines().filter(|line| line.starts_with("| `")).map(|line| line.split('|').map(str::trim).collect()).collect();
    for Described { file, .. } in all() {
        let text = fs::read_to_string(folder().join(file)).unwrap().replace("\r\n", "\n");
        let now: String = digest(&SHA256, text.as_bytes()).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let noted: Vec<_> = rows.iter().filter(|row| row[1] == format!("`{file}`")).collect();
        let newest = noted.first().unwrap_or_else(|| panic!("{file} has no row"));
        let (version, hash, note) = (newest[2], newest[3], newest[4]);
        assert_eq!(hash, format!("`{now}`"), "{file} has changed: add a row on top that says how, in docs/schema/CHANGES.md");
        assert!(version.split('.').count() == 3 && note.len() > 20, "{file}: a version and a note of what changed");
        assert_eq!(noted.iter().filter(|row| row[3] == hash).count(), 1, "{file}: the row of an earlier form was changed");
    }
}

#[test]
fn the_schemas_are_schemas_and_say_what_each_field_is() {
    for Described { file, title, schema } in all() {
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{file}");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{title}");
        let mut bare = Vec::new();
        describe(&schema, file, &mut bare);
        assert!(bare.is_empty(), "without a description: {bare:?}");
    }
}

/// Finds properties that say nothing of themselves. A constant, or the one field of what is described itself, is the name
/// of a variant.
fn describe(schema: &Value, place: &str, bare: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            for (name, property) in fields.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let says = ["description", "const", "$ref", "anyOf", "oneOf"].iter().any(|key| property.get(key).is_some());
                let is_variant = fields.contains_key("description") && fields["properties"].as_object().is_some_and(|all| all.len() == 1);
                if !says && !is_variant && !["Ok", "Err"].contains(&name.as_str()) {
                    bare.push(format!("{place}.{name}"));
                }
            }
            fields.iter().for_each(|(name, value)| describe(value, &format!("{place}.{name}"), bare));
        }
        Value::Array(values) => values.iter().for_each(|value| describe(value, place, bare)),
        _ => {}
    }
}
