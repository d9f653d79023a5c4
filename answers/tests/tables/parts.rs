//! Answers of several parts: what they are called, how they stand together, and what stands beside a letter.

use veriloop_answers::Rules;
use veriloop_answers::rules::Order;

use crate::{ABSTAIN, ACCEPT, REJECT, check, check_reason, check_with};

#[test]
fn points_with_names_are_compared_by_their_names() {
    check(
        "(x,y)=(1,2)",
        &[
            ("(y,x)=(2,1)", ACCEPT),
            ("(y,x)=(1,2)", REJECT),
            ("(a,b)=(1,2)", ABSTAIN),
            ("x=1", REJECT),
            ("(x,y)=(1,2,3)", ABSTAIN),
        ],
    );
    check("(2x,y)=(2,2)", &[("(1,2)", ABSTAIN)]);
    check("x=1,y=2", &[("(x,y)=(2,1)", REJECT), ("x=2", REJECT)]);
    check_reason("x=1,y=2,z=3", "x=1,y=2", "missing 3");
    check_reason("x=1,y=2", "x=1,y=2,w=3", "3 is one too many");
    check_reason("x=1,y=2", "x=2,y=2,w=3", "2 is not 1");
    check_reason("(x,y)=(1,2)", "(a,b)=(1,2)", "the parts are named otherwise");
    check("y=2,x=1", &[("(1,2)", ACCEPT), ("(2,1)", ABSTAIN)]);
    check("c=2,a=1", &[("(2,1)", ACCEPT), ("(1,2)", ABSTAIN)]);
    let set = Rules { order: Order::Set, ..Rules::default() };
    check_with(&set, "x=1,y=2", &[("a=2,b=1", ACCEPT), ("a=2,b=3", REJECT)]);
}

#[test]
fn a_set_of_one_value_has_a_name() {
    check(
        r"x=\{5\}",
        &[
            (r"x=\{5\}", ACCEPT),
            (r"\{5\}", ACCEPT),
            ("x=5", ACCEPT),
            (r"y=\{5\}", ABSTAIN),
            (r"x=\{6\}", REJECT),
        ],
    );
}

#[test]
fn lists_of_sixty_four_are_compared_and_longer_ones_are_not() {
    let list = |numbers: &mut dyn Iterator<Item = u32>| {
        numbers.map(|number| number.to_string()).collect::<Vec<_>>().join("; ")
    };
    check(&list(&mut (1..=64)), &[(&list(&mut (1..=64).rev()), ACCEPT), (&list(&mut (2..=65)), REJECT)]);
    check(&list(&mut (1..=65)), &[(&list(&mut (1..=65).rev()), ABSTAIN)]);
}

#[test]
fn solutions_of_two_names_are_points() {
    check(
        "p=5,q=2;p=7,q=2",
        &[
            ("p=7,q=2;p=5,q=2", ACCEPT),
            ("q=2,p=5;q=2,p=7", ACCEPT),
            ("p=5,q=2;p=7,q=3", REJECT),
            ("(5,2,1),(7,2,1)", REJECT),
            ("q=5,p=2;q=7,p=2", REJECT),
            ("a=5,b=2;a=7,b=2", ABSTAIN),
            ("p=5,r=2;p=7,r=2", ABSTAIN),
            ("a=5,b=2;a=7,b=3", REJECT),
        ],
    );
    check("p=5,q=2,p=7,q=2", &[("(5,2),(7,2)", ACCEPT), ("(2,5),(2,7)", REJECT)]);
    check("a=1,b=2,c=3;a=4,b=5,c=6", &[("(4,5,6),(1,2,3)", ACCEPT), ("(1,2,3),(4,6,5)", REJECT)]);
    check("5,2,7,2", &[("p=5,q=2;p=7,q=2", ACCEPT)]);
    check("p=5,q=2;p=7,q=2", &[("5,2,7,2", ACCEPT)]);
    // Names that follow one another have the order of the alphabet, and others that of the text.
    check("b=5,a=2;b=7,a=2", &[("(2,5),(2,7)", ACCEPT), ("(5,2),(7,2)", REJECT)]);
    check("c=5,a=2;c=7,a=2", &[("(5,2),(7,2)", ACCEPT)]);
}

