//! Units of measurement and currencies: their names, their dimensions, and exact conversion.

use dashu_int::IBig;
use dashu_ratio::RBig;

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dimension {
    Length,
    Mass,
    Time,
    /// Money of a currency, which is not converted into another.
    Money(&'static str),
    /// A scale of temperature, which is not converted.
    Temperature(&'static str),
    /// Electric current, light, data and so on: each with itself alone.
    Own(&'static str),
}

/// One unit: its symbol, its size in the base unit of its dimension, and its power there (a litre is a cube of length).
struct Entry {
    symbol: &'static str,
    names: &'static [&'static str],
    dimension: Dimension,
    size: (u64, u64),
    power: i32,
    /// The dimensions that a derived unit has besides, with their powers.
    others: &'static [(Dimension, i32)],
}

const fn entry(
    symbol: &'static str,
    names: &'static [&'static str],
    dimension: Dimension,
    size: (u64, u64),
) -> Entry {
    Entry { symbol, names, dimension, size, power: 1, others: &[] }
}

const fn cubic(symbol: &'static str, names: &'static [&'static str], size: (u64, u64)) -> Entry {
    Entry { symbol, names, dimension: Dimension::Length, size, power: 3, others: &[] }
}

const fn derived(
    symbol: &'static str,
    names: &'static [&'static str],
    (dimension, power): (Dimension, i32),
    others: &'static [(Dimension, i32)],
    size: (u64, u64),
) -> Entry {
    Entry { symbol, names, dimension, size, power, others }
}

const AMPERE: Dimension = Dimension::Own("ampere");
const FORCE: &[(Dimension, i32)] = &[(Dimension::Length, 1), (Dimension::Time, -2)];
const ENERGY: &[(Dimension, i32)] = &[(Dimension::Length, 2), (Dimension::Time, -2)];
const POWER: &[(Dimension, i32)] = &[(Dimension::Length, 2), (Dimension::Time, -3)];
const PRESSURE: &[(Dimension, i32)] = &[(Dimension::Length, -1), (Dimension::Time, -2)];
const TENSION: &[(Dimension, i32)] = &[(Dimension::Length, 2), (Dimension::Time, -3), (AMPERE, -1)];
const RESISTANCE: &[(Dimension, i32)] = &[(Dimension::Length, 2), (Dimension::Time, -3), (AMPERE, -2)];

/// Lengths in metres, masses in grams, times in seconds, money in the currency's unit.
///
/// International yards and avoirdupois pounds (1959), US liquid gallons (231 cubic inches).
#[rustfmt::skip]
const UNITS: &[Entry] = &{
    use Dimension::{Length, Mass, Money, Own, Temperature, Time};
    [
        entry("m", &["m", "meter", "meters", "metre", "metres"], Length, (1, 1)),
        entry("cm", &["cm", "centimeter", "centimeters", "centimetre", "centimetres"], Length, (1, 100)),
        entry("mm", &["mm", "millimeter", "millimeters", "millimetre", "millimetres"], Length, (1, 1000)),
        entry("km", &["km", "kilometer", "kilometers", "kilometre", "kilometres", "kms"], Length, (1000, 1)),
        entry("dm", &["dm", "decimeter", "decimeters", "decimetre", "decimetres"], Length, (1, 10)),
        entry("in", &["in", "inch", "inches"], Length, (254, 10000)),
        entry("ft", &["ft", "foot", "feet"], Length, (3048, 10000)),
        entry("yd", &["yd", "yds", "yard", "yards"], Length, (9144, 10000)),
        entry("mi", &["mi", "mile", "miles"], Length, (1_609_344, 1000)),
        entry("g", &["g", "gram", "grams", "gm"], Mass, (1, 1)),
        entry("kg", &["kg", "kilogram", "kilograms", "kgs", "kilo", "kilos"], Mass, (1000, 1)),
        entry("mg", &["mg", "milligram", "milligrams"], Mass, (1, 1000)),
        entry("lb", &["lb", "lbs", "pound", "pounds"], Mass, (45_359_237, 100_000)),
        entry("oz", &["oz", "ounce", "ounces"], Mass, (45_359_237, 1_600_000)),
        entry("t", &["tonne", "tonnes"], Mass, (1_000_000, 1)),
        entry("s", &["s", "sec", "secs", "second", "seconds"], Time, (1, 1)),
        entry("ms", &["ms", "millisecond", "milliseconds"], Time, (1, 1000)),
        entry("min", &["min", "mins", "minute", "minutes"], Time, (60, 1)),
        entry("h", &["h", "hr", "hrs", "hour", "hours"], Time, (3600, 1)),
        entry("d", &["day", "days"], Time, (86400, 1)),
        entry("wk", &["week", "weeks"], Time, (604_800, 1)),
        entry("mo", &["month", "months"], Own("month"), (1, 1)),
        entry("yr", &["year", "years", "yr", "yrs"], Own("month"), (12, 1)),
        cubic("L", &["L", "liter", "liters", "litre", "litres"], (1, 1000)),
        cubic("mL", &["mL", "ml", "milliliter", "milliliters", "millilitre", "millilitres"], (1, 1_000_000)),
        cubic("gal", &["gallon", "gallons", "gal"], (3_785_411_784, 1_000_000_000_000)),
        cubic("quart", &["quart", "quarts", "qt"], (946_352_946, 1_000_000_000_000)),
        cubic("pint", &["pint", "pints"], (473_176_473, 1_000_000_000_000)),
        cubic("cup", &["cup", "cups"], (2_365_882_365, 10_000_000_000_000)),
        cubic("tbsp", &["tablespoon", "tablespoons", "tbsp"], (1_478_676_478_125, 100_000_000_000_000_000)),
        cubic("tsp", &["teaspoon", "teaspoons", "tsp"], (492_892_159_375, 100_000_000_000_000_000)),
        Entry {
            symbol: "ha",
            names: &["hectare", "hectares"],
            dimension: Length,
            size: (10_000, 1),
            power: 2,
            others: &[],
        },
        Entry {
            symbol: "acre",
            names: &["acre", "acres"],
            dimension: Length,
            size: (40_468_564_224, 10_000_000),
            power: 2,
            others: &[],
        },
        entry("USD", &["dollar", "dollars", "USD", "bucks"], Money("USD"), (1, 1)),
        entry("cent", &["cent", "cents"], Money("USD"), (1, 100)),
        entry("EUR", &["euro", "euros", "EUR"], Money("EUR"), (1, 1)),
        entry("GBP", &["GBP"], Money("GBP"), (1, 1)),
        entry("JPY", &["yen", "JPY"], Money("JPY"), (1, 1)),
        entry("INR", &["rupee", "rupees", "INR"], Money("INR"), (1, 1)),
        entry("CNY", &["yuan", "RMB", "CNY"], Money("CNY"), (1, 1)),
        entry("rub", &["ruble", "rubles", "rouble", "roubles"], Money("RUB"), (1, 1)),
        entry("degC", &["Celsius", "celsius"], Temperature("C"), (1, 1)),
        entry("degF", &["Fahrenheit", "fahrenheit"], Temperature("F"), (1, 1)),
        entry("K", &["kelvin", "K"], Temperature("K"), (1, 1)),
        entry("um", &["um", "µm", "micrometer", "micrometers", "micron", "microns"], Length, (1, 1_000_000)),
        entry("nm", &["nm", "nanometer", "nanometers"], Length, (1, 1_000_000_000)),
        entry("ton", &["ton", "tons"], Own("ton"), (1, 1)),
        entry("unit", &["unit", "units"], Own("unit"), (1, 1)),
        entry("A", &["ampere", "amperes", "amp", "amps"], AMPERE, (1, 1)),
        entry("mA", &["mA", "milliampere", "milliamperes", "milliamp", "milliamps"], AMPERE, (1, 1000)),
        entry("mol", &["mol", "mole", "moles"], Own("mole"), (1, 1)),
        entry("mmol", &["mmol", "millimole", "millimoles"], Own("mole"), (1, 1000)),
        entry("eV", &["eV"], Own("electronvolt"), (1, 1)),
        entry("keV", &["keV"], Own("electronvolt"), (1000, 1)),
        entry("MeV", &["MeV"], Own("electronvolt"), (1_000_000, 1)),
        entry("GeV", &["GeV"], Own("electronvolt"), (1_000_000_000, 1)),
        entry("us", &["us", "µs", "microsecond", "microseconds"], Time, (1, 1_000_000)),
        entry("ns", &["ns", "nanosecond", "nanoseconds"], Time, (1, 1_000_000_000)),
        entry("ug", &["ug", "µg", "microgram", "micrograms"], Mass, (1, 1_000_000)),
        cubic("cL", &["cL", "cl", "centiliter", "centiliters"], (1, 100_000)),
        cubic("dL", &["dL", "dl", "deciliter", "deciliters"], (1, 10_000)),
        derived("N", &["N", "newton", "newtons"], (Mass, 1), FORCE, (1000, 1)),
        derived("mN", &["mN", "millinewton", "millinewtons"], (Mass, 1), FORCE, (1, 1)),
        derived("kN", &["kN", "kilonewton", "kilonewtons"], (Mass, 1), FORCE, (1_000_000, 1)),
        derived("J", &["J", "joule", "joules"], (Mass, 1), ENERGY, (1000, 1)),
        derived("mJ", &["mJ", "millijoule", "millijoules"], (Mass, 1), ENERGY, (1, 1)),
        derived("kJ", &["kJ", "kilojoule", "kilojoules"], (Mass, 1), ENERGY, (1_000_000, 1)),
        derived("MJ", &["MJ", "megajoule", "megajoules"], (Mass, 1), ENERGY, (1_000_000_000, 1)),
        derived("kWh", &["kWh"], (Mass, 1), ENERGY, (3_600_000_000, 1)),
        derived("W", &["W", "watt", "watts"], (Mass, 1), POWER, (1000, 1)),
        derived("mW", &["mW", "milliwatt", "milliwatts"], (Mass, 1), POWER, (1, 1)),
        derived("kW", &["kW", "kilowatt", "kilowatts"], (Mass, 1), POWER, (1_000_000, 1)),
        derived("MW", &["MW", "megawatt", "megawatts"], (Mass, 1), POWER, (1_000_000_000, 1)),
        derived("Pa", &["Pa", "pascal", "pascals"], (Mass, 1), PRESSURE, (1000, 1)),
        derived("kPa", &["kPa", "kilopascal", "kilopascals"], (Mass, 1), PRESSURE, (1_000_000, 1)),
        derived("MPa", &["MPa", "megapascal", "megapascals"], (Mass, 1), PRESSURE, (1_000_000_000, 1)),
        derived("V", &["V", "volt", "volts"], (Mass, 1), TENSION, (1000, 1)),
        derived("mV", &["mV", "millivolt", "millivolts"], (Mass, 1), TENSION, (1, 1)),
        derived("kV", &["kV", "kilovolt", "kilovolts"], (Mass, 1), TENSION, (1_000_000, 1)),
        derived("ohm", &["ohm", "ohms", "Ohm", "Ohms"], (Mass, 1), RESISTANCE, (1000, 1)),
        derived("C", &["coulomb", "coulombs"], (AMPERE, 1), &[(Time, 1)], (1, 1)),
        derived("Hz", &["Hz", "hertz"], (Time, -1), &[], (1, 1)),
        derived("kHz", &["kHz", "kilohertz"], (Time, -1), &[], (1000, 1)),
        derived("MHz", &["MHz", "megahertz"], (Time, -1), &[], (1_000_000, 1)),
        derived("GHz", &["GHz", "gigahertz"], (Time, -1), &[], (1_000_000_000, 1)),
        derived("mi/h", &["mph"], (Length, 1), &[(Time, -1)], (1_609_344, 3_600_000)),
        derived("km/h", &["kph", "kmh", "kmph"], (Length, 1), &[(Time, -1)], (1000, 3600)),
        entry("rad", &["rad", "radian", "radians"], Own("radian"), (1, 1)),
    ]
};

/// The symbol of the unit of this name, singular or plural, if it is known.
pub(crate) fn symbol(name: &str) -> Option<&'static str> {
    let exact = UNITS.iter().find(|unit| unit.names.contains(&name) || unit.symbol == name);
    let found = exact.or_else(|| {
        // Long names may be written with a capital; of symbols, the case matters.
        let small = (name.len() >= 3).then(|| name.to_ascii_lowercase())?;
        UNITS.iter().find(|unit| unit.names.contains(&small.as_str()))
    });
    found.map(|unit| unit.symbol)
}

