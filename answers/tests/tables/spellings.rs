//! Right answers in the spellings that models use.

use crate::{ABSTAIN, ACCEPT, REJECT, check};

#[test]
fn numbers_as_models_write_them() {
    check(
        "5",
        &[
            ("$5$", ACCEPT),
            (r"\(5\)", ACCEPT),
            (r"\[5\]", ACCEPT),
            ("**5**", ACCEPT),
            ("`5`", ACCEPT),
            ("5.", ACCEPT),
            ("5.0", ACCEPT),
            ("+5", ACCEPT),
            ("05", ACCEPT),
            (r"\boxed{5}", ACCEPT),
            ("The answer is 5", ABSTAIN),
            ("x = 5", ACCEPT),
            ("x=5.", ACCEPT),
            (r"n = 5 \text{ and } m = 6", REJECT),
            ("{5}", ACCEPT),
            (r"\mathbf{5}", ACCEPT),
            (r"\mathrm{5}", ACCEPT),
            (r"5\,", ACCEPT),
            (r"\displaystyle 5", ACCEPT),
            (r"$\text{The answer is } 5$", ABSTAIN),
        ],
    );
    check("-5", &[("−5", ACCEPT), ("–5", ACCEPT), ("- 5", ACCEPT), (r"\minus 5", ABSTAIN)]);
    check(
        "1000",
        &[
            ("1,000", ACCEPT),
            ("1 000", ACCEPT),
            ("1.000", REJECT),
            ("1000.00", ACCEPT),
            ("10^3", ACCEPT),
            ("1e3", ACCEPT),
            (r"1\times10^3", ACCEPT),
            (r"1{,}000\text{ dollars}", ACCEPT),
            (r"\$1,000", ACCEPT),
            (r"\$1000.00", ACCEPT),
            ("one thousand", ACCEPT),
        ],
    );
    check("1000000", &[("1 million", ABSTAIN), ("1,000,000", ACCEPT)]);
    check(
        "0.25",
        &[(r"\frac14", ACCEPT), ("1/4", ACCEPT), (r"25\%", ACCEPT), (".25", ACCEPT), ("0.250", ACCEPT)],
    );
    check(
        r"\frac{1}{4}",
        &[
            ("0.25", ACCEPT),
            (r"\frac{2}{8}", ACCEPT),
            ("1 / 4", ACCEPT),
            ("1:4", ACCEPT),
            (r"\tfrac14", ACCEPT),
            (r"{1 \over 4}", ACCEPT),
            (r"\frac 1 4", ACCEPT),
            (r"\frac{1}4", ACCEPT),
            ("(1/4)", ACCEPT),
            ("4^{-1}", ABSTAIN),
            (r"\left(\frac{1}{2}\right)^2", ABSTAIN),
        ],
    );
    check(
        r"-\frac{1}{4}",
        &[(r"\frac{-1}{4}", ACCEPT), (r"\frac{1}{-4}", ACCEPT), ("-1/4", ACCEPT), ("-0.25", ACCEPT)],
    );
    check(
        r"\frac{17}{3}",
        &[
            (r"5\frac{2}{3}", ACCEPT),
            (r"5 \frac{2}{3}", ACCEPT),
            ("5 2/3", ACCEPT),
            (r"5+\frac{2}{3}", ABSTAIN),
            (r"5.\overline{6}", ACCEPT),
            ("5.666...", ABSTAIN),
        ],
    );
}

