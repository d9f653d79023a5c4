//! Sums and products with signs, whose bounds are numbers.

use crate::{ABSTAIN, ACCEPT, REJECT, check, check_reason};

#[test]
fn sums_and_products_of_a_few_terms_are_written_out() {
    for (gold, value) in [
        (r"\sum_{k=1}^{10} k^2", "385"),
        (r"\sum\limits_{i=1}^{4} i", "10"),
        ("∑_{k=1}^{3} k", "6"),
        (r"\sum^{3}_{k=-2} k", "3"),
        (r"\sum_{k=0}^{5}\binom{5}{k}", "32"),
        (r"\sum_{k=1}^{99} \frac{1}{k(k+1)}", r"\frac{99}{100}"),
        (r"\sum_{i=1}^{2}\sum_{j=1}^{2} ij", "9"),
        (r"\sum_{k=1}^{3} k + 1", "7"),
        (r"\sum_{k=1}^{3} (k + 1)", "9"),
        (r"\sum_{k=1}^{3} k + \sum_{k=1}^{3} k^2", "20"),
        (r"3\sum_{k=1}^3 2k", "36"),
        (r"\sum_{n=1}^{3} n!", "9"),
        (r"\prod_{k=1}^{5}(2k-1)", "945"),
        (r"\prod_{k=2}^{10}\left(1-\frac{1}{k^2}\right)", r"\frac{11}{20}"),
        (r"\frac{\sum_{k=1}^{3} k}{2}", "3"),
        (r"\sum_{k=0}^{3} x^k", "1+x+x^2+x^3"),
        (r"\sum_{k=1}^{2} ik", "3i"),
    ] {
        check(gold, &[(value, ACCEPT), (gold, ACCEPT)]);
    }
    check(r"\sum_{k=1}^{10} k^2", &[("384", REJECT), (r"\sum_{n=0}^{9}(n+1)^2", ACCEPT)]);
    check(r"\sum_{k=1}^{9} k", &[(r"\sum_{k=1}^{10} k", REJECT), (r"\prod_{k=1}^{9} k", REJECT)]);
    check("55", &[(r"\sum_{k=1}^{10} k", ABSTAIN), (r"\sum_{k=1}^{10} k = 55", ACCEPT)]);
    check("36", &[(r"\sum_{k=1}^{3} k^3 = \left(\sum_{k=1}^{3} k\right)^2 = 36", ACCEPT)]);
    check("36", &[(r"\sum_{k=1}^{3} k^3 = \left(\sum_{k=1}^{4} k\right)^2 = 36", ABSTAIN)]);
    check("1", &[(r"\prod_{k=1}^{0} k", ACCEPT)]);
    check("0", &[(r"\sum_{k=1}^{0} k", ACCEPT)]);
}

#[test]
fn sums_that_can_be_meant_in_two_ways_or_have_other_bounds_are_not_read() {
    for answer in [
        r"\sum_{k=1}^{3} k + k^2",
        r"\prod_{k=1}^{5} k \cdot 2",
        r"\sum_{k=1}^10 k",
        r"\sum_{k=1}^{n} k",
        r"\sum_{k=1}^{\infty} \frac{1}{k^2}",
        r"\sum_{k=3}^{1} k",
        r"\sum_{k=1}^{129} k",
        r"\sum_{k=1}^{100} \frac{1}{k^2+k+1}",
        r"\sum_{k=1}^{3} a_k",
        r"\sum_{k=1}^{3} f(k)",
        r"\sum k",
        r"\sum_{k=1}^{3}",
        r"\sum_{k=1}",
        r"\sum^{3} k",
        r"\sum_{k} k",
        r"\sum_{a=1}^{1}\sum_{b=1}^{1}\sum_{c=1}^{1}\sum_{d=1}^{1}\sum_{e=1}^{1} a",
    ] {
        check("6", &[(answer, ABSTAIN)]);
        check(answer, &[(answer, if answer.len() > 3 { ACCEPT } else { ABSTAIN })]);
    }
}

#[test]
fn what_cannot_be_read_is_the_same_only_with_the_same_groups() {
    for (gold, same, other) in [
        (r"\int_0^1 e^{x+1}\,dx", r"\int_0^{1} e^{x+1} dx", r"\int_0^1 e^x+1\,dx"),
        (r"\sum_{k=1}^{n} \frac{1}{k+1}", r"\sum_{k=1}^n \frac{1}{k+1}", r"\sum_{k=1}^n \frac1k+1"),
        (r"\int_0^{12} x\,dx", r"\int_0^{12}x\,dx", r"\int_0^12x\,dx"),
        (r"\lim_{n\to\infty}\sqrt{n+1}", r"\lim_{n\to\infty} \sqrt{{n+1}}", r"\lim_{n\to\infty}\sqrt{n}+1"),
        (r"\frac{dy}{dx}=2^{x+1}", r"\frac{dy}{dx} = 2^{x+1}", r"\frac{dy}{dx}=2^x+1"),
        (r"\text{the function }2^{x+1}", r"\text{the function } 2^{x + 1}", r"\text{the function }2^x+1"),
    ] {
        check(gold, &[(same, ACCEPT), (other, ABSTAIN)]);
    }
    check(r"\vec{a}\times\vec{b}", &[(r"\vec a\times\vec b", ACCEPT), (r"\vec{a} \times \vec{b}", ACCEPT)]);
    check_reason(
        "5",
        r"\sum_{k=1}^{3} k + k^2",
        "expected an expression of one meaning, found a sum or a product that may end before its index is used again",
    );
}

#[test]
fn vectors_are_multiplied_in_two_ways() {
    check(
        r"\mathbf{a}\times\mathbf{b}",
        &[
            (r"\mathbf{a} \times \mathbf{b}", ACCEPT),
            (r"\mathbf{b}\times\mathbf{a}", ABSTAIN),
            (r"\mathbf{a}\cdot\mathbf{b}", ABSTAIN),
            (r"\mathbf{a}×\mathbf{b}", ACCEPT),
        ],
    );
    check(r"\vec{a}\cdot\vec{b}", &[(r"\vec{b}\cdot\vec{a}", ACCEPT), (r"\vec{a}\times\vec{b}", ABSTAIN)]);
    check(r"2\mathbf{a}+3\mathbf{b}", &[(r"2\vec a+3\vec b", ACCEPT), (r"3\vec a+2\vec b", REJECT)]);
    check(r"3\times\mathbf{i}", &[(r"3\mathbf{i}", ACCEPT)]);
}

#[test]
fn numbers_may_follow_a_factorial() {
    check("120", &[(r"\frac{10!}{3!7!} = 120", ACCEPT)]);
    check(
        r"\binom{10}{3}",
        &[(r"\frac{10!}{3!7!}", ACCEPT), (r"\frac{10!}{3!\,7!}", ACCEPT), (r"\frac{10!}{3!8!}", REJECT)],
    );
}
