//! The migrations are built into the program: a new one alone must rebuild it.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
