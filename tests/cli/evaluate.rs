//! `veriloop evaluate`: checkpoints of a run, beside one another.

use serde_json::{Value, json};

use crate::dir::Dir;
use crate::run::TINY;

#[test]
fn a_checkpoint_is_compared_with_those_before_it_on_problems_of_their_own() {
    let dir = Dir::new();
    dir.file("tiny.toml", TINY);
    dir.veriloop(&["run", "tiny.toml", "--out", "run"]).exits_with(0);
    let evaluate = ["evaluate", "run", "--problems", "4", "--samples", "8", "--json"];
    let report = &dir.veriloop(&evaluate).exits_with(0).rows()[0];
    assert_eq!((&report["round"], &report["against"]), (&json!(2), &json!([1, 0])));
    let levels = report["levels"].as_array().expect("levels");
    assert_eq!(levels.len(), 2);
    for level in levels {
        assert_eq!(level["greedy"]["of"], level["problems"]);
        let pass_at = level["pass_at"].as_array().expect("pass@k");
        let ks: Vec<&Value> = pass_at.iter().map(|it| &it["k"]).collect();
        assert_eq!(ks, [1, 2, 4, 8]);
        let mut before = 0.0;
        for pass in pass_at {
            let figure = |name: &str| pass[name].as_f64().expect("a figure");
            assert!(figure("low") <= figure("value") && figure("value") <= figure("high"), "{pass}");
            assert!(figure("value") >= before, "pass@k never falls: {pass_at:?}");
            before = figure("value");
        }
        assert_eq!(level["against"].as_array().expect("comparisons").len(), 2);
    }
    // The same question has the same answer, and the run's folder keeps it.
    assert_eq!(&dir.veriloop(&evaluate).exits_with(0).rows()[0], report);
    let kept: Value = serde_json::from_str(&dir.read("run/evaluations/round-002.json")).expect("JSON");
    assert_eq!(&kept, report);

    // A checkpoint against itself would gain and lose nothing; the base has none before it.
    let base = &dir.veriloop(&[&evaluate[..], &["--round", "0"]].concat()).exits_with(0).rows()[0];
    assert_eq!(base["against"], json!([]));
    let table = dir.veriloop(&["evaluate", "run", "--problems", "2", "--samples", "2"]).exits_with(0).stdout;
    assert!(table.contains("greedy against round 1") && table.contains("p 1.000"), "{table}");

    dir.veriloop(&["evaluate", "run", "--round", "7"])
        .refuses(&["--round: expected a round with a checkpoint, found 7"]);
    dir.veriloop(&["evaluate", "nowhere"]).refuses(&["nowhere"]);
}
