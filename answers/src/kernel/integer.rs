//! Natural numbers: primes, factors, roots, factorials and binomial coefficients.

use dashu_int::UBig;
use dashu_int::ops::{BitTest, Gcd};

use super::modular::Montgomery;
use super::{Budget, Error, Result};

/// The bound of trial division.
const TRIAL: u64 = 1_000;
/// Steps of Pollard's rho for one number: enough for most factors below 2^28, in a fifth of a millisecond.
const RHO_STEPS: u32 = 1 << 15;

/// Whether a number is prime.
///
/// The test of Miller and Rabin with seven bases, which is a proof for all numbers of 64 bits (Sinclair, 2011, checked
/// against the list of all pseudoprimes of base 2 by Feitsma and Galway).
pub fn is_prime(number: u64) -> bool {
    const SMALL: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    const BASES: [u64; 7] = [2, 325, 9_375, 28_178, 450_775, 9_780_504, 1_795_265_022];
    if number < 2 {
        return false;
    }
    for small in SMALL {
        if number.is_multiple_of(small) {
            return number == small;
        }
    }
    if number < 37 * 37 {
        return true;
    }
    if number >= 1 << 63 {
        return BASES.iter().all(|&base| is_strong_probable_prime_wide(number, base));
    }
    let arithmetic = Montgomery::new(number);
    let one = arithmetic.of(1);
    let minus_one = arithmetic.sub(0, one);
    let twos = (number - 1).trailing_zeros();
    BASES.iter().all(|&base| {
        // A multiple says nothing.
        if base.is_multiple_of(number) {
            return true;
        }
        let mut power = arithmetic.pow(arithmetic.of(base), (number - 1) >> twos);
        if power == one || power == minus_one {
            return true;
        }
        for _ in 1..twos {
            power = arithmetic.mul(power, power);
            if power == minus_one {
                return true;
            }
        }
        false
    })
}

/// The same for numbers of 64 bits, which are too long for Montgomery's form here.
fn is_strong_probable_prime_wide(number: u64, base: u64) -> bool {
    let modulus = u128::from(number);
    let twos = (number - 1).trailing_zeros();
    let mut exponent = (number - 1) >> twos;
    let (mut power, mut square) = (1u128, u128::from(base));
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * square % modulus;
        }
        square = square * square % modulus;
        exponent >>= 1;
    }
    if power == 1 || power == modulus - 1 {
        return true;
    }
    for _ in 1..twos {
        power = power * power % modulus;
        if power == modulus - 1 {
            return true;
        }
    }
    false
}

/// A natural number as a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factors {
    /// Prime factors below 2^64 with their multiplicities, in ascending order.
    pub primes: Vec<(u64, u32)>,
    /// A factor that could not be factored within bounds, and its multiplicity.
    ///
    /// It is greater than a million, has no prime factor below a thousand,
    /// none of those listed, and is no perfect power. It may be prime.
    pub rest: Option<(UBig, u32)>,
}

/// Factors a number that is not 0: by trial division up to a thousand, then
/// with Pollard's rho (Brent's variant, 1980) for a bounded number of steps.
pub fn factors(number: &UBig) -> Factors {
    let mut primes: Vec<(u64, u32)> = Vec::new();
    let mut rest = number.clone();
    if let Ok(small) = u64::try_from(number) {
        let small = divide_out_small(small, &mut primes);
        rest = UBig::from(small);
    } else {
        let mut divisor = 2u64;
        while divisor < TRIAL && rest.bit_len() > 1 {
            let mut count = 0;
            while (&rest % divisor) == 0 {
                rest /= divisor;
                count += 1;
            }
            if count > 0 {
                primes.push((divisor, count));
            }
            divisor += if divisor == 2 { 1 } else { 2 };
        }
    }
    let mut unfactored: Option<(UBig, u32)> = None;
    let (base, multiplicity) = perfect_power(&rest);
    match u64::try_from(&base) {
        Ok(0 | 1) => {}
        Ok(base) => {
            let mut found = Vec::new();
            if split(base, multiplicity, &mut found) {
                primes.append(&mut found);
            } else {
                unfactored = Some((UBig::from(base), multiplicity));
            }
        }
        Err(_) => unfactored = Some((base, multiplicity)),
    }
    primes.sort_unstable();
    primes.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            earlier.1 += later.1;
        }
        same
    });
    Factors { primes, rest: unfactored }
}

