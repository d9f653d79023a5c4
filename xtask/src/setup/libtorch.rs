//! libtorch: the user's own where one is set, else the CPU part of the pinned PyTorch wheel.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::local_config;
use super::prerequisites::{self, Needs};
use super::unpack::{self, Contents, Take};
use crate::cache::CacheDir;
use crate::installed::marker::{self, Unpacked};
use crate::installed::pins;

/// What the folder takes once it is unpacked.
const UNPACKED_BYTES: u64 = 520 << 20;

/// The headers, and of the libraries only those that the CPU needs: the CUDA ones are five times as large.
const CONTENTS: [Contents; 3] = [
    Contents {
        wheel: pins::LIBTORCH[0],
        take: Take::Members(&[
            ("torch/include/", "include/"),
            ("torch/lib/libtorch_cpu.so", "lib/libtorch_cpu.so"),
            ("torch/lib/libtorch.so", "lib/libtorch.so"),
            ("torch/lib/libc10.so", "lib/libc10.so"),
            ("torch/lib/libgomp.so.1", "lib/libgomp.so.1"),
            ("torch/lib/libshm.so", "lib/libshm.so"),
            ("torch/lib/libtorch_global_deps.so", "lib/libtorch_global_deps.so"),
            ("torch-2.11.0.dist-info/licenses/", "licenses/torch/"),
        ]),
    },
    Contents {
        wheel: pins::LIBTORCH[1],
        take: Take::Members(&[
            ("nvidia/cu13/lib/libcupti.so.13", "lib/libcupti.so.13"),
            ("nvidia_cuda_cupti-13.0.85.dist-info/licenses/", "licenses/nvidia-cuda-cupti/"),
        ]),
    },
    Contents {
        wheel: pins::LIBTORCH[2],
        take: Take::Members(&[
            ("nvidia/cu13/lib/libcudart.so.13", "lib/libcudart.so.13"),
            ("nvidia_cuda_runtime-13.0.88.dist-info/licenses/", "licenses/nvidia-cuda-runtime/"),
        ]),
    },
];

/// Which libtorch veriloop is built against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The one that this set-up unpacks here.
    Cache(PathBuf),
    /// The one that the user's environment names, and none is downloaded.
    User(UserLibtorch),
}

/// How the user named a libtorch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserLibtorch {
    /// `LIBTORCH` is this folder.
    Folder(PathBuf),
    /// `LIBTORCH_USE_PYTORCH` is set: the build asks the PyTorch that Python imports.
    PyTorch,
}

/// What the environment says on libtorch.
#[derive(Debug, Default)]
pub struct Wishes {
    /// `LIBTORCH`.
    pub folder: Option<OsString>,
    /// `LIBTORCH_USE_PYTORCH`.
    pub use_pytorch: Option<OsString>,
    /// The folder that an earlier set-up wrote into `.cargo/local.toml`. Cargo passes it on to this program as
    /// `LIBTORCH`, where it looks as if the user had set it.
    pub recorded: Option<String>,
}

impl Wishes {
    /// Reads the environment and the file of the last set-up.
    pub fn read(local_config: &Path) -> Wishes {
        Wishes {
            folder: env::var_os("LIBTORCH"),
            use_pytorch: env::var_os("LIBTORCH_USE_PYTORCH"),
            recorded: fs::read_to_string(local_config)
                .ok()
                .and_then(|text| local_config::recorded_libtorch(&text)),
        }
    }
}

impl Source {
    /// The user's choice wins; `LIBTORCH_USE_PYTORCH` comes first because the build reads it first.
    pub fn choose(wishes: &Wishes, cached: PathBuf) -> Source {
        if wishes.use_pytorch.is_some() {
            return Source::User(UserLibtorch::PyTorch);
        }
        match &wishes.folder {
            Some(folder)
                if !folder.is_empty()
                    && *folder != *cached
                    && folder.to_str() != wishes.recorded.as_deref() =>
            {
                Source::User(UserLibtorch::Folder(folder.into()))
            }
            _ => Source::Cache(cached),
        }
    }
}

/// Adds what installing will ask of the machine.
pub fn needs(source: &Source, needs: &mut Needs) {
    if let Source::Cache(folder) = source
        && marker::inspect(folder, &pins::LIBTORCH) != Unpacked::Complete
    {
        needs.wheels(&pins::LIBTORCH, UNPACKED_BYTES);
        needs.libtorch_wheel = Some(pins::LIBTORCH[0].platform);
    }
}

/// Makes sure that the chosen libtorch is there.
pub fn install(source: &Source, cache: &CacheDir) -> Result<String> {
    let folder = match source {
        Source::User(user) => return accept(user),
        Source::Cache(folder) => folder,
    };
    if unpack::is_complete(folder, &pins::LIBTORCH) {
        return Ok("already there".into());
    }
    let version = format!("{}\n", pins::LIBTORCH_VERSION);
    let python = prerequisites::python()?;
    unpack::install(&CONTENTS, &[("build-version", &version)], &python, &cache.downloads(), folder)?;
    Ok(format!("unpacked into {}", folder.display()))
}

fn accept(user: &UserLibtorch) -> Result<String> {
    match user {
        UserLibtorch::PyTorch => {
            eprintln!(
                "    LIBTORCH_USE_PYTORCH is set: the PyTorch that Python imports is used, and none is downloaded"
            );
            Ok("the installed PyTorch's".into())
        }
        UserLibtorch::Folder(folder) => {
            eprintln!("    LIBTORCH is set: {} is used, and none is downloaded", folder.display());
            let library = folder.join("lib/libtorch_cpu.so");
            if !library.exists() && env::var_os("LIBTORCH_LIB").is_none() {
                bail!("LIBTORCH is {}, and {} is not there", folder.display(), library.display());
            }
            Ok(format!("{}, as LIBTORCH says", folder.display()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(folder: Option<&str>, use_pytorch: Option<&str>, recorded: Option<&str>, expected: &Source) {
        let wishes = Wishes {
            folder: folder.map(Into::into),
            use_pytorch: use_pytorch.map(Into::into),
            recorded: recorded.map(Into::into),
        };
        assert_eq!(Source::choose(&wishes, "/cache/libtorch".into()), *expected, "{wishes:?}");
    }

    #[test]
    fn what_the_user_set_wins_and_what_cargo_passed_on_does_not_count_as_set() {
        let cache = Source::Cache("/cache/libtorch".into());
        let folder = Source::User(UserLibtorch::Folder("/opt/libtorch".into()));
        check(None, None, None, &cache);
        check(Some(""), None, None, &cache);
        check(Some("/cache/libtorch"), None, None, &cache);
        check(Some("/opt/libtorch"), None, None, &folder);
        check(Some("/opt/libtorch"), None, Some("/cache/libtorch"), &folder);
        check(Some("/old/cache/libtorch"), None, Some("/old/cache/libtorch"), &cache);
        check(None, Some("1"), None, &Source::User(UserLibtorch::PyTorch));
        check(Some("/opt/libtorch"), Some("1"), None, &Source::User(UserLibtorch::PyTorch));
    }

    #[test]
    fn a_folder_without_libtorch_is_an_error_that_names_what_was_expected() {
        let folder = tempfile::tempdir().unwrap();
        let error = accept(&UserLibtorch::Folder(folder.path().into())).unwrap_err().to_string();
        assert!(error.contains("lib/libtorch_cpu.so is not there"), "{error}");
    }
}