#[test]
fn closed_forms_as_models_write_them() {
    check(
        r"2\sqrt{3}",
        &[
            ("2√3", ACCEPT),
            (r"2 \sqrt 3", ACCEPT),
            (r"\sqrt{12}", ACCEPT),
            ("2*sqrt(3)", ACCEPT),
            ("2sqrt3", ACCEPT),
            (r"2 \cdot \sqrt{3}", ACCEPT),
            ("2(3^{1/2})", ACCEPT),
            ("2*3^(1/2)", ACCEPT),
            ("2*3^0.5", ACCEPT),
            (r"\frac{6}{\sqrt 3}", ACCEPT),
            (r"2\sqrt{3}\text{ cm}", ACCEPT),
            (r"2\sqrt{3} \approx 3.46", ACCEPT),
            (r"2\sqrt{3} units", ACCEPT),
            (r"\sqrt{3} \cdot 2", ACCEPT),
            ("2 square root of 3", ABSTAIN),
            ("2 root 3", ABSTAIN),
        ],
    );
    check(
        r"\frac{\sqrt{2}}{2}",
        &[
            (r"\frac{1}{\sqrt{2}}", ACCEPT),
            ("2^{-1/2}", ACCEPT),
            (r"\sqrt{\frac{1}{2}}", ACCEPT),
            (r"\sqrt{1/2}", ACCEPT),
            ("√2/2", ACCEPT),
            ("sqrt(2)/2", ACCEPT),
            (r"\sin 45^\circ", ACCEPT),
        ],
    );
    check(
        r"\frac{3+\sqrt{5}}{2}",
        &[
            (r"\left(\frac{1+\sqrt5}{2}\right)^2", ACCEPT),
            (r"\frac{3}{2}+\frac{\sqrt{5}}{2}", ACCEPT),
            (r"1.5 + 0.5\sqrt{5}", ACCEPT),
            ("(3+√5)/2", ACCEPT),
        ],
    );
    check(
        r"\sqrt[3]{2}",
        &[
            ("2^{1/3}", ACCEPT),
            (r"2^{\frac13}", ACCEPT),
            ("∛2", ACCEPT),
            ("cbrt(2)", ACCEPT),
            (r"\sqrt[3]2", ACCEPT),
        ],
    );
    check(r"\pi", &[("π", ACCEPT), ("pi", ACCEPT), ("3.14159", ABSTAIN)]);
    check(
        r"\frac{\pi}{3}",
        &[
            (r"60^\circ", ACCEPT),
            ("60°", ACCEPT),
            ("π/3", ACCEPT),
            (r"\frac{1}{3}\pi", ACCEPT),
            ("pi/3", ACCEPT),
            (r"\pi/3 \text{ radians}", ACCEPT),
            (r"\frac{\pi}{3} rad", ACCEPT),
        ],
    );
    check(
        r"90^\circ",
        &[
            ("90", ACCEPT),
            ("90°", ACCEPT),
            ("90 degrees", ACCEPT),
            (r"90 \text{ degrees}", ACCEPT),
            (r"\frac{\pi}{2}", ACCEPT),
            (r"\pi/2", ACCEPT),
        ],
    );
    check(
        r"\ln 2",
        &[
            (r"\log_e 2", ACCEPT),
            ("ln(2)", ACCEPT),
            (r"\log 2", ABSTAIN),
            (r"-\ln\frac12", ACCEPT),
            (r"\frac{\ln 4}{2}", ACCEPT),
        ],
    );
    check(
        r"\log_2 5",
        &[
            (r"\frac{\log 5}{\log 2}", ACCEPT),
            (r"\log_{2}{5}", ACCEPT),
            ("log2(5)", ABSTAIN),
            (r"\log_4 25", ACCEPT),
        ],
    );
    check("e^{2}", &[(r"\exp(2)", ACCEPT)]);
    check("e^{-1}", &[(r"\frac{1}{e}", ACCEPT)]);
    check(
        "3+4i",
        &[
            ("3 + 4i", ACCEPT),
            ("4i+3", ACCEPT),
            (r"3+4\mathrm{i}", ACCEPT),
            ("3+4 i", ACCEPT),
            ("3+i4", ABSTAIN),
            ("(3,4)", REJECT),
            (r"5e^{i\arctan(4/3)}", ABSTAIN),
        ],
    );
    check(
        r"e^{i\pi/3}",
        &[(r"\frac12+\frac{\sqrt3}{2}i", ACCEPT), (r"\cos\frac\pi3+i\sin\frac\pi3", ACCEPT)],
    );
    check(r"2\text{cis}\, 30^\circ", &[(r"\sqrt{3}+i", ABSTAIN)]);
}