/// The unit of the scale of temperature that stands after a sign or a word for degrees, where it is one.
pub(crate) fn scale_of_temperature(name: &str) -> Option<&'static str> {
    match name {
        "C" | "Celsius" | "celsius" => Some("degC"),
        "F" | "Fahrenheit" | "fahrenheit" => Some("degF"),
        _ => None,
    }
}

/// A unit with its dimensions and its size in base units.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit {
    dimensions: Vec<(Dimension, i32)>,
    /// How many base units it is.
    pub size: RBig,
}

impl Unit {
    /// The unit that a normal spelling such as `km/h` or `cm^2` names, if all of it is known.
    pub(crate) fn parse(text: &str) -> Option<Unit> {
        let mut unit = Unit { dimensions: Vec::new(), size: RBig::ONE };
        let mut start = 0;
        for end in
            text.char_indices().filter(|(_, c)| matches!(c, '/' | '*')).map(|(at, _)| at).chain([text.len()])
        {
            unit = unit.with(&text[start..end])?;
            start = end;
        }
        Some(unit)
    }

    /// The unit times or over one more.
    fn with(mut self, part: &str) -> Option<Unit> {
        let (sign, part) = match part.strip_prefix('/') {
            Some(part) => (-1, part),
            None => (1, part.trim_start_matches('*')),
        };
        let (symbol, power) = match part.split_once('^') {
            Some((symbol, power)) => {
                (symbol, power.parse::<i32>().ok().filter(|power| (1..=4).contains(power))?)
            }
            None => (part, 1),
        };
        let entry = UNITS.iter().find(|unit| unit.symbol == symbol)?;
        let power = sign * power;
        let size = RBig::from_parts(IBig::from(entry.size.0), entry.size.1.into());
        for _ in 0..power.abs() {
            self.size = if power > 0 { &self.size * &size } else { &self.size / &size };
        }
        for (dimension, own) in [(entry.dimension, entry.power)].iter().chain(entry.others) {
            match self.dimensions.iter_mut().find(|(other, _)| other == dimension) {
                Some((_, sum)) => *sum += power * own,
                None => self.dimensions.push((*dimension, power * own)),
            }
        }
        self.dimensions.retain(|(_, power)| *power != 0);
        Some(self)
    }

