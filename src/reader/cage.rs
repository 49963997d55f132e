//! The cage of a reading child: rlimits, Landlock (kernel 5.13 or newer) and seccomp. Each holds without the others.

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, path_beneath_rules,
};
use rustix::process::Pid;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What a child in its cage can still do. All must be false where the kernel has Landlock and seccomp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CageReport {
    /// It could read a file.
    pub reads_files: bool,
    /// It could write a file.
    pub writes_files: bool,
    /// It could open a TCP socket.
    pub opens_tcp: bool,
    /// It could open a UDP socket.
    pub opens_udp: bool,
    /// It could open a socket of this machine.
    pub opens_unix: bool,
    /// It could start a process.
    pub starts_processes: bool,
    /// It could send a signal to the process that started it.
    pub signals_parent: bool,
    /// It could look into the memory of the process that started it.
    pub sees_parent: bool,
    /// It has environment variables beside its allocator's setting, and passwords may stand in them.
    pub has_environment: bool,
    /// Its address space limit in bytes.
    pub memory: u64,
}

impl CageReport {
    /// Tries to get out.
    pub(super) fn probe() -> CageReport {
        let parent = std::os::unix::process::parent_id();
        let name = format!("/tmp/cisdp-intake-probe-{parent}");
        let here = (std::net::Ipv4Addr::LOCALHOST, 0);
        let report = CageReport {
            reads_files: std::fs::read("/etc/passwd").is_ok(),
            writes_files: std::fs::File::create(&name).is_ok(),
            opens_tcp: std::net::TcpListener::bind(here).is_ok(),
            opens_udp: std::net::UdpSocket::bind(here).is_ok(),
            opens_unix: std::os::unix::net::UnixDatagram::unbound().is_ok(),
            starts_processes: Command::new("/bin/true").status().is_ok(),
            signals_parent: i32::try_from(parent)
                .ok()
                .and_then(Pid::from_raw)
                .is_some_and(|parent| rustix::process::test_kill_process(parent).is_ok()),
            sees_parent: std::fs::File::open(format!("/proc/{parent}/mem")).is_ok(),
            has_environment: std::env::vars_os().any(|(name, _)| name != super::worker::RESERVE.0),
            memory: rlimit::Resource::AS.get_soft().unwrap_or(u64::MAX),
        };
        let _ = std::fs::remove_file(name);
        report
    }

    /// What of it must not be, in words; nothing when the cage holds.
    pub fn holes(&self) -> Vec<&'static str> {
        [
            (self.reads_files, "read files"),
            (self.writes_files, "write files"),
            (self.opens_tcp, "open TCP connections"),
            (self.opens_udp, "open UDP sockets"),
            (self.opens_unix, "open sockets of this machine"),
            (self.starts_processes, "start processes"),
            (self.signals_parent, "stop the daemon"),
            (self.sees_parent, "look into the daemon's memory"),
            (self.has_environment, "see the daemon's environment"),
        ]
        .into_iter()
        .filter_map(|(open, words)| open.then_some(words))
        .collect()
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

/// Closes the file system but for reading below `readable` and starting what is named in `programs`, and TCP. Kernels without
/// Landlock leave that to seccomp.
pub(super) fn close_files(readable: &[&str], programs: &[PathBuf]) {
    let abi = ABI::V5;
    let reading = AccessFs::from_read(abi) & !AccessFs::Execute;
    let starting = AccessFs::Execute | AccessFs::ReadFile;
    let closed = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.add_rules(path_beneath_rules(readable, reading)))
        .and_then(|rules| rules.add_rules(path_beneath_rules(programs, starting)))
        .and_then(landlock::RulesetCreated::restrict_self);
    // Without Landlock the other two still hold; `doctor` reports what holds.
    drop(closed);
}

/// The programs that start other programs: without the loader of the system nothing starts.
fn loaders() -> Vec<PathBuf> {
    ["/lib64", "/lib"]
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("ld-")
        })
        .filter_map(|path| path.canonicalize().ok())
        .collect()
}

/// Leaves, to all threads, only the system calls that thinking needs: memory, time, and the files that are open already.
/// Whatever is not named here, also what kernels learn later, is refused.
pub(super) fn close_system_calls() {
    let mut allowed: BTreeMap<i64, Vec<SeccompRule>> = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_fcntl,
        libc::SYS_ppoll,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_membarrier,
        libc::SYS_rseq,
        libc::SYS_set_robust_list,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_clock_gettime,
        libc::SYS_clock_getres,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_gettimeofday,
        libc::SYS_restart_syscall,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_getrlimit,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ]
    .into_iter()
    .map(|call| (call, Vec::new()))
    .collect();
    #[cfg(target_arch = "x86_64")]
    allowed.insert(libc::SYS_poll, Vec::new());
    // A signal to ourselves is how a process aborts; to others, and their limits, it is not our business.
    let own = u64::from(std::process::id());
    for (call, process) in [
        (libc::SYS_kill, own),
        (libc::SYS_tgkill, own),
        (libc::SYS_prlimit64, 0),
    ] {
        allowed.insert(call, only_on(process));
    }
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    apply(allowed, refused, SeccompAction::Allow);
}

/// The rule that a call's first argument is this process.
fn only_on(process: u64) -> Vec<SeccompRule> {
    SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, process)
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .into_iter()
        .collect()
}

/// Forbids the network, other processes, and the ways around; for Tesseract, which must start, open its data and have threads.
fn close_network() {
    let forbidden = [
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_rt_sigqueueinfo,
        libc::SYS_rt_tgsigqueueinfo,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_send_signal,
        libc::SYS_io_uring_setup,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_mount,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_keyctl,
        libc::SYS_shmget,
        libc::SYS_msgget,
        libc::SYS_semget,
        libc::SYS_mq_open,
    ];
    let forbidden = forbidden.into_iter().map(|call| (call, Vec::new()));
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    apply(forbidden.collect(), SeccompAction::Allow, refused);
}

/// Puts a filter over all threads: `named` for the calls that are named, `otherwise` for the others.
fn apply(calls: BTreeMap<i64, Vec<SeccompRule>>, otherwise: SeccompAction, named: SeccompAction) {
    let Ok(architecture) = TargetArch::try_from(std::env::consts::ARCH) else {
        return;
    };
    let filter = SeccompFilter::new(calls, otherwise, named, architecture);
    let program: Result<BpfProgram, _> = filter.and_then(TryInto::try_into);
    if let Ok(program) = program {
        let _ = seccompiler::apply_filter_all_threads(&program);
    }
}

/// In place of Tesseract: tells what its cage lets it do.
pub(super) const OCR_PROBE: &str = "probe";

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
    let mut programs = loaders();
    programs.extend(Path::new(program).canonicalize().ok());
    close_files(
        &[
            "/usr",
            "/lib",
            "/lib64",
            "/etc/ld.so.cache",
            "/opt",
            "/proc/self",
            "/sys/devices/system/cpu",
        ],
        &programs,
    );
    close_network();
    if program == OCR_PROBE {
        let report = postcard::to_stdvec(&CageReport::probe()).unwrap_or_default();
        let told = std::io::Write::write_all(&mut std::io::stdout(), &report);
        return told.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let error = Command::new(program)
        .args(["stdin", "stdout", "-l", languages, "--psm", mode, "tsv"])
        .env_clear()
        // More threads make a page slower on small machines, and the pool uses the processors already.
        .env("OMP_THREAD_LIMIT", "1")
        .exec();
    eprintln!("{program}: {error}");
    ExitCode::FAILURE
}
