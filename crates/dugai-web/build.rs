//! Says clearly what is missing before the compiler meets a folder that is not there, and
//! compiles again when a message file or a built asset comes or goes.

use std::path::Path;

fn main() {
    let dist = Path::new("../../frontend/dist");
    println!("cargo::rerun-if-changed=messages");
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed={}", dist.display());
    if !dist.join("manifest.json").is_file() {
        println!("cargo::error=the pages' styles and scripts are not built: run `make front` once, then build again");
    }
}
