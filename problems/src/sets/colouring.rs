//! Graph colouring with three colours: every graph has one, and mostly many.

use rand::seq::index;
use rand::{Rng, RngExt as _};
use serde_json::{Map, Value, json};
use veriloop_verifiers::VerifierSpec;
use veriloop_verifiers::spec::module::ModulePath;

use super::{Draft, letters};

/// How many colours there are.
const COLOURS: usize = 3;

/// How many of the pairs that may be an edge are one.
const DENSITY: f64 = 0.6;

/// Vertices have names from among so many.
const NAMES: usize = 12;

/// One problem of `level` + 2 vertices.
pub(super) fn draw(checker: &ModulePath, level: u32, rng: &mut impl Rng) -> Draft {
    let mut drawn = index::sample(rng, NAMES, level as usize + 2).into_vec();
    drawn.sort_unstable();
    let all = letters(NAMES);
    let names: Vec<&str> = drawn.into_iter().map(|at| all[at].as_str()).collect();
    // A colouring that the edges respect, so that there is one.
    let hidden: Vec<usize> = names.iter().map(|_| rng.random_range(0..COLOURS)).collect();
    let edges: Vec<(usize, usize)> = (0..names.len())
        .flat_map(|a| (a + 1..names.len()).map(move |b| (a, b)))
        .filter(|&(a, b)| hidden[a] != hidden[b] && rng.random_bool(DENSITY))
        .collect();
    // A vertex without an edge would not be asked for.
    let edges = if edges.is_empty() { vec![(0, 1)] } else { edges };
    let colours = least(names.len(), &edges).expect("the edges respect a colouring");
    let coloured: Map<String, Value> = names
        .iter()
        .enumerate()
        .filter(|&(vertex, _)| edges.iter().any(|&(a, b)| a == vertex || b == vertex))
        .map(|(vertex, name)| ((*name).to_owned(), (colours[vertex] + 1).into()))
        .collect();
    let listed: Vec<String> = edges.iter().map(|&(a, b)| format!("{}-{}", names[a], names[b])).collect();
    let named: Vec<[&str; 2]> = edges.iter().map(|&(a, b)| [names[a], names[b]]).collect();
    Draft {
        prompt: format!("Colour with {COLOURS}: {}\n", listed.join(" ")),
        verifier: VerifierSpec::component(
            checker.clone(),
            [("edges", json!(named)), ("colours", COLOURS.into())],
        ),
        reference: Value::from(coloured).to_string(),
    }
}

/// The first colouring in the order of dictionaries, found by trying.
fn least(vertices: usize, edges: &[(usize, usize)]) -> Option<Vec<usize>> {
    fn go_on(vertices: usize, edges: &[(usize, usize)], colours: &mut Vec<usize>) -> bool {
        let next = colours.len();
        if next == vertices {
            return true;
        }
        for colour in 0..COLOURS {
            let clash = edges.iter().any(|&(a, b)| b == next && colours[a] == colour);
            if !clash {
                colours.push(colour);
                if go_on(vertices, edges, colours) {
                    return true;
                }
                colours.pop();
            }
        }
        false
    }
    let mut colours = Vec::new();
    go_on(vertices, edges, &mut colours).then_some(colours)
}

#[cfg(test)]
mod tests {
    use super::least;

    #[test]
    fn the_first_colouring_is_found_and_none_where_there_is_none() {
        assert_eq!(least(4, &[(0, 1), (1, 2), (0, 2), (2, 3)]), Some(vec![0, 1, 2, 0]));
        let complete: Vec<(usize, usize)> = (0..4).flat_map(|a| (a + 1..4).map(move |b| (a, b))).collect();
        assert_eq!(least(4, &complete), None);
    }
}