#[test]
fn a_value_for_several_names_is_one_for_each() {
    check(
        "x=y=1",
        &[("x=1,y=1", ACCEPT), ("(1,1)", ACCEPT), ("y=x=1", ACCEPT), ("x=y=2", REJECT), ("x=1,y=2", REJECT)],
    );
    check("x=x=1", &[("x=1", ABSTAIN)]);
}

#[test]
fn what_holds_together_is_no_choice_between_both() {
    check(r"x=1 \text{ and } y=2", &[(r"x=1 \text{ or } y=2", ABSTAIN), ("y=2, x=1", ACCEPT)]);
    check(r"x=1 \text{ or } y=2", &[("x=1, y=2", ABSTAIN)]);
    check(r"1 \text{ or } 2", &[(r"1 \text{ and } 2", ACCEPT)]);
}

#[test]
fn repetition_counts_in_lists_and_not_in_sets() {
    check("1,2,2", &[("2,1,2", ACCEPT), ("1,2", REJECT)]);
    check(r"\{1,2,2\}", &[(r"\{1,2\}", ACCEPT)]);
    check(r"\{1,1\}", &[("1", ACCEPT)]);
    check(r"\sqrt{x^2}, x", &[(r"x, \sqrt{x^2}", ACCEPT), ("x, x", ABSTAIN)]);
    check(r"\sqrt{x^2}, 3", &[("x, 4", REJECT)]);
}

#[test]
fn signs_stand_for_two_values() {
    check(r"x=\pm 1", &[("1, -1", ACCEPT), ("x=1, x=-1", ACCEPT), ("x=1", REJECT)]);
    check(r"\pm1\mp2", &[("-1, 1", ACCEPT), ("3, -3", REJECT)]);
    check(r"1\pm2\mp x", &[("3-x, -1+x", ACCEPT), ("3+x, -1-x", REJECT)]);
    check(r"\pm1\pm2", &[("3, -3, 1, -1", ABSTAIN)]);
    check_reason(r"a\mp b", "a-b, a+b", "what several signs `±` stand for together is not said");
    check(r"(\pm 1, 2)", &[("(1,2), (-1,2)", ABSTAIN)]);
}

#[test]
fn matrices_have_rows_and_columns() {
    check(
        r"\begin{pmatrix}1&2&3\\4&5&6\end{pmatrix}",
        &[
            (r"\begin{bmatrix}1&2&3\\4&5&6\end{bmatrix}", ACCEPT),
            (r"\begin{pmatrix}1&2\\3&4\\5&6\end{pmatrix}", REJECT),
            (r"\begin{pmatrix}1&2&3&4&5&6\end{pmatrix}", REJECT),
            (r"\begin{pmatrix}1&2&3\\4&5&6\\7&8&9\end{pmatrix}", REJECT),
            (r"\begin{vmatrix}1&2&3\\4&5&6\end{vmatrix}", ABSTAIN),
            ("(1,2,3)", ABSTAIN),
        ],
    );
    check(r"\begin{pmatrix}1&2&3\end{pmatrix}", &[(r"\begin{pmatrix}1\\2\\3\end{pmatrix}", ACCEPT)]);
    check(r"\begin{vmatrix}1&2\\3&4\end{vmatrix}", &[("-2", ABSTAIN)]);
    check(r"v=\begin{pmatrix}1\\2\end{pmatrix}", &[(r"\begin{pmatrix}1\\2\end{pmatrix}", ACCEPT)]);
}

#[test]
fn cases_are_matched_by_their_conditions() {
    check(
        r"\begin{cases} x & x>0 \\ -x & x<0\end{cases}",
        &[
            (r"\begin{cases} -x & x<0 \\ x & x>0\end{cases}", ACCEPT),
            (r"\begin{cases} x & x<0 \\ -x & x>0\end{cases}", REJECT),
            (r"\begin{cases} x & x>0 \\ -x & x<0 \\ 0 & x=0\end{cases}", ABSTAIN),
            ("|x|", ABSTAIN),
        ],
    );
    let cases = r"\begin{cases} x & x>0 \\ -x & x<0\end{cases}";
    check_reason("|x|", cases, "one side is a function by cases and the other is not");
    check(
        r"\begin{cases} x & x>0 \\ -x & \text{otherwise}\end{cases}",
        &[
            (r"\begin{cases} -x & \text{otherwise}\\ x & x>0 \end{cases}", ACCEPT),
            (r"\begin{cases} x & x>0 \\ -x & x<1\end{cases}", ABSTAIN),
        ],
    );
    // Which of two cases with one condition holds is not said.
    let twice = r"\begin{cases} x & x>0 \\ -x & \text{otherwise} \\ 0 & \text{otherwise}\end{cases}";
    check(twice, &[(twice, ABSTAIN)]);
}

