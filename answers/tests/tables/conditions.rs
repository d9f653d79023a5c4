//! What is said of the variables of an answer, and families that their conditions make.

use crate::{ABSTAIN, ACCEPT, REJECT, check, check_reason};

#[test]
fn bounds_beside_an_expression_are_said_of_its_variables() {
    check(
        r"x^2-3, x\ge0",
        &[
            ("x^2-3", ABSTAIN),
            (r"x\ge0, x^2-3", ACCEPT),
            (r"x^2-3, 0\le x", ACCEPT),
            ("x^2-3, x>0", ABSTAIN),
            (r"x^2-4, x\ge0", REJECT),
            ("x^2-4", REJECT),
            (r"x^2-3 \text{ for } x\ge0", ACCEPT),
        ],
    );
    check("x^2-3", &[(r"x^2-3, x\ge0", ABSTAIN), (r"x^2-4, x\ge0", ABSTAIN)]);
    check(r"\frac{x^2-1}{x-1}", &[(r"x+1, x\ne1", ABSTAIN)]);
    check(r"y=\sqrt{x}, x>0", &[(r"y=\sqrt{x}", ABSTAIN), (r"y=\sqrt{x}, x>0", ACCEPT), ("y=x", REJECT)]);
    check("x, 2x, x>0", &[("2x, x, x>0", ACCEPT), ("2x, 3x, x>0", REJECT), ("x, 2x", ABSTAIN)]);
    check_reason(r"x^2-3, x\ge0", "x^2-3", "what is said of the variables cannot be compared");
    // Of what is no variable of the expression, a bound is a part of its own.
    check("x=3, x>5", &[("x>5, x=3", ACCEPT), ("x=3", REJECT), ("x>5", ABSTAIN)]);
    check("x=2, y>3", &[("y>3, x=2", ACCEPT), ("x=2", REJECT)]);
    check("5, x>0", &[("5", REJECT)]);
}

#[test]
fn words_among_mathematics_are_a_remark() {
    check(
        r"3k+m, \text{ k is an integer and m is an integer}",
        &[("3k+m", ABSTAIN), (r"3k+m, k\in\mathbb{Z}", ABSTAIN), ("3k-m", REJECT)],
    );
    check(r"1, \text{red}", &[("1", ABSTAIN)]);
}

#[test]
fn sets_are_named_in_words_and_in_signs() {
    check(r"3k+1, k\text{ is a rational number}", &[(r"3k+1, k\in\mathbb{Q}", ACCEPT), ("3k+1", ABSTAIN)]);
    check(r"3k+1, k\text{ is a complex number}", &[(r"3k+1, k\in\mathbb{C}", ACCEPT), ("3k+1", ABSTAIN)]);
    check(r"3k+1, k\text{ is real}", &[(r"3k+1, k\in\mathbb{R}", ACCEPT), ("3k+1", ACCEPT)]);
    check(
        r"3k+1, k\text{ is positive}",
        &[(r"3k+1, k\in\mathbb{R}^+", ACCEPT), (r"3k+1, k\in\mathbb{Z}^+", ABSTAIN)],
    );
    check(
        r"3k+1, k\text{ is a negative integer}",
        &[(r"3k+1, k\text{ is a negative integer}", ACCEPT), (r"3k+1, k\in\mathbb{Z}^+", ABSTAIN)],
    );
    check(r"3k+1, k\in\mathbb{Z}^+", &[(r"3k+1, k\in\mathbb{N}", ABSTAIN)]);
    check(
        r"2k \text{ for all nonnegative integers } k",
        &[
            (r"2k \text{ for every non-negative integer } k", ACCEPT),
            (r"2k \text{ for every nonzero integer } k", ABSTAIN),
            ("2k", ABSTAIN),
        ],
    );
    check(r"2k \text{ for any nonzero integer } k", &[(r"2k \text{ for every non-zero integer } k", ACCEPT)]);
    check(r"3k+1, k\in[0,1]", &[(r"3k+1, k\in[0,1]", ACCEPT), (r"3k+1, k\in[0,2]", ABSTAIN)]);
    check(r"3k+1, k\text{ odd}", &[(r"3k+1, k\text{ odd}", ACCEPT), (r"3k+1, k\text{ even}", ABSTAIN)]);
    check(r"x=5, x\in\mathbb{N}", &[("x=5", ABSTAIN), ("x=6", REJECT)]);
}

#[test]
fn the_domain_of_a_function_is_the_questions() {
    check(r"f(x)=x, x\in\mathbb{R}", &[(r"f(x)=x, x\in\mathbb{Q}", ACCEPT), ("f(x)=x", ACCEPT)]);
    check(r"f(x)=x, \text{ for all rational } x", &[("f(x)=x", ACCEPT), ("f(x)=2x", REJECT)]);
    check(r"f(x)=kx, \text{ for all positive } x", &[("f(x)=kx", ACCEPT)]);
    check(r"f(x)=kx, \text{ for all positive } k", &[("f(x)=kx", ABSTAIN)]);
    let gold = r"f(x)=ax \text{ for all real } x";
    check(gold, &[(r"f(x)=bx \text{ for all real } x", REJECT), ("f(x)=ax", ACCEPT)]);
    check("f(x)=x, x>0", &[("f(x)=x, x>1", ABSTAIN), ("f(x)=x", ABSTAIN)]);
}

