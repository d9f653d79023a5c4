//! Policies: what conditions, domains, names, roundings and forms mean for a verdict.

use veriloop_answers::{Rules, judge};

use crate::{ABSTAIN, ACCEPT, REJECT, check};

#[test]
fn conditions_are_compared_by_the_sets_that_they_name() {
    check(
        r"2k, \text{for all integers } k",
        &[
            (r"2k, k \text{ positive integer}", ABSTAIN),
            (r"2k, k \in \mathbb{Z}", ACCEPT),
            (r"2k \text{ where } k \text{ is a positive integer}", ABSTAIN),
            (r"2n \text{ where } n \text{ is an integer}", ACCEPT),
            (r"2k \text{ where } k \text{ is a natural number}", ABSTAIN),
        ],
    );
    check(
        r"2k, k \in \mathbb{Z}",
        &[
            (r"2k, k \in \mathbb{N}", ABSTAIN),
            (r"2k, k \in \mathbb{R}", ABSTAIN),
            ("2k", ACCEPT),
            (r"2k \text{ for any nonzero integer } k", ABSTAIN),
            (r"2k \text{ for some real number } k", ABSTAIN),
        ],
    );
    check(r"2k, k \in \mathbb{Z}^+", &[(r"2k, k \text{ positive integer}", ACCEPT)]);
    check(r"2k, k \in \mathbb{N}", &[(r"2k, k \text{ natural number}", ACCEPT)]);
    check(r"2k, k \text{ a positive integer}", &[("2k", ABSTAIN)]);
    check(
        r"2k, k \text{ is a positive integer}",
        &[
            (r"2n, \text{ where } n \text{ is a positive integer}", ACCEPT),
            (r"2n, \text{ where } n \text{ is an integer}", ABSTAIN),
        ],
    );
    check(
        "2k",
        &[
            (r"2k, k \text{ prime}", ABSTAIN),
            (r"2k, k \text{ odd}", ABSTAIN),
            (r"2k, k \text{ is an integer}", ACCEPT),
            (r"2k, k \text{ positive}", ABSTAIN),
            (r"2k, k \text{ is a complex number}", ABSTAIN),
        ],
    );
    check(
        r"f(x) = cx, c \in \mathbb{R}",
        &[
            (r"f(x) = kx \text{ for any real constant } k", ACCEPT),
            (r"f(x) = kx \text{ for some constant } k", ACCEPT),
            (r"f(x) = kx \text{ for some positive constant } k", ABSTAIN),
            ("f(x) = cx", ACCEPT),
            ("f(x) = kx", ACCEPT),
            (r"f(x) = cx \text{ where } c \text{ is an integer}", ABSTAIN),
        ],
    );
    check("f(x) = cx", &[("f(x) = cx, c > 0", ABSTAIN)]);
    check(r"f(x) = x \text{ for all } x", &[("f(x) = x", ACCEPT)]);
    check(
        "f(x) = x",
        &[
            (r"f(x) = x \text{ for all } x > 0", ABSTAIN),
            (r"f(x) = x \text{ for all real } x", ACCEPT),
            (r"f(x) = x \text{ for all positive real numbers } x", ACCEPT),
            (r"f(x) = x, x \in \mathbb{R}", ACCEPT),
            (r"f(x) = x, x \in \mathbb{Z}", ACCEPT),
        ],
    );
    check(
        "f(n) = n",
        &[
            (r"f(n) = n \text{ for all positive integers } n", ACCEPT),
            (r"f(n) = n \text{ for all } n \in \mathbb{N}", ACCEPT),
        ],
    );
    check("f(x) = x", &[(r"f(x) = x \text{ for all } x \ne 0", ABSTAIN)]);
    check(
        "5",
        &[
            (r"5 \text{ if } x > 0", ABSTAIN),
            (r"5 \text{ if true}", ABSTAIN),
            (r"5 \text{ where } 5 = 6", ABSTAIN),
            (r"5, \text{ where } x = 3", ABSTAIN),
        ],
    );
    check(r"n\pi", &[(r"n\pi, n \in \mathbb{Z}", ACCEPT)]);
    check(r"x = k\pi", &[(r"n\pi, n \in \mathbb{Z}", ACCEPT), (r"n\pi, n \in \mathbb{N}", ABSTAIN)]);
    check(
        r"x = k\pi, k \in \mathbb{Z}",
        &[
            (r"x = n\pi, n \in \mathbb{Z}", ACCEPT),
            (r"x = \pi n", ACCEPT),
            (r"x = 2n\pi, n \in \mathbb{Z}", REJECT),
        ],
    );
    check(r"x = \frac{\pi}{4} + k\pi", &[(r"x = \frac{5\pi}{4} + k\pi", REJECT)]);
}

