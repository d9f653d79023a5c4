//! The slowest of the hostile answers: how long each takes against several golds.
//!
//! `cargo run --release -p veriloop-answers --example slowest`

use std::time::{Duration, Instant};

use veriloop_answers::{Rules, judge};

#[path = "../tests/tables/bombs.rs"]
mod bombs;

fn main() {
    let rules = Rules::default();
    let mut times: Vec<(Duration, String, String)> = Vec::new();
    let bombs = bombs::bombs();
    for bomb in &bombs {
        let golds = ["5", "x", r"\sqrt{2}+\pi", r"\frac{1}{x+1}", "1,2,3", "(0,1)", "y=2x+1", "0.458", bomb];
        for gold in golds {
            for (gold, answer) in [(gold, bomb.as_str()), (bomb.as_str(), gold)] {
                if std::env::var("TRACE").is_ok() {
                    eprintln!("{gold:.60} <- {answer:.60}");
                }
                // The least of several is what the work takes; the rest is other programs.
                let time = (0..5)
                    .map(|_| {
                        let start = Instant::now();
                        std::hint::black_box(judge(gold, answer, &rules));
                        start.elapsed()
                    })
                    .min();
                times.push((time.unwrap_or_default(), gold.to_owned(), answer.to_owned()));
            }
        }
    }
    times.sort_by_key(|(time, ..)| std::cmp::Reverse(*time));
    println!("{} bombs, {} pairs; the slowest:", bombs.len(), times.len());
    for (time, gold, answer) in times.iter().take(30) {
        println!("{:>9.3} ms  {gold:.40} against {answer:.60}", time.as_secs_f64() * 1e3);
    }
}