#[test]
fn expressions_as_models_write_them() {
    check(
        "x^2+2x+1",
        &[
            ("(x+1)^2", ACCEPT),
            ("x²+2x+1", ACCEPT),
            ("x^2 + 2x + 1 = 0", ABSTAIN),
            ("1+2x+x^2", ACCEPT),
            ("x**2+2*x+1", ACCEPT),
            ("x*x+2x+1", ACCEPT),
            ("f(x)=x^2+2x+1", ACCEPT),
            ("y=x^2+2x+1", ACCEPT),
        ],
    );
    check("(x-1)(x+2)", &[("(x+2)(x-1)", ACCEPT), ("x^2+x-2", ACCEPT)]);
    check(
        r"\frac{x+1}{x-1}",
        &[("(x+1)/(x-1)", ACCEPT), (r"1+\frac{2}{x-1}", ACCEPT), (r"\frac{-x-1}{1-x}", ACCEPT)],
    );
    check(
        r"\frac{n(n+1)}{2}",
        &[
            (r"\binom{n+1}{2}", ACCEPT),
            ("n(n+1)/2", ACCEPT),
            (r"\frac{1}{2}n(n+1)", ACCEPT),
            (r"\frac{n^2+n}{2}", ACCEPT),
            (r"{n+1 \choose 2}", ACCEPT),
            ("C(n+1,2)", ABSTAIN),
            (r"\sum_{k=1}^n k", ABSTAIN),
        ],
    );
    check("2^n-1", &[("2^{n}-1", ACCEPT), (r"2 \cdot 2^{n-1} - 1", ACCEPT)]);
    check("n!", &[(r"n \cdot (n-1)!", ACCEPT)]);
    check(r"\frac{(2n)!}{n!n!}", &[(r"\binom{2n}{n}", ACCEPT), (r"\frac{(2n)!}{(n!)^2}", ACCEPT)]);
}

