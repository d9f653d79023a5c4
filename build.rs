//! Lets the linker and the loader find libtorch: an rpath, and on a CUDA build the library that carries the CUDA kernels.
//!
//! `torch-sys` passes its library folder on through its `links` key, but link arguments do not travel from a
//! dependency to the binaries that use it, so the package that has the binaries repeats them here.

use std::env;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_TORCH").is_none()
        || env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux")
    {
        return;
    }
    let Some(folder) = env::var_os("DEP_TCH_LIBTORCH_LIB") else { return };
    let folder = Path::new(&folder);
    println!("cargo::rustc-link-arg=-Wl,-rpath,{}", folder.display());

    // Nothing in the program refers to a symbol of libtorch_cuda.so: it registers its kernels when it is loaded, so
    // the linker's --as-needed would drop it and every CUDA call would fail. libtorch.so is left to --as-needed on
    // purpose: it asks for libtorch_cuda.so at load time, which the trimmed CPU installation does not have.
    let cuda = folder.join("libtorch_cuda.so");
    println!("cargo::rerun-if-changed={}", folder.display());
    if cuda.exists() {
        println!("cargo::rustc-link-arg=-Wl,--no-as-needed");
        println!("cargo::rustc-link-arg={}", cuda.display());
        println!("cargo::rustc-link-arg=-Wl,--as-needed");
    }
}
