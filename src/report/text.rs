//! Figures as a person reads them.

/// A share with two digits, or with three where two would show none or all and it is neither.
pub(super) fn share(value: f64) -> String {
    let rounded = format!("{value:.2}");
    let looks_exact = rounded == "0.00" || rounded == "1.00";
    if looks_exact && value > 0.0 && value < 1.0 { format!("{value:.3}") } else { rounded }
}

/// A whole number, its digits in groups of three.
pub(super) fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Seconds, as `9.4 s`, `11 min 3 s` or `2 h 5 min`.
pub(super) fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    if seconds < 59.95 {
        format!("{:.1} s", seconds.max(0.0))
    } else if whole < 3600 {
        format!("{} min {} s", whole / 60, whole % 60)
    } else {
        format!("{} h {} min", whole / 3600, whole % 3600 / 60)
    }
}

/// A time in seconds since 1970, as `22 November 2025, 22:49 UTC`.
pub(super) fn date(seconds: i64) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut days = seconds.div_euclid(86_400);
    let time = seconds.rem_euclid(86_400);
    let mut year = 1970;
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_of_year = |year: i64| if leap(year) { 366 } else { 365 };
    while days < 0 {
        year -= 1;
        days += days_of_year(year);
    }
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    format!("{} {} {year}, {:02}:{:02} UTC", days + 1, MONTHS[month], time / 3600, time % 3600 / 60)
}

/// Foreign text with what cannot be seen, or reorders what is seen, made visible.
pub(crate) fn visible(text: &str) -> String {
    let show = |c: char| match c {
        '\n' | '\t' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => c,
    };
    text.chars().map(show).collect()
}

/// `1 round`, `2 rounds`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number as u64))
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Levels 1 to `last`, in words.
pub(super) fn levels_to(last: u32) -> String {
    if last == 1 { "level 1".into() } else { format!("levels 1 to {last}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_that_is_neither_none_nor_all_never_reads_as_if_it_were() {
        for (value, expected) in
            [(0.0, "0.00"), (0.004, "0.004"), (0.5, "0.50"), (0.9961, "0.996"), (1.0, "1.00")]
        {
            assert_eq!(share(value), expected);
        }
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, expected) in [
            (0, "1 January 1970, 00:00 UTC"),
            (-1, "31 December 1969, 23:59 UTC"),
            (951_782_400, "29 February 2000, 00:00 UTC"),
            (1_763_851_740, "22 November 2025, 22:49 UTC"),
            (4_107_542_399, "28 February 2100, 23:59 UTC"),
            (4_107_542_400, "1 March 2100, 00:00 UTC"),
        ] {
            assert_eq!(date(seconds), expected);
        }
    }

    #[test]
    fn control_characters_are_shown_and_reorder_nothing() {
        assert_eq!(visible("a\n\tb\0\u{1b}\u{202e}\r"), "a\n\tb\u{2400}\u{241b}\u{fffd}\u{240d}");
    }

    #[test]
    fn durations_and_counts_read_well() {
        assert_eq!(duration(9.44), "9.4 s");
        assert_eq!(duration(59.97), "1 min 0 s");
        assert_eq!(duration(663.0), "11 min 3 s");
        assert_eq!(duration(7_500.0), "2 h 5 min");
        assert_eq!([count(7), count(812_160), count(1_000)], ["7", "812,160", "1,000"]);
    }
}
