//! Questions about the machine: which programs it has, what they answer, how much disk is left.

use std::env;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Finds a program the way a shell does, in the folders of `PATH`.
pub fn find_program(name: &str) -> Option<PathBuf> {
    find_in(&env::var_os("PATH")?, name)
}

fn find_in(path: &OsStr, name: &str) -> Option<PathBuf> {
    env::split_paths(path).map(|folder| folder.join(name)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// The C++ compiler that the `cc` crate will use: `CXX` where it is set, else `c++`.
pub fn cxx_compiler() -> Result<PathBuf, String> {
    match env::var("CXX") {
        Ok(name) if !name.trim().is_empty() => {
            // CXX may carry a launcher or flags after the program, as in `ccache g++`.
            let program = name.split_whitespace().next().unwrap_or_default();
            let found =
                if program.contains('/') { Some(PathBuf::from(program)) } else { find_program(program) };
            found
                .filter(|file| is_program(file))
                .ok_or_else(|| format!("CXX is `{name}`, and there is no `{program}`"))
        }
        _ => find_program("c++").ok_or_else(|| "no `c++` on the PATH and CXX is not set".to_owned()),
    }
}

/// Runs a program and returns the first line of what it prints, or nothing if it fails.
pub fn first_line(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output.status.success().then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}

/// The bytes free for this user on the disk that holds the folder, or would hold it once it is made.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let existing = folder.ancestors().find(|folder| folder.exists())?;
    let output = Command::new("df").arg("-Pk").arg("--").arg(existing).env("LC_ALL", "C").output().ok()?;
    free_in_df(&String::from_utf8_lossy(&output.stdout))
}

/// Reads the POSIX format of `df`: a line of headings, then one line whose fourth field from the left is what is free.
/// The name of the device comes first and may hold spaces, so the fields are counted from the percentage.
fn free_in_df(text: &str) -> Option<u64> {
    let fields: Vec<&str> = text.lines().nth(1)?.split_whitespace().collect();
    let percentage = fields.iter().position(|field| field.ends_with('%'))?;
    fields.get(percentage.checked_sub(1)?)?.parse::<u64>().ok()?.checked_mul(1024)
}

/// Bytes for a person to read.
pub fn human_bytes(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    const GIB: u64 = 1 << 30;
    match bytes {
        GIB.. => format!("{}.{} GiB", bytes / GIB, bytes % GIB * 10 / GIB),
        MIB.. => format!("{} MiB", bytes / MIB),
        _ => format!("{} KiB", bytes.div_ceil(1024)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_that_cannot_be_run_is_not_a_program() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tool");
        fs::write(&file, "#!/bin/sh\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(find_in(folder.path().as_os_str(), "tool"), None);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(find_in(folder.path().as_os_str(), "tool"), Some(file));
    }

    #[test]
    fn the_first_folder_of_the_path_wins() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        for folder in &folders {
            let file = folder.path().join("tool");
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let path = env::join_paths(folders.iter().map(tempfile::TempDir::path)).unwrap();
        assert_eq!(find_in(&path, "tool"), Some(folders[0].path().join("tool")));
    }

    #[test]
    fn free_space_is_read_from_the_posix_format() {
        let text = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    //host/a share  263174212 19013132 76543210 20% /mnt/a share\n";
        assert_eq!(free_in_df(text), Some(76_543_210 * 1024));
        assert_eq!(free_in_df("df: nowhere: No such file or directory\n"), None);
    }

    #[test]
    fn a_folder_that_is_not_there_yet_has_the_free_space_of_its_parent() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_bytes(&folder.path().join("not/yet")).unwrap() > 0);
    }

    #[test]
    fn a_program_that_fails_has_no_first_line() {
        assert_eq!(first_line(Path::new("/bin/sh"), &["-c", "echo one; echo two"]).as_deref(), Some("one"));
        assert_eq!(first_line(Path::new("/bin/sh"), &["-c", "echo one; exit 3"]), None);
    }
}
