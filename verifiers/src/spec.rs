//! How a problem says it is to be judged.

pub mod module;

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use veriloop_answers::Rules;

use crate::Sha256;
use module::ModulePath;

/// A problem's verifier, as written in problem files under `verifier`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum VerifierSpec {
    /// The problem's own Python test code, as in HumanEval and MBPP.
    PythonTests {
        /// The function under test. Where tests or set-up bind `check`, `check(entry_point)` is called after them.
        entry_point: String,
        /// Python source that raises if the candidate is wrong.
        tests: String,
        /// Python source that is executed before the candidate's; it may be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        setup: String,
    },
    /// Calls of one function with the values they must return. The values never enter the sandbox.
    PythonCases {
        /// The function under test.
        entry_point: String,
        /// The calls.
        cases: Vec<Case>,
    },
    /// Whole programs, which read standard input and write standard output.
    PythonStdio {
        /// What the program reads, and what it must write.
        cases: Vec<StdioCase>,
        /// How what it wrote is compared with what it must write.
        #[serde(default, skip_serializing_if = "Comparison::is_default")]
        compare: Comparison,
        /// Decides in place of a comparison where several outputs are right.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        checker: Option<Checker>,
        /// Several outputs are right and there is no checker: an output that is
        /// not the expected one is neither right nor wrong.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        several_answers: bool,
    },
    /// Any text, judged by a checker that the problem brings: a WebAssembly component.
    Component {
        /// The component.
        module: ModulePath,
        /// What the checker is told beside the problem.
        #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
        params: serde_json::Map<String, Value>,
    },
    /// A mathematical answer, compared with the reference by proof.
    MathAnswer {
        /// The right answer, in plain text or LaTeX.
        reference: String,
        /// What the reference alone does not say of how answers are judged.
        #[serde(default, skip_serializing_if = "Rules::is_default")]
        rules: Rules,
        /// Who is asked where the checker can prove neither equality nor difference.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        second_judge: Option<SecondJudge>,
    },
}

/// A judge of answers that are undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondJudge {
    /// sympy, inside the sandbox.
    Sympy,
}

/// One call and the value it must return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Positional arguments.
    #[serde(default)]
    pub args: Vec<Value>,
    /// Keyword arguments.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub kwargs: serde_json::Map<String, Value>,
    /// The value that must be returned.
    pub expect: Value,
}

/// One run of a program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StdioCase {
    /// The whole of its standard input.
    pub stdin: String,
    /// What it must write to standard output.
    pub stdout: String,
}

/// How an output is compared with the expected one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Comparison {
    /// By the words between blanks and line ends, of which there must be as
    /// many, in the same order. A word is right if it is the expected one;
    /// where that is a decimal fraction or has an exponent with a sign, also if it is a
    /// decimal number which differs from it by no more than the tolerance,
    /// taken absolutely or relative to the expected one.
    Tokens {
        /// The greatest difference of numbers.
        #[serde(default = "Comparison::default_tolerance")]
        tolerance: f64,
        /// Upper and lower case of ASCII letters are the same.
        #[serde(default)]
        ignore_case: bool,
    },
    /// Byte by byte.
    Exact,
}

impl Comparison {
    fn default_tolerance() -> f64 {
        1e-6
    }

    fn is_default(&self) -> bool {
        *self == Comparison::default()
    }
}

impl Default for Comparison {
    fn default() -> Comparison {
        Comparison::Tokens { tolerance: Comparison::default_tolerance(), ignore_case: false }
    }
}

/// A program that decides whether an output is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checker {
    /// Python source which defines `check(stdin, stdout, expected)`. It returns whether
    /// the output is right, or that and a text which says why. Where it raises
    /// an exception, the output is not of the form that it reads, and is wrong.
    Python(String),
    /// A command for WASI preview 1 that follows testlib: it is given the names of three files, with the input, the
    /// output and the expected output, and says by its exit code what it found.
    Testlib(ModulePath),
    /// A command for WASI preview 1 that follows the Kattis validator protocol: it is given the names of two files,
    /// with the input and the expected output, and of a folder, and reads the output from its standard input.
    Kattis(ModulePath),
}

/// What a module is to its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModuleKind {
    /// A component with the interface of checkers.
    Component,
    /// A command.
    Command,
}

