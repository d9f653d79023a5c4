use std::time::Instant;
use veriloop_answers::{Rules, judge};
fn main() {
    let rules = Rules::default();
    for (f, x) in [(r"\sin(", "x"), (r"\sin(", "1"), (r"\ln(1+", "x"), (r"\exp(", "2")] {
        for d in [5, 10, 20, 25, 30, 35, 40, 45] {
            let a = format!("{}{x}{}", f.repeat(d), ")".repeat(d));
            let s = Instant::now();
            let r = judge("5", &a, &rules);
            println!("{f}{x} {d} {:.3} ms {}", s.elapsed().as_secs_f64() * 1e3, r.outcome);
        }
    }
}
