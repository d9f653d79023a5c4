//! The plots: lines and bars over rounds, as inline SVG.
//!
//! Plotters draws with fixed colours; the style sheet replaces each of them
//! where the reader's screen is dark. Lines are named at their ends.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::text;

/// The canvas. It is drawn at twice the size at which it is shown, since the backend rounds to whole pixels.
const SIZE: (i32, i32) = (960, 580);
const LEFT: i32 = 96;
const RIGHT: i32 = 744;
const TOP: i32 = 22;
const BOTTOM: i32 = 500;
const FONT_SIZE: f64 = 30.0;
/// The least distance of two names at the ends of lines.
const NAME_HEIGHT: i32 = 30;
/// The most ticks with numbers on the axis of rounds.
const MOST_TICKS: usize = 12;

/// A colour on a light and on a dark ground.
#[derive(Clone, Copy)]
struct Ink {
    light: u32,
    dark: u32,
}

const TEXT: Ink = Ink { light: 0x1C_2127, dark: 0xE4_E7EB };
const MUTED: Ink = Ink { light: 0x5B_6570, dark: 0xA3_ACB6 };
const GRID: Ink = Ink { light: 0xE2_E5E9, dark: 0x2E_343B };
const AXIS: Ink = Ink { light: 0xA9_B1BA, dark: 0x59_626C };
/// The style sheet dashes lines of this colour.
const DEMONSTRATED: Ink = Ink { light: 0x8B_949E, dark: 0x7D_8690 };

/// The levels that the loop climbs. Viridis without its ends that vanish on the ground, so that neighbours
/// differ in lightness too, whatever colours a reader can tell apart.
const RAMP: [Ink; 8] = [
    Ink { light: 0x44_0154, dark: 0x3A_8FB0 },
    Ink { light: 0x48_2374, dark: 0x25_9C9A },
    Ink { light: 0x43_3E86, dark: 0x1F_A98A },
    Ink { light: 0x38_598C, dark: 0x2A_B07F },
    Ink { light: 0x2D_708E, dark: 0x52_C569 },
    Ink { light: 0x25_858E, dark: 0x86_D549 },
    Ink { light: 0x1E_9B8A, dark: 0xC2_DF23 },
    Ink { light: 0x22_A884, dark: 0xFD_E725 },
];

impl Ink {
    fn all() -> impl Iterator<Item = Ink> {
        [TEXT, MUTED, GRID, AXIS, DEMONSTRATED].into_iter().chain(RAMP)
    }

    fn rgb(self) -> RGBColor {
        let [_, red, green, blue] = self.light.to_be_bytes();
        RGBColor(red, green, blue)
    }
}

/// How the levels of a run are told apart.
#[derive(Clone, Copy)]
pub(super) struct Palette {
    /// Levels up to this one were demonstrated.
    pub(super) demonstrated: u32,
    /// The highest level.
    pub(super) highest: u32,
}

impl Palette {
    fn ink(self, level: u32) -> Ink {
        if level <= self.demonstrated {
            return DEMONSTRATED;
        }
        let last = (self.highest.saturating_sub(self.demonstrated + 1)).max(1) as usize;
        let at = ((level - self.demonstrated - 1) as usize).min(last);
        RAMP[(at * (RAMP.len() - 1) + last / 2) / last]
    }

    /// A small sample of a level's line, for a key.
    pub(super) fn sample(self, level: u32) -> Markup {
        let colour = format!("#{:06X}", self.ink(level).light);
        html! {
            svg.sample viewBox="0 0 28 10" width="28" height="10" aria-hidden="true" {
                line x1="0" y1="5" x2="28" y2="5" stroke=(colour) stroke-width="3" {}
            }
        }
    }
}

/// The rules that give every ink its colour on a dark ground.
pub(super) fn dark_rules() -> String {
    Ink::all()
        .map(|Ink { light, dark }| {
            format!(
                "svg [stroke=\"#{light:06X}\"]{{stroke:#{dark:06X}}}svg [fill=\"#{light:06X}\"]{{fill:#{dark:06X}}}"
            )
        })
        .collect()
}

