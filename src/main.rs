//! The program: everything is in the library's front door.
fn main() -> std::process::ExitCode {
    cisdp_intake::cli::main()
}
