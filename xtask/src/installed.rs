//! What the set-up installs and how it is recognised: the same files that `veriloop doctor` is compiled from.

#[path = "../../src/doctor/machine.rs"]
pub mod machine;
#[path = "../../src/doctor/marker.rs"]
pub mod marker;
#[path = "../../src/doctor/pins.rs"]
pub mod pins;
