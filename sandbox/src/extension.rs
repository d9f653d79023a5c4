//! What an image has beyond the ordinary one: Python packages, and a module that is imported already.

use std::fs;
use std::path::PathBuf;

use crate::image::ImageError;
use crate::library::Library;

/// Packages and a module of their own for the guests of one image.
///
/// The module's source is executed once, when the image is made, so that
/// whatever it imports and warms up is there when a guest begins. A guest has
/// it as an ordinary module, by its name.
#[derive(Clone, Debug)]
pub struct Extension {
    packages: Vec<PathBuf>,
    module: &'static str,
    source: &'static str,
}

impl Extension {
    /// The packages in these zip files (wheels of pure Python are such), and a module of this name and source.
    pub fn new(
        packages: impl IntoIterator<Item = PathBuf>,
        module: &'static str,
        source: &'static str,
    ) -> Extension {
        Extension { packages: packages.into_iter().collect(), module, source }
    }

    /// The packages' zip files, by the names that guests find them under.
    pub(crate) fn archives(&self) -> Result<Vec<(String, Vec<u8>)>, ImageError> {
        self.packages
            .iter()
            .map(|path| {
                let missing = |error| ImageError::MissingPackage { path: path.clone(), error };
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                Ok((name, fs::read(path).map_err(missing)?))
            })
            .collect()
    }

    /// Python that makes the packages importable, executes the module, and takes what is there out of the way of
    /// the collector of garbage.
    pub(crate) fn initialisation(&self) -> String {
        // A JSON string is a Python string of the same text.
        let literal = |text: &str| serde_json::Value::from(text).to_string();
        let (module, source) = (literal(self.module), literal(self.source));
        let mut lines = vec!["import gc, sys, types".to_owned()];
        for name in self.packages.iter().filter_map(|path| path.file_name()) {
            let path = format!("{}/{}", Library::FOLDER, name.to_string_lossy());
            lines.push(format!("sys.path.append({})", literal(&path)));
        }
        lines.push(format!("sys.modules[{module}] = types.ModuleType({module})"));
        lines.push(format!("exec(compile({source}, {module}, 'exec'), sys.modules[{module}].__dict__)"));
        lines.push("gc.collect(); gc.freeze()".to_owned());
        lines.join("\n")
    }
}
