//! What the rounds to come do otherwise, after alarms in a run that is to adapt.

use super::{Alarm, Remedy};
use crate::config::GenerationConfig;

/// The most samples of a problem, as a multiple of what is configured.
const MOST_SAMPLES: usize = 4;

/// The highest temperature.
const HIGHEST_TEMPERATURE: f64 = 1.5;

/// How much the temperature rises at once.
const TEMPERATURE_STEP: f64 = 0.2;

/// The largest budget, as a multiple of what is configured.
const MOST_FUEL: u64 = 100;

/// What is changed, as the alarms of all rounds until now have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjustment {
    /// Samples of a problem, as a multiple of what is configured.
    pub samples: usize,
    /// What is added to the temperature.
    pub temperature: f64,
    /// Fuel of a candidate, as a multiple of what is configured.
    pub fuel: u64,
    /// Whether sympy is asked where the checker of answers is undecided.
    pub second_judge: bool,
}

impl Default for Adjustment {
    fn default() -> Adjustment {
        Adjustment { samples: 1, temperature: 0.0, fuel: 1, second_judge: false }
    }
}

impl Adjustment {
    /// What is changed after one more round with these alarms.
    #[must_use]
    pub fn after(mut self, alarms: &[Alarm]) -> Adjustment {
        for alarm in alarms {
            match alarm.remedy {
                Remedy::ByHand => {}
                Remedy::MoreSamples | Remedy::EasierProblems => {
                    self.samples = (self.samples * 2).min(MOST_SAMPLES);
                }
                Remedy::HigherTemperature => self.temperature += TEMPERATURE_STEP,
                Remedy::LongerBudget => self.fuel = (self.fuel * 10).min(MOST_FUEL),
                Remedy::SecondJudge => self.second_judge = true,
            }
        }
        self
    }

    /// Whether it has candidates judged as another adjustment does.
    pub fn judges_like(&self, other: &Adjustment) -> bool {
        (self.fuel, self.second_judge) == (other.fuel, other.second_judge)
    }

    /// By how many levels the frontiers go down after alarms; they rise again as levels are solved.
    pub fn levels_down(alarms: &[Alarm]) -> u32 {
        u32::from(alarms.iter().any(|alarm| alarm.remedy == Remedy::EasierProblems))
    }

    /// How the round is sampled.
    pub fn generation(&self, config: &GenerationConfig) -> GenerationConfig {
        GenerationConfig {
            samples_per_problem: config.samples_per_problem * self.samples,
            temperature: self.raised(config.temperature),
            ..config.clone()
        }
    }

    fn raised(&self, temperature: f64) -> f64 {
        // Tenths that are added up are no tenths any more.
        let raised = ((temperature + self.temperature) * 1000.0).round() / 1000.0;
        if self.temperature > 0.0 { raised.min(HIGHEST_TEMPERATURE.max(temperature)) } else { temperature }
    }

    /// What is changed, in words; none where nothing is.
    pub fn words(&self) -> Option<String> {
        let mut words = Vec::new();
        if self.samples > 1 {
            words.push(format!("{} times the samples", self.samples));
        }
        if self.temperature > 0.0 {
            words.push(format!("temperature raised by {:.1}", self.temperature));
        }
        if self.fuel > 1 {
            words.push(format!("{} times the fuel", self.fuel));
        }
        if self.second_judge {
            words.push("sympy as the second judge".into());
        }
        (!words.is_empty()).then(|| words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::Adjustment;
    use crate::config::GenerationConfig;
    use crate::guard::{Alarm, AlarmKind, Remedy};

    fn after(remedies: &[Remedy]) -> Adjustment {
        remedies.iter().fold(Adjustment::default(), |adjustment, &remedy| {
            let alarm = Alarm {
                kind: AlarmKind::Starvation,
                statistic: 0.0,
                threshold: 0.0,
                low: 0.0,
                high: 0.0,
                diagnosis: String::new(),
                remedy,
                evidence: Vec::new(),
            };
            adjustment.after(&[alarm])
        })
    }

    #[test]
    fn every_remedy_has_its_effect_and_none_goes_on_for_ever() {
        let config = GenerationConfig::default();
        let generation = |remedies: &[Remedy]| after(remedies).generation(&config);
        assert_eq!(generation(&[]), config);
        assert_eq!(generation(&[Remedy::ByHand]), config);
        assert_eq!(generation(&[Remedy::MoreSamples]).samples_per_problem, 2 * config.samples_per_problem);
        assert_eq!(
            generation(&[Remedy::EasierProblems; 9]).samples_per_problem,
            4 * config.samples_per_problem
        );
        assert_eq!(generation(&[Remedy::HigherTemperature; 2]).temperature, 1.2);
        assert_eq!(generation(&[Remedy::HigherTemperature; 99]).temperature, 1.5);
        assert_eq!((after(&[Remedy::LongerBudget]).fuel, after(&[Remedy::LongerBudget; 9]).fuel), (10, 100));
        assert!(after(&[Remedy::SecondJudge]).second_judge && !after(&[]).second_judge);
        assert_eq!(after(&[Remedy::ByHand]).words(), None);
        let words = after(&[Remedy::MoreSamples, Remedy::SecondJudge]).words();
        assert_eq!(words.as_deref(), Some("2 times the samples, sympy as the second judge"));
    }
}
