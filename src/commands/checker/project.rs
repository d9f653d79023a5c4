//! The folder of a checker's project: what is in it, and how a new one is written.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use veriloop_verifiers::VerifierSpec;
use veriloop_verifiers::spec::Checker;

use crate::cli::checker::Language;
use crate::exit::CommandError;

/// The interface, as every project has it beside its source.
const WIT: &str = include_str!("../../../verifiers/wit/checker.wit");

/// The longest name.
const MAX_NAME: usize = 64;

/// The file that says what a folder is.
const MANIFEST: &str = "checker.toml";

/// A project of a checker.
#[derive(Debug)]
pub(super) struct Project {
    folder: PathBuf,
    manifest: Manifest,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    name: String,
    lang: Language,
}

impl Project {
    /// The project in a folder.
    pub(super) fn open(folder: &Path) -> Result<Project, CommandError> {
        let path = folder.join(MANIFEST);
        let wrong = |why: String| CommandError::BadInput(format!("{}: {why}", path.display()));
        let text = fs::read_to_string(&path).map_err(|error| {
            wrong(format!("cannot read it: {error}; `veriloop checker new` writes a project"))
        })?;
        let of_toml = |key: String, error: &toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text[..at].matches('\n').count() + 1;
            let why = error.message().replace('\n', " ");
            CommandError::BadInput(format!("{}:{line}: {key}: {why}", path.display()))
        };
        let document =
            toml::Deserializer::parse(&text).map_err(|error| of_toml("document".into(), &error))?;
        let manifest: Manifest = serde_path_to_error::deserialize(document).map_err(|error| {
            let key = match error.path().to_string() {
                path if path == "." => "document".to_owned(),
                path => path,
            };
            of_toml(key, error.inner())
        })?;
        check_name(&manifest.name).map_err(|why| wrong(format!("name: {why}")))?;
        Ok(Project { folder: folder.to_owned(), manifest })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn name(&self) -> &str {
        &self.manifest.name
    }

    pub(super) fn language(&self) -> Language {
        self.manifest.lang
    }

    /// Where the built checker is.
    pub(super) fn wasm(&self) -> PathBuf {
        self.folder.join(format!("{}.wasm", self.name()))
    }

    /// The built checker, which is there.
    pub(super) fn built(&self) -> Result<PathBuf, CommandError> {
        let wasm = self.wasm();
        if wasm.is_file() {
            return Ok(wasm);
        }
        Err(CommandError::BadInput(format!(
            "{}: expected the checker, found none: `veriloop checker build {}` builds it",
            wasm.display(),
            self.folder.display()
        )))
    }

    /// The labelled cases.
    pub(super) fn cases(&self) -> PathBuf {
        self.folder.join("cases.jsonl")
    }

    /// Says what is wrong with how a case is judged, as the field and the fault, where that is not by this checker:
    /// what was found out so would be said of the wrong one.
    pub(super) fn flaw(&self, spec: &VerifierSpec) -> Option<(&'static str, String)> {
        let own = self.wasm();
        let field = match spec {
            VerifierSpec::Component { .. } => "module",
            VerifierSpec::PythonStdio { checker: Some(Checker::Testlib(_)), .. } => "checker.testlib",
            VerifierSpec::PythonStdio { checker: Some(Checker::Kattis(_)), .. } => "checker.kattis",
            VerifierSpec::PythonStdio { .. } => "checker",
            VerifierSpec::PythonTests { .. }
            | VerifierSpec::PythonCases { .. }
            | VerifierSpec::MathAnswer { .. } => "type",
        };
        let found = match spec.module().map(|(_, module)| module.path()) {
            Some(module) if is_same(&module, &own) => return None,
            Some(module) => module.display().to_string(),
            None => format!("a verifier of type {} without it", spec.type_name()),
        };
        Some((field, format!("expected the project's own checker {}, found {found}", own.display())))
    }
}

/// Whether two paths lead to the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// What is wrong with a name.
fn check_name(name: &str) -> Result<(), String> {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let starts = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    if starts && name.len() <= MAX_NAME && name.split('-').all(is_word) {
        return Ok(());
    }
    Err(format!("expected lower-case letters, digits and hyphens between them, found {name:?}"))
}

/// The files of a new project, with what is in them.
fn files(language: Language) -> Vec<(&'static str, &'static str)> {
    let component = ("cases.jsonl", include_str!("templates/cases.jsonl"));
    let wit = ("wit/checker.wit", WIT);
    let mut files = vec![("checker.toml", include_str!("templates/checker.toml"))];
    files.extend(match language {
        Language::Rust => vec![
            ("Cargo.toml", include_str!("templates/rust/Cargo.toml.in")),
            ("src/lib.rs", include_str!("templates/rust/lib.rs.in")),
            wit,
            component,
            (".gitignore", "/target/\n"),
        ],
        Language::Python => vec![
            ("checker.py", include_str!("templates/python/checker.py.in")),
            ("requirements.txt", include_str!("templates/python/requirements.txt.in")),
            wit,
            component,
            (".gitignore", "/.venv/\n__pycache__/\n"),
        ],
        Language::Js => vec![
            ("checker.js", include_str!("templates/js/checker.js.in")),
            ("build.mjs", include_str!("templates/js/build.mjs.in")),
            ("package.json", include_str!("templates/js/package.json.in")),
            wit,
            component,
            (".gitignore", "/node_modules/\n"),
        ],
        Language::C => vec![
            ("checker.c", include_str!("templates/c/checker.c.in")),
            ("cases.jsonl", include_str!("templates/c/cases.jsonl")),
        ],
    });
    files
}

/// Writes a new project into a folder of its name, and says which files.
pub(super) fn create(name: &str, language: Language) -> Result<Vec<PathBuf>, CommandError> {
    check_name(name).map_err(|why| CommandError::BadInput(format!("NAME: {why}")))?;
    let folder = PathBuf::from(name);
    let refused = |path: &Path, why: &str| CommandError::BadInput(format!("{}: {why}", path.display()));
    if folder.exists() {
        return Err(refused(&folder, "expected nothing of this name, found something"));
    }
    let mut written = Vec::new();
    for (file, text) in files(language) {
        let path = folder.join(file);
        let text = text.replace("NAME", name).replace("LANG", language.name());
        let write = || {
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(&path, text)
        };
        write().map_err(|error| refused(&path, &format!("cannot write it: {error}")))?;
        written.push(path);
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_words_with_hyphens_between_them() {
        for name in ["a", "divisor", "two-words", "v2"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["", "2a", "A", "a_b", "-a", "a-", "a--b", "../a", "a b", &"a".repeat(65)] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn no_text_of_a_template_holds_its_placeholders_in_a_word() {
        for language in [Language::Rust, Language::Python, Language::Js, Language::C] {
            for (file, text) in files(language) {
                let text = text.replace("NAME", "x").replace("LANG", "x");
                assert!(!text.contains("NAME") && !text.contains("LANG"), "{file}");
                assert!(!text.trim().is_empty(), "{file}");
            }
        }
    }
}
