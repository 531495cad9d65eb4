//! Rust files: purpose on top, sizes, and constructs that the house does not use.

use super::functions::functions;
use super::{Fault, File, lexer};

const SOFT_LINES: usize = 400;
const HARD_LINES: usize = 800;
const SOFT_FUNCTION: usize = 60;
const HARD_FUNCTION: usize = 100;

pub fn check(files: &[File], faults: &mut Vec<Fault>) {
    for file in files.iter().filter(|f| f.path.ends_with(".rs")) {
        faults.extend(judge(&file.path, &file.text));
    }
}

fn judge(path: &str, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !text.starts_with("//!") {
        faults.push(Fault::error(
            path,
            1,
            "does not begin with //! saying what it is for and what does not belong here",
        ));
    }
    let lines = text.lines().count();
    if lines > HARD_LINES {
        faults.push(Fault::error(
            path,
            0,
            format!("has {lines} lines; {HARD_LINES} is the hard stop, split it by purpose"),
        ));
    } else if lines > SOFT_LINES {
        faults.push(Fault::remark(path, 0, format!("has {lines} lines; {SOFT_LINES} is the aim")));
    }
    let code = lexer::code(text);
    for f in functions(&code) {
        let told = |limit| format!("fn {} has {} lines; {limit}", f.name, f.lines);
        if f.lines > HARD_FUNCTION {
            faults.push(Fault::error(path, f.line, told("100 is the hard stop")));
        } else if f.lines > SOFT_FUNCTION {
            faults.push(Fault::remark(path, f.line, told("60 is the aim")));
        }
    }
    for (i, line) in code.lines().enumerate() {
        let squeezed: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        for (sign, what) in FORBIDDEN {
            if squeezed.contains(sign) {
                faults.push(Fault::error(path, i + 1, *what));
            }
        }
    }
    faults
}

/// Signs in code without blanks, and what to do instead.
const FORBIDDEN: &[(&str, &str)] = &[
    ("#[allow(", "silences a lint for ever; use #[expect(…, reason = \"…\")]"),
    ("#![allow(", "silences a lint for ever; use #[expect(…, reason = \"…\")]"),
    ("#[ignore]", "leaves a test out without a reason; use #[ignore = \"why\"]"),
    ("dbg!(", "is for the moment only"),
    ("todo!(", "is not finished"),
    ("unimplemented!(", "is not finished"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<usize> {
        judge("a.rs", text).into_iter().filter(|f| f.fatal).map(|f| f.line).collect()
    }

    #[test]
    fn a_clean_file_passes() {
        assert!(judge("a.rs", "//! What for.\n\n#[ignore = \"slow\"]\nfn a() {}\n").is_empty());
    }

    #[test]
    fn a_file_says_what_it_is_for() {
        assert_eq!(errors("use a;\n"), [1]);
    }

    #[test]
    fn sizes_have_an_aim_and_a_stop() {
        assert_eq!(judge("a.rs", &format!("//! A.\n{}", "\n".repeat(500))).len(), 1);
        assert!(errors(&format!("//! A.\n{}", "\n".repeat(500))).is_empty());
        assert_eq!(errors(&format!("//! A.\n{}", "\n".repeat(900))), [0]);
        assert_eq!(errors(&format!("//! A.\nfn a() {{\n{}}}\n", "    b();\n".repeat(101))), [2]);
    }

    #[test]
    fn constructs_are_found_in_code_and_not_in_words() {
        assert_eq!(errors("//! A.\n#[allow(dead_code)]\nfn a() { dbg!(1); }\n"), [2, 3]);
        assert_eq!(errors("//! A.\n#[ignore]\nfn a() { todo!() }\n"), [2, 3]);
        assert!(errors("//! A.\nconst A: &str = \"dbg!(1)\"; // todo!()\n").is_empty());
    }
}
