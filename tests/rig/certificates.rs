//! An authority and a certificate for `localhost`, made by openssl. rustls refuses an authority's own certificate as a server's.

use super::run;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Writes `ca.pem`, `leaf.pem` and `leaf.key` into a folder. They are good for sixty days: tests let weeks pass.
pub fn make(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    fs::write(
        folder.join("leaf.ext"),
        "subjectAltName = DNS:localhost, IP:127.0.0.1\nbasicConstraints = critical, CA:FALSE\n",
    )
    .expect("a file");
    let openssl = |words: &str| {
        run(Command::new("openssl")
            .current_dir(folder)
            .args(words.split(' ')));
    };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(&format!(
        "req -x509 {key} -keyout ca.key -out ca.pem -days 60 -subj /CN=Authority-of-the-rig"
    ));
    openssl(&format!(
        "req {key} -keyout leaf.key -out leaf.csr -subj /CN=localhost"
    ));
    openssl(
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 -extfile leaf.ext -out leaf.pem",
    );
}