#[test]
fn lists_points_and_matrices_as_models_write_them() {
    check(
        "1,2,3",
        &[
            (r"\{1,2,3\}", ACCEPT),
            ("1, 2, 3", ACCEPT),
            ("1, 2, and 3", ACCEPT),
            ("1, 2 and 3", ACCEPT),
            ("3,2,1", ACCEPT),
            ("x=1,2,3", ACCEPT),
            ("x = 1, x = 2, x = 3", ACCEPT),
            (r"x \in \{1,2,3\}", ACCEPT),
            ("x=1 or x=2 or x=3", ACCEPT),
            (r"x=1 \text{ or } x=2 \text{ or } x=3", ACCEPT),
            ("1; 2; 3", ACCEPT),
            ("(1,2,3)", ACCEPT),
            ("[1,2,3]", ACCEPT),
            (r"1\\2\\3", ACCEPT),
            ("x_1=1, x_2=2, x_3=3", ACCEPT),
        ],
    );
    check(
        r"\pm 2",
        &[
            ("2, -2", ACCEPT),
            (r"-2 \text{ and } 2", ACCEPT),
            (r"x = \pm 2", ACCEPT),
            ("x=2 or x=-2", ACCEPT),
            ("+2, -2", ACCEPT),
            ("+2 or -2", ACCEPT),
            ("±2", ACCEPT),
            ("2", REJECT),
        ],
    );
    check(
        r"1 \pm \sqrt{2}",
        &[
            (r"1+\sqrt2, 1-\sqrt2", ACCEPT),
            (r"x = 1 \pm \sqrt{2}", ACCEPT),
            (r"\frac{2 \pm 2\sqrt2}{2}", ACCEPT),
            (r"\frac{2 \pm \sqrt8}{2}", ACCEPT),
        ],
    );
    check(
        r"(2, \frac{\pi}{3})",
        &[
            (r"(2, \pi/3)", ACCEPT),
            (r"\left(2,\frac{\pi}{3}\right)", ACCEPT),
            (r"r=2, \theta=\frac{\pi}{3}", ACCEPT),
            (r"(2, 60^\circ)", ACCEPT),
        ],
    );
    check(
        "(1,2)",
        &[
            (r"\langle 1,2\rangle", ACCEPT),
            (r"\begin{pmatrix}1\\2\end{pmatrix}", ACCEPT),
            ("[1,2]", REJECT),
            (r"x=1,\ y=2", ACCEPT),
            (r"x = 1 \text{ and } y = 2", ACCEPT),
            ("(x,y)=(1,2)", ACCEPT),
            ("The point (1,2)", ABSTAIN),
            ("(1;2)", ACCEPT),
            ("(1.0, 2.0)", ACCEPT),
            ("A(1,2)", ABSTAIN),
            ("P(1, 2)", ABSTAIN),
        ],
    );
    check(
        r"\begin{pmatrix}1\\2\end{pmatrix}",
        &[
            (r"\begin{bmatrix}1\\2\end{bmatrix}", ACCEPT),
            ("(1,2)^T", ABSTAIN),
            ("[1,2]^T", ABSTAIN),
            (r"\mathbf{i}+2\mathbf{j}", ACCEPT),
        ],
    );
    check(
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
        &[
            ("[[1,2],[3,4]]", ACCEPT),
            (r"\left[\begin{array}{cc}1&2\\3&4\end{array}\right]", ACCEPT),
            (r"\begin{matrix}1&2\\3&4\end{matrix}", ACCEPT),
        ],
    );
}

#[test]
fn sets_of_reals_as_models_write_them() {
    check(
        "[0,1]",
        &[
            (r"0 \le x \le 1", ACCEPT),
            ("0≤x≤1", ACCEPT),
            (r"x \in [0,1]", ACCEPT),
            (r"\{x \mid 0 \le x \le 1\}", ACCEPT),
            (r"\{x : 0 \le x \le 1\}", ACCEPT),
            (r"\{x \in \mathbb{R} : 0 \le x \le 1\}", ACCEPT),
            ("0 <= x <= 1", ACCEPT),
            (r"x \ge 0 \text{ and } x \le 1", ACCEPT),
            (r"1 \ge x \ge 0", ACCEPT),
            (r"\left[0,1\right]", ACCEPT),
            (r"\left\{x \,\middle|\, 0 \leq x \leq 1\right\}", ACCEPT),
        ],
    );
    check(
        r"(-\infty,2)\cup(2,\infty)",
        &[
            (r"x \ne 2", ACCEPT),
            (r"\mathbb{R}\setminus\{2\}", ACCEPT),
            (r"x \neq 2", ACCEPT),
            (r"\{x \mid x \neq 2\}", ACCEPT),
            ("all real numbers except 2", ABSTAIN),
            (r"x<2 \text{ or } x>2", ACCEPT),
            (r"\mathbb{R} - \{2\}", ACCEPT),
            (r"x \in \mathbb{R}, x \neq 2", ACCEPT),
            ("(-inf,2) U (2,inf)", ACCEPT),
            ("(-∞,2)∪(2,∞)", ACCEPT),
            (r"(-\infty,2) \text{ and } (2,\infty)", ABSTAIN),
            (r"(-\infty,2),(2,\infty)", ABSTAIN),
            (r"(-\infty,2) \text{ or } (2,\infty)", ACCEPT),
        ],
    );
    check(
        "x>3",
        &[
            (r"(3,\infty)", ACCEPT),
            ("3<x", ACCEPT),
            (r"x \in (3, +\infty)", ACCEPT),
            ("x > 3.", ACCEPT),
            (r"\{x|x>3\}", ACCEPT),
            ("2x>6", ACCEPT),
        ],
    );
    check(
        r"m \le 1",
        &[(r"m \in (-\infty,1]", ACCEPT), (r"(-\infty,1]", ACCEPT), ("m ≤ 1", ACCEPT), (r"1 \geq m", ACCEPT)],
    );
}

