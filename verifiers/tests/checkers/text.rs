//! Checkers as text: components small enough to be written by hand.

/// Stores an answer that accepts, and leaves its address in the last local. Of the answer, the code's length is at
/// 12, the reason's at 20, the tag of the score at 24, the score at 32, the explanation's length at 44.
pub(crate) const ACCEPT: &str = "
    (local.set 14 (i32.const 1024))
    (memory.fill (local.get 14) (i32.const 0) (i32.const 64))
    (i32.store offset=8 (local.get 14) (i32.const 256))
    (i32.store offset=12 (local.get 14) (i32.const 6))
    (i32.store offset=16 (local.get 14) (i32.const 256))
    (i32.store offset=40 (local.get 14) (i32.const 2048))
    (i32.store offset=44 (local.get 14) (i32.const 3))";

/// What differs from one checker to the next.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) name: &'a str,
    /// An import of an instance that is called `$host`.
    pub(crate) import: &'a str,
    /// How the core function `$host` is made of it, and its type.
    pub(crate) lower: &'a str,
    pub(crate) host: &'a str,
    /// More functions and globals of the core module.
    pub(crate) functions: &'a str,
    /// The body of the function that judges, which leaves the address of the answer.
    pub(crate) judge: &'a str,
}

impl<'a> Source<'a> {
    pub(crate) fn new(name: &'a str) -> Source<'a> {
        Source { name, import: "", lower: "", host: "", functions: "", judge: "unreachable" }
    }

    pub(crate) fn judge<'b>(self, judge: &'b str) -> Source<'b>
    where
        'a: 'b,
    {
        Source { judge, ..self }
    }

    /// The component's text.
    pub(crate) fn text(&self) -> String {
        let Source { name, import, lower, host, functions, judge } = self;
        let length = name.len();
        let has_host = !lower.is_empty();
        let lowered = if has_host { format!("(core func $host {lower})") } else { String::new() };
        let imported =
            if has_host { format!("(import \"host\" \"call\" (func $host {host}))") } else { String::new() };
        let given = if has_host { "(with \"host\" (instance (export \"call\" (func $host))))" } else { "" };
        format!(
            r#"(component
  {import}
  (core module $libc-module
    (memory (export "memory") 2)
    (global $top (mut i32) (i32.const 65536))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
      (global.set $top (i32.add (local.get $at) (local.get 3)))
      (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
        (then (drop (memory.grow (i32.const 64)))))
      (local.get $at)))
  (core instance $libc (instantiate $libc-module))
  {lowered}
  (core module $main-module
    (import "libc" "memory" (memory 2))
    {imported}
    (data (i32.const 256) "accept")
    (data (i32.const 512) "\ff\fe\fd\fc\fb\fa")
    (data (i32.const 600) "{name}")
    (data (i32.const 700) "1")
    (data (i32.const 2048) "yes")
    {functions}
    (func (export "describe") (result i32)
      (i32.store (i32.const 800) (i32.const 600))
      (i32.store (i32.const 804) (i32.const {length}))
      (i32.store (i32.const 808) (i32.const 700))
      (i32.store (i32.const 812) (i32.const 1))
      (i32.store (i32.const 816) (i32.const 2048))
      (i32.store (i32.const 820) (i32.const 3))
      (i32.const 800))
    (func (export "judge")
      (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (local i32)
      {judge}))
  (core instance $main (instantiate $main-module (with "libc" (instance $libc)) {given}))
  (type $named (list (tuple string string)))
  (type $descriptions (record (field "name" string) (field "version" string) (field "decides" string)
    (field "parameters" $named) (field "more" $named)))
  (export $description "description" (type $descriptions))
  (type $tasks (record (field "id" string) (field "prompt" string) (field "parameters" string)
    (field "references" (list string)) (field "more" $named)))
  (export $task "task" (type $tasks))
  (type $candidates (record (field "text" string) (field "more" $named)))
  (export $candidate "candidate" (type $candidates))
  (type $verdicts (record (field "code" string) (field "reason" string) (field "score" (option f64))
    (field "explanation" string) (field "more" $named)))
  (export $verdict "verdict" (type $verdicts))
  (func $describe (result $description)
    (canon lift (core func $main "describe") (memory $libc "memory") (realloc (func $libc "realloc"))))
  (export "describe" (func $describe))
  (func $judge (param "task" $task) (param "candidate" $candidate) (result (result $verdict (error string)))
    (canon lift (core func $main "judge") (memory $libc "memory") (realloc (func $libc "realloc"))))
  (export "judge" (func $judge)))"#
        )
    }
}
