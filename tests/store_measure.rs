//! How fast the store is. By hand: `cargo test --release --test store_measure -- --ignored --nocapture`.

#[path = "store/life.rs"]
mod life;

use cisdp_intake::store::{Store, check};
use life::{accept, at, read_all};
use std::time::Instant;

#[test]
#[ignore = "a measurement, run by hand"]
fn speed_of_commits_and_of_opening() {
    let counts = std::env::var("CISDP_MEASURE").unwrap_or_else(|_| "10000".into());
    for count in counts.split(',').map(|count| count.parse::<u32>().unwrap()) {
        let dir = tempfile::tempdir_in(std::env::var("CISDP_MEASURE_DIR").unwrap_or("/tmp".into()))
            .unwrap();
        let data = dir.path().join("data");
        let store = Store::open(&data).unwrap();
        let began = Instant::now();
        accept(&store, count);
        let accepted = began.elapsed();
        let began = Instant::now();
        read_all(&store, 10);
        let filed = began.elapsed();
        println!(
            "{count} mails: accept {:.0}/s, take and file {:.0}/s",
            f64::from(count) / accepted.as_secs_f64(),
            f64::from(count) / filed.as_secs_f64()
        );
        let began = Instant::now();
        let records = store.ledger().records().unwrap().len();
        println!(
            "  all {records} records: {:.2} s",
            began.elapsed().as_secs_f64()
        );
        let began = Instant::now();
        let report = store.check(false, at(20)).unwrap();
        assert!(report.sound(), "{report}");
        println!("  check while open: {:.2} s", began.elapsed().as_secs_f64());
        let began = Instant::now();
        let backup = store.backup(&dir.path().join("backup.zip")).unwrap();
        println!(
            "  backup: {:.2} s, {} MB",
            began.elapsed().as_secs_f64(),
            backup.bytes >> 20
        );
        let began = Instant::now();
        store.close().unwrap();
        drop(store);
        println!("  close: {:.2} s", began.elapsed().as_secs_f64());
        let size = |name: &str| {
            std::fs::read_dir(data.join(name))
                .unwrap()
                .map(|e| e.unwrap().metadata().unwrap().len())
                .sum::<u64>()
                >> 20
        };
        println!(
            "  journal {} MB, index {} MB",
            size("journal"),
            size("index")
        );
        let began = Instant::now();
        let store = Store::open(&data).unwrap();
        println!(
            "  open after a stop in order: {:.2} s",
            began.elapsed().as_secs_f64()
        );
        std::fs::remove_file(data.join("index.clean")).ok();
        std::mem::forget(store);
        let copy = dir.path().join("copy");
        std::process::Command::new("cp")
            .arg("-r")
            .arg(&data)
            .arg(&copy)
            .status()
            .unwrap();
        let began = Instant::now();
        let store = Store::open(&copy).unwrap();
        println!(
            "  open after an abrupt stop (index made anew): {:.2} s",
            began.elapsed().as_secs_f64()
        );
        drop(store);
        let began = Instant::now();
        Store::open_read(&copy).unwrap();
        println!("  open for reading: {:.2} s", began.elapsed().as_secs_f64());
        let began = Instant::now();
        assert!(check(&copy, true).unwrap().sound());
        println!("  thorough check: {:.2} s", began.elapsed().as_secs_f64());
    }
}
