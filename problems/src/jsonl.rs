//! JSON Lines, read strictly and written whole or not at all.
//!
//! Every reading error is one line that names the file, the line, the field
//! and what was expected and found there. Lines of white space are skipped, and
//! so is a byte order mark at the beginning.

mod locate;
mod scan;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ProblemId;

/// The longest line that is read. A longer one is an error, so that memory stays bounded.
pub const MAX_LINE_BYTES: u64 = 64 << 20;

/// Why a file could not be read, in one line.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be opened or read at all.
    #[error("{}: cannot read the file: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file has no row.
    #[error("{}: expected at least one row, found none", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A line is not UTF-8.
    #[error("{}:{line}: expected UTF-8, found an invalid byte at column {column}", path.display())]
    Utf8 {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The byte in the line, from 1.
        column: usize,
    },
    /// A line is longer than [`MAX_LINE_BYTES`].
    #[error("{}:{line}: expected a line of at most {MAX_LINE_BYTES} bytes, found a longer one", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A line is not the row that was expected.
    #[error("{}:{line}: {field}{message}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The field, followed by a colon and a space; empty where the fault is the whole row's.
        field: String,
        /// What was expected and what was found.
        message: String,
    },
    /// Two problems of one file have the same id.
    #[error("{}:{line}: id: expected a unique id, found {:?} of line {first} again", path.display(), id.as_str())]
    DuplicateId {
        /// The file.
        path: PathBuf,
        /// The second line, from 1.
        line: usize,
        /// The first line, from 1.
        first: usize,
        /// The id that both have.
        id: ProblemId,
    },
}

/// Why a file could not be written, in one line.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file or its folder could not be written.
    #[error("{}: cannot write the file: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A row has no JSON form.
    #[error("{}: cannot write row {row}: {source}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The row, from 1.
        row: usize,
        /// What the serialiser said.
        source: serde_json::Error,
    },
}

/// Reads a whole file.
///
/// # Errors
///
/// The first [`ReadError`] in the file.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, ReadError> {
    rows(path)?.map(|row| row.map(|(_, value)| value)).collect()
}

/// Reads a file row by row, with no more than one line in memory.
///
/// # Errors
///
/// [`ReadError::Io`] where the file cannot be opened.
pub fn rows<T: DeserializeOwned>(path: &Path) -> Result<Rows<T>, ReadError> {
    let file = File::open(path).map_err(|source| ReadError::Io { path: path.to_owned(), source })?;
    Ok(Rows {
        path: path.to_owned(),
        reader: BufReader::new(file),
        line: 0,
        buffer: Vec::new(),
        failed: false,
        row: PhantomData,
    })
}

/// The rows of a file, each with the number of its line. It ends after the first error.
#[derive(Debug)]
pub struct Rows<T> {
    path: PathBuf,
    reader: BufReader<File>,
    line: usize,
    buffer: Vec<u8>,
    failed: bool,
    row: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Iterator for Rows<T> {
    type Item = Result<(usize, T), ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let row = self.read_row().transpose();
        self.failed = matches!(row, Some(Err(_)));
        row
    }
}

impl<T: DeserializeOwned> Rows<T> {
    fn read_row(&mut self) -> Result<Option<(usize, T)>, ReadError> {
        loop {
            self.buffer.clear();
            self.line += 1;
            // One byte beyond the longest line and its end tells a line that is too long from one that just fits.
            let mut limited = self.reader.by_ref().take(MAX_LINE_BYTES + 2);
            let read = limited
                .read_until(b'\n', &mut self.buffer)
                .map_err(|source| ReadError::Io { path: self.path.clone(), source })?;
            if read == 0 {
                return Ok(None);
            }
            if self.buffer.last() == Some(&b'\n') {
                self.buffer.pop();
            }
            if self.buffer.len() as u64 > MAX_LINE_BYTES {
                return Err(ReadError::TooLong { path: self.path.clone(), line: self.line });
            }
            let text = std::str::from_utf8(&self.buffer).map_err(|error| ReadError::Utf8 {
                path: self.path.clone(),
                line: self.line,
                column: error.valid_up_to() + 1,
            })?;
            let text = if self.line == 1 { text.trim_start_matches('\u{feff}') } else { text };
            if text.trim().is_empty() {
                continue;
            }
            return match parse(&scan::without_negative_zeros(text)) {
                Ok(row) => Ok(Some((self.line, row))),
                Err((field, message)) => {
                    Err(ReadError::Row { path: self.path.clone(), line: self.line, field, message })
                }
            };
        }
    }
}