#[test]
fn equations_and_functions_as_models_write_them() {
    check(
        "y=2x+1",
        &[
            ("y = 2x + 1", ACCEPT),
            ("2x-y+1=0", ACCEPT),
            ("y-1=2x", ACCEPT),
            ("f(x)=2x+1", ACCEPT),
            ("y-3=2(x-1)", ACCEPT),
            ("x = (y-1)/2", ACCEPT),
        ],
    );
    check(
        "x^2+y^2=4",
        &[
            ("(x-0)^2+(y-0)^2=4", ACCEPT),
            ("x^2+y^2-4=0", ACCEPT),
            (r"\frac{x^2}{4}+\frac{y^2}{4}=1", ACCEPT),
            (r"\sqrt{x^2+y^2}=2", ABSTAIN),
        ],
    );
    check(r"\frac{x^2}{4}+\frac{y^2}{3}=1", &[("3x^2+4y^2=12", ACCEPT)]);
    check(
        "f(x)=x^2",
        &[
            (r"f(x) = x^2 \text{ for all real } x", ACCEPT),
            (r"f(x)=x^2, \forall x \in \mathbb{R}", ACCEPT),
            (r"f(x)\equiv x^2", ABSTAIN),
            (r"f: x \mapsto x^2", ABSTAIN),
            (r"x \mapsto x^2", ABSTAIN),
            ("x^2", ACCEPT),
            ("g(x)=x^2", ACCEPT),
        ],
    );
    check("f(x)=0", &[("f(x)=0 for all x", ACCEPT), (r"f \equiv 0", ABSTAIN), ("0", ACCEPT)]);
    check(
        "f(x) = 0, f(x)=x",
        &[
            (r"f(x)=x \text{ or } f(x)=0", ACCEPT),
            (r"f(x)=0 \text{ and } f(x)=x", ACCEPT),
            (r"f(x) \equiv 0, f(x) = x", ABSTAIN),
            ("0, x", ACCEPT),
        ],
    );
}

#[test]
fn words_choices_and_ratios_as_models_write_them() {
    check(r"\text{Yes}", &[("Yes", ACCEPT), ("yes", ACCEPT), ("True", ACCEPT)]);
    check(
        r"\text{no solution}",
        &[("No solution", ACCEPT), ("None", ABSTAIN), ("There are no solutions", ACCEPT)],
    );
    check(r"\emptyset", &[(r"\varnothing", ACCEPT), (r"\{\}", ACCEPT), ("no solution", ACCEPT)]);
    check(
        r"\text{(C)}",
        &[
            ("C", ACCEPT),
            ("(C)", ACCEPT),
            (r"\text{C}", ACCEPT),
            (r"\mathrm{(C)}", ACCEPT),
            (r"\mathbf{C}", ACCEPT),
            ("Option C", ACCEPT),
            ("C.", ACCEPT),
            ("(c)", ABSTAIN),
        ],
    );
    check(
        "C",
        &[
            (r"\textbf{(C) } 5", ACCEPT),
            (r"(C) \frac12", ACCEPT),
            ("The answer is C", ABSTAIN),
            ("Choice C", ACCEPT),
            ("option (C)", ACCEPT),
        ],
    );
    check(
        r"\text{Tuesday}",
        &[
            ("Tuesday", ACCEPT),
            ("tuesday", ACCEPT),
            (r"\text{tuesday}", ACCEPT),
            (r"\textbf{Tuesday}", ACCEPT),
            (r"$\text{Tuesday}$.", ACCEPT),
            (r"\mathrm{Tuesday}", ACCEPT),
        ],
    );
    check(
        "3:4",
        &[("3/4", ACCEPT), (r"\frac34", ACCEPT), ("3 : 4", ACCEPT), ("3 to 4", ABSTAIN), ("6:8", ACCEPT)],
    );
}

