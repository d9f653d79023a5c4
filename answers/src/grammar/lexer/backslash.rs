//! What a backslash begins: commands, with the arguments that are read with them, and escaped characters.

use super::super::Unreadable;
use super::super::commands::{Command, command, environment};
use super::super::token::{Bracket, Environment, Kind};
use super::Lexer;
use crate::expr::{Constant, RelationOp};

impl<'a> Lexer<'a> {
    pub(super) fn command(&mut self, rest: &'a str) -> Result<(), Unreadable> {
        let mut slashes = 1;
        let letters = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let mut length = letters(1);
        if length == 0 && rest.starts_with("\\\\") {
            // Twice escaped: `\\frac` for `\frac`, where no rows end.
            length = letters(2);
            if length > 1 && self.rows == 0 && !matches!(command(&rest[2..2 + length]), Command::Unknown) {
                slashes = 2;
            } else {
                self.space = true;
                self.push(Kind::Newline, 2);
                if self.rest().starts_with('[') && self.rows > 0 {
                    let end = self.rest().find(']').map_or(0, |at| at + 1);
                    self.skip(end);
                }
                return Ok(());
            }
        }
        if length == 0 {
            self.escape(rest);
            return Ok(());
        }
        let name = &rest[slashes..slashes + length];
        let whole = slashes + length;
        match command(name) {
            // Vectors are multiplied in two ways, and no factors of this one change places.
            Command::Token(Kind::Times) if name == "times" && self.ends_in_vector() => {
                self.push(Kind::Unknown("\\times"), whole);
            }
            Command::Token(kind) => {
                self.push(kind, whole);
                if kind == Kind::Modulo && name == "pmod" {
                    return Ok(());
                }
            }
            Command::Letter => self.push(Kind::Letter(&rest[slashes - 1..whole]), whole),
            Command::Space => {
                self.space = true;
                self.skip(whole);
            }
            Command::Nothing => {
                // Two boxes side by side are two answers and no product.
                if name == "boxed" || name == "fbox" {
                    let joined = matches!(
                        self.previous(),
                        None | Some(
                            Kind::Comma
                                | Kind::Semicolon
                                | Kind::And
                                | Kind::Or
                                | Kind::Newline
                                | Kind::Relation(_)
                        )
                    );
                    if std::mem::replace(&mut self.boxed, true) && !joined {
                        self.push(Kind::Comma, 0);
                    }
                }
                self.skip(whole);
            }
            Command::NothingWithArgument => {
                self.skip(whole);
                let end = self.rest().strip_prefix('{').and_then(|inner| inner.find('}'));
                self.skip(end.map_or(0, |end| end + 2));
            }
            Command::Roman => {
                self.skip(whole);
                self.open_roman();
            }
            Command::Blackboard => {
                self.skip(whole);
                let (length, letter) = argument(self.rest());
                self.push(blackboard(letter).unwrap_or(Kind::Unknown(rest)), length);
            }
            Command::Begin => {
                self.skip(whole);
                let (length, name) = argument(self.rest());
                let Some(environment) = environment(name) else {
                    return Err(Unreadable::Environment { name: name.chars().take(20).collect() });
                };
                self.rows += 1;
                let is_cases = std::mem::take(&mut self.cases);
                self.push(Kind::Begin(if is_cases { Environment::Cases } else { environment }), length);
                if environment == Environment::Matrix && self.rest().starts_with('{') {
                    let (length, columns) = argument(self.rest());
                    if columns.chars().all(|c| matches!(c, 'c' | 'l' | 'r' | '|' | ' ')) {
                        self.skip(length);
                    }
                }
            }
            Command::End => {
                self.skip(whole);
                self.rows = self.rows.saturating_sub(1);
                let length = argument(self.rest()).0;
                self.push(Kind::End, length);
            }
            Command::Left | Command::Right => {
                self.skip(whole);
                let rest = self.rest();
                let spaces = rest.len() - rest.trim_start().len();
                self.skip(spaces);
                match self.rest().as_bytes().first() {
                    Some(b'\\') if name == "left" && begins_cases(self.rest()) => {
                        self.skip(2);
                        self.cases = true;
                    }
                    Some(b'.') => self.skip(1),
                    Some(b'|') if name == "left" => self.push(Kind::Open(Bracket::Bar), 1),
                    Some(b'|') => self.push(Kind::Close(Bracket::Bar), 1),
                    _ => {}
                }
            }
            Command::Not => {
                self.skip(whole);
                let rest = self.rest().trim_start();
                let skipped = self.rest().len() - rest.len();
                if rest.starts_with('=') {
                    self.push(Kind::Relation(RelationOp::NotEqual), skipped + 1);
                } else if rest.starts_with("\\in") {
                    self.push(Kind::Relation(RelationOp::NotIn), skipped + 3);
                } else {
                    self.push(Kind::Relation(RelationOp::Other("\\not")), skipped);
                }
            }
            Command::Unknown if name.starts_with("quad") || name.starts_with("qquad") => {
                // The space and the letter after it have grown together.
                self.space = true;
                self.skip(slashes + if name.starts_with('q') && name[1..].starts_with('q') { 5 } else { 4 });
            }
            Command::Unknown => self.push(Kind::Unknown(&rest[..whole]), whole),
        }
        Ok(())
    }