#[test]
fn ratios_of_three_are_the_same_multiple_of_one_another() {
    check(
        "1:2:3",
        &[
            (r"\frac12:1:1.5", ACCEPT),
            ("3:2:1", REJECT),
            ("2:4:6:8", REJECT),
            ("0:0:0", REJECT),
            ("1:2", REJECT),
            (r"\frac10:1:2", ABSTAIN),
        ],
    );
    check_reason("1:2:3", "2:4:6:8", "expected 3 parts, found 4");
    // A term that is 0 tells nothing of the others.
    check("0:1:2", &[("0:2:4", ACCEPT), ("0:1:3", REJECT), ("0:0:0", REJECT), ("1:2:4", REJECT)]);
    check("0:0:0", &[("1:2:3", ABSTAIN)]);
    check(
        r"1:\sqrt3:2",
        &[
            (r"1:\sqrt3:2", ACCEPT),
            (r"\frac{1}{\sqrt3}:1:\frac{2}{\sqrt3}", ACCEPT),
            (r"1:2:\sqrt3", REJECT),
            (r"1:\sqrt2:2", REJECT),
        ],
    );
    check("1:x:3", &[("2:2x:6", ACCEPT), ("2:2y:6", REJECT), ("1:5:3", ABSTAIN)]);
}

#[test]
fn what_stands_beside_a_letter_may_take_it_back() {
    check(
        "(A) 5",
        &[("(A)", ACCEPT), ("(A) not 5", ABSTAIN), ("(A) 6", ABSTAIN), ("(B)", REJECT), ("6", ABSTAIN)],
    );
    check_reason("(A) 5", "(A) 6", "the same letter stands beside different values");
    check("(A) x", &[("x", ACCEPT)]);
    check("x", &[("(A) x", ACCEPT)]);
    check("5", &[("(A) 6", ABSTAIN)]);
    check(
        "(A)",
        &[
            ("option A", ACCEPT),
            ("choice B", REJECT),
            (r"\mathbf{A}", ACCEPT),
            ("K", ABSTAIN),
            ("5", ABSTAIN),
        ],
    );
    check("ABD", &[("D, B, A", ACCEPT), ("A and B and D", ACCEPT), ("A, B, C", ABSTAIN)]);
    check("A, B, D", &[("ADB", ACCEPT)]);
    check("AAB", &[("A, B", REJECT)]);
}

#[test]
fn words_are_compared_as_they_stand() {
    check("undefined", &[("undefined", ACCEPT), ("5", ABSTAIN), ("no", ABSTAIN)]);
    check("no", &[("yes", REJECT), ("no", ACCEPT), ("5", ABSTAIN)]);
    check("5", &[("undefined", ABSTAIN)]);
    check(r"\text{the red cat}", &[("a red-cat", ACCEPT), ("cat red", ABSTAIN)]);
    check_reason(
        r"\text{red cat}",
        r"\text{cat red}",
        "the words differ, and words are only compared as they stand",
    );
    check_reason(r"\text{red}", "5", "the gold is words and the answer is mathematics");
    check_reason("5", r"\text{red}", "the answer is words, where mathematics is expected");
}

#[test]
fn what_is_named_an_answer_has_any_name() {
    check("answer: 5", &[("Ann: 5", ACCEPT), ("Ann: 6", REJECT)]);
    check("final answer: 5", &[("result: 5", ACCEPT)]);
    check_reason("Ann: 5", "Bob: 5", "the same value under another name");
    check(r"\mathbf{v}", &[("v", ACCEPT), (r"\mathbf{w}", REJECT)]);
}

