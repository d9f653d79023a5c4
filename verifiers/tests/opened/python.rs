//! The Python image, opened once for all tests of a binary.

use std::sync::{Arc, OnceLock};

use veriloop_sandbox::{CacheDir, Python};

pub(crate) fn python() -> Arc<Python> {
    static PYTHON: OnceLock<Arc<Python>> = OnceLock::new();
    let open = || {
        let cache = CacheDir::from_environment().expect("a cache folder");
        Arc::new(Python::open(&cache, &|step| eprintln!("{step:?}")).expect("the Python image"))
    };
    Arc::clone(PYTHON.get_or_init(open))
}