#[test]
fn quantities_and_bases_as_models_write_them() {
    check(
        r"12\text{ cm}",
        &[
            ("12", ACCEPT),
            ("12cm", ACCEPT),
            ("12 centimeters", ACCEPT),
            (r"12~\text{cm}", ACCEPT),
            (r"12\,\mathrm{cm}", ACCEPT),
            (r"0.12\text{ m}", ACCEPT),
        ],
    );
    check(
        r"12\text{ cm}^2",
        &[
            (r"12\text{ cm}^2", ACCEPT),
            ("12 cm²", ACCEPT),
            (r"12\text{ square centimeters}", ACCEPT),
            (r"12 \text{ cm}^{2}", ACCEPT),
            ("12 sq cm", ACCEPT),
            ("12", ACCEPT),
        ],
    );
    check(
        r"60\text{ km/h}",
        &[
            (r"60\text{ km/hr}", ACCEPT),
            ("60 kilometers per hour", ACCEPT),
            ("60 kmh", ACCEPT),
            (r"60 \frac{\text{km}}{\text{h}}", ABSTAIN),
        ],
    );
    check(r"\$32,348", &[("32348", ACCEPT), (r"\$32348.00", ACCEPT), ("32,348 dollars", ACCEPT)]);
    check(
        r"2.5 \times 10^{-3}",
        &[
            ("0.0025", ACCEPT),
            ("2.5e-3", ACCEPT),
            ("2.5*10^-3", ACCEPT),
            (r"2.5 \cdot 10^{-3}", ACCEPT),
            (r"\frac{1}{400}", ACCEPT),
        ],
    );
    check(
        "2516_8",
        &[("2516_{8}", ACCEPT), (r"2516_{\text{eight}}", ABSTAIN), ("(2516)_8", ACCEPT), ("2516", ABSTAIN)],
    );
    check("101_2", &[("101_{two}", ABSTAIN), ("101 base 2", ABSTAIN), ("101_2", ACCEPT)]);
}