#[test]
fn identities_hold_where_both_sides_have_real_values() {
    check(r"\sqrt{x^2}", &[("|x|", ACCEPT), ("x", ABSTAIN)]);
    check("|x|", &[("x", ABSTAIN)]);
    check(r"\ln(x^2)", &[(r"2\ln|x|", ACCEPT), (r"2\ln x", ACCEPT)]);
    check(r"2\ln x", &[(r"\ln(x^2)", ACCEPT)]);
    check(r"\frac{x^2-1}{x-1}", &[("x+1", ACCEPT)]);
    check("x+1", &[(r"\frac{x^2-1}{x-1}", ACCEPT)]);
    check(r"\frac{x}{x}", &[("1", ACCEPT)]);
    check("1", &[(r"\frac{x}{x}", ABSTAIN)]);
    check("x^0", &[("1", ACCEPT)]);
    check("1", &[("x^0", ABSTAIN)]);
    check("0", &[(r"0\cdot x", ABSTAIN), ("x - x", ABSTAIN)]);
    check(
        "5",
        &[
            ("x - x + 5", ABSTAIN),
            ("5x/x", ABSTAIN),
            ("5 + 0x", ABSTAIN),
            (r"5\sin^2 x + 5\cos^2 x", ABSTAIN),
            (r"\int_0^5 dx", ABSTAIN),
            (r"\lim_{x\to 5} x", ABSTAIN),
            (r"\sum_{i=1}^5 1", ABSTAIN),
        ],
    );
    check(r"\sqrt{x}\sqrt{x}", &[("x", ACCEPT)]);
    check(r"\sqrt{x}^2", &[("|x|", ACCEPT)]);
    check(r"\sqrt[3]{x^3}", &[("x", ACCEPT)]);
    check("(x^3)^{1/3}", &[("x", ACCEPT)]);
    check(r"\sqrt{x^4}", &[("x^2", ACCEPT)]);
    check(r"\sqrt{x^6}", &[("x^3", ABSTAIN), ("|x|^3", ACCEPT)]);
    check(r"\sqrt{xy}", &[(r"\sqrt{x}\sqrt{y}", ACCEPT)]);
    check(r"\ln(xy)", &[(r"\ln x + \ln y", ACCEPT)]);
    check(r"e^{\ln x}", &[("x", ACCEPT)]);
    check(r"\ln(e^x)", &[("x", ACCEPT)]);
    check(r"\arcsin(\sin x)", &[("x", REJECT)]);
    check(r"\sin(\arcsin x)", &[("x", ABSTAIN)]);
    check(r"\arctan x + \arctan(1/x)", &[(r"\frac{\pi}{2}", ABSTAIN)]);
    check(r"a^{\log_a b}", &[("b", ACCEPT)]);
    check(r"\tan x", &[(r"\frac{\sin x}{\cos x}", ACCEPT)]);
    check(r"\frac{1}{\cot x}", &[(r"\tan x", ACCEPT)]);
    check("|x|^2", &[("x^2", ACCEPT)]);
    check("|-x|", &[("|x|", ACCEPT)]);
    check("|x-1|", &[("|1-x|", ACCEPT)]);
    check("|xy|", &[("|x||y|", ACCEPT)]);
}