#[test]
fn alternatives_of_one_variable_are_none_of_another() {
    check(
        r"x=1 \text{ or } x=2",
        &[
            ("x=2 or x=1", ACCEPT),
            ("1, 2", ACCEPT),
            ("x_1=1, x_2=2", ACCEPT),
            ("y=1 or y=2", ABSTAIN),
            ("x=1 or y=2", ABSTAIN),
            ("x=1 or x=3", REJECT),
        ],
    );
    check(
        "x_1=1, x_2=2",
        &[
            ("x=1, x=2", ACCEPT),
            ("y_1=1, y_2=2", ABSTAIN),
            ("x_1=2, x_2=1", ABSTAIN),
            ("x_1=2, x_2=3", REJECT),
        ],
    );
    check(r"x=\pm3", &[("x=3 or x=-3", ACCEPT), (r"y=\pm3", ABSTAIN)]);
}

#[test]
fn a_set_in_a_set_is_not_its_element() {
    check(r"\{1,2\}", &[(r"\{1\},\{2\}", ABSTAIN), (r"\{\{1\},\{2\}\}", ABSTAIN)]);
    check(r"\{\{1\},\{2\}\}", &[(r"\{\{2\},\{1\}\}", ACCEPT), (r"\{\{2\},\{3\}\}", REJECT)]);
}

#[test]
fn capital_letters_in_a_row_keep_their_places() {
    check("AB", &[("AB", ACCEPT), ("BA", ABSTAIN), ("A, B", ACCEPT), ("B, A", ACCEPT), ("AC", REJECT)]);
    check("CAB", &[("ABC", ABSTAIN), ("CBA", ABSTAIN)]);
    check("IV", &[("VI", ABSTAIN)]);
    check(
        "A^{-1}B",
        &[("A^{-1}B", ACCEPT), ("BA^{-1}", ABSTAIN), ("A^{-1}BAA^{-1}", ACCEPT), (r"\frac{B}{A}", ACCEPT)],
    );
    check("P^{-1}AP", &[("A", ABSTAIN), ("PAP^{-1}", ABSTAIN)]);
    check("(AB)^{-1}", &[("B^{-1}A^{-1}", ACCEPT), ("A^{-1}B^{-1}", ABSTAIN)]);
    check("(AB)^2", &[("ABAB", ACCEPT), ("A^2B^2", ABSTAIN)]);
    check("2AB", &[("2BA", ACCEPT)]);
    check("I^2R", &[("RI^2", ACCEPT), ("IR^2", REJECT)]);
    check("V=IR", &[("V=IR", ACCEPT)]);
    check("xy", &[("yx", ACCEPT)]);
}

#[test]
fn a_letter_after_a_word_is_a_name_and_no_article() {
    check(
        r"\text{Point A}",
        &[("point A", ACCEPT), ("point", ABSTAIN), ("the point A", ACCEPT), ("Point B", ABSTAIN)],
    );
    check(r"\text{type A blood}", &[("type blood", ABSTAIN), (r"\text{Type A blood}", ACCEPT)]);
    check("parabola", &[("A parabola", ACCEPT), ("a parabola", ACCEPT)]);
}

#[test]
fn lists_in_square_brackets_are_matrices_beside_one() {
    check(
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
        &[
            ("[[1,2],[3,4]]", ACCEPT),
            ("[[1,3],[2,4]]", REJECT),
            ("[[1,2],[3]]", ABSTAIN),
            ("[1,2,3,4]", ABSTAIN),
        ],
    );
    check(
        r"\begin{pmatrix}1\\2\end{pmatrix}",
        &[("[1,2]", ACCEPT), ("[2,1]", REJECT), ("[[1],[2]]", ACCEPT)],
    );
    check("[1,2]", &[(r"\begin{pmatrix}1\\2\end{pmatrix}", ABSTAIN)]);
    check("[[1,2,3],[3,4,5],[1,1,1]]", &[(r"\begin{bmatrix}1&2&3\\3&4&5\\1&1&1\end{bmatrix}", ACCEPT)]);
}

#[test]
fn an_angle_is_named_by_its_points() {
    check(
        r"30^\circ",
        &[
            (r"\angle A = 30^\circ", ACCEPT),
            (r"m\angle ABC = 30^\circ", ACCEPT),
            ("∠ABC = 30°", ACCEPT),
            (r"\angle A = 60^\circ", REJECT),
            (r"\angle ABCD = 30^\circ", ABSTAIN),
        ],
    );
    check(r"\angle A = 30^\circ", &[(r"\angle B = 30^\circ", ABSTAIN), (r"30^\circ", ACCEPT)]);
}
