//! Finds functions and counts their lines.

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Name.
    pub name: String,
    /// Line of its `fn`, from 1.
    pub line: usize,
    /// Lines from `fn` to the closing brace.
    pub lines: usize,
}

/// Functions in code whose strings and comments are blank.
pub fn functions(code: &str) -> Vec<Function> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let starts_word = at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        let rest = &code[at + 3..];
        let name: String = rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !starts_word || name.is_empty() {
            continue;
        }
        if let Some(length) = body_end(rest) {
            found.push(Function { name, line: line_count(&code[..at]) + 1, lines: line_count(&rest[..length]) + 1 });
        }
    }
    found
}

fn line_count(text: &str) -> usize {
    text.bytes().filter(|b| *b == b'\n').count()
}

/// Where the body ends; `None` for a declaration without one.
fn body_end(text: &str) -> Option<usize> {
    let mut round = 0_i32;
    let mut braces = 0_i32;
    for (i, b) in text.bytes().enumerate() {
        match b {
            b'(' | b'[' => round += 1,
            b')' | b']' => round -= 1,
            b';' if round == 0 && braces == 0 => return None,
            b'{' => braces += 1,
            b'}' => {
                braces -= 1;
                if braces == 0 && round == 0 {
                    return Some(i);
                }
                if braces < 0 {
                    return None;
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_from_fn_to_brace() {
        let found =
            functions("\nimpl A {\n    fn one(&self) -> [u8; 2] {\n        if x { y }\n    }\n}\nfn two() {}\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], Function { name: "one".into(), line: 3, lines: 3 });
        assert_eq!(found[1], Function { name: "two".into(), line: 7, lines: 1 });
    }

    #[test]
    fn declarations_and_pointers_have_no_body() {
        assert!(functions("trait A { fn one(&self); fn two() -> [u8; 3]; }\ntype B = fn (u8);").is_empty());
    }

    #[test]
    fn a_long_one_is_seen() {
        let text = format!("fn long() {{\n{}}}\n", "    work();\n".repeat(120));
        assert_eq!(functions(&text)[0].lines, 122);
    }
}