#[test]
fn families_are_compared_by_their_members() {
    check(
        r"n=3k+1, k\in\mathbb{Z}",
        &[
            (r"m=3k-2, k\in\mathbb{Z}", ABSTAIN),
            (r"3k-2, k\in\mathbb{Z}", ACCEPT),
            (r"n=-3k-2, k\in\mathbb{Z}", ACCEPT),
            (r"n=3k^2+1, k\in\mathbb{Z}", ABSTAIN),
        ],
    );
    check(r"n=\frac{k}{2}, k\in\mathbb{Z}", &[(r"n=\frac{k+1}{2}, k\in\mathbb{Z}", ACCEPT)]);
    check(r"n=\frac{2}{k}, k\in\mathbb{Z}", &[(r"n=\frac{2}{k+1}, k\in\mathbb{Z}", ABSTAIN)]);
    check(r"n=k\cdot k, k\in\mathbb{Z}", &[(r"n=(k+1)(k+1), k\in\mathbb{Z}", ABSTAIN)]);
    check(
        r"n=2(k+1), k\in\mathbb{Z}",
        &[(r"n=2k, k\in\mathbb{Z}", ACCEPT), (r"n=4k, k\in\mathbb{Z}", REJECT)],
    );
    check(r"n=0k, k\in\mathbb{Z}", &[(r"n=k, k\in\mathbb{Z}", ABSTAIN)]);
    check(r"-k, k\in\mathbb{Z}", &[(r"k, k\in\mathbb{Z}", ACCEPT)]);
    check(r"\sin k, k\in\mathbb{Z}", &[(r"\sin(k+1), k\in\mathbb{Z}", ABSTAIN)]);
    check(r"n=3k+a, k\in\mathbb{Z}", &[(r"n=3k+a+3, k\in\mathbb{Z}", REJECT)]);
    check(r"3k+1, k\in\mathbb{Z}", &[("3k-2", ACCEPT), ("3k+2", REJECT)]);
    check("3k+1", &[(r"3k-2, k\in\mathbb{Z}", ABSTAIN), (r"3k+2, k\in\mathbb{Z}", REJECT)]);
    check(
        r"\{2k : k\in\mathbb{Z}\}",
        &[
            (r"2k, k\in\mathbb{Z}", ACCEPT),
            (r"\{2k+2 : k\in\mathbb{Z}\}", ACCEPT),
            (r"\{2k+1 : k\in\mathbb{Z}\}", REJECT),
            (r"\{x : x=2k, k\in\mathbb{Z}\}", ACCEPT),
            (r"\{x : x>2k, k\in\mathbb{Z}\}", ABSTAIN),
            (r"\{x : y=2k, k\in\mathbb{Z}\}", ABSTAIN),
            (r"\{2k : k>0\}", ABSTAIN),
        ],
    );
}

#[test]
fn members_may_be_counted_from_another_number_on() {
    check(
        r"3k+1, k\in\mathbb{N}",
        &[
            (r"3k-2, k\in\mathbb{N}", ABSTAIN),
            ("3k-2", ABSTAIN),
            (r"3n-2, \text{ where } n \text{ is a positive integer}", ABSTAIN),
            (r"3k+2, k\in\mathbb{N}", REJECT),
            (r"6k+1, k\in\mathbb{N}", REJECT),
        ],
    );
    check(
        r"2k-1, k\in\mathbb{Z}^+",
        &[(r"2k+1, k\in\mathbb{Z}^+", ABSTAIN), (r"2k, k\in\mathbb{Z}^+", REJECT)],
    );
    check(r"2^k, k\in\mathbb{N}", &[(r"2^{k-1}, k\in\mathbb{N}", ABSTAIN)]);
    // An index and an argument say which member is meant.
    check(r"a_k=3k+1, k\in\mathbb{N}", &[(r"a_k=3k-2, k\in\mathbb{N}", REJECT)]);
    check(r"f(n)=n, n\in\mathbb{N}", &[(r"f(n)=n+1, n\in\mathbb{N}", REJECT)]);
    // A line has a point for every number, and many spellings.
    let line = r"(x,y)=(1+t,2t), t\in\mathbb{R}";
    check(line, &[(r"(2+t,2+2t), t\in\mathbb{R}", ABSTAIN), (r"(1+t,2t), t\in\mathbb{R}", ACCEPT)]);
    check(r"(1+t,2t), t\in\mathbb{R}", &[(r"(2+t,2+2t), t\in\mathbb{R}", ABSTAIN), ("(1+t,2t)", ACCEPT)]);
}
