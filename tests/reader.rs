//! The reading child: what its cage lets it do, and that its death is only an outcome.

use cisdp_intake::document::Unread;
use cisdp_intake::mail::{Attachment, Mail};
use cisdp_intake::reader::{Limits, Options, Reader};

fn reader(limits: Limits) -> Reader {
    Reader::new(Options {
        program: env!("CARGO_BIN_EXE_cisdp-intake").into(),
        workers: 1,
        limits,
        ocr_languages: None,
    })
}

fn attachment(bytes: &[u8]) -> Attachment {
    Attachment {
        name: Some("form.txt".to_owned()),
        bytes: bytes.to_vec(),
        ..Attachment::default()
    }
}

/// Without Landlock, Tesseract's cage has holes that seccomp cannot close.
fn kernel_has_landlock() -> bool {
    use landlock::{ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr};
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create)
        .is_ok()
}

#[test]
fn a_reading_child_cannot_reach_files_network_or_processes() {
    let report = reader(Limits::default()).probe().expect("a child answers");
    // Seccomp alone closes all of it.
    assert_eq!(report.holes(), Vec::<&str>::new(), "{report:?}");
    assert_eq!(report.memory, Limits::default().memory);
}

#[test]
fn ocr_cannot_write_or_reach_network_or_processes_and_reads_only_the_system() {
    let report = reader(Limits::default()).probe_ocr().expect("it answers");
    let mut holes = report.holes();
    if !kernel_has_landlock() {
        eprintln!(
            "NOT TESTED: this kernel has no Landlock, so OCR may open files and start programs"
        );
        holes.retain(|hole| {
            ![
                "read files",
                "start processes",
                "look into the daemon's memory",
            ]
            .contains(hole)
        });
    }
    // A limit on the size of files, not Landlock alone, keeps it from writing.
    assert_eq!(holes, Vec::<&str>::new(), "{report:?}");
    assert_eq!(report.memory, Limits::default().memory);
}

/// What anybody on the machine can see of a process: its arguments, environment, limits and filters.
#[test]
fn a_reading_child_is_caged_as_seen_from_outside_and_holds_no_secret() {
    let reader = reader(Limits::default());
    reader.read(&attachment(b"Country: Spain\n"));
    let about = |name: &str| std::fs::read_to_string(name).unwrap_or_default();
    let own = std::process::id();
    let children: Vec<String> = std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.path().display().to_string()))
        .filter(|process| {
            about(&format!("{process}/status")).contains(&format!("PPid:\t{own}\n"))
                && about(&format!("{process}/cmdline")).contains("read-worker")
        })
        .collect();
    assert!(!children.is_empty());
    for child in children {
        let environment = about(&format!("{child}/environ"));
        assert!(
            ["", "MIMALLOC_ARENA_RESERVE=32768\0"].contains(&environment.as_str()),
            "{environment}"
        );
        let arguments = about(&format!("{child}/cmdline"));
        let arguments: Vec<&str> = arguments
            .trim_end_matches('\0')
            .split('\0')
            .skip(1)
            .collect();
        assert!(
            arguments.len() == 2 && arguments[1].bytes().all(|b| b.is_ascii_digit()),
            "{arguments:?}"
        );
        // Other tests of this process start children, too, which need a moment.
        let mut status = about(&format!("{child}/status"));
        for _ in 0..600 {
            if status.is_empty() || status.contains("Seccomp:\t2") {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
            status = about(&format!("{child}/status"));
        }
        if status.is_empty() {
            continue;
        }
        assert!(
            status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"),
            "{status}"
        );
        let limits = about(&format!("{child}/limits"));
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        assert!(core.is_some_and(|line| line.contains(" 0 ")), "{limits}");
    }
}

#[test]
fn a_child_that_cannot_even_start_is_an_outcome_and_the_next_attachment_gets_a_new_one() {
    let starved = reader(Limits {
        memory: 1 << 20,
        ..Limits::default()
    });
    for _ in 0..2 {
        let reading = starved.read(&attachment(b"Country: Spain"));
        assert!(
            matches!(reading.unread, Some(Unread::Limit(_) | Unread::Died(_))),
            "{reading:?}"
        );
    }
}

#[test]
fn one_child_serves_many_attachments() {
    let reader = reader(Limits::default());
    for _ in 0..20 {
        let reading = reader.read(&attachment(b"Country: Spain\n"));
        assert!(
            !matches!(reading.unread, Some(Unread::Died(_) | Unread::Limit(_))),
            "{reading:?}"
        );
    }
}

#[test]
fn a_mail_of_many_slow_files_does_not_hold_up_the_others() {
    let impatient = reader(Limits {
        time_ms: 0,
        ocr_time_ms: 0,
        ..Limits::default()
    });
    let mail = Mail {
        attachments: vec![attachment(b"Country: Spain\n"); 3],
        ..Mail::default()
    };
    let readings = impatient.read_all(&mail);
    assert_eq!(readings.len(), 3);
    for reading in readings {
        assert!(
            matches!(reading.unread, Some(Unread::Limit(_))),
            "{reading:?}"
        );
    }
}

#[test]
fn pages_that_ocr_left_out_are_told() {
    let reader = Reader::new(Options {
        program: env!("CARGO_BIN_EXE_cisdp-intake").into(),
        workers: 1,
        limits: Limits {
            ocr_pages: 0,
            ..Limits::default()
        },
        ocr_languages: Some(vec!["eng".to_owned()]),
    });
    let bytes = include_bytes!("../samples/025-scan-slightly-turned-es.eml");
    let mail = cisdp_intake::mail::parse(bytes);
    let readings = reader.read_all(&mail);
    let told = readings.iter().any(|reading| match &reading.unread {
        Some(Unread::Limit(why)) => why.contains("the first 0 were read"),
        _ => false,
    });
    assert!(told, "{readings:?}");
}