#[test]
fn names_say_which_part_is_which() {
    check("(1,2)", &[("1,2", ACCEPT), ("1 and 2", ACCEPT), (r"\{1,2\}", ABSTAIN)]);
    check("1,2", &[("(1,2)", ACCEPT), ("(2,1)", ABSTAIN)]);
    check("p=5,q=2;p=7,q=2", &[("(5,2),(7,2)", ACCEPT), ("(7,2),(5,2)", ACCEPT), ("(2,5),(2,7)", REJECT)]);
    check(
        "(5,2),(7,2)",
        &[
            ("p=5,q=2;p=7,q=2", ACCEPT),
            ("p=5,q=2 or p=7,q=2", ACCEPT),
            ("(p,q)=(5,2),(7,2)", ACCEPT),
            ("(p,q)=(5,2), (p,q)=(7,2)", ACCEPT),
            ("(p,q)=(5,2) or (7,2)", ACCEPT),
            (r"(p,q) = (5,2) \text{ and } (p,q) = (7,2)", ACCEPT),
            (r"(p, q) \in \{(5,2),(7,2)\}", ACCEPT),
            (r"\{(7,2),(5,2)\}", ACCEPT),
            (r"x=5,y=2 \text{ and } x=7,y=2", ACCEPT),
            ("p=5,q=2;p=7,q=3", REJECT),
        ],
    );
    check("(x,y)=(1,2)", &[("x=1,y=2", ACCEPT), ("y=2,x=1", ACCEPT), ("x=2,y=1", REJECT)]);
    check("(1,2)", &[("x=1,y=2", ACCEPT), ("y=1,x=2", ABSTAIN)]);
}

#[test]
fn a_rounding_is_accepted_of_what_the_gold_can_be_a_rounding_of() {
    check("3.14", &[("22/7", ABSTAIN), (r"\frac{355}{113}", ABSTAIN)]);
    check("3.142", &[(r"\frac{355}{113}", ABSTAIN)]);
    check("3.1416", &[(r"\frac{355}{113}", ABSTAIN)]);
    check("3.142857", &[("22/7", ACCEPT)]);
    check("3.14", &[(r"\pi", ACCEPT)]);
    check("12.57", &[(r"4\pi", ACCEPT), (r"\frac{88}{7}", ABSTAIN)]);
    check("12.56", &[(r"4\pi", REJECT)]);
    check("1.41", &[(r"\sqrt2", ACCEPT)]);
    check("1.414", &[(r"\sqrt2", ACCEPT), (r"\frac{99}{70}", ABSTAIN)]);
    check("2.718", &[("e", ACCEPT), (r"\frac{193}{71}", ABSTAIN)]);
    check("0.67", &[(r"\frac23", ABSTAIN)]);
    check("0.667", &[(r"\frac23", ACCEPT)]);
    check("0.33", &[(r"\frac13", ABSTAIN)]);
    check("3.14", &[("3.14159", ABSTAIN), ("3.141", ABSTAIN)]);
    check("100.00", &[("100.001", ABSTAIN)]);
    check("1.50", &[("1.5", ACCEPT)]);
    check("2.00", &[(r"\frac{2001}{1000}", ABSTAIN), ("2.001", ABSTAIN)]);
    check("0.50", &[("0.499", ABSTAIN)]);
    check("5.00", &[(r"\frac{5001}{1000}", ABSTAIN)]);
    check("1.00", &[(r"\frac{201}{200}", ABSTAIN)]);
    check(
        "1.25",
        &[(r"\frac{5}{4}", ACCEPT), (r"\frac{1251}{1000}", ABSTAIN), (r"\frac{5001}{4000}", ABSTAIN)],
    );
}