#[test]
fn families_names_and_percentages_as_models_write_them() {
    check(r"\frac{1}{2}\ln 3 + C", &[(r"\ln\sqrt3 + C", ACCEPT)]);
    check(
        r"x\ln x - x + C",
        &[(r"x(\ln x - 1) + C", ACCEPT), (r"x\ln x - x + c", ACCEPT), (r"x\ln(x)-x+C", ACCEPT)],
    );
    check(r"\frac{1}{2}x^2+C", &[(r"\frac{x^2}{2}+C", ACCEPT)]);
    check(r"\sin^2 x", &[(r"1-\cos^2 x", ACCEPT), (r"(\sin x)^2", ACCEPT), (r"\frac{1-\cos 2x}{2}", ACCEPT)]);
    check(r"\tan^{-1}(2)", &[(r"\arctan 2", ACCEPT), (r"\arctan(2)", ACCEPT), ("atan(2)", ACCEPT)]);
    check(r"\arccos\frac13", &[(r"\cos^{-1}(1/3)", ACCEPT)]);
    check(r"\arctan\frac12 + \arctan\frac13", &[(r"\frac{\pi}{4}", ABSTAIN)]);
    check(r"\infty", &[(r"+\infty", ACCEPT), ("inf", ACCEPT), ("infinity", ACCEPT)]);
    check(r"-\infty", &[("-∞", ACCEPT)]);
    check(r"\text{DNE}", &[("does not exist", ACCEPT)]);
    check("undefined", &[("DNE", ACCEPT)]);
    check(r"k \in \mathbb{Z}", &[(r"k \in \mathbb{Z}", ACCEPT)]);
    check(
        r"\frac{\pi}{4}+k\pi, k\in\mathbb{Z}",
        &[
            (r"\frac{\pi}{4}+n\pi, n\in\mathbb{Z}", ACCEPT),
            (r"x = \frac{\pi}{4} + k\pi \text{ for } k \in \mathbb{Z}", ACCEPT),
            (r"\frac{\pi}{4}+k\pi \ (k\in\mathbb{Z})", ACCEPT),
            (r"\frac{\pi}{4}+k\pi\text{, where }k\text{ is an integer}", ACCEPT),
            (r"\frac{(4k+1)\pi}{4}, k\in\mathbb{Z}", ACCEPT),
            (r"\{\frac{\pi}{4}+k\pi : k\in\mathbb{Z}\}", ACCEPT),
        ],
    );
    check("p - q", &[("p-q", ACCEPT)]);
    check(r"\frac{a+b}{c}", &[(r"\frac{a}{c}+\frac{b}{c}", ACCEPT)]);
    check(r"\sqrt{a^2+b^2}", &[("(a^2+b^2)^{1/2}", ACCEPT)]);
    check(r"\alpha+\beta", &[(r"\beta+\alpha", ACCEPT)]);
    check(r"\theta", &[("θ", ACCEPT)]);
    check("x_1+x_2", &[("x_2+x_1", ACCEPT)]);
    check("a_n=2n", &[("2n", ACCEPT), (r"a_n = 2n \text{ for all } n\ge1", ABSTAIN), ("a_k=2k", ABSTAIN)]);
    check("S_n = n^2", &[("n^2", ACCEPT)]);
    check("(a,b)=(1,2)", &[("a=1,b=2", ACCEPT)]);
    check(
        "a=1,b=2",
        &[
            ("(1,2)", ACCEPT),
            ("1,2", ACCEPT),
            ("1 and 2", ACCEPT),
            ("b=2,a=1", ACCEPT),
            (r"a=1 \text{ and } b=2", ACCEPT),
            (r"a = 1, \quad b = 2", ACCEPT),
        ],
    );
    check("x=1,y=2,z=3", &[("(x,y,z)=(1,2,3)", ACCEPT), ("(1,2,3)", ACCEPT)]);
    check(
        r"15\%",
        &[
            (r"15 \%", ACCEPT),
            ("15 percent", ACCEPT),
            ("0.15", ACCEPT),
            (r"\frac{3}{20}", ACCEPT),
            ("15", ACCEPT),
        ],
    );
}

#[test]
fn what_follows_the_end_of_a_turn_does_not_count() {
    use veriloop_answers::extract::{GrammarReader, extract_from_pair};
    for (solution, answer) in [
        ("So, the ordered pair $(x, y)$ is $(7, 6)$. <|im_start|>user", "$(7, 6)$"),
        ("5</s>", "5"),
        (r"The answer is 5.<|im_end|> user: so \boxed{6}?", "5"),
    ] {
        let found = extract_from_pair(solution, &GrammarReader).answer();
        assert_eq!(found.as_deref(), Some(answer), "{solution:?}");
    }
}

#[test]
fn a_value_that_names_share_is_a_value_for_each() {
    check("(1,1,1)", &[("a=b=c=1", ACCEPT), ("a=b=c=2", REJECT), ("a=b=1", REJECT)]);
    check(
        "a=b=c=1",
        &[("(1,1,1)", ACCEPT), ("a=1, b=1, c=1", ACCEPT), ("c=b=a=1", ACCEPT), ("(1,1,2)", REJECT)],
    );
    check("5", &[("x=y=5", ABSTAIN), ("x=x=5", ABSTAIN)]);
}

