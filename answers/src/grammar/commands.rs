//! What TeX commands mean.

use super::token::{Bracket, Kind};
use crate::expr::{Constant, Function, RelationOp};

/// What a command is, to the lexer.
pub(super) enum Command {
    /// A token.
    Token(Kind<'static>),
    /// A letter, named by the command itself.
    Letter,
    /// White space.
    Space,
    /// Nothing that is seen: the command is left out, and its argument, if there is one, stays.
    Nothing,
    /// Nothing that is seen, with an argument that is left out.
    NothingWithArgument,
    /// The argument is words rather than variables.
    Roman,
    /// The argument names a set of numbers.
    Blackboard,
    /// An environment begins.
    Begin,
    /// An environment ends.
    End,
    /// `\left` and `\right`, with the bracket that follows.
    Left,
    /// The other side of [`Command::Left`].
    Right,
    /// `\not`, with the relation that follows.
    Not,
    /// A command that is not read.
    Unknown,
}

/// What the command of this name (without its backslash) is.
#[rustfmt::skip]
pub(super) fn command(name: &str) -> Command {
    use Command::{Blackboard, Letter, Nothing, NothingWithArgument, Roman, Space, Token};
    use RelationOp::{
        Approximately, Congruent, Divides, Equal, Greater, GreaterEqual, Implies, In, Less, LessEqual, Maps,
        NotEqual, NotIn, Other, Subset,
    };
    let relation = |op| Token(Kind::Relation(op));
    let function = |function| Token(Kind::Function(function));
    let constant = |constant| Token(Kind::Constant(constant));
    match name {
        "frac" | "dfrac" | "tfrac" | "cfrac" => Token(Kind::Frac),
        "sqrt" => Token(Kind::Sqrt),
        "binom" | "dbinom" | "tbinom" => Token(Kind::Binom),
        "cdot" | "times" | "ast" | "cdotp" | "bullet" => Token(Kind::Times),
        "div" => Token(Kind::Slash),
        "pm" => Token(Kind::PlusMinus),
        "mp" => Token(Kind::MinusPlus),
        "text" | "textrm" | "textbf" | "textit" | "textnormal" | "textsf" | "texttt" | "mathrm" | "mbox" | "hbox"
        | "operatorname" | "mathsf" | "mathit" | "emph" | "textup" | "rm" | "bf" | "unit" | "si" | "mathop" => Roman,
        "mathbb" | "Bbb" => Blackboard,
        "mathbf" | "boldsymbol" | "bm" | "pmb" => Token(Kind::Accent("\\mathbf")),
        "vec" | "overrightarrow" => Token(Kind::Accent("\\vec")),
        "hat" | "widehat" => Token(Kind::Accent("\\hat")),
        "tilde" | "widetilde" => Token(Kind::Accent("\\tilde")),
        "dot" => Token(Kind::Accent("\\dot")),
        "overline" | "bar" => Token(Kind::Overline),
        "quad" | "qquad" | "enspace" | "thinspace" | "space" | "enskip" | "hfill" | "noindent" => Space,
        "displaystyle" | "textstyle" | "scriptstyle" | "limits" | "nolimits" | "big" | "Big" | "bigg" | "Bigg" | "bigl"
        | "bigr" | "Bigl" | "Bigr" | "biggl" | "biggr" | "Biggl" | "Biggr" | "boxed" | "fbox" | "mathcal" | "mathfrak"
        | "ensuremath" | "large" | "Large" | "normalsize" | "small" | "nonumber" | "hline" | "middle" | "underline"
        | "bigm" | "Bigm" | "mathstrut" | "phantom" | "strut" | "normalfont" => Nothing,
        "hspace" | "vspace" | "color" | "textcolor" | "tag" | "label" | "kern" | "mkern" => NothingWithArgument,
        "left" => Command::Left,
        "right" => Command::Right,
        "begin" => Command::Begin,
        "end" => Command::End,
        "not" => Command::Not,
        "lt" => relation(Less),
        "gt" => relation(Greater),
        "le" | "leq" | "leqslant" | "leqq" => relation(LessEqual),
        "ge" | "geq" | "geqslant" | "geqq" => relation(GreaterEqual),
        "ne" | "neq" => relation(NotEqual),
        "approx" | "approxeq" | "thickapprox" | "doteq" => relation(Approximately),
        "equiv" => relation(Congruent),
        "in" => relation(In),
        "notin" => relation(NotIn),
        "subset" | "subseteq" | "subsetneq" => relation(Subset),
        "mid" => Token(Kind::Mid),
        "vert" | "lvert" | "rvert" => Token(Kind::Bar),
        "to" | "mapsto" | "rightarrow" | "longrightarrow" => relation(Maps),
        "Rightarrow" | "implies" | "iff" | "Leftrightarrow" | "Longrightarrow" | "leftrightarrow"
        | "Longleftrightarrow" => relation(Implies),
        "perp" => relation(Other("\\perp")),
        "parallel" => relation(Other("\\parallel")),
        "sim" => relation(Other("\\sim")),
        "simeq" => relation(Other("\\simeq")),
        "cong" => relation(Other("\\cong")),
        "propto" => relation(Other("\\propto")),
        "supset" => relation(Other("\\supset")),
        "supseteq" => relation(Other("\\supseteq")),
        "ll" => relation(Other("\\ll")),
        "gg" => relation(Other("\\gg")),
        "prec" => relation(Other("\\prec")),
        "succ" => relation(Other("\\succ")),
        "nmid" => relation(Other("\\nmid")),
        "divides" => relation(Divides),
        "eq" => relation(Equal),
        "cup" | "bigcup" | "cupdot" | "sqcup" | "uplus" => Token(Kind::Union),
        "cap" | "bigcap" => Token(Kind::Intersection),
        "setminus" | "backslash" | "smallsetminus" => Token(Kind::SetMinus),
        "land" | "wedge" => Token(Kind::And),
        "lor" | "vee" => Token(Kind::Or),
        "ldots" | "cdots" | "dots" | "dotsc" | "dotsb" | "dotsm" | "vdots" | "ddots" | "dotsi" => Token(Kind::Ellipsis),
        "bmod" | "pmod" | "mod" => Token(Kind::Modulo),
        "circ" | "degree" => Token(Kind::Degree),
        "prime" => Token(Kind::Prime),
        "infty" => constant(Constant::Infinity),
        "emptyset" | "varnothing" | "empty" => constant(Constant::EmptySet),
        "pi" => constant(Constant::Pi),
        "R" | "reals" | "Reals" => constant(Constant::Reals),
        "Z" => constant(Constant::Integers),
        "N" => constant(Constant::Naturals),
        "Q" => constant(Constant::Rationals),
        "C" => constant(Constant::Complexes),
        "sin" => function(Function::Sin),
        "cos" => function(Function::Cos),
        "tan" | "tg" => function(Function::Tan),
        "cot" | "ctg" => function(Function::Cot),
        "sec" => function(Function::Sec),
        "csc" | "cosec" => function(Function::Csc),
        "arcsin" => function(Function::Asin),
        "arccos" => function(Function::Acos),
        "arctan" | "arctg" => function(Function::Atan),
        "arccot" | "arcctg" => function(Function::Acot),
        "sinh" => function(Function::Sinh),
        "cosh" => function(Function::Cosh),
        "tanh" => function(Function::Tanh),
        "exp" => function(Function::Exp),
        "ln" => function(Function::Ln),
        "log" | "lg" => function(Function::Log),
        "gcd" => function(Function::Gcd),
        "lcm" => function(Function::Lcm),
        "min" => function(Function::Min),
        "max" => function(Function::Max),
        "lfloor" => Token(Kind::Open(Bracket::Floor)),
        "rfloor" => Token(Kind::Close(Bracket::Floor)),
        "lceil" => Token(Kind::Open(Bracket::Ceil)),
        "rceil" => Token(Kind::Close(Bracket::Ceil)),
        "langle" => Token(Kind::Open(Bracket::Angle)),
        "rangle" => Token(Kind::Close(Bracket::Angle)),
        "lbrace" => Token(Kind::Open(Bracket::Curly)),
        "rbrace" => Token(Kind::Close(Bracket::Curly)),
        "lbrack" => Token(Kind::Open(Bracket::Square)),
        "rbrack" => Token(Kind::Close(Bracket::Square)),
        "colon" => Token(Kind::Colon),
        "pounds" => Token(Kind::Currency("GBP")),
        "euro" => Token(Kind::Currency("EUR")),
        "alpha" | "beta" | "gamma" | "delta" | "epsilon" | "varepsilon" | "zeta" | "eta" | "theta" | "vartheta"
        | "iota" | "kappa" | "lambda" | "mu" | "nu" | "xi" | "rho" | "varrho" | "sigma" | "tau" | "upsilon" | "phi"
        | "varphi" | "chi" | "psi" | "omega" | "Gamma" | "Delta" | "Theta" | "Lambda" | "Xi" | "Pi" | "Sigma" | "Phi"
        | "Psi" | "Omega" | "ell" | "hbar" | "imath" | "jmath" | "mho" => Letter,
        _ => Command::Unknown,
    }
}

/// What an environment of this name holds, if it is read.
pub(super) fn environment(name: &str) -> Option<super::token::Environment> {
    use super::token::Environment::{Aligned, Cases, Determinant, Matrix};
    match name.trim_end_matches('*') {
        "matrix" | "pmatrix" | "bmatrix" | "Bmatrix" | "smallmatrix" | "array" => Some(Matrix),
        "vmatrix" => Some(Determinant),
        "cases" | "dcases" | "rcases" => Some(Cases),
        "align" | "aligned" | "gather" | "gathered" | "equation" | "split" | "eqnarray" | "alignat" => {
            Some(Aligned)
        }
        _ => None,
    }
}