#[test]
fn antiderivatives_and_vectors_are_compared_as_what_they_are() {
    check(
        r"\ln x + C",
        &[
            (r"\ln 2x + C", ACCEPT),
            (r"\ln x + c", ACCEPT),
            (r"\ln x + K", ACCEPT),
            (r"\ln x", REJECT),
            (r"2\ln x + C", REJECT),
        ],
    );
    check(r"\ln|x| + C", &[(r"\ln x + C", ACCEPT)]);
    check(
        r"\frac{1}{2}\sin^2 x + C",
        &[
            (r"-\frac12\cos^2 x + C", ACCEPT),
            (r"-\frac14\cos 2x + C", ACCEPT),
            (r"\frac12\cos^2 x + C", REJECT),
        ],
    );
    check(r"\frac{x^2}{2} + C", &[(r"\frac{x^2}{2} + 1 + C", REJECT)]);
    check("A + C", &[("A + C + 1", REJECT)]);
    check("a+c", &[("a+C", ACCEPT)]);
    check(
        r"3\mathbf{i}-\mathbf{j}",
        &[
            ("(3,-1)", ACCEPT),
            (r"\langle 3,-1\rangle", ACCEPT),
            (r"3\hat{i}-\hat{j}", ACCEPT),
            ("3i-j", REJECT),
        ],
    );
    check(
        "(3,-1,2)",
        &[(r"3\mathbf{i}-\mathbf{j}+2\mathbf{k}", ACCEPT), (r"3\mathbf{i}-\mathbf{j}", REJECT)],
    );
    check("(3,-1,0)", &[(r"3\mathbf{i}-\mathbf{j}", REJECT)]);
    check(r"\begin{pmatrix}1\\2\end{pmatrix}", &[(r"\mathbf{i}+2\mathbf{j}", ACCEPT)]);
    check(r"(\sqrt2, x)", &[(r"\sqrt2\mathbf{i}+x\mathbf{j}", ACCEPT)]);
}

#[test]
fn a_chain_is_its_exact_end_where_every_link_holds() {
    check("0.33", &[(r"x = \frac13 \approx 0.33", ABSTAIN)]);
    check(
        r"\frac13",
        &[
            (r"\frac13 \approx 0.33", ACCEPT),
            (r"\frac13 \approx 0.34", ACCEPT),
            (r"\frac13 \approx 0.5", ACCEPT),
            (r"x = \frac13 \approx 0.333", ACCEPT),
        ],
    );
    check(
        r"-\frac13",
        &[
            (r"-\frac13 \approx -0.33", ACCEPT),
            (r"-\frac13 \approx -0.5", ACCEPT),
            (r"-\frac13 \approx \frac{-1}{2}", ABSTAIN),
        ],
    );
    check(r"\pi", &[(r"\pi \approx 3.14", ACCEPT), (r"\pi \approx 22", ABSTAIN)]);
    check(
        "6",
        &[(r"x = 2\cdot 3 = 6", ACCEPT), (r"x = 2\cdot 4 = 6", ABSTAIN), (r"2\cdot 3 = 5 + 1 = 6", ACCEPT)],
    );
}

#[test]
fn labels_are_named_by_the_question() {
    check(
        r"\text{Ann: } 5",
        &[("Ann: 5", ACCEPT), ("5", ACCEPT), ("Bob: 5", ABSTAIN), ("Bob: 6", REJECT), ("Answer: 5", ACCEPT)],
    );
    check("5", &[("Ann: 5", ACCEPT), ("Ann: 6", REJECT)]);
    check("Maximum = 5", &[("5", ACCEPT), ("Minimum = 5", ABSTAIN), ("Result = 5", ACCEPT)]);
    check("5", &[("Minimum = 6", REJECT)]);
}

#[test]
fn lengths_and_ratios_in_figures_are_names() {
    check("|AB| = 3", &[("3", ACCEPT)]);
    check("AB : CD = 2", &[("2", ACCEPT)]);
    check(r"\frac{AB}{CD} = 2", &[("2", ACCEPT)]);
    check("ab = 3", &[("3", ABSTAIN)]);
    check("2A = 6", &[("6", ABSTAIN)]);
    check("S_1 : S_2 = 1 : 3", &[("1:3", ACCEPT), ("3:1", REJECT)]);
}

