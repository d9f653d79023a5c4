//! Files that are whole or as they were before.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Puts a file in its place: written beside it, then renamed.
///
/// # Errors
///
/// When the file or its folder cannot be written.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Temporary files are private by default; this is an ordinary file, subject to the umask.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
