//! `.cargo/local.toml`, which makes a plain `cargo build` and an editor use what the set-up arranged.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::libtorch::Source;

const HEADER: &str =
    "# Written by `cargo xtask setup`, which overwrites changes. What the environment sets wins.\n";
const LIBTORCH_LINE: &str = "LIBTORCH = ";

/// Writes the file unless it says so already.
pub fn write(file: &Path, source: &Source, target: &Path) -> Result<String> {
    let text = render(source, target)?;
    if fs::read_to_string(file).is_ok_and(|found| found == text) {
        return Ok("already there".into());
    }
    let partial = file.with_extension("toml.partial");
    fs::write(&partial, text).with_context(|| format!("{} cannot be written", partial.display()))?;
    fs::rename(&partial, file).with_context(|| format!("{} cannot be written", file.display()))?;
    Ok("written".into())
}

/// The folder that an earlier set-up recorded.
pub fn recorded_libtorch(text: &str) -> Option<String> {
    let quoted = text.lines().find_map(|line| line.strip_prefix(LIBTORCH_LINE))?.trim();
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let mut plain = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        plain.push(if character == '\\' { characters.next()? } else { character });
    }
    Some(plain)
}

fn render(source: &Source, target: &Path) -> Result<String> {
    let mut text = String::from(HEADER);
    if let Source::Cache(folder) = source {
        text += &format!("[env]\n{LIBTORCH_LINE}{}\n\n", quote(folder)?);
    }
    text += &format!("[build]\ntarget-dir = {}\n", quote(target)?);
    Ok(text)
}

fn quote(path: &Path) -> Result<String> {
    let text = path.to_str().filter(|text| !text.contains(char::is_control));
    let text = text.with_context(|| {
        format!("cargo cannot be told of the path {path:?}: set VERILOOP_CACHE to a plainer one")
    })?;
    Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

#[cfg(test)]
mod tests {
    use super::super::libtorch::UserLibtorch;
    use super::*;

    #[test]
    fn the_file_says_where_libtorch_and_the_build_are() {
        let text = render(&Source::Cache("/c/libtorch".into()), Path::new("/c/target")).unwrap();
        assert_eq!(
            text,
            format!("{HEADER}[env]\nLIBTORCH = \"/c/libtorch\"\n\n[build]\ntarget-dir = \"/c/target\"\n")
        );
    }

    #[test]
    fn a_libtorch_of_the_users_own_is_not_written_down() {
        let text = render(&Source::User(UserLibtorch::PyTorch), Path::new("/c/target")).unwrap();
        assert!(!text.contains("LIBTORCH"), "{text}");
        assert_eq!(recorded_libtorch(&text), None);
    }

    #[test]
    fn what_was_recorded_is_read_back_whatever_the_folder_is_called() {
        for folder in ["/c/libtorch", "/with space/ü", "/with \"quotes\" and \\"] {
            let text = render(&Source::Cache(folder.into()), Path::new("/t")).unwrap();
            assert_eq!(recorded_libtorch(&text).as_deref(), Some(folder));
        }
    }

    #[test]
    fn a_path_that_a_line_cannot_hold_is_refused() {
        render(&Source::Cache("/two\nlines".into()), Path::new("/t")).unwrap_err();
    }

    #[test]
    fn an_unchanged_file_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("local.toml");
        let source = Source::Cache("/c/libtorch".into());
        assert_eq!(write(&file, &source, Path::new("/t")).unwrap(), "written");
        let before = file.metadata().unwrap().modified().unwrap();
        assert_eq!(write(&file, &source, Path::new("/t")).unwrap(), "already there");
        assert_eq!(file.metadata().unwrap().modified().unwrap(), before);
    }
}
