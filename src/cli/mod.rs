//! The front door: demo · run · parse · rules · records · digest · doctor.

use std::process::ExitCode;

/// Runs the program.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
