//! Programs that try to be accepted without being right.
//!
//! Each is a file of `tests/corpus/hostile`, where a test holds that none is accepted. They are here too so that a
//! verifier can be tried with them on other problems, while it is at work.

/// A program that tries to be accepted without being right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hack {
    /// Its file's name, without the ending.
    pub name: &'static str,
    source: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/hacks.rs"));

/// The function that every one of them is for.
const ENTRY_POINT: &str = "solve";

impl Hack {
    /// The program for problems that ask for another function. What it defines takes any arguments.
    pub fn program(&self, entry_point: &str) -> String {
        let mut program = String::with_capacity(self.source.len() + 64);
        for line in self.source.lines().filter(|line| !line.starts_with('#')) {
            match one_parameter(line) {
                Some((parameter, rest)) => program
                    .push_str(&format!("def {ENTRY_POINT}({parameter}=None, *arguments, **named):{rest}")),
                None => program.push_str(line),
            }
            program.push('\n');
        }
        renamed(&program, entry_point)
    }
}

/// The one parameter of a definition of the function, and what stands behind the colon.
fn one_parameter(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("def ")?.strip_prefix(ENTRY_POINT)?.strip_prefix('(')?;
    let (parameter, rest) = rest.split_once("):")?;
    (!parameter.is_empty() && parameter.chars().all(is_of_name)).then_some((parameter, rest))
}

/// The program with every mention of the function by its other name.
fn renamed(program: &str, entry_point: &str) -> String {
    let (mut renamed, mut rest) = (String::with_capacity(program.len()), program);
    while let Some(at) = rest.find(ENTRY_POINT) {
        let (before, found) = rest.split_at(at);
        let behind = &found[ENTRY_POINT.len()..];
        let is_whole = !before.ends_with(is_of_name) && !behind.starts_with(is_of_name);
        renamed.push_str(before);
        renamed.push_str(if is_whole { entry_point } else { ENTRY_POINT });
        rest = behind;
    }
    renamed.push_str(rest);
    renamed
}

/// Whether a character belongs to a name of Python.
fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &'static str, expected: &str) {
        assert_eq!(Hack { name: "one", source }.program("add"), expected);
    }

    #[test]
    fn a_hack_is_for_the_function_that_is_asked_for() {
        check(
            "# trick: none\ndef solve(n):\n    return resolve(solve)\n",
            "def add(n=None, *arguments, **named):\n    return resolve(add)\n",
        );
        check("def solve(n): return 1", "def add(n=None, *arguments, **named): return 1\n");
        check("class solve:\n    solved = solve_it", "class add:\n    solved = solve_it\n");
        check("def solve(*n):\n    pass", "def add(*n):\n    pass\n");
    }

    #[test]
    fn every_hostile_program_is_there() {
        assert!(HACKS.len() > 100);
        assert!(HACKS.is_sorted_by_key(|hack| hack.name));
        assert!(HACKS.iter().all(|hack| !hack.program("add_up").trim().is_empty() || hack.name == "nothing"));
    }
}