/// One row, or the field (with its colon) and the message of what is wrong with it.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, (String, String)> {
    // Serde would read an array as the fields in order, which no file format here means.
    let found = match text.trim_start().as_bytes().first() {
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b'-' | b'0'..=b'9') => "a number",
        Some(b't' | b'f' | b'n') => "a boolean or null",
        _ => "",
    };
    if !found.is_empty() {
        return Err((String::new(), format!("expected a JSON object, found {found}")));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let error = match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Ok(row) => match json.end() {
            Ok(()) => {
                return match scan::check(text) {
                    Ok(()) => Ok(row),
                    Err(fault) => Err(locate::shown(&fault.path, &fault.message)),
                };
            }
            Err(error) => {
                let column = error.column();
                return Err((
                    String::new(),
                    format!(
                        "expected the end of the line after one JSON object, found more at column {column}"
                    ),
                ));
            }
        },
        Err(error) => error,
    };
    if error.inner().is_eof() {
        return Err((
            String::new(),
            format!("expected a whole JSON object, found the end of the line at column {}", text.len()),
        ));
    }
    if error.inner().is_syntax() {
        let (column, fault) = (error.inner().column(), error.inner().to_string());
        let fault = locate::without_position(&fault);
        return Err((
            String::new(),
            format!("expected JSON, found a fault in it at column {column}: {fault}"),
        ));
    }
    Err(locate::explain::<T>(text, &error))
}

/// Writes rows as JSON Lines: the file is whole or as it was before.
///
/// The rows go to a temporary file in the same folder, which then takes the
/// file's place. A path to something that is not a regular file, such as a
/// pipe, has no such promise and is written directly. Returns the number of rows.
///
/// # Errors
///
/// A [`WriteError`] that names the file.
pub fn write<T: Serialize>(path: &Path, rows: impl IntoIterator<Item = T>) -> Result<usize, WriteError> {
    let io_error = |source| WriteError::Io { path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
            let file = File::options().write(true).open(path).map_err(io_error)?;
            return write_rows(path, file, rows);
        }
        Ok(metadata) if metadata.is_dir() => {
            return Err(io_error(io::Error::other("expected a file, found a folder")));
        }
        _ => {}
    }
    // Replacing a link's target, not the link, is what opening the path would have done.
    let target = link_target(path);
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".veriloop-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Temporary files are private by default; what is written here is an ordinary file, subject to the umask.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder).map_err(io_error)?;
    let count = write_rows(path, file.as_file(), rows)?;
    file.as_file().sync_all().map_err(io_error)?;
    file.persist(&target).map_err(|error| io_error(error.error))?;
    Ok(count)
}

/// Where a path leads through its links, whether or not anything is there.
pub fn link_target(path: &Path) -> PathBuf {
    const MOST_LINKS: usize = 40;
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = std::fs::read_link(&target) else { break };
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    target
}

fn write_rows<T: Serialize>(
    path: &Path,
    file: impl Write,
    rows: impl IntoIterator<Item = T>,
) -> Result<usize, WriteError> {
    let mut writer = BufWriter::new(file);
    let mut count = 0;
    for row in rows {
        count += 1;
        serde_json::to_writer(&mut writer, &row).map_err(|source| match source.io_error_kind() {
            Some(kind) => WriteError::Io { path: path.to_owned(), source: kind.into() },
            None => WriteError::Row { path: path.to_owned(), row: count, source },
        })?;
        writer.write_all(b"\n").map_err(|source| WriteError::Io { path: path.to_owned(), source })?;
    }
    writer.flush().map_err(|source| WriteError::Io { path: path.to_owned(), source })?;
    Ok(count)
}