fn divide_out_small(mut number: u64, primes: &mut Vec<(u64, u32)>) -> u64 {
    let mut divisor = 2u64;
    while divisor < TRIAL && divisor * divisor <= number {
        let mut count = 0;
        while number.is_multiple_of(divisor) {
            number /= divisor;
            count += 1;
        }
        if count > 0 {
            primes.push((divisor, count));
        }
        divisor += if divisor == 2 { 1 } else { 2 };
    }
    if number > 1 && number < TRIAL * TRIAL {
        primes.push((number, 1));
        return 1;
    }
    number
}

/// Splits a number without small factors into primes, where that takes few enough steps.
fn split(number: u64, multiplicity: u32, primes: &mut Vec<(u64, u32)>) -> bool {
    if number == 1 {
        return true;
    }
    if is_prime(number) {
        primes.push((number, multiplicity));
        return true;
    }
    // All factors are above a thousand and the number below 2^64, so this is at most six deep.
    rho(number).is_some_and(|factor| {
        split(factor, multiplicity, primes) && split(number / factor, multiplicity, primes)
    })
}

/// A proper factor of an odd composite number.
fn rho(number: u64) -> Option<u64> {
    if let (root, 2) = perfect_power_u64(number) {
        return Some(root);
    }
    if number >= 1 << 63 {
        return None;
    }
    let arithmetic = Montgomery::new(number);
    let gcd = |form: u64| Gcd::gcd(form, number);
    for increment in 1..=3 {
        let increment = arithmetic.of(increment);
        let step = |x: u64| arithmetic.add(arithmetic.mul(x, x), increment);
        let mut tortoise = arithmetic.of(2);
        let mut hare = tortoise;
        let mut lap = 1u32;
        let mut steps = 0u32;
        let mut met = false;
        while steps < RHO_STEPS && !met {
            tortoise = hare;
            for _ in 0..lap {
                hare = step(hare);
            }
            let mut walked = 0;
            while walked < lap && steps < RHO_STEPS && !met {
                let start = hare;
                let batch = 64.min(lap - walked);
                let mut product = arithmetic.of(1);
                for _ in 0..batch {
                    hare = step(hare);
                    product = arithmetic.mul(product, arithmetic.sub(hare, tortoise));
                }
                walked += batch;
                steps += batch;
                let mut factor = gcd(product);
                if factor == number || product == 0 {
                    // Both factors were met in one batch: walk it again step by step.
                    let mut again = start;
                    factor = number;
                    for _ in 0..batch {
                        again = step(again);
                        let single = arithmetic.sub(again, tortoise);
                        if single == 0 {
                            break;
                        }
                        let common = gcd(single);
                        if common > 1 {
                            factor = common;
                            break;
                        }
                    }
                    // The whole cycle was met at once: another increment has another cycle.
                    met = factor == number;
                }
                if factor > 1 && !met {
                    return Some(factor);
                }
            }
            lap *= 2;
        }
        if !met {
            return None;
        }
    }
    None
}

fn perfect_power_u64(number: u64) -> (u64, u32) {
    let root = number.isqrt();
    if root * root == number { (root, 2) } else { (number, 1) }
}

/// The least base of which a number without factors below a thousand is a power, and the exponent.
fn perfect_power(number: &UBig) -> (UBig, u32) {
    let (mut base, mut exponent) = (number.clone(), 1);
    // The base is at least a thousand, so the degree is at most a tenth of the bits.
    for degree in [2u32, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] {
        while base.bit_len() > 9 * degree as usize {
            let Some(root) = exact_root(&base, degree) else { break };
            base = root;
            exponent *= degree;
        }
    }
    (base, exponent)
}

/// The root of that degree, where it is an integer.
pub(super) fn exact_root(number: &UBig, degree: u32) -> Option<UBig> {
    if number.is_zero() || number.is_one() || degree == 1 {
        return Some(number.clone());
    }
    if degree == 0 || degree as usize >= number.bit_len() {
        // The root would lie between 1 and 2.
        return None;
    }
    let root = floor_root(number, degree as usize);
    (root.pow(degree as usize) == *number).then_some(root)
}