/// What is wrong with the parts of a `python-stdio` specification, as the field and the fault.
fn stdio_flaw(
    cases: &[StdioCase],
    compare: &Comparison,
    checker: Option<&Checker>,
    several_answers: bool,
) -> Option<(&'static str, String)> {
    if cases.is_empty() {
        return Some(("cases", "expected at least one case, found none".into()));
    }
    match (checker, compare) {
        (Some(_), compare) if !compare.is_default() => {
            return Some(("compare", "expected a comparison or a checker, found both".into()));
        }
        (Some(_), _) if several_answers => {
            return Some((
                "several_answers",
                "expected a checker or several answers without one, found both".into(),
            ));
        }
        (Some(Checker::Python(source)), _) if !source.contains("check") => {
            let message = "expected Python source that defines `check(stdin, stdout, expected)`, found none";
            return Some(("checker.python", message.into()));
        }
        (Some(Checker::Testlib(module)), _) => {
            if let Some(message) = module.flaw() {
                return Some(("checker.testlib", message));
            }
        }
        (Some(Checker::Kattis(module)), _) => {
            if let Some(message) = module.flaw() {
                return Some(("checker.kattis", message));
            }
        }
        _ => {}
    }
    match compare {
        Comparison::Tokens { tolerance, .. } if !(tolerance.is_finite() && *tolerance >= 0.0) => {
            Some(("compare.tolerance", format!("expected a number from 0 up, found {tolerance}")))
        }
        _ => None,
    }
}

impl VerifierSpec {
    /// A mathematical answer, judged as the reference suggests.
    pub fn math_answer(reference: impl Into<String>) -> VerifierSpec {
        VerifierSpec::MathAnswer { reference: reference.into(), rules: Rules::default(), second_judge: None }
    }

    /// Any text, judged by the component of this file, which is told this beside the problem.
    pub fn component<const N: usize>(module: ModulePath, params: [(&str, Value); N]) -> VerifierSpec {
        let params = params.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        VerifierSpec::Component { module, params }
    }

    /// The same specification with a second judge, where it is one of answers.
    #[must_use]
    pub fn with_second_judge(mut self, judge: Option<SecondJudge>) -> VerifierSpec {
        if let VerifierSpec::MathAnswer { second_judge, .. } = &mut self {
            *second_judge = judge;
        }
        self
    }

    /// The same specification in a file of this folder, from which the paths in it lead.
    #[must_use]
    pub fn in_folder(mut self, folder: &Path) -> VerifierSpec {
        match &mut self {
            VerifierSpec::Component { module, .. }
            | VerifierSpec::PythonStdio {
                checker: Some(Checker::Testlib(module) | Checker::Kattis(module)),
                ..
            } => module.folder = folder.to_owned(),
            _ => {}
        }
        self
    }

    /// The module that judges, where the problem brings one.
    pub fn module(&self) -> Option<(ModuleKind, &ModulePath)> {
        match self {
            VerifierSpec::Component { module, .. } => Some((ModuleKind::Component, module)),
            VerifierSpec::PythonStdio {
                checker: Some(Checker::Testlib(module) | Checker::Kattis(module)),
                ..
            } => Some((ModuleKind::Command, module)),
            _ => None,
        }
    }

    /// Who is asked where the verifier is undecided.
    pub fn second_judge(&self) -> Option<SecondJudge> {
        match self {
            VerifierSpec::MathAnswer { second_judge, .. } => *second_judge,
            _ => None,
        }
    }

    /// What is wrong with the values of the specification's fields, as the
    /// field and the fault, where something is.
    pub fn flaw(&self) -> Option<(&'static str, String)> {
        match self {
            VerifierSpec::PythonStdio { cases, compare, checker, several_answers } => {
                stdio_flaw(cases, compare, checker.as_ref(), *several_answers)
            }
            VerifierSpec::Component { module, .. } => module.flaw().map(|message| ("module", message)),
            _ => None,
        }
    }

    /// The type's name in problem files.
    pub fn type_name(&self) -> &'static str {
        match self {
            VerifierSpec::PythonTests { .. } => "python-tests",
            VerifierSpec::PythonCases { .. } => "python-cases",
            VerifierSpec::PythonStdio { .. } => "python-stdio",
            VerifierSpec::MathAnswer { .. } => "math-answer",
            VerifierSpec::Component { .. } => "component",
        }
    }

    /// Whether judging needs the Python sandbox.
    pub fn needs_python(&self) -> bool {
        !matches!(self, VerifierSpec::MathAnswer { .. } | VerifierSpec::Component { .. })
    }

    /// Whether candidates are kept apart from what judges them.
    pub fn sealing(&self) -> Sealing {
        match self {
            VerifierSpec::PythonTests { tests, setup, .. } => Sealing::of_texts(setup, tests),
            VerifierSpec::PythonCases { .. }
            | VerifierSpec::PythonStdio { .. }
            | VerifierSpec::MathAnswer { .. }
            | VerifierSpec::Component { .. } => Sealing::Sealed,
        }
    }

    /// The hash of the specification's canonical JSON.
    pub fn digest(&self) -> Sha256 {
        let json = serde_json::to_vec(self).expect("a specification is plain data");
        Sha256::of(&json)
    }
}