/// What the vertical axis measures.
#[derive(Clone, Copy)]
pub(super) enum Scale {
    /// A share from 0 to 1.
    Share,
    /// A count from 0 to at least this much.
    Count(usize),
    /// Levels from this one to that one.
    Levels(u32, u32),
}

impl Scale {
    fn range(self) -> (f64, f64) {
        match self {
            Scale::Share => (0.0, 1.0),
            Scale::Count(most) => (0.0, most.max(1).div_ceil(step(most)) as f64 * step(most) as f64),
            Scale::Levels(low, high) => (f64::from(low) - 0.5, f64::from(high) + 0.5),
        }
    }

    fn ticks(self) -> Vec<(f64, String)> {
        match self {
            Scale::Share => [0.0, 0.25, 0.5, 0.75, 1.0].map(|value| (value, format!("{value}"))).to_vec(),
            Scale::Count(most) => (0..=self.range().1 as usize)
                .step_by(step(most))
                .map(|value| (value as f64, text::count(value as u64)))
                .collect(),
            Scale::Levels(low, high) => {
                (low..=high).map(|level| (f64::from(level), level.to_string())).collect()
            }
        }
    }
}

/// A round step that divides a count into at most five parts.
fn step(most: usize) -> usize {
    let mut size = 1;
    loop {
        for factor in [1, 2, 5] {
            if size * factor * 5 >= most {
                return size * factor;
            }
        }
        size *= 10;
    }
}

/// One level's line.
pub(super) struct Line {
    pub(super) level: u32,
    /// Value by round, with its interval where there is one to draw.
    pub(super) points: Vec<Point>,
}

/// A value of one round.
pub(super) struct Point {
    pub(super) round: usize,
    pub(super) value: f64,
    pub(super) interval: Option<(f64, f64)>,
}

/// A drawing in progress.
struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    rounds: (usize, usize),
    scale: Scale,
}

type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Lines over rounds, one a level, named at their ends.
pub(super) fn lines(
    title: &str,
    scale: Scale,
    rounds: (usize, usize),
    palette: Palette,
    lines: &[Line],
) -> Markup {
    draw(title, scale, rounds, |canvas| {
        let (demonstrated, climbed): (Vec<&Line>, Vec<&Line>) =
            lines.iter().partition(|line| line.level <= palette.demonstrated);
        for line in demonstrated.into_iter().chain(climbed) {
            canvas.line(line, palette.ink(line.level))?;
        }
        canvas.names(lines, palette)
    })
}

/// A single line over rounds.
pub(super) fn one(title: &str, rounds: (usize, usize), points: Vec<Point>) -> Markup {
    let line = Line { level: 0, points };
    draw(title, Scale::Share, rounds, |canvas| {
        canvas.line(&line, RAMP[4])?;
        let Some(last) = line.points.last() else { return Ok(()) };
        canvas.name_ends(vec![(canvas.y(last.value), text::share(last.value), TEXT)])
    })
}

/// Stacked bars over rounds, one part a level.
pub(super) fn bars(
    title: &str,
    rounds: (usize, usize),
    palette: Palette,
    values: &BTreeMap<usize, BTreeMap<u32, usize>>,
) -> Markup {
    let most = values.values().map(|levels| levels.values().sum()).max().unwrap_or(0);
    draw(title, Scale::Count(most), rounds, |canvas| {
        for (&round, levels) in values {
            let mut below = 0;
            for (&level, &value) in levels.iter().filter(|(_, value)| **value > 0) {
                canvas.bar(round, (below, below + value), palette.ink(level))?;
                below += value;
            }
        }
        let Some((_, last)) = values.last_key_value() else { return Ok(()) };
        let mut below = 0.0;
        let mut names = Vec::new();
        for (level, &value) in last.iter().filter(|(_, value)| **value > 0) {
            names.push((
                canvas.y(below + value as f64 / 2.0),
                format!("level {level}  {}", text::count(value as u64)),
                TEXT,
            ));
            below += value as f64;
        }
        canvas.name_ends(names)
    })
}

