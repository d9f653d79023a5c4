//! The positions of training tokens: increasing, with random gaps.
//!
//! A model that only ever saw short solutions learns to find a step by its
//! distance, and fails at the next length. Randomised positions prevent that
//! (Ruoss et al. 2023, arXiv:2305.16843), but gaps everywhere also blur what
//! has to be exact, such as the digits of a number. So some rows have gaps
//! between all tokens, and in the others the tokens of one line stay
//! neighbours, and only what stands between lines is stretched. Of either kind
//! a share keeps consecutive positions, which is what sampling uses.

use rand::{Rng, RngExt};

use crate::config::GapsConfig;
use crate::policy::Tokenizer;

use super::Example;

/// Which tokens begin and which end a line, by id.
pub(super) struct LineMarks {
    begins: Vec<bool>,
    ends: Vec<bool>,
}

impl LineMarks {
    pub(super) fn of(tokenizer: &Tokenizer) -> LineMarks {
        let texts: Vec<String> = (0..tokenizer.vocab_size() as u32)
            .map(|id| tokenizer.decode(&[id]).unwrap_or_default())
            .collect();
        LineMarks {
            begins: texts.iter().map(|text| text.starts_with('\n')).collect(),
            ends: texts.iter().map(|text| text.ends_with('\n')).collect(),
        }
    }

    /// Whether a line ends between two tokens.
    fn between(&self, left: u32, right: u32) -> bool {
        self.ends[left as usize] || self.begins[right as usize]
    }
}

/// Draws the positions of a row: one for each token of prompt and completion, increasing from 0.
pub(super) fn draw(
    example: &Example,
    config: &GapsConfig,
    marks: &LineMarks,
    rng: &mut impl Rng,
) -> Vec<i64> {
    if rng.random_bool(config.token_share) {
        let largest = rng.random_range(0..=config.token);
        let gaps = (0..example.len()).scan(0, |position, _| {
            let here = *position;
            *position += 1 + rng.random_range(0..=largest);
            Some(here)
        });
        return gaps.collect();
    }
    let stretch_prompt = rng.random_bool(config.prompt_share);
    let stretch_completion = rng.random_bool(config.completion_share);
    let boundary = example.prompt.len();
    let mut position = 0;
    let mut positions = vec![0];
    let mut tokens = example.prompt.iter().chain(&example.completion).copied();
    let Some(mut left) = tokens.next() else { return Vec::new() };
    for (at, right) in (1..).zip(tokens) {
        let largest = match at.cmp(&boundary) {
            std::cmp::Ordering::Less if stretch_prompt && marks.between(left, right) => config.prompt_line,
            std::cmp::Ordering::Equal if stretch_completion => config.boundary,
            std::cmp::Ordering::Greater if stretch_completion && marks.between(left, right) => {
                config.completion_line
            }
            _ => 0,
        };
        position += 1 + rng.random_range(0..=largest);
        positions.push(position);
        left = right;
    }
    positions
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::{Example, GapsConfig, LineMarks, draw};

    /// Token 1 ends a line; a prompt of two lines of three tokens, and a completion of two.
    fn row() -> (Example, LineMarks) {
        let example = Example { prompt: vec![0, 0, 1, 0, 0, 1], completion: vec![0, 0, 1, 0, 0, 1] };
        (example, LineMarks { begins: vec![false, false], ends: vec![false, true] })
    }

    #[test]
    fn tokens_of_one_line_are_neighbours_and_gaps_keep_within_their_bounds() {
        let (example, marks) = row();
        let config = GapsConfig {
            token_share: 0.0,
            token: 0,
            prompt_line: 2,
            prompt_share: 0.5,
            boundary: 9,
            completion_line: 4,
            completion_share: 0.5,
        };
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut widest = [0; 12];
        for _ in 0..500 {
            let positions = draw(&example, &config, &marks, &mut rng);
            assert_eq!((positions.len(), positions[0]), (12, 0));
            for at in 1..12 {
                let gap = positions[at] - positions[at - 1] - 1;
                assert!(gap >= 0, "positions increase");
                widest[at] = widest[at].max(gap);
            }
        }
        assert_eq!(widest, [0, 0, 0, 2, 0, 0, 9, 0, 0, 4, 0, 0]);
    }

    #[test]
    fn gaps_between_all_tokens_keep_within_the_largest_one() {
        let (example, marks) = row();
        let config = GapsConfig { token_share: 1.0, token: 3, ..GapsConfig::default() };
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut widest = 0;
        let mut consecutive = 0;
        for _ in 0..200 {
            let positions = draw(&example, &config, &marks, &mut rng);
            assert_eq!((positions.len(), positions[0]), (12, 0));
            let gaps: Vec<i64> = positions.windows(2).map(|pair| pair[1] - pair[0] - 1).collect();
            assert!(gaps.iter().all(|&gap| gap >= 0), "positions increase");
            widest = widest.max(gaps.iter().copied().max().unwrap());
            consecutive += usize::from(gaps.iter().all(|&gap| gap == 0));
        }
        assert_eq!(widest, 3);
        assert!(consecutive > 0, "some rows are as sampling reads them");
    }

    #[test]
    fn without_shares_positions_are_consecutive() {
        let (example, marks) = row();
        let config = GapsConfig {
            token_share: 0.0,
            prompt_share: 0.0,
            completion_share: 0.0,
            ..GapsConfig::default()
        };
        let positions = draw(&example, &config, &marks, &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(positions, (0..12).collect::<Vec<_>>());
    }
}
