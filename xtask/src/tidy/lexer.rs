//! Blanks strings and comments out of Rust text, so that rules see code only.
//!
//! Every character that is blanked becomes a space, line ends stay: positions are kept.

/// What to keep.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Code,
    LineComment,
    BlockComment(usize),
    Text,
    RawText(usize),
}

/// The code of a Rust file, without what stands in strings and comments.
pub fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut part = Part::Code;
    let mut i = 0;
    while i < chars.len() {
        let (next, taken) = step(part, &chars, i);
        let keep = part == Part::Code && next == Part::Code && taken == 1;
        for c in &chars[i..i + taken] {
            out.push(if *c == '\n' || keep { *c } else { ' ' });
        }
        part = next;
        i += taken;
    }
    out
}

/// The part after the characters at a position, and how many of them belong together.
fn step(part: Part, chars: &[char], i: usize) -> (Part, usize) {
    let at = |n: usize| chars.get(i + n).copied().unwrap_or('\0');
    match part {
        Part::Code => match (at(0), at(1)) {
            ('/', '/') => (Part::LineComment, 2),
            ('/', '*') => (Part::BlockComment(1), 2),
            ('"', _) => (Part::Text, 1),
            ('r', '"' | '#') if !word_before(chars, i) => raw_start(chars, i),
            ('\'', _) => (Part::Code, char_length(chars, i)),
            _ => (Part::Code, 1),
        },
        Part::LineComment => (if at(0) == '\n' { Part::Code } else { part }, 1),
        Part::BlockComment(depth) => match (at(0), at(1)) {
            ('*', '/') => (if depth == 1 { Part::Code } else { Part::BlockComment(depth - 1) }, 2),
            ('/', '*') => (Part::BlockComment(depth + 1), 2),
            _ => (part, 1),
        },
        Part::Text => match at(0) {
            '\\' => (part, 2.min(chars.len() - i)),
            '"' => (Part::Code, 1),
            _ => (part, 1),
        },
        Part::RawText(hashes) => {
            let closes = at(0) == '"' && (1..=hashes).all(|n| at(n) == '#');
            if closes { (Part::Code, 1 + hashes) } else { (part, 1) }
        }
    }
}

fn word_before(chars: &[char], i: usize) -> bool {
    // A byte or C string has its letter before the r: br"…", cr"…".
    let before = |n: usize| i.checked_sub(n).map_or(' ', |at| chars[at]);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if matches!(before(1), 'b' | 'c') { is_word(before(2)) } else { is_word(before(1)) }
}

fn raw_start(chars: &[char], i: usize) -> (Part, usize) {
    let hashes = chars[i + 1..].iter().take_while(|c| **c == '#').count();
    if chars.get(i + 1 + hashes) == Some(&'"') { (Part::RawText(hashes), 2 + hashes) } else { (Part::Code, 1) }
}

/// Length of a character literal, or 1 for the tick of a lifetime.
fn char_length(chars: &[char], i: usize) -> usize {
    let at = |n: usize| chars.get(i + n).copied().unwrap_or('\0');
    if at(1) == '\\' {
        let end = (3..12).find(|n| at(*n) == '\'');
        return end.map_or(1, |n| n + 1);
    }
    if at(2) == '\'' { 3 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn strings_and_comments_are_blank_and_lines_stay() {
        assert_eq!(code("a // {\nb"), "a     \nb");
        assert_eq!(code("a /* { /* } */ \n */ b"), "a              \n    b");
        assert!(!code(r#"let x = "{ \" {";"#).contains('{'));
        assert!(!code("let x = r#\"{ \" {\"#;").contains('{'));
        assert!(!code("let x = br\"{\";").contains('{'));
        assert!(!code("let x = '{'; let y = '\\u{7b}'; let z = '\\'';").contains(['{', '}']));
    }

    #[test]
    fn lifetimes_and_raw_names_are_code() {
        assert_eq!(code("fn f<'a>(x: &'a str) {}"), "fn f<'a>(x: &'a str) {}");
        assert_eq!(code("r#type + bar"), "r#type + bar");
    }
}
