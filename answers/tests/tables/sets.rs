//! Sets of real numbers: their ends, unions, complements and conditions.

use crate::{ABSTAIN, ACCEPT, REJECT, check, check_reason};

#[test]
fn ends_are_told_apart() {
    check_reason("[1,2]", "(1,2)", "an open end that should be closed");
    check_reason("(1,2)", "[1,2]", "a closed end that should be open");
    check_reason(r"(1,\infty)", "(1,2)", "an end that is finite, and should be infinite");
    check_reason("(1,2)", r"(1,\infty)", "an end that is infinite, and should be finite");
    check(r"(\infty,1)", &[(r"(1,\infty)", ABSTAIN)]);
    check(r"(1,-\infty)", &[(r"(-\infty,1)", ABSTAIN)]);
    check(r"(-\infty,1)", &[("(2,1)", ABSTAIN)]);
    check(r"(-\infty,\infty]", &[(r"\mathbb{R}", ACCEPT)]);
}

#[test]
fn unions_and_intersections_are_brought_to_one_form() {
    check(r"(0,3)\cup(1,2)", &[("(0,3)", ACCEPT), ("(1,2)", REJECT)]);
    check(r"[0,1)\cup\{1\}", &[("[0,1]", ACCEPT)]);
    check(r"[0,2]\cup[1,2)", &[("[0,2]", ACCEPT), ("[0,2)", REJECT)]);
    check(r"[1,2]\cup(1,3)", &[("[1,3)", ACCEPT), ("(1,3)", REJECT)]);
    check(r"(1,2]\cup[1,3)", &[("[1,3)", ACCEPT)]);
    check(r"(0,2)\cap[1,3]", &[("[1,2)", ACCEPT), ("[1,2]", REJECT)]);
    check(r"[0,2]\cap(0,2)", &[("(0,2)", ACCEPT), ("[0,2]", REJECT)]);
    check(r"(0,1)\cap(1,2)", &[(r"\emptyset", ACCEPT)]);
    check(r"[0,1]\cap[1,2]", &[(r"\{1\}", ACCEPT), (r"\emptyset", REJECT)]);
    check(r"\{\sqrt2-1\}\cup(2,3)", &[(r"(2,3)\cup\{\sqrt2-1\}", ACCEPT), (r"\{\sqrt2\}\cup(2,3)", REJECT)]);
    check(r"(a,b)\cup(c,d)", &[(r"(c,d)\cup(a,b)", ABSTAIN)]);
}

#[test]
fn what_is_left_out_leaves_open_ends() {
    let gold = r"(-\infty,1)\cup(1,2)\cup(2,\infty)";
    check(r"\mathbb{R}\setminus\{1,2\}", &[(gold, ACCEPT)]);
    check(r"\mathbb{R}-\{1\}", &[(r"x\ne1", ACCEPT)]);
    check(r"\mathbb{R}\setminus[0,1]", &[(r"(-\infty,0)\cup(1,\infty)", ACCEPT)]);
    check(r"\mathbb{R}\setminus(0,1]", &[(r"(-\infty,0]\cup(1,\infty)", ACCEPT)]);
    check(r"x\notin[0,1]", &[(r"(-\infty,0)\cup(1,\infty)", ACCEPT)]);
    check(r"x\ne\pm1", &[(r"(-\infty,-1)\cup(-1,1)\cup(1,\infty)", ACCEPT), (r"x\ne1", REJECT)]);
    check(r"\mathbb{R}^+", &[(r"(0,\infty)", ACCEPT), (r"[0,\infty)", REJECT)]);
}

#[test]
fn inequalities_are_solved_for_one_variable() {
    check("1-2x>5", &[("x<-2", ACCEPT), (r"x\le-2", REJECT), ("x>-2", REJECT)]);
    check(r"1-2x\ge5", &[(r"x\le-2", ACCEPT), ("x<-2", REJECT)]);
    check("1-2x<5", &[("x>-2", ACCEPT), ("x<-2", REJECT)]);
    check(r"1-2x\le5", &[(r"x\ge-2", ACCEPT)]);
    check(r"1-2x\ne5", &[(r"x\ne-2", ACCEPT)]);
    check("3>x", &[("x<3", ACCEPT), ("x>3", REJECT)]);
    check(r"3\ge x", &[(r"x\le3", ACCEPT), (r"x\ge3", REJECT)]);
    check(r"3>x\ge1", &[("[1,3)", ACCEPT), ("(1,3]", REJECT)]);
    check(r"3\ge x>1", &[("(1,3]", ACCEPT)]);
    check(r"1<x\le3", &[("(1,3]", ACCEPT)]);
    check(r"1\le x<3", &[("[1,3)", ACCEPT)]);
    check("1<x>3", &[(r"(3,\infty)", ABSTAIN)]);
    check("x<x+1", &[(r"\mathbb{R}", ABSTAIN)]);
    check("x+y>1", &[("1<x+y", ACCEPT), ("x+y<1", ABSTAIN), (r"x+y\ge1", ABSTAIN)]);
    check("x^2>4", &[("x>2", ABSTAIN)]);
    check(r"f(x)\ge2", &[(r"f(x)\ge3", REJECT), (r"y\ge2", ABSTAIN)]);
}