/// Whether a specification can be judged with the candidate in an interpreter of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sealing {
    /// It can.
    Sealed,
    /// It cannot, and why: tests and candidate share an interpreter.
    Unsealed(&'static str),
}

/// How a word has to stand in a text to mean that the tests reach into the program.
#[derive(Clone, Copy)]
enum Stands {
    /// Anywhere.
    Anywhere,
    /// In a text that has this word as well.
    Beside(&'static str),
    /// Behind a dot, or where it is imported: what else has the name is not meant.
    AsAttribute,
}

use Stands::{Anywhere, AsAttribute, Beside};

/// Words by which tests reach into the program rather than use it, and what they do with them.
const REACHING: [(&str, &[(&str, Stands)]); 5] = [
    (
        "the tests look at the program's code",
        &[
            ("getsource", Anywhere),
            ("getsourcelines", Anywhere),
            ("getfile", Beside("inspect")),
            ("getfullargspec", Anywhere),
            ("signature", Beside("inspect")),
            ("getmembers", Beside("inspect")),
            ("__code__", Anywhere),
            ("dis", AsAttribute),
        ],
    ),
    (
        "the tests look at what surrounds the program's functions",
        &[
            ("__globals__", Anywhere),
            ("__closure__", Anywhere),
            ("__defaults__", Anywhere),
            ("__annotations__", Anywhere),
            ("__doc__", Anywhere),
            ("__wrapped__", Anywhere),
            ("getdoc", Anywhere),
        ],
    ),
    (
        "the tests replace what the program uses",
        &[
            ("patch", Beside("mock")),
            ("monkeypatch", Anywhere),
            ("mock_open", Anywhere),
            ("modules", AsAttribute),
            ("builtins", Anywhere),
            ("__builtins__", Anywhere),
            ("setrecursionlimit", Anywhere),
            ("set_int_max_str_digits", Anywhere),
            ("environ", AsAttribute),
        ],
    ),
    ("the tests feed the program's standard input", &[("stdin", AsAttribute)]),
    (
        "the tests trace the program",
        &[
            ("settrace", Anywhere),
            ("setprofile", Anywhere),
            ("_getframe", Anywhere),
            ("monitoring", AsAttribute),
            ("tracemalloc", Anywhere),
        ],
    ),
];

impl Sealing {
    /// What the text of `python-tests` tests says, comments left out. The words may
    /// mean something else; then the tests are taken for unsealed without need.
    pub fn of_tests(tests: &str) -> Sealing {
        let tests: String = tests.lines().flat_map(|line| [without_comment(line), "\n"]).collect();
        let replaces = || replaces_in_module(&tests).then_some("the tests replace what the program uses");
        match reaching(&tests).or_else(replaces) {
            Some(why) => Sealing::Unsealed(why),
            None => Sealing::Sealed,
        }
    }

    /// What the texts of set-up and tests say together: what the set-up defines may reach for the tests.
    pub(crate) fn of_texts(setup: &str, tests: &str) -> Sealing {
        match Sealing::of_tests(tests) {
            // What the set-up does at once it does in both interpreters.
            Sealing::Sealed => {
                let sets_limit = |line: &&str| {
                    ["sys.setrecursionlimit(", "sys.set_int_max_str_digits("]
                        .iter()
                        .any(|call| line.starts_with(call) && !line.contains(';'))
                };
                let setup: String =
                    setup.lines().filter(|line| !sets_limit(line)).flat_map(|line| [line, "\n"]).collect();
                Sealing::of_tests(&setup)
            }
            unsealed => unsealed,
        }
    }
}

/// A line without the comment at its end. A `#` between quotes begins none.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut is_escaped) = (None, false);
    for (at, c) in line.char_indices() {
        match (quote, c) {
            _ if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => return &line[..at],
            _ => {}
        }
    }
    line
}

