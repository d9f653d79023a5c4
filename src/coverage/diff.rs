//! Two texts that differ in one place, shown by what differs.

/// The lines that differ, those of the first with a minus and those of the second with a plus in front.
///
/// Beginnings and ends that are the same are left out; so this suits texts that differ in one place.
pub(super) fn lines(one: &str, other: &str) -> String {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.lines().collect(), other.lines().collect());
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let before = one.iter().zip(&other).take_while(same).count();
    let (one, other) = (&one[before..], &other[before..]);
    let after = one.iter().rev().zip(other.iter().rev()).take_while(same).count();
    let removed = one[..one.len() - after].iter().map(|line| format!("-{line}"));
    let added = other[..other.len() - after].iter().map(|line| format!("+{line}"));
    removed.chain(added).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn what_differs_is_shown_and_nothing_else() {
        let program = "a\nb\nc\nb\n";
        assert_eq!(lines(program, "a\nb\nx\nb\n"), "-c\n+x");
        assert_eq!(lines(program, "a\nb\nc\nb\nb\n"), "+b");
        assert_eq!(lines(program, "a\nb\n"), "-c\n-b");
        assert_eq!(lines("b\nb", "b\nb\nb"), "+b");
        assert_eq!(lines(program, program), "");
    }
}