#[test]
fn conditions_name_their_variable() {
    check(r"\{y : y<2\}", &[(r"\{x : x<2\}", ACCEPT), (r"\{x : x<3\}", REJECT)]);
    check(r"\{x\in[0,3] : x<2\}", &[("[0,2)", ACCEPT), (r"(-\infty,2)", REJECT)]);
    check(r"\{x : x^2<2\}", &[(r"\{x : x^2<2\}", ACCEPT), (r"\{x : x^2<3\}", ABSTAIN)]);
    check(r"\{x>0 : x<2\}", &[("(0,2)", ABSTAIN)]);
    check(r"x<3 \text{ and } y>1", &[("1<x<3", ABSTAIN)]);
    check(r"x\ge2", &[(r"y\ge2", ABSTAIN)]);
    check(r"x>0, x\ne 1", &[(r"(0,1)\cup(1,\infty)", ACCEPT), (r"x\ne0, x\ne1, x>0", ACCEPT)]);
    check(r"x\in\mathbb{Z}, x\ne 1", &[(r"\mathbb{R}\setminus\{1\}", ABSTAIN)]);
}

#[test]
fn bounds_with_commas_are_no_point() {
    check("(0,1)", &[(r"x\in(0,1), x\in\mathbb{R}", ACCEPT), (r"x\in[0,1], x\in\mathbb{R}", REJECT)]);
    check(r"5=x \text{ or } x>6", &[(r"\{5\}\cup(6,\infty)", ACCEPT), (r"\{5\}\cup[6,\infty)", REJECT)]);
    check("x>0, x<1", &[("(0,1)", ABSTAIN), ("x<1, x>0", ACCEPT), ("x>0, x<2", REJECT)]);
    check("(0,1)", &[("x>0, x<1", ABSTAIN), ("0<x, x<1", ABSTAIN), (r"x>0 \text{ and } x<1", ACCEPT)]);
}

#[test]
fn what_has_no_elements_may_be_meant_for_a_point() {
    check(r"\emptyset", &[("1<x<1", ABSTAIN), ("(0,1)", REJECT), (r"\{\}", ACCEPT)]);
    check("(1,1)", &[("(1,1)", ACCEPT), (r"\emptyset", ABSTAIN)]);
    check("[1,1]", &[(r"\{1\}", ACCEPT), ("1", ACCEPT)]);
    check("[a,a]", &[(r"\{a\}", ACCEPT)]);
    check(r"(-\infty,a]\cup[a,\infty)", &[(r"\mathbb{R}", ACCEPT)]);
    check(r"(-\infty,a)\cup(a,\infty)", &[(r"\mathbb{R}", REJECT)]);
}

#[test]
fn orders_of_variables_are_read_from_either_side() {
    check("a<b<c", &[("c>b>a", ACCEPT), (r"a<b\le c", REJECT), ("a<c", ABSTAIN)]);
    check(r"a\le b\le c", &[(r"c\ge b\ge a", ACCEPT)]);
    check("a>b>c", &[("a<b<c", REJECT)]);
}

#[test]
fn inequalities_that_hold_together_have_no_order() {
    check(
        r"x+y>1 \text{ and } x-y<2",
        &[
            (r"y+x>1 \text{ and } x-y<2", ACCEPT),
            (r"x-y<2 \text{ and } x+y>1", ACCEPT),
            (r"x+y>1 \text{ or } x-y<2", ABSTAIN),
            (r"x+y>1 \text{ and } x+y>1", ABSTAIN),
            ("x+y>1", ABSTAIN),
        ],
    );
    check("x=5, y=3", &[(r"x\ne5, y=3", REJECT), ("x>5, y=3", REJECT)]);
}
