//! Lengths in several units: programs that read some and print their sum, in whatever unit they like.

use rand::{Rng, RngExt as _};
use veriloop_verifiers::VerifierSpec;
use veriloop_verifiers::spec::module::ModulePath;
use veriloop_verifiers::spec::{Checker, Comparison, StdioCase};

use super::Draft;

/// A unit of length.
struct Unit {
    /// What several are called.
    plural: &'static str,
    /// As it is printed.
    sign: &'static str,
    /// How many micrometres one has.
    micrometres: u64,
}

const fn unit(plural: &'static str, sign: &'static str, micrometres: u64) -> Unit {
    Unit { plural, sign, micrometres }
}

/// The units that the checker knows; a foot has 12 inches of 25.4 mm, a yard 3 feet, a mile 1,760 yards.
const UNITS: [Unit; 8] = [
    unit("millimetres", "mm", 1_000),
    unit("centimetres", "cm", 10_000),
    unit("metres", "m", 1_000_000),
    unit("kilometres", "km", 1_000_000_000),
    unit("inches", "in", 25_400),
    unit("feet", "ft", 304_800),
    unit("yards", "yd", 914_400),
    unit("miles", "mi", 1_609_344_000),
];

/// How often a program is run.
const CASES: usize = 4;

/// One problem of `level` lengths.
pub(super) fn draw(checker: &ModulePath, level: u32, rng: &mut impl Rng) -> Draft {
    let mut any = || &UNITS[rng.random_range(0..UNITS.len())];
    let (units, printed): (Vec<&Unit>, &Unit) = ((0..level).map(|_| any()).collect(), any());
    let cases = (0..CASES)
        .map(|_| {
            // Tenths, so that no program is wrong by the way it rounds what it reads.
            let tenths: Vec<u64> = units.iter().map(|_| rng.random_range(1..1000)).collect();
            let lines = tenths.iter().map(|tenths| format!("{}.{}\n", tenths / 10, tenths % 10));
            let sum: u64 =
                tenths.iter().zip(&units).map(|(tenths, unit)| tenths * unit.micrometres / 10).sum();
            StdioCase {
                stdin: lines.collect(),
                stdout: format!("{}.{:06} m\n", sum / 1_000_000, sum % 1_000_000),
            }
        })
        .collect();
    let asked: Vec<&str> = units.iter().map(|unit| unit.plural).collect();
    let mut reference = String::from("total = 0\n");
    for unit in &units {
        reference.push_str(&format!("total += float(input()) * {}\n", metres(unit)));
    }
    reference.push_str(&format!("print(total / {}, \"{}\")\n", metres(printed), printed.sign));
    Draft {
        prompt: format!(
            "# Read lengths in {}, one a line. Print their sum in {}.\n",
            asked.join(", "),
            printed.plural
        ),
        verifier: VerifierSpec::PythonStdio {
            cases,
            compare: Comparison::default(),
            checker: Some(Checker::Testlib(checker.clone())),
            several_answers: false,
        },
        reference,
    }
}

/// How many metres a unit has, as a number in Python.
fn metres(unit: &Unit) -> String {
    let text = format!("{}.{:06}", unit.micrometres / 1_000_000, unit.micrometres % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{UNITS, metres};

    #[test]
    fn a_unit_has_as_many_metres_as_it_is_defined_to_have() {
        let metres: Vec<String> = UNITS.iter().map(metres).collect();
        assert_eq!(metres, ["0.001", "0.01", "1", "1000", "0.0254", "0.3048", "0.9144", "1609.344"]);
    }
}