#[test]
fn what_is_taken_as_it_stands_is_never_proved_different() {
    check("f(1)+g(2)", &[("g(2)+f(1)", ACCEPT), ("f(2)+g(1)", ABSTAIN)]);
    check("f(x)g(y)", &[("g(y)f(x)", ACCEPT)]);
    check("n!+m!", &[("m!+n!", ACCEPT)]);
    check("n!", &[("m!", ABSTAIN)]);
}

#[test]
fn a_letter_after_a_number_may_be_a_unit() {
    check(
        "160",
        &[("160m", ABSTAIN), ("160s", ABSTAIN), ("161m", REJECT), ("160x", REJECT), ("x160", ABSTAIN)],
    );
    check("160m", &[("160", ABSTAIN), ("161", REJECT)]);
    check("2xm", &[("160", REJECT)]);
    check("ym", &[("y", REJECT)]);
    check("y", &[("ym", REJECT)]);
    check("2m", &[("2m", ACCEPT)]);
    check(r"2\pi m", &[(r"2\pi", ABSTAIN)]);
    check(r"2\pi", &[(r"2\pi m", ABSTAIN), (r"3\pi m", REJECT)]);
}

#[test]
fn bases_clocks_angles_and_percentages_are_told_apart() {
    check("204_5", &[("2040_6", REJECT), ("54_{10}", ABSTAIN)]);
    check("12:30", &[("0:30", REJECT), ("12:3", REJECT), ("25:60", REJECT)]);
    check("2:1", &[("12:6", ACCEPT), ("12:06", ABSTAIN)]);
    check(r"45^\circ", &[(r"45\%", ABSTAIN)]);
    check(r"45\%", &[(r"45^\circ", ABSTAIN)]);
    check(r"45^\circ", &[(r"\frac{\pi}{4} + x", REJECT)]);
    check(r"\frac{\pi}{4}", &[(r"45^\circ", ACCEPT)]);
    check(r"45^\circ", &[("x", REJECT)]);
    check(r"x^\circ", &[("x", ACCEPT), (r"\frac{x\pi}{180}", ACCEPT), ("y", REJECT)]);
    check("45", &[(r"45^\circ", ACCEPT), (r"46^\circ", REJECT)]);
    check(r"\frac{\pi}{4}", &[(r"46^\circ", REJECT)]);
    check(r"50\%", &[(r"50.4\%", REJECT)]);
    check(r"50.4\%", &[(r"50\%", ABSTAIN), ("50", ABSTAIN)]);
    check("0.5", &[(r"50\%", ACCEPT)]);
}

#[test]
fn every_rational_form_has_its_value() {
    check(r"10\%", &[(r"\frac{1}{10}", ACCEPT)]);
    check("3", &[(r"\sqrt{9}", ABSTAIN)]);
    check("x+3", &[(r"x+\sqrt{9}", ACCEPT)]);
    check(
        "x+6",
        &[
            ("x+3!", ACCEPT),
            ("x+|-6|", ACCEPT),
            (r"x+\lfloor 6.5\rfloor", ACCEPT),
            (r"x+\lceil 5.5\rceil", ACCEPT),
        ],
    );
    check("x+0.1", &[(r"x+10\%", ACCEPT)]);
    check("x+6", &[(r"x+\gcd(12,18)", ACCEPT)]);
    check("x+36", &[(r"x+\operatorname{lcm}(12,18)", ACCEPT)]);
    check("x+12", &[(r"x+\min(12,18)", ACCEPT)]);
    check("x+18", &[(r"x+\max(12,18)", ACCEPT)]);
    check("x+6", &[(r"x+\max(12,18)", REJECT)]);
    check("x+10", &[(r"x+\binom{5}{2}", ACCEPT)]);
    check("x+2", &[("x+8^{1/3}", ACCEPT), (r"x+\sqrt[3]{8}", ACCEPT)]);
    check("x+3", &[(r"x+13 \bmod 5", ABSTAIN)]);
    check("3", &[(r"13 \bmod 5", ABSTAIN)]);
    check(r"2\frac13", &[(r"\frac73", ACCEPT)]);
    check(r"x+\frac73", &[(r"x+2\frac13", ACCEPT)]);
    check("1:3", &[(r"\frac13", ACCEPT)]);
    check(r"\lfloor x\rfloor", &[(r"\lfloor x\rfloor", ACCEPT), (r"\lceil x\rceil", ABSTAIN)]);
    check("|a-b|", &[("|b-a|", ACCEPT)]);
}

