//! Makes a test of every program in `tests/corpus`, so that none can be added without one, and a table of the hostile
//! ones.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let corpus = Path::new("tests/corpus");
    println!("cargo:rerun-if-changed={}", corpus.display());
    let (mut source, mut hacks) = (String::new(), String::new());
    for (folder, judge) in [
        ("hostile", "nobody_is_fooled_by"),
        ("honest", "is_judged_right"),
        ("stdio-hostile", "no_output_fools"),
        ("stdio-honest", "output_is_judged_right"),
    ] {
        let _ = writeln!(source, "mod {} {{", folder.replace('-', "_"));
        for file in programs(&corpus.join(folder)) {
            println!("cargo:rerun-if-changed={}", file.display());
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let is_name = name.chars().all(|c| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit());
            assert!(is_name, "{}: expected a name of lower-case letters, digits and _", file.display());
            let text = format!(
                "include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))",
                Path::new("/").join(&file)
            );
            let _ =
                writeln!(source, "    #[test]\n    fn {name}() {{ super::{judge}(\"{name}\", {text}); }}");
            if folder == "hostile" {
                let _ = writeln!(hacks, "    Hack {{ name: \"{name}\", source: {text} }},");
            }
        }
        source.push_str("}\n");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to write"));
    fs::write(out.join("corpus.rs"), source).expect("the folder can be written");
    let hacks = format!("/// Every one of them, by name.\npub const HACKS: &[Hack] = &[\n{hacks}];\n");
    fs::write(out.join("hacks.rs"), hacks).expect("the folder can be written");
}

/// The Python files of a folder, in order. A package without its tests has none.
fn programs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "py"))
        .collect();
    files.sort();
    files
}
