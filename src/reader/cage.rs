//! The cage of a reading child: rlimits, Landlock (kernel 5.13 or newer) and seccomp. Each holds without the others.

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, path_beneath_rules,
};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

/// What a child in its cage can still do. All must be false where the kernel has Landlock and seccomp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CageReport {
    /// It could read a file.
    pub reads_files: bool,
    /// It could write a file.
    pub writes_files: bool,
    /// It could open a network socket.
    pub opens_sockets: bool,
    /// It could start a process.
    pub starts_processes: bool,
    /// Its address space limit in bytes.
    pub memory: u64,
}

impl CageReport {
    /// Tries to get out.
    pub(super) fn probe() -> CageReport {
        CageReport {
            reads_files: std::fs::read("/etc/passwd").is_ok(),
            writes_files: std::fs::write("/tmp/cisdp-intake-probe", b"probe").is_ok(),
            opens_sockets: std::net::UdpSocket::bind("127.0.0.1:0").is_ok(),
            starts_processes: Command::new("/bin/true").status().is_ok(),
            memory: rlimit::Resource::AS.get_soft().unwrap_or(u64::MAX),
        }
    }
}

/// Sets the limits that every kernel has. A limit that cannot be set is one that is lower already.
pub(super) fn limit(memory: u64) {
    use rlimit::Resource;
    for (resource, value) in [
        (Resource::AS, memory),
        (Resource::NOFILE, 64),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
    ] {
        let _ = resource.set(value, value);
    }
}

/// Closes the file system but for reading below `readable`, and TCP. Kernels without Landlock leave that to seccomp.
pub(super) fn close_files(readable: &[&str]) {
    let abi = ABI::V5;
    let closed = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.add_rules(path_beneath_rules(readable, AccessFs::from_read(abi))))
        .and_then(landlock::RulesetCreated::restrict_self);
    // Without Landlock the other two still hold; `doctor` reports what holds.
    drop(closed);
}

/// Forbids, in all threads, the system calls that reach files, the network and other processes.
pub(super) fn close_system_calls() {
    let mut forbidden = network_calls();
    forbidden.extend([
        libc::SYS_openat,
        libc::SYS_openat2,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_clone,
        libc::SYS_clone3,
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_mkdirat,
        libc::SYS_fchmodat,
        libc::SYS_fchownat,
        libc::SYS_truncate,
        libc::SYS_kill,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_open,
        libc::SYS_io_uring_setup,
        libc::SYS_bpf,
        libc::SYS_mount,
        libc::SYS_keyctl,
        libc::SYS_memfd_create,
    ]);
    #[cfg(target_arch = "x86_64")]
    forbidden.extend([
        libc::SYS_open,
        libc::SYS_creat,
        libc::SYS_fork,
        libc::SYS_vfork,
        libc::SYS_unlink,
        libc::SYS_rename,
        libc::SYS_renameat,
        libc::SYS_link,
        libc::SYS_symlink,
        libc::SYS_mkdir,
        libc::SYS_rmdir,
        libc::SYS_chmod,
        libc::SYS_chown,
    ]);
    forbid(forbidden);
}

/// Forbids the network only; for Tesseract, which must open its data and start threads.
fn close_network() {
    forbid(network_calls());
}

fn network_calls() -> Vec<i64> {
    vec![
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_ptrace,
    ]
}

fn forbid(calls: Vec<i64>) {
    let Ok(architecture) = TargetArch::try_from(std::env::consts::ARCH) else {
        return;
    };
    let rules: BTreeMap<_, _> = calls.into_iter().map(|call| (call, Vec::new())).collect();
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refused, architecture);
    let program: Result<BpfProgram, _> = filter.and_then(TryInto::try_into);
    if let Ok(program) = program {
        let _ = seccompiler::apply_filter_all_threads(&program);
    }
}

/// Becomes Tesseract, which reads a picture from standard input and writes TSV to standard output, in a cage.
/// Returns only when that failed.
pub fn run_caged_ocr(
    memory: u64,
    seconds: u64,
    program: &str,
    languages: &str,
    mode: &str,
) -> ExitCode {
    use rlimit::Resource;
    limit(memory);
    let _ = Resource::CPU.set(seconds, seconds);
    close_files(&[
        "/usr",
        "/lib",
        "/lib64",
        "/etc/ld.so.cache",
        "/opt",
        "/proc/self",
        "/sys/devices/system/cpu",
    ]);
    close_network();
    let error = Command::new(program)
        .args(["stdin", "stdout", "-l", languages, "--psm", mode, "tsv"])
        .env_clear()
        // More threads make a page slower on small machines, and the pool uses the processors already.
        .env("OMP_THREAD_LIMIT", "1")
        .exec();
    eprintln!("{program}: {error}");
    ExitCode::FAILURE
}