#[test]
fn sets_and_chains_are_compared_by_their_ends() {
    check(
        r"a\in\{1,2\}",
        &[("1,2", ACCEPT), (r"\{2,1\}", ACCEPT), (r"\{2,3\}", REJECT), (r"a=1 \text{ or } a=2", ACCEPT)],
    );
    check(r"\{x\in\mathbb{R} : x>0\}", &[(r"(0,\infty)", ACCEPT)]);
    check(r"\{x\in[0,5] : x>1\}", &[("(1,5]", ACCEPT), (r"(1,\infty)", REJECT)]);
    check(r"\{x : y>0\}", &[(r"(0,\infty)", ABSTAIN)]);
    check("f(x)>0", &[(r"(0,\infty)", ACCEPT)]);
    check(r"f(x)\ge 2", &[(r"[2,\infty)", ACCEPT), (r"(2,\infty)", REJECT)]);
    check("(2,1)", &[("(2,1)", ACCEPT)]);
    check(r"(-\infty,3)\cap(1,\infty)", &[("(1,3)", ACCEPT)]);
    check("[1,1]", &[(r"\{1\}", ACCEPT)]);
    check("(a,b)", &[("a<x<b", ACCEPT)]);
    check("(a,a+1)", &[("(a,1+a)", ACCEPT)]);
    check("(1,3)", &[("(3,1)", REJECT)]);
    check(r"[0,2]\cup[1,3]", &[("[0,3]", ACCEPT)]);
    check(r"[0,2)\cup(2,3]", &[("[0,3]", REJECT)]);
    check(r"[0,2)\cup[2,3]", &[("[0,3]", ACCEPT)]);
    check("x<1,x>2", &[(r"(-\infty,1)\cup(2,\infty)", ABSTAIN)]);
    check(r"x\in\mathbb{R}, x\ne 2", &[(r"(-\infty,2)\cup(2,\infty)", ACCEPT), (r"(-\infty,2)", REJECT)]);
    check(
        "a<b<c",
        &[
            ("c>b>a", ACCEPT),
            ("a<c<b", REJECT),
            ("b<c<a", REJECT),
            ("a<b", ABSTAIN),
            ("a<b<d", REJECT),
            (r"a\le b\le c", REJECT),
        ],
    );
    check("a>b>c", &[("c<b<a", ACCEPT)]);
}

#[test]
fn equations_that_give_a_variable_are_told_apart() {
    check("y = x^2+1", &[("y = x^2+2", REJECT), ("y - x^2 = 1", ACCEPT)]);
    check("y^2 = x", &[("y^2 = 2x", REJECT)]);
    check("y^2 = x^2", &[("y = x", ABSTAIN)]);
    check("xy = 1", &[("xy = 2", ABSTAIN), ("2xy = 2", ACCEPT)]);
    check("x = y^2", &[(r"y = \sqrt{x}", ABSTAIN)]);
    check("y = 2x", &[(r"x = \frac{y}{2}", ACCEPT), (r"x = \frac{y}{3}", REJECT), ("x = 3", ABSTAIN)]);
    check("x = 5", &[("5 = x", ACCEPT)]);
    check("y + 1 = -(2x-1)^2", &[("-4x^2+4x-2", ACCEPT), ("-4x^2+4x-1", REJECT)]);
    check("0 = x - 5", &[("x = 5", ACCEPT)]);
}