    /// Whether both measure the same, so that one converts into the other.
    pub(crate) fn measures_same(&self, other: &Unit) -> bool {
        self.dimensions.len() == other.dimensions.len()
            && self.dimensions.iter().all(|dimension| other.dimensions.contains(dimension))
    }

    /// Whether both may measure the same, though by what one converts into the other is not said: months and days,
    /// tons of two kinds, units of length that are not named, scales of temperature.
    pub(crate) fn may_measure_same(&self, other: &Unit) -> bool {
        fn of(unit: &Unit) -> Vec<(Dimension, i32)> {
            let mut sums: Vec<(Dimension, i32)> = Vec::new();
            for (dimension, power) in &unit.dimensions {
                let dimension = match dimension {
                    Dimension::Own("month") => Dimension::Time,
                    Dimension::Own("ton") => Dimension::Mass,
                    Dimension::Own("unit") => Dimension::Length,
                    Dimension::Temperature(_) => Dimension::Temperature(""),
                    dimension => *dimension,
                };
                match sums.iter_mut().find(|(other, _)| *other == dimension) {
                    Some((_, sum)) => *sum += power,
                    None => sums.push((dimension, *power)),
                }
            }
            sums.retain(|(_, power)| *power != 0);
            sums
        }
        let (one, other) = (of(self), of(other));
        one.len() == other.len() && one.iter().all(|dimension| other.contains(dimension))
    }