/// One line of steps: the level that is being climbed.
pub(super) fn frontier(
    title: &str,
    rounds: (usize, usize),
    palette: Palette,
    levels: &BTreeMap<usize, u32>,
) -> Markup {
    let scale = Scale::Levels(palette.demonstrated + 1, palette.highest.max(palette.demonstrated + 1));
    draw(title, scale, rounds, |canvas| {
        let corners: Vec<(i32, i32)> = levels
            .iter()
            .flat_map(|(&round, &level)| {
                let (round, y) = (round as f64, canvas.y(f64::from(level)));
                [(canvas.x(round - 0.5), y), (canvas.x(round + 0.5), y)]
            })
            .collect();
        canvas.area.draw(&PathElement::new(corners, TEXT.rgb().stroke_width(4)))?;
        let Some((_, &level)) = levels.last_key_value() else { return Ok(()) };
        canvas.name_ends(vec![(canvas.y(f64::from(level)), format!("level {level}"), TEXT)])
    })
}

fn draw(
    title: &str,
    scale: Scale,
    rounds: (usize, usize),
    content: impl FnOnce(&Canvas<'_>) -> Drawn,
) -> Markup {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (SIZE.0 as u32, SIZE.1 as u32)).into_drawing_area();
        let canvas = Canvas { area, rounds, scale };
        let drawn = canvas.axes().and_then(|()| content(&canvas)).and_then(|()| canvas.area.present());
        // The backend appends to a string, which cannot fail.
        drawn.expect("drawing into memory");
    }
    // Within HTML the element needs neither a namespace nor a fixed size, but a role and a name.
    let body = svg.split_once('>').map_or("", |(_, body)| body).trim_end().trim_end_matches("</svg>");
    html! {
        svg.plot viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } role="img" aria-label=(title) {
            (PreEscaped(body))
        }
    }
}