#[test]
fn parts_are_matched_one_to_one() {
    check("1,2,3", &[("1,2,4", REJECT), ("1,2", REJECT)]);
    check("1,2", &[("1,2,2", ABSTAIN), ("1,2,1,2", ABSTAIN)]);
    check(r"\sqrt2,\sqrt3", &[(r"\sqrt3,\sqrt2", ACCEPT), (r"\sqrt3,\sqrt5", REJECT)]);
    check(r"\sqrt{x^2},1", &[("x,1", ABSTAIN), ("x,2", REJECT), ("1,x,2", REJECT)]);
    check("1", &[(r"1, \sqrt{x^2}", REJECT)]);
    check(r"\sqrt{x^2}", &[(r"x, \sqrt{x^2}, 5", REJECT)]);
    check("x=(1,2)", &[("(1,2)", ACCEPT), ("(2,1)", REJECT)]);
    check(r"x=\{1,2\}", &[("2,1", ACCEPT)]);
    check("(x,y,z)=(1,2,3)", &[("(1,2,3)", ACCEPT)]);
    check("(x,y)=(1,2,3)", &[("(1,2,3)", ABSTAIN)]);
    check("(a+b,c)=(1,2)", &[("(1,2)", ABSTAIN)]);
    check(
        "x=1,y=2",
        &[
            ("x=1,y=3", REJECT),
            ("x=1", REJECT),
            ("x=1,y=2,z=3", REJECT),
            ("a=1,b=2", ABSTAIN),
            ("2,1", ABSTAIN),
        ],
    );
    check("1:2:3", &[("2:4:6", ACCEPT), ("2:4:5", REJECT), ("1:2", REJECT), ("a:b:c", ABSTAIN)]);
    check("x=2,3", &[("x=2 or x=3", ACCEPT)]);
    check(r"x=2 \text{ and } y>3", &[(r"y>3 \text{ and } x=2", ACCEPT)]);
}

#[test]
fn the_letter_of_a_choice_decides() {
    check(r"\text{(A)}", &[("(A) 5", ACCEPT)]);
    check(
        "(A) 5",
        &[
            ("5", ACCEPT),
            ("6", ABSTAIN),
            ("(A) 6", ABSTAIN),
            ("(A) 5.0", ACCEPT),
            ("A", ACCEPT),
            ("(B) 5", REJECT),
        ],
    );
    check(
        "A",
        &[("option A", ACCEPT), ("option B", REJECT), (r"\mathbf{A}", ACCEPT), (r"\mathbf{B}", REJECT)],
    );
    check(r"\text{(A)}", &[("5", ABSTAIN)]);
    check("5", &[("(A)", ABSTAIN)]);
    check("answer: A", &[("A", ACCEPT)]);
}

#[test]
fn a_doubt_on_one_part_is_no_proof_for_the_whole() {
    check(r"(\sqrt{x^2},1)", &[("(x,2)", REJECT), ("(x,1)", ABSTAIN)]);
    check(r"\{\sqrt{x^2}-x, 0\}", &[(r"\{0\}", ABSTAIN), (r"\{1\}", REJECT)]);
    check("(1,2)", &[(r"x>1 \text{ and } y<2", ABSTAIN), (r"x>1 \text{ and } x<2", ACCEPT)]);
    check("x=1, y=2, z=3", &[("x=1, y=2", REJECT), ("x=1, y=2, w=3", ABSTAIN)]);
    check(r"x \to 3", &[(r"x \to 3.0", ACCEPT), (r"x \to 4", ABSTAIN), (r"x \to 3 \to 4", ABSTAIN)]);
    check(r"\text{the moon}", &[("moon", ACCEPT), ("The Moon.", ACCEPT), ("a sun", ABSTAIN)]);
    check(
        r"(-\sqrt2,0)\cup(\sqrt2,\sqrt3)",
        &[
            (r"(\sqrt2,\sqrt3)\cup(-\sqrt2,0)", ACCEPT),
            (r"(\sqrt2,\frac32)\cup(\frac32,\sqrt3)\cup(-\sqrt2,0)", REJECT),
            (r"(\sqrt2,\frac32]\cup[\frac32,\sqrt3)\cup(-\sqrt2,0)", ACCEPT),
        ],
    );
}