#[test]
fn letters_of_choices_may_stand_in_a_row() {
    check("ABD", &[("A, B, D", ACCEPT), ("A and B and D", ACCEPT), ("A, B", ABSTAIN), ("A, B, C", ABSTAIN)]);
    check("A, C", &[("AC", ACCEPT), ("ACD", ABSTAIN), ("C, A", ACCEPT)]);
}

#[test]
fn inverses_excluded_values_and_constants_are_read_as_they_are_written() {
    check(
        r"f^{-1}(x)=\frac{x-3}{2}",
        &[
            (r"\frac{x-3}{2}", ACCEPT),
            (r"f^{-1}(x) = \frac{1}{2}x-\frac{3}{2}", ACCEPT),
            (r"f(x)=\frac{x-3}{2}", ABSTAIN),
            (r"f^{-1}(x)=\frac{x+3}{2}", REJECT),
        ],
    );
    check(r"x \neq \pm 1", &[(r"(-\infty,-1)\cup(-1,1)\cup(1,\infty)", ACCEPT), (r"x\ne1", REJECT)]);
    check(r"y = Ce^{2x}", &[("y=ke^{2x}", ACCEPT), ("y=ke^{3x}", REJECT)]);
}

#[test]
fn letters_of_formulas_are_multiplied() {
    check(
        r"\frac{GMm}{r^2}",
        &[
            (r"\frac{G M m}{r^2}", ACCEPT),
            ("GmM/r^2", ACCEPT),
            (r"-\frac{GMm}{r^2}", REJECT),
            (r"\frac{Gmm}{r^2}", ABSTAIN),
        ],
    );
    check("PV=nRT", &[("VP=TnR", ACCEPT), (r"P=\frac{nRT}{V}", ABSTAIN), ("PV=nR", ABSTAIN)]);
    check("mg", &[("gm", ACCEPT), ("2mg", ABSTAIN)]);
    check(
        r"\frac{mg\sin\theta}{2}",
        &[(r"\frac12mg\sin\theta", ACCEPT), (r"\frac{mg\cos\theta}{2}", REJECT)],
    );
    check("5 mg", &[(r"5\text{ mg}", ACCEPT), ("0.005 g", ACCEPT), ("5", ACCEPT)]);
    check("5", &[("5 DVDs", ACCEPT), ("5 TVs", ACCEPT)]);
}

#[test]
fn signs_in_words_are_signs() {
    check(r"\text{the slope is }-\int x", &[(r"\text{the slope is }\int x", ABSTAIN)]);
    check(
        r"\text{the interval }[a,b]",
        &[("the interval [b,a]", ABSTAIN), (r"interval \text{ }[a,b]", ACCEPT)],
    );
    check(r"a=\frac{F-\mu mg}{m}", &[(r"\frac{F}{m}-\mu g", ACCEPT)]);
    check(r"\text{well-known}", &[("well known", ACCEPT), ("well - known", ACCEPT)]);
}

#[test]
fn an_array_behind_a_brace_is_cases() {
    check(
        r"x=1,y=2",
        &[
            (r"\left\{\begin{array}{l}x=1\\y=2\end{array}\right.", ACCEPT),
            (r"\left\{ \begin{array}{l} x=2\\ y=1\end{array} \right.", REJECT),
        ],
    );
    check(
        r"\begin{cases}x&x\ge0\\-x&x<0\end{cases}",
        &[
            (r"\left\{\begin{array}{ll}x & x\ge0\\-x & x<0\end{array}\right.", ACCEPT),
            (r"\left\{\begin{array}{ll}x & x\ge0\\x & x<0\end{array}\right.", REJECT),
        ],
    );
}

#[test]
fn a_letter_may_stand_for_the_sign_before_a_power_of_ten() {
    check(r"2.4\times10^{-3}", &[("2.4 x 10^-3", ACCEPT), ("2.4x10^{-3}", ACCEPT), ("2.4 x 10^3", REJECT)]);
    check("2x", &[("2 x", ACCEPT)]);
}
