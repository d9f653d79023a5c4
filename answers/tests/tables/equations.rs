//! Equations, chains, functions and remainders.

use crate::{ABSTAIN, ACCEPT, REJECT, check, check_reason};

#[test]
fn a_chain_that_does_not_hold_is_accepted_for_nothing() {
    check("3=4=5", &[("3=4=5", ABSTAIN), ("5", ABSTAIN)]);
    check("1=2", &[("1=2", ABSTAIN)]);
    check("x=3=4", &[("x=3=4", ABSTAIN)]);
    check("x=3=3", &[("x=3", ACCEPT), ("x=4", REJECT)]);
    check("f(x)=2x=2x", &[("f(x)=2x", ACCEPT)]);
    check("AB=CD", &[("CD=AB", ACCEPT)]);
}

#[test]
fn nearness_is_said_of_the_last_digit() {
    check(r"x\approx3.14", &[("3.14", ACCEPT), ("3.15", REJECT)]);
    check(r"x=\pi\approx3.14", &[(r"\pi", ACCEPT), ("3.14", ABSTAIN)]);
    check(
        r"\pi",
        &[
            (r"\pi\approx 3.2", ACCEPT),
            (r"\pi\approx 3.15", ACCEPT),
            (r"\pi\approx 9", ABSTAIN),
            (r"\pi\approx -3.14", ABSTAIN),
        ],
    );
    check(r"-\pi", &[(r"-\pi\approx-3.14", ACCEPT), (r"-\pi\approx-9", ABSTAIN)]);
}

#[test]
fn functions_are_told_apart_by_their_marks_and_arguments() {
    check(
        "f(x)=2x",
        &[
            ("f'(x)=2x", ABSTAIN),
            ("f^{-1}(x)=2x", ABSTAIN),
            ("g(x)=2x", ACCEPT),
            ("g(x)=3x", ABSTAIN),
            ("z=2x", ABSTAIN),
            ("y=2x", ACCEPT),
        ],
    );
    check("y=2x", &[("f(x)=2x", ACCEPT), ("f(x)=3x", ABSTAIN)]);
    check("f(x,y)=x+y", &[("f(a,b)=a+b", ACCEPT), ("g(x,y)=x+y", ABSTAIN)]);
    check("f(x,y)=x-y", &[("f(y,x)=y-x", ACCEPT), ("f(y,x)=x-y", REJECT), ("f(x)=x-y", ABSTAIN)]);
    check("f(x)=ax", &[("f(a)=xa", ABSTAIN), ("f(a)=a^2", REJECT)]);
    check("f(2)=5", &[("f(3)=5", ABSTAIN), ("5", ACCEPT), ("f(2)=6", REJECT)]);
}

#[test]
fn an_equation_is_what_it_gives_for_a_variable() {
    check("2x-y+1=0", &[("2x+1", ACCEPT), ("2x+2", REJECT)]);
    check("2x-z+1=0", &[("2x+1", ABSTAIN)]);
    check("x^2+y=1", &[("1-x^2", ACCEPT)]);
    check("x+1=6", &[("x=5", ACCEPT), ("x=6", REJECT), ("5", ABSTAIN)]);
    check("x=5", &[("x+1=6", ACCEPT), ("x+1=7", REJECT)]);
    check("5", &[("x+1=6", ABSTAIN)]);
    check("y=2x", &[("x=2y", REJECT)]);
    check("z=xy", &[("z-xy=0", ACCEPT), ("z-2xy=0", REJECT)]);
    check("z^2=xy", &[("z^2=2xy", ABSTAIN)]);
    check("x^2y=1", &[("x^2y=1+x", ABSTAIN)]);
    check(r"\sin x=y", &[(r"y=2\sin x", REJECT)]);
    check("x=x+1", &[("x=x+2", ABSTAIN)]);
    check(r"y=\pm\sqrt{x}", &[("y^2=x", ABSTAIN), (r"\sqrt{x}, -\sqrt{x}", ACCEPT)]);
    check("y^2=x", &[(r"y=\pm\sqrt{x}", ABSTAIN)]);
    check("2x", &[("x=3", REJECT)]);
    let lines = "the equations of lines or planes are not multiples of one another";
    check_reason("2x+3y=6", "4x+6y=13", lines);
    check("|AB|=3", &[("|AB|=4", REJECT)]);
    check("2A=6", &[("A=3", ACCEPT)]);
}

#[test]
fn remainders_are_those_of_a_modulus() {
    check(
        r"x\equiv 3\pmod 5",
        &[
            (r"x\equiv 8\pmod 5", ACCEPT),
            (r"x\equiv 3", ABSTAIN),
            (r"x\equiv 3\pmod 7", ABSTAIN),
            (r"x=3", ABSTAIN),
        ],
    );
    check(
        r"3\pmod 5",
        &[(r"8\pmod 5", ACCEPT), (r"3\pmod 7", ABSTAIN), (r"4\pmod 7", REJECT), (r"4\pmod 5", REJECT)],
    );
    check("3", &[(r"3\pmod 5", ACCEPT), (r"8\pmod 5", ABSTAIN)]);
    check(r"x\mid 3", &[(r"x\mid 3", ACCEPT), (r"x\mid 4", ABSTAIN)]);
    check(r"x\to3", &[(r"y\to3", ABSTAIN)]);
}

#[test]
fn constants_of_integration_have_any_name_and_parameters_none() {
    check("y=Cx", &[("y=kx", ACCEPT), ("y=ax", REJECT)]);
    check("y=Ce^x", &[("y=Ae^x", ACCEPT)]);
    check(
        "y=C_1e^x+C_2e^{-x}",
        &[
            ("y=Ae^x+Be^{-x}", ABSTAIN),
            ("Ae^x+Be^{-x}", ABSTAIN),
            ("y=C_1e^x-C_2e^{-x}", REJECT),
            ("y=Ae^x", REJECT),
        ],
    );
    check("y=C_1x", &[("y=Cx", ABSTAIN)]);
    check("AB", &[("AC", REJECT)]);
    check(r"x=\frac{\pi}{4}+k\pi", &[(r"x=\frac{\pi}{4}+n\pi", ACCEPT), (r"x=\frac{\pi}{4}+a\pi", REJECT)]);
    check("Cx+C", &[("Cx+c", REJECT)]);
    check("x+C", &[("Cx+c", REJECT)]);
    check_reason(
        r"f(x)=2x",
        "f'(x)=2x",
        "a function on one side, and its derivative or inverse on the other",
    );
}
