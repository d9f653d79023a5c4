//! From text to tokens, in one pass.
//!
//! LaTeX, plain text and Unicode come out as the same tokens. What only
//! changes the look of an answer (spaces, sizes, fonts, mathematics
//! delimiters, emphasis) leaves nothing behind.

mod backslash;

use super::digits::{has_bare_comma, number};
use super::token::{Bracket, Gap, Kind, Token};
use super::unicode::{Unicode, raised_digit, unicode};
use super::words;
use super::{MAX_TOKENS, Separators, Unreadable};
use crate::expr::{RelationOp, Span};

/// Reads a text into tokens.
pub(super) fn tokens(text: &str, separators: Separators) -> Result<Vec<Token<'_>>, Unreadable> {
    let bare_commas = separators == Separators::Lists || has_bare_comma(text);
    let mut lexer = Lexer {
        text,
        at: 0,
        // Most texts have fewer tokens.
        tokens: Vec::with_capacity(text.len().min(48)),
        space: false,
        braces: Vec::new(),
        rows: 0,
        depth: 0,
        bare_commas,
        roman: false,
        boxed: false,
        cases: false,
        dollars: false,
        quotes: 0,
    };
    while lexer.at < text.len() {
        lexer.step()?;
        if lexer.tokens.len() > MAX_TOKENS {
            return Err(Unreadable::TooLong { what: "tokens", most: MAX_TOKENS });
        }
    }
    Ok(lexer.tokens)
}

/// What a brace that is open closes.
#[derive(Clone, Copy, PartialEq)]
enum Brace {
    /// A group of expressions.
    Group,
    /// Words, after which the words before go on.
    Roman {
        /// Whether the text around it is words too.
        outer: bool,
    },
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token<'a>>,
    space: bool,
    braces: Vec<Brace>,
    /// How many environments are open.
    rows: usize,
    /// How many brackets are open that a list may stand between.
    depth: usize,
    bare_commas: bool,
    /// Whether the array that follows is one of cases.
    cases: bool,
    /// Whether a box has been passed.
    boxed: bool,
    roman: bool,
    /// Whether a `$` is open.
    dollars: bool,
    /// How many quotation marks are open.
    quotes: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind<'a>, length: usize) {
        let start = self.at;
        self.at += length;
        match kind {
            Kind::Open(Bracket::Round | Bracket::Square | Bracket::Curly) => self.depth += 1,
            Kind::Close(Bracket::Round | Bracket::Square | Bracket::Curly) => {
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {}
        }
        let gap = if std::mem::take(&mut self.space) { Gap::Space } else { Gap::None };
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.tokens.push(Token { kind, span: Span { start: offset(start), end: offset(self.at) }, gap });
    }

    fn skip(&mut self, length: usize) {
        self.at += length;
    }