impl Canvas<'_> {
    fn x(&self, round: f64) -> i32 {
        let (first, last) = (self.rounds.0 as f64 - 0.5, self.rounds.1 as f64 + 0.5);
        LEFT + (f64::from(RIGHT - LEFT) * (round - first) / (last - first)).round() as i32
    }

    fn y(&self, value: f64) -> i32 {
        let (low, high) = self.scale.range();
        BOTTOM - (f64::from(BOTTOM - TOP) * (value - low) / (high - low)).round() as i32
    }

    fn text(&self, text: &str, at: (i32, i32), ink: Ink, anchor: Pos) -> Drawn {
        let style = ("sans-serif", FONT_SIZE).into_font().color(&ink.rgb()).pos(anchor);
        self.area.draw(&Text::new(text.to_owned(), at, style))
    }

    fn stroke(&self, from: (i32, i32), to: (i32, i32), ink: Ink, width: u32) -> Drawn {
        self.area.draw(&PathElement::new(vec![from, to], ink.rgb().stroke_width(width)))
    }

    fn axes(&self) -> Drawn {
        for (value, label) in self.scale.ticks() {
            let y = self.y(value);
            self.stroke((LEFT, y), (RIGHT, y), GRID, 2)?;
            self.text(&label, (LEFT - 14, y), MUTED, Pos::new(HPos::Right, VPos::Center))?;
        }
        self.stroke((LEFT, BOTTOM), (RIGHT, BOTTOM), AXIS, 2)?;
        let (first, last) = self.rounds;
        let every = (last - first + 1).div_ceil(MOST_TICKS);
        for round in (first..=last).filter(|round| round.is_multiple_of(every)) {
            let x = self.x(round as f64);
            self.stroke((x, BOTTOM), (x, BOTTOM + 8), AXIS, 2)?;
            self.text(&round.to_string(), (x, BOTTOM + 16), MUTED, Pos::new(HPos::Center, VPos::Top))?;
        }
        self.text("round", (RIGHT + 16, BOTTOM + 16), MUTED, Pos::new(HPos::Left, VPos::Top))
    }

    fn line(&self, line: &Line, ink: Ink) -> Drawn {
        let at = |point: &Point| (self.x(point.round as f64), self.y(point.value));
        for point in &line.points {
            if let Some((low, high)) = point.interval {
                let x = at(point).0;
                let faint = ink.rgb().mix(0.3).stroke_width(4);
                self.area.draw(&PathElement::new(vec![(x, self.y(low)), (x, self.y(high))], faint))?;
            }
        }
        self.area.draw(&PathElement::new(
            line.points.iter().map(at).collect::<Vec<_>>(),
            ink.rgb().stroke_width(4),
        ))?;
        for point in &line.points {
            self.area.draw(&Circle::new(at(point), 5, ink.rgb().filled()))?;
        }
        Ok(())
    }

    fn bar(&self, round: usize, (low, high): (usize, usize), ink: Ink) -> Drawn {
        let (left, right) = (self.x(round as f64 - 0.36), self.x(round as f64 + 0.36));
        let corners = [(left, self.y(high as f64)), (right, self.y(low as f64))];
        self.area.draw(&Rectangle::new(corners, ink.rgb().filled()))
    }

    /// Names every line at its end: beside the plot, or within it where the line ends before the last round.
    fn names(&self, lines: &[Line], palette: Palette) -> Drawn {
        let mut ends = Vec::new();
        for line in lines {
            let Some(last) = line.points.last() else { continue };
            let y = self.y(last.value);
            let ink = if line.level <= palette.demonstrated { MUTED } else { TEXT };
            if last.round == self.rounds.1 {
                ends.push((y, format!("level {}  {}", line.level, text::share(last.value)), ink));
            } else {
                let at = (self.x(last.round as f64), y - 12);
                self.text(&line.level.to_string(), at, ink, Pos::new(HPos::Center, VPos::Bottom))?;
            }
        }
        self.name_ends(ends)
    }

    /// Writes names beside the plot, each as near to its height as the others let it be.
    fn name_ends(&self, mut names: Vec<(i32, String, Ink)>) -> Drawn {
        names.sort_by_key(|name| name.0);
        let mut heights: Vec<i32> = names.iter().map(|name| name.0).collect();
        spread(&mut heights, (TOP - 8, BOTTOM));
        for (height, (_, name, ink)) in heights.into_iter().zip(&names) {
            self.text(name, (RIGHT + 16, height), *ink, Pos::new(HPos::Left, VPos::Center))?;
        }
        Ok(())
    }
}

/// Moves sorted heights apart, within bounds.
fn spread(heights: &mut [i32], (top, bottom): (i32, i32)) {
    let mut least = top;
    for height in heights.iter_mut() {
        *height = (*height).max(least);
        least = *height + NAME_HEIGHT;
    }
    let mut most = bottom;
    for height in heights.iter_mut().rev() {
        *height = (*height).min(most);
        most = *height - NAME_HEIGHT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_touch_and_stay_within_the_plot() {
        let mut heights = [20, 20, 21, 25, 480, 499, 500];
        spread(&mut heights, (TOP, BOTTOM));
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= NAME_HEIGHT), "{heights:?}");
        assert!(heights[0] >= TOP && heights[6] <= BOTTOM, "{heights:?}");
    }

    #[test]
    fn counts_have_at_most_five_round_steps_and_fit_their_axis() {
        for most in [0, 1, 4, 5, 6, 37, 99, 100, 101, 1536, 9_999] {
            let ticks = Scale::Count(most).ticks();
            assert!((2..=6).contains(&ticks.len()), "{most}: {}", ticks.len());
            assert!(ticks.last().is_some_and(|tick| tick.0 >= most as f64), "{most}");
        }
    }

    #[test]
    fn levels_that_were_never_demonstrated_have_colours_of_their_own() {
        for (demonstrated, highest) in [(1, 2), (3, 7), (2, 8), (1, 8)] {
            let palette = Palette { demonstrated, highest };
            let mut inks: Vec<u32> =
                (demonstrated + 1..=highest).map(|level| palette.ink(level).light).collect();
            inks.dedup();
            assert_eq!(inks.len() as u32, highest - demonstrated);
            assert_eq!(palette.ink(demonstrated).light, DEMONSTRATED.light);
        }
    }
}