/// What tests do that reach into the program by a word.
fn reaching(text: &str) -> Option<&'static str> {
    let is_part = |c: char| c == '_' || c.is_alphanumeric();
    let mut at = 0;
    let words: Vec<(usize, &str)> = text
        .split(|c: char| !is_part(c))
        .map(|word| {
            let start = at;
            // What separates words may be longer than a byte.
            at += word.len();
            at += text[at..].chars().next().map_or(0, char::len_utf8);
            (start, word)
        })
        .filter(|(_, word)| !word.is_empty())
        .collect();
    let stands = |how: Stands, index: usize| match how {
        Stands::Anywhere => true,
        Stands::Beside(other) => words.iter().any(|(_, word)| *word == other),
        Stands::AsAttribute => {
            let before = &text[..words[index].0];
            // What is imported may be written on several lines, between parentheses.
            let statement = match before.rfind('(') {
                Some(open)
                    if !before[open..].contains(')') && before[..open].trim_end().ends_with("import") =>
                {
                    &before[..open]
                }
                _ => before,
            };
            let line = statement.rsplit('\n').next().unwrap_or_default();
            let is_named = before.ends_with(['"', '\'']) && text.contains("attr(");
            before.ends_with('.')
                || is_named
                || line.split(|c: char| !is_part(c)).any(|word| word == "import")
        }
    };
    words.iter().enumerate().find_map(|(index, (_, word))| {
        REACHING
            .iter()
            .find(|(_, names)| names.iter().any(|(name, how)| name == word && stands(*how, index)))
            .map(|(why, _)| *why)
    })
}

/// Whether a line binds an attribute of a module that another one imports, in whatever way.
fn replaces_in_module(text: &str) -> bool {
    let modules: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("import "))
        .flat_map(|names| names.split(','))
        .filter_map(|name| name.split_whitespace().last())
        .collect();
    text.lines().map(str::trim_start).any(|line| {
        modules.iter().any(|module| {
            let binds =
                line.strip_prefix(module).and_then(|rest| rest.strip_prefix('.')).is_some_and(|rest| {
                    let end = rest
                        .find(|c: char| c != '_' && c != '.' && !c.is_alphanumeric())
                        .unwrap_or(rest.len());
                    let (name, rest) = (&rest[..end], rest[end..].trim_start());
                    // What the program prints is seen where the tests print, wherever that is.
                    let is_output = *module == "sys" && name == "stdout";
                    rest.starts_with('=') && !rest.starts_with("==") && !is_output
                });
            binds
                || [format!("setattr({module},"), format!("delattr({module},"), format!("vars({module})")]
                    .iter()
                    .any(|way| line.contains(way.as_str()))
                || line.contains(&format!("{module}.__dict__"))
        })
    })
}

#[cfg(test)]
mod unit_tests {
    use super::Sealing;

    #[test]
    fn tests_that_reach_into_the_program_are_not_sealed() {
        assert_eq!(Sealing::of_tests("def check(candidate):\n    assert candidate(1) == 2"), Sealing::Sealed);
        let reaching = Sealing::of_tests("import inspect\nassert 'for' not in inspect.getsource(f)");
        assert_eq!(reaching, Sealing::Unsealed("the tests look at the program's code"));
        let replacing = Sealing::of_tests("from unittest.mock import patch\nwith patch('math.pi'):\n    f()");
        let unsealed = Sealing::Unsealed("the tests replace what the program uses");
        assert_eq!(replacing, unsealed);
        for text in [
            "import math\nmath.isqrt = boom",
            "import numpy as np, math\n    math.isqrt=boom",
            "import math\nsetattr(math, 'isqrt', boom)",
            "import math\nvars(math)['isqrt'] = boom",
            "import sys\nsys.setrecursionlimit(300)",
            "import builtins\nbuiltins.sorted = boom",
            "import os\nos.environ['HOME'] = ''",
            "from sys import (\n    path,\n    modules,\n)",
            "import sys\ngetattr(sys, 'modules')",
            "print('\\'# '); import sys; sys.modules['math'] = None",
            "def quote():\n    return '#'; import sys\nsys.modules['math'] = None",
            "import sys\ndef deeper():\n    sys.setrecursionlimit(300)",
        ] {
            assert_eq!(Sealing::of_tests(text), unsealed, "{text}");
            if !text.contains("\nsys.setrecursionlimit") {
                assert_eq!(Sealing::of_texts(text, "assert f(1) == 2"), unsealed, "{text}");
            }
        }
        let deeper = "import sys\nsys.setrecursionlimit(10**6)";
        assert_eq!(Sealing::of_texts(deeper, "assert f(1) == 2"), Sealing::Sealed);
        for text in [
            "import math\nassert math.pi == f(1)",
            "import math as m\nmath.pi = 3",
            "x = 3\nx.y = 2",
            "major, minor, patch = f('1.2.3')",
            "signature, modules, stdin, environ = f(1)",
            "assert f(1) == 2  # as inspect.getsource() does\n# sys.stdin is not read",
            "import io, sys\nsys.stdout = io.StringIO()",
        ] {
            assert_eq!(Sealing::of_tests(text), Sealing::Sealed, "{text}");
        }
    }
}