    /// By what an amount in it is multiplied in each other unit of its dimension; none where it is a product or a
    /// quotient of several.
    pub(crate) fn others(&self) -> Option<Vec<RBig>> {
        let [(dimension, power)] = self.dimensions.as_slice() else { return None };
        let same = |entry: &&Entry| {
            entry.others.is_empty() && entry.dimension == *dimension && power % entry.power == 0
        };
        let factor = |entry: &Entry| {
            let size = RBig::from_parts(IBig::from(entry.size.0), entry.size.1.into());
            let mut factor = self.size.clone();
            for _ in 0..(power / entry.power).abs() {
                factor = if *power > 0 { &factor / &size } else { &factor * &size };
            }
            factor
        };
        Some(UNITS.iter().filter(same).map(factor).collect())
    }

    /// Whether it is an amount of money.
    pub(crate) fn is_money(&self) -> bool {
        matches!(self.dimensions.as_slice(), [(Dimension::Money(_), 1)])
    }
}

#[cfg(test)]
mod unit_tests {
    use super::{Unit, symbol};

    #[test]
    fn every_symbol_is_a_unit_of_itself() {
        for unit in super::UNITS {
            assert!(Unit::parse(unit.symbol).is_some(), "{}", unit.symbol);
            assert!(unit.names.iter().all(|name| symbol(name) == Some(unit.symbol)), "{}", unit.symbol);
        }
    }

    #[test]
    fn units_of_the_same_dimension_convert_exactly() {
        let unit = |text: &str| Unit::parse(text).expect("a known unit");
        let check = |one: &str, other: &str, factor: (u32, u32)| {
            let (one, other) = (unit(one), unit(other));
            assert!(one.measures_same(&other));
            assert_eq!(
                &one.size / &other.size,
                dashu_ratio::RBig::from_parts(factor.0.into(), factor.1.into())
            );
        };
        check("km", "cm", (100_000, 1));
        check("km/h", "m/s", (5, 18));
        check("cm^2", "m^2", (1, 10_000));
        check("L", "cm^3", (1000, 1));
        check("USD", "cent", (100, 1));
        check("kJ", "N*m", (1000, 1));
        check("kW*h", "J", (3_600_000, 1));
        check("N/kg", "m/s^2", (1, 1));
        check("V/A", "ohm", (1, 1));
        check("mi/h", "m/s", (1397, 3125));
        check("MPa", "N/mm^2", (1, 1));
        assert!(!unit("m").measures_same(&unit("m^2")));
        assert!(!unit("USD").measures_same(&unit("EUR")));
        assert!(!unit("degC").measures_same(&unit("degF")));
    }
}
