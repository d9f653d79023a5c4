//! A checker built against version 1.0.0 of the interface, whose `first.wasm` is kept as it is.
//!
//! It was built by `cargo build --release --target wasm32-wasip2`. It is not
//! built again when the interface grows: a test runs the file that is kept, and
//! this source only says what is in it.

wit_bindgen::generate!({ path: "../../../wit", world: "checker" });

struct First;

export!(First);

impl Guest for First {
    fn describe() -> Description {
        Description {
            name: "first".into(),
            version: "1.0.0".into(),
            decides: "whether the candidate holds a word".into(),
            parameters: vec![("word".into(), "the word that a candidate must hold".into())],
            more: Vec::new(),
        }
    }

    fn judge(task: Task, candidate: Candidate) -> Result<Verdict, String> {
        // The one parameter is read by hand, so that the file stays small.
        let word = task.parameters.strip_prefix("{\"word\":\"").and_then(|rest| rest.strip_suffix("\"}"));
        let word = word.ok_or("expected a parameter `word`")?;
        let (code, reason, score) = match candidate.text.as_str() {
            "" => ("reject", "no-answer", None),
            text if text.contains(word) => ("accept", "", Some(1.0)),
            _ => ("reject", "word-not-found", Some(0.0)),
        };
        let Task { id, prompt, parameters, references, .. } = task;
        let references = references.join(" ");
        let explanation =
            format!("id {id}, prompt {prompt}, parameters {parameters}, references {references}");
        Ok(Verdict { code: code.into(), reason: reason.into(), score, explanation, more: Vec::new() })
    }
}