#[test]
fn a_witness_names_the_place_of_a_part() {
    let decision = judge("(1,2,3)", "(1,2,4)", &Rules::default());
    assert!(decision.to_string().ends_with("part 3: 4 is not 3"), "{decision}");
}

#[test]
fn letters_may_be_units() {
    check(r"5\text{ km}", &[("5000 m", ACCEPT), ("5000 g", REJECT), ("50 m", REJECT), ("5x", REJECT)]);
    check("18 km/h", &[("5 m/s", ACCEPT), (r"5\frac{m}{s}", ACCEPT), ("5 m", REJECT)]);
    check("12 m^2", &[(r"120000\text{ cm}^2", ACCEPT), ("12 m^3", REJECT)]);
}

#[test]
fn absolute_values_bound_from_both_sides() {
    check("(-2,2)", &[("|x|<2", ACCEPT), (r"|x|\le2", REJECT), ("|x|>2", REJECT), (r"|z|<2", ABSTAIN)]);
    check(r"(-\infty,-2]\cup[2,\infty)", &[(r"|x|\ge2", ACCEPT), (r"2\le|x|", ACCEPT), ("|x|>2", REJECT)]);
    check("(-1,2)", &[("|2x-1|<3", ACCEPT), ("|2x+1|<3", REJECT)]);
    check(r"\emptyset", &[("|x|<-1", ACCEPT)]);
    check("|x|<2", &[("-2<x<2", ACCEPT), ("|x|<3", REJECT)]);
}

#[test]
fn a_family_for_all_integers_is_the_set_of_its_members() {
    check(
        r"n=3k+1, k\in\mathbb{Z}",
        &[
            (r"n=3k-2, k \in \mathbb{Z}", ACCEPT),
            (r"n=3m+4, m\in\mathbb{Z}", ACCEPT),
            ("n = 1-3k, where k is an integer", ACCEPT),
            (r"n=3k+2, k \in \mathbb{Z}", REJECT),
            (r"n=6k+1, k \in \mathbb{Z}", REJECT),
            (r"n=3k-2, k \in \mathbb{N}", ABSTAIN),
        ],
    );
    check(
        r"x=\frac{\pi}{2}+k\pi, k \in \mathbb{Z}",
        &[
            (r"x=-\frac{\pi}{2}+k\pi, k\in\mathbb{Z}", ACCEPT),
            (r"x=\frac{(2n-1)\pi}{2} \text{ for any integer } n", ACCEPT),
            (r"x=k\pi", REJECT),
            (r"x=\frac{\pi}{2}+2k\pi, k\in\mathbb{Z}", REJECT),
        ],
    );
    check(r"\{x : x=2k+1, k \in \mathbb{Z}\}", &[(r"\{2k-1 : k \in \mathbb{Z}\}", ACCEPT)]);
    // Neither an index, nor an argument, nor a parameter of which nothing is said.
    check(r"a_n=3n+1, n\in\mathbb{Z}", &[(r"a_n=3n-2, n\in\mathbb{Z}", REJECT)]);
    check(r"S=n\pi", &[(r"S=(n+1)\pi", REJECT)]);
    check(r"x=2k+1", &[(r"x=2k-1, k\in\mathbb{Z}", ABSTAIN)]);
    check(r"x=k^2, k\in\mathbb{Z}", &[(r"x=(k+1)^2, k\in\mathbb{Z}", ABSTAIN)]);
}
