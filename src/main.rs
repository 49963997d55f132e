//! The program: everything is in the library's front door.

/// Reading mail is mostly small texts that come and go; the system's allocator takes a fifth of the time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cisdp_intake::cli::main()
}