/// The greatest natural number whose power of that degree is not greater than a positive number.
///
/// Newton's iteration begins with a root of the leading digits, since from
/// further away it nears a root of high degree by small steps only.
pub(super) fn floor_root(number: &UBig, degree: usize) -> UBig {
    if degree <= 1 {
        return number.clone();
    }
    if degree == 2 {
        return dashu_int::ops::SquareRoot::sqrt(number);
    }
    let bits = number.bit_len();
    if bits <= degree {
        return UBig::from(u8::from(bits > 0));
    }
    let root_bits = (bits - 1) / degree + 1;
    // As many leading bits as it takes for the iteration to double the right ones at every step.
    let leading = (degree.ilog2() as usize + 4).max(root_bits / 2 + 1);
    if root_bits <= leading {
        let (mut low, mut high) = (UBig::ONE << (root_bits - 1), UBig::ONE << root_bits);
        // low^degree <= number < high^degree
        while &high - &low > UBig::ONE {
            let middle = (&low + &high) >> 1;
            if middle.pow(degree) <= *number { low = middle } else { high = middle }
        }
        return low;
    }
    let rest = root_bits - leading;
    let mut root: UBig = (floor_root(&(number >> (degree * rest)), degree) + UBig::ONE) << rest;
    loop {
        let next = (&root * UBig::from(degree - 1) + number / root.pow(degree - 1)) / UBig::from(degree);
        if next >= root {
            return root;
        }
        root = next;
    }
}

/// The product of the natural numbers up to this one, refused where it is longer than the budget.
pub fn factorial(number: u64, budget: Budget<'_>) -> Result<UBig> {
    // n! has at least n·(log2 n - 1.45) bits.
    let hundredths =
        u64::from(63u32.saturating_sub(number.leading_zeros())).saturating_mul(100).saturating_sub(145);
    if number.saturating_mul(hundredths) / 100 > budget.bits as u64 || number > budget.bits as u64 {
        return Err(Error::Budget);
    }
    let product = product(1, number);
    if product.bit_len() <= budget.bits { Ok(product) } else { Err(Error::Budget) }
}

/// The product of the numbers from the first to the last, halved so that long factors meet long ones.
fn product(first: u64, last: u64) -> UBig {
    if first > last {
        return UBig::ONE;
    }
    if last - first < 8 {
        return (first..=last).fold(UBig::ONE, |product, factor| product * UBig::from(factor));
    }
    let middle = first + (last - first) / 2;
    product(first, middle) * product(middle + 1, last)
}

