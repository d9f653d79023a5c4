//! Runs cargo on this workspace as the set-up has arranged it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::setup::Setup;
use crate::setup::libtorch::Source;

/// The root of the checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root of the workspace")
}

/// A cargo command in the root, with libtorch and the target folder that the set-up chose.
pub fn cargo(setup: &Setup) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // `cargo run` has passed on what .cargo/local.toml said when this program was started. The set-up may have
    // rewritten that file since, and a variable that is set would win over it.
    match &setup.libtorch {
        Source::Cache(folder) => command.env("LIBTORCH", folder),
        Source::User(_) => &mut command,
    };
    command.env("CARGO_TARGET_DIR", &setup.target).env("VERILOOP_CACHE", setup.cache.path());
    command
}

/// Where cargo will put the release build: where the user says, else the cache.
pub fn target_folder(cached: PathBuf) -> PathBuf {
    let chosen = ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"].into_iter().find_map(env::var_os);
    chosen.filter(|folder| !folder.is_empty()).map_or(cached, |folder| root().join(folder))
}
