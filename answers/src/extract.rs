//! Final answers in whole solutions.