    /// A backslash before something other than a letter.
    fn escape(&mut self, rest: &'a str) {
        let second = rest[1..].chars().next();
        let length = 1 + second.map_or(0, char::len_utf8);
        match second {
            Some(',' | ';' | ':' | ' ' | '!' | '>' | '\n' | '\t') => {
                self.space = true;
                self.skip(length);
            }
            Some('(' | ')' | '[' | ']') => {
                self.space = true;
                self.skip(length);
            }
            Some('{') => self.push(Kind::Open(Bracket::Curly), length),
            Some('}') => self.push(Kind::Close(Bracket::Curly), length),
            Some('%') => self.push(Kind::Percent, length),
            Some('$') => self.push(Kind::Currency("USD"), length),
            Some('|') => self.push(Kind::Bar, length),
            Some('_' | '&' | '#') => self.skip(length),
            _ => self.push(Kind::Unknown(&rest[..length]), length),
        }
    }
}

/// Whether a brace opens here that no other closes: that of cases which are written as an array.
fn begins_cases(rest: &str) -> bool {
    const ARRAY: &str = "\\begin{array}";
    let Some(inside) = rest.strip_prefix("\\{") else { return false };
    let Some(rows) = inside.trim_start().strip_prefix(ARRAY) else { return false };
    // What is in an array in it has another end.
    let Some(end) = rows.find("\\end{array}") else { return false };
    let after = rows[end + "\\end{array}".len()..].trim_start();
    after.strip_prefix("\\right").is_some_and(|after| after.trim_start().starts_with('.'))
}

/// The set of numbers that a blackboard letter names.
fn blackboard(letter: &str) -> Option<Kind<'static>> {
    Some(Kind::Constant(match letter {
        "R" => Constant::Reals,
        "Z" => Constant::Integers,
        "N" => Constant::Naturals,
        "Q" => Constant::Rationals,
        "C" => Constant::Complexes,
        _ => return None,
    }))
}

/// The argument of a command, in braces or of one character, and its whole length.
fn argument(rest: &str) -> (usize, &str) {
    let inner = rest.trim_start();
    let spaces = rest.len() - inner.len();
    match inner.strip_prefix('{').and_then(|inner| Some((inner, inner.find('}')?))) {
        Some((inner, end)) => (spaces + end + 2, inner[..end].trim()),
        None => {
            let length = inner.chars().next().map_or(0, char::len_utf8);
            (spaces + length, &inner[..length])
        }
    }
}