    fn previous(&self) -> Option<Kind<'a>> {
        self.tokens.last().map(|token| token.kind)
    }

    /// Reads one token, or passes what leaves none.
    fn step(&mut self) -> Result<(), Unreadable> {
        let rest = self.rest();
        let first = rest.as_bytes()[0];
        if first.is_ascii_digit() || first == b'.' && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
            let grouped = !self.bare_commas && self.depth == 0;
            let (after, ()) = number(rest, grouped).unwrap_or((&rest[1..], ()));
            self.push(Kind::Number(&rest[..rest.len() - after.len()]), rest.len() - after.len());
            return Ok(());
        }
        if first.is_ascii_alphabetic() {
            self.word(rest);
            return Ok(());
        }
        if first == b'\\' {
            return self.command(rest);
        }
        if first.is_ascii() {
            self.ascii(rest, first);
        } else {
            self.unicode(rest);
        }
        Ok(())
    }

    fn word(&mut self, rest: &'a str) {
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &rest[..length];
        if let Some((name, length)) = half_of_day(rest)
            && matches!(self.previous(), Some(Kind::Number(_)))
        {
            self.push(Kind::Word(name), length);
            return;
        }
        // `2.4 x 10^3`: a letter for the sign.
        if word == "x"
            && matches!(self.previous(), Some(Kind::Number(_)))
            && rest[1..].trim_start_matches(' ').starts_with("10^")
        {
            self.push(Kind::Times, 1);
            return;
        }
        // A weight, where no number stands before it or a function follows.
        if word == "mg"
            && !self.roman
            && (!self.ends_in_value()
                || ["\\sin", "\\cos", "\\tan"].iter().any(|name| rest[2..].trim_start().starts_with(name)))
        {
            self.push(Kind::Letter(&rest[..1]), 1);
            self.push(Kind::Letter(&rest[1..2]), 1);
            return;
        }
        // `(0,1) U (2,3)`: a letter for the sign.
        if word == "U"
            && matches!(self.previous(), Some(Kind::Close(Bracket::Round | Bracket::Square)))
            && rest[1..].trim_start().starts_with(['(', '[', '\\'])
        {
            self.push(Kind::Union, 1);
            return;
        }
        // `x=1orW=2`: a word that has grown together with what follows.
        for (joined, kind) in [("or", Kind::Or), ("and", Kind::And)] {
            let after = word.strip_prefix(joined).unwrap_or("");
            if !self.roman
                && (1..=2).contains(&after.len())
                && after.starts_with(|c: char| c.is_ascii_uppercase())
            {
                self.push(kind, joined.len());
                return;
            }
        }
        if length == 1 && (!self.roman || matches!(word, "e" | "i")) {
            self.push(Kind::Letter(word), 1);
            return;
        }
        // The minute, where no arguments follow.
        if word == "min" && !rest[length..].trim_start().starts_with(['(', '{', '\\', '_']) {
            self.push(Kind::Word(word), length);
            return;
        }
        let mut small = [0_u8; 16];
        let known = small.get_mut(..length).and_then(|small| {
            small.copy_from_slice(word.as_bytes());
            small.make_ascii_lowercase();
            words::meaning(str::from_utf8(small).ok()?)
        });
        if let Some(kind) = known {
            self.push(kind, length);
        } else if !self.roman && words::is_product(word) {
            for at in 0..length {
                self.push(Kind::Letter(&word[at..=at]), 1);
            }
        } else {
            self.push(Kind::Word(word), length);
        }
    }

    fn ascii(&mut self, rest: &'a str, first: u8) {
        let kind = match first {
            // "about 5", and no space, where nothing stands before it.
            b'~' if self.tokens.is_empty() && rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                Kind::Unknown("~")
            }
            b' ' | b'~' => {
                self.space = true;
                self.skip(1);
                return;
            }
            b'\n' => {
                self.space = true;
                // Lines separate statements; the ends of the text are no lines of their own.
                let ends = self.rows > 0 || self.tokens.is_empty() || rest.trim().is_empty();
                if ends || matches!(self.previous(), Some(Kind::Newline | Kind::Comma | Kind::Semicolon)) {
                    self.skip(1);
                } else {
                    self.push(Kind::Newline, 1);
                }
                return;
            }
            0x0c if rest[1..].starts_with("rac") => return self.mangled(Kind::Frac, 4),
            b'\t' if rest[1..].starts_with("ext{") => {
                self.skip(4);
                self.open_roman();
                return;
            }
            b'\t' if rest[1..].starts_with("imes") => return self.mangled(Kind::Times, 5),
            0x08 if rest[1..].starts_with("oxed") => return self.skip(5),
            b'\t' | b'\r' | 0x0c | 0x0b => {
                self.space = true;
                self.skip(1);
                return;
            }
            b'`' | b'"' => return self.quote(),
            b'+' => Kind::Plus,
            b'-' => Kind::Minus,
            b'*' => return self.star(rest),
            b'/' => Kind::Slash,
            b'^' => Kind::Caret,
            b'_' => Kind::Underscore,
            b'!' => {
                if rest.starts_with("!=") {
                    return self.push(Kind::Relation(RelationOp::NotEqual), 2);
                }
                Kind::Bang
            }
            b'\'' => {
                if !self.ends_in_name() {
                    return self.quote();
                }
                Kind::Prime
            }
            b'%' => Kind::Percent,
            b'$' => return self.dollar(rest),
            b'(' => Kind::Open(Bracket::Round),
            b')' => Kind::Close(Bracket::Round),
            b'[' => Kind::Open(Bracket::Square),
            b']' => Kind::Close(Bracket::Square),
            b'{' => {
                if rest.starts_with("{,}") {
                    return self.push(Kind::Comma, 3);
                }
                self.braces.push(Brace::Group);
                Kind::Open(Bracket::Brace)
            }
            b'}' => match self.braces.pop() {
                Some(Brace::Roman { outer }) => {
                    self.roman = outer;
                    return self.skip(1);
                }
                _ => Kind::Close(Bracket::Brace),
            },
            b'|' => Kind::Bar,
            b',' => Kind::Comma,
            b';' => Kind::Semicolon,
            b':' => Kind::Colon,
            b'.' => {
                let dots = rest.bytes().take_while(|&b| b == b'.').count();
                return self.push(if dots >= 3 { Kind::Ellipsis } else { Kind::Period }, dots);
            }
            b'=' => {
                let length = if rest.starts_with("==") { 2 } else { 1 };
                let op = if rest.starts_with("=>") { RelationOp::Implies } else { RelationOp::Equal };
                return self.push(Kind::Relation(op), length.max(usize::from(op == RelationOp::Implies) * 2));
            }
            b'<' | b'>' => return self.angle(rest),
            b'&' => Kind::Ampersand,
            _ => Kind::Unknown(&rest[..1]),
        };
        self.push(kind, 1);
    }

    /// A mark that opens or closes a quotation leaves nothing behind. One that
    /// closes none, right after a number or a bracket, is a minute, an inch or a derivative.
    fn quote(&mut self) {
        let is_after_operand = !self.space
            && matches!(
                self.previous(),
                Some(Kind::Number(_) | Kind::Raised(_) | Kind::Close(_) | Kind::Degree | Kind::Prime)
            );
        if self.quotes > 0 && !self.tokens.is_empty() {
            self.quotes -= 1;
        } else if is_after_operand {
            return self.push(Kind::Prime, 1);
        } else {
            self.quotes += 1;
        }
        self.skip(1);
    }

    /// Whether what was read last is a name, perhaps with subscripts, which a prime belongs to.
    fn ends_in_name(&self) -> bool {
        let mut tokens = self.tokens.as_slice();
        loop {
            let Some((last, before)) = tokens.split_last() else { return false };
            let before = match last.kind {
                Kind::Letter(_) | Kind::Prime => return true,
                Kind::Number(_) | Kind::Word(_) => before,
                Kind::Close(Bracket::Brace) => {
                    let few = before.len().saturating_sub(super::names::MAX_SUBSCRIPT);
                    let is_open = |token: &Token<'_>| token.kind == Kind::Open(Bracket::Brace);
                    match before[few..].iter().rposition(is_open) {
                        Some(open) => &before[..few + open],
                        None => return false,
                    }
                }
                _ => return false,
            };
            match before.split_last() {
                Some((sign, name)) if sign.kind == Kind::Underscore => tokens = name,
                _ => return false,
            }
        }
    }

    /// Whether what was read last may have a unit after it.
    fn ends_in_value(&self) -> bool {
        matches!(self.previous(), Some(Kind::Number(_) | Kind::Raised(_) | Kind::Close(_) | Kind::Word(_)))
    }

    /// Whether what was read last is a letter with a mark that says that it is a vector.
    fn ends_in_vector(&self) -> bool {
        let is_mark = |kind: Kind<'_>| matches!(kind, Kind::Accent("\\vec" | "\\mathbf" | "\\hat"));
        match self.tokens.as_slice() {
            [.., mark, open, letter, close] if close.kind == Kind::Close(Bracket::Brace) => {
                is_mark(mark.kind)
                    && open.kind == Kind::Open(Bracket::Brace)
                    && matches!(letter.kind, Kind::Letter(_))
            }
            [.., mark, letter] => is_mark(mark.kind) && matches!(letter.kind, Kind::Letter(_)),
            _ => false,
        }
    }

    /// A command whose backslash and first letter became a control character on the way.
    fn mangled(&mut self, kind: Kind<'a>, length: usize) {
        self.push(kind, length);
    }

    fn star(&mut self, rest: &'a str) {
        let stars = rest.bytes().take_while(|&b| b == b'*').count();
        let operand = |c: char| c.is_alphanumeric() || matches!(c, '(' | '\\' | '-' | '.');
        let between = !self.space
            && !matches!(
                self.previous(),
                None | Some(Kind::Colon | Kind::Comma | Kind::Semicolon | Kind::Newline | Kind::Period)
            )
            && rest[stars..].starts_with(operand);
        match stars {
            1 if self.tokens.is_empty() || rest[1..].trim_start().is_empty() => self.skip(1),
            1 => self.push(Kind::Times, 1),
            2 if between => self.push(Kind::Caret, 2),
            _ => self.skip(stars),
        }
    }

    fn dollar(&mut self, rest: &'a str) {
        if rest.starts_with("$$") {
            return self.skip(2);
        }
        if !self.dollars {
            let inside = &rest[1..];
            let numeric = inside.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
            let closes = inside.find('$').filter(|&end| {
                // Where the next `$` opens an amount of its own, both do.
                let amount = inside[end + 1..].starts_with(|c: char| c.is_ascii_digit());
                !(numeric && amount && inside[..end].ends_with([' ', '(', ',']))
            });
            if numeric && closes.is_none() {
                return self.push(Kind::Currency("USD"), 1);
            }
        }
        self.dollars = !self.dollars;
        self.space = true;
        self.skip(1);
    }

    fn angle(&mut self, rest: &'a str) {
        use RelationOp::{Greater, GreaterEqual, Implies, Less, LessEqual, NotEqual};
        let html = [
            ("<sup>", Kind::Caret, true),
            ("<sub>", Kind::Underscore, true),
            ("</sup>", Kind::Caret, false),
            ("</sub>", Kind::Underscore, false),
        ];
        for (name, kind, opens) in html {
            if rest.starts_with(name) {
                if opens {
                    self.push(kind, name.len() - 1);
                    self.braces.push(Brace::Group);
                    self.push(Kind::Open(Bracket::Brace), 1);
                } else {
                    self.braces.pop();
                    self.push(Kind::Close(Bracket::Brace), name.len());
                }
                return;
            }
        }
        let (op, length) = match () {
            () if rest.starts_with("<=>") => (Implies, 3),
            () if rest.starts_with("<=") => (LessEqual, 2),
            () if rest.starts_with(">=") => (GreaterEqual, 2),
            () if rest.starts_with("<>") => (NotEqual, 2),
            () if rest.starts_with('<') => (Less, 1),
            () => (Greater, 1),
        };
        self.push(Kind::Relation(op), length);
    }

    fn open_roman(&mut self) {
        let outer = self.roman;
        let rest = self.rest();
        let spaces = rest.len() - rest.trim_start().len();
        if rest[spaces..].starts_with('{') {
            self.skip(spaces + 1);
            self.braces.push(Brace::Roman { outer });
            self.roman = true;
        }
    }

    fn unicode(&mut self, rest: &'a str) {
        let c = rest.chars().next().unwrap_or(' ');
        let length = c.len_utf8();
        let raised =
            rest.chars().take_while(|&c| raised_digit(c).is_some()).map(char::len_utf8).sum::<usize>();
        if raised > 0 {
            return self.push(Kind::Raised(&rest[..raised]), raised);
        }
        match unicode(c) {
            Some(Unicode::Token(Kind::Times)) if c == '×' && self.ends_in_vector() => {
                self.push(Kind::Unknown("\\times"), length);
            }
            Some(Unicode::Token(kind)) => self.push(kind, length),
            Some(Unicode::Space) => {
                self.space = true;
                self.skip(length);
            }
            Some(Unicode::Nothing) => self.skip(length),
            Some(Unicode::Fraction(text)) => self.push(Kind::Number(text), length),
            None if c.is_alphabetic() => {
                let length = rest.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
                self.push(Kind::Word(&rest[..length]), length);
            }
            None => self.push(Kind::Unknown(&rest[..length]), length),
        }
    }
}

/// `a.m.` or `p.m.` with its length, where a text begins with one of them.
fn half_of_day(text: &str) -> Option<(&'static str, usize)> {
    let small = |at: usize| text.as_bytes().get(at).map(u8::to_ascii_lowercase);
    let name = match small(0)? {
        b'a' => "am",
        b'p' => "pm",
        _ => return None,
    };
    let length = match (small(1), small(2), small(3)) {
        (Some(b'm'), next, _) if next.is_none_or(|next| !next.is_ascii_alphanumeric()) => 2,
        (Some(b'.'), Some(b'm'), Some(b'.')) => 4,
        (Some(b'.'), Some(b'm'), _) => 3,
        _ => return None,
    };
    Some((name, length))
}