/// The number of ways to choose `chosen` of `number`, refused where it is longer than the budget.
pub fn binomial(number: &UBig, chosen: &UBig, budget: Budget<'_>) -> Result<UBig> {
    if chosen > number {
        return Ok(UBig::ZERO);
    }
    let complement = number - chosen;
    let chosen = u64::try_from(chosen.min(&complement)).map_err(|_| Error::Budget)?;
    if chosen == 0 {
        return Ok(UBig::ONE);
    }
    // There are at least (n/k)^k ways, and at least 2^k since n >= 2k.
    let ratio_bits = number.bit_len().saturating_sub(UBig::from(chosen).bit_len() + 1).max(1) as u64;
    if chosen.saturating_mul(ratio_bits) > budget.bits as u64 {
        return Err(Error::Budget);
    }
    let result = match u64::try_from(number) {
        Ok(number) => product(number - chosen + 1, number) / product(1, chosen),
        Err(_) => (0..chosen)
            .fold(UBig::ONE, |result, step| result * (number - UBig::from(step)) / UBig::from(step + 1)),
    };
    if result.bit_len() <= budget.bits { Ok(result) } else { Err(Error::Budget) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_a_power_and_of_its_neighbours_is_found_for_every_degree() {
        for degree in [2_usize, 3, 5, 16, 17, 40, 199, 1_999] {
            for root in [1_u64, 2, 3, 10, 255, 256, 1_000_003, u64::MAX] {
                let root = UBig::from(root);
                if root.bit_len() * degree > 16_384 {
                    continue;
                }
                let power = root.pow(degree);
                assert_eq!(floor_root(&power, degree), root, "of degree {degree}");
                assert_eq!(
                    floor_root(&(&power + UBig::ONE), degree),
                    root,
                    "of degree {degree} and one more"
                );
                if root > UBig::ONE {
                    let below = &root - UBig::ONE;
                    assert_eq!(
                        floor_root(&(power - UBig::ONE), degree),
                        below,
                        "of degree {degree} and one less"
                    );
                }
            }
        }
        let long = (UBig::ONE << 16_384) - UBig::ONE;
        for degree in 2..400 {
            let root = floor_root(&long, degree);
            assert!(root.pow(degree) <= long && (root + UBig::ONE).pow(degree) > long, "of degree {degree}");
        }
    }

    #[test]
    fn primes_are_told_from_strong_pseudoprimes() {
        // The fourth and the fifth divide bases of the test.
        for prime in [2u64, 3, 37, 407_521, 299_210_837, 997, 1_000_003, (1 << 61) - 1, u64::MAX - 58] {
            assert!(is_prime(prime), "{prime}");
        }
        for composite in
            [0u64, 1, 561, 3_215_031_751, 3_825_123_056_546_413_051, u64::MAX, 341_550_071_728_321]
        {
            assert!(!is_prime(composite), "{composite}");
        }
        let counted = (0..100_000).filter(|&n| is_prime(n)).count();
        assert_eq!(counted, 9_592);
    }

    #[test]
    fn numbers_are_the_products_of_their_factors() {
        let mut numbers: Vec<u64> = (1..3_000).collect();
        numbers.extend([
            1_000_003 * 1_000_033,
            999_983 * 999_983,
            1_009u64.pow(6),
            (1 << 61) - 1,
            u64::MAX,
            1 << 63,
            1_000_003 * 1_009 * 1_013,
        ]);
        for number in numbers {
            let Factors { primes, rest } = factors(&UBig::from(number));
            assert_eq!(rest, None, "{number}");
            let product: u64 = primes.iter().map(|&(prime, count)| prime.pow(count)).product();
            assert_eq!(product, number);
            assert!(primes.iter().all(|&(prime, _)| is_prime(prime)), "{number}: {primes:?}");
            assert!(primes.is_sorted_by(|a, b| a.0 < b.0), "{number}: {primes:?}");
        }
    }

    #[test]
    fn what_cannot_be_factored_is_kept_whole() {
        let large = (UBig::ONE << 127) - UBig::ONE;
        let number = &large * &large * UBig::from(12u8);
        assert_eq!(factors(&number), Factors { primes: vec![(2, 2), (3, 1)], rest: Some((large, 2)) });
        // 4294967279 and 4294967291 are the largest primes of 32 bits.
        let Factors { primes, rest } = factors(&UBig::from(4_294_967_279u64 * 4_294_967_291));
        assert!(primes.is_empty());
        assert!(rest.is_some());
    }

    #[test]
    fn factorials_and_binomials_are_exact_or_refused() {
        assert_eq!(factorial(0, Budget::DEFAULT), Ok(UBig::ONE));
        assert_eq!(factorial(20, Budget::DEFAULT), Ok(UBig::from(2_432_902_008_176_640_000u64)));
        for number in [10_000_000, u64::MAX, 16_000] {
            assert_eq!(factorial(number, Budget::DEFAULT), Err(Error::Budget));
        }
        let choose = |n: u64, k: u64| binomial(&UBig::from(n), &UBig::from(k), Budget::DEFAULT);
        assert_eq!(choose(10, 3), Ok(UBig::from(120u8)));
        assert_eq!(choose(3, 10), Ok(UBig::ZERO));
        assert_eq!(choose(52, 5), Ok(UBig::from(2_598_960u32)));
        assert_eq!(choose(u64::MAX, u64::MAX - 1), Ok(UBig::from(u64::MAX)));
        assert_eq!(choose(u64::MAX, 1 << 40), Err(Error::Budget));
        assert_eq!(choose(1_000_000, 500_000), Err(Error::Budget));
        let row: UBig = (0..=40).map(|k| choose(40, k).expect("a small number")).sum();
        assert_eq!(row, UBig::ONE << 40);
    }
}
