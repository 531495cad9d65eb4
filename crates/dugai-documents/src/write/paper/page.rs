//! The paper as the body of a printable page, in the classes of the pages. Every text is escaped.

use super::{Block, DEMO_MARK, Paper, addressee, attachment_lines};
use crate::write::clean::shown;

/// The paper as `<article class="paper">`.
#[must_use]
pub fn html(paper: &Paper) -> String {
    let mut out = String::from("<article class=\"paper\">\n");
    if paper.demo {
        element(&mut out, "p class=\"no-line\"", &format!("<b>{DEMO_MARK}</b>"));
    }
    if let Some(number) = paper.number.as_deref().filter(|number| !number.trim().is_empty()) {
        element(&mut out, "p class=\"no-line\"", &escaped(number.trim()));
    }
    element(&mut out, "h1", &broken(paper.title.trim()));
    if let Some(to) = paper.to.as_deref().filter(|to| !to.trim().is_empty()) {
        element(&mut out, "p class=\"to\"", &escaped(&addressee(to.trim())));
    }
    for block in &paper.blocks {
        add(&mut out, block);
    }
    for (text, index) in attachment_lines(&paper.attachments).iter().zip(0..) {
        let under_the_first = if index == 0 { "" } else { "　　　" };
        element(&mut out, "p", &format!("{under_the_first}{}", escaped(text)));
    }
    if let Some((unit, date)) = &paper.sign {
        element(&mut out, "p class=\"sign\"", &format!("{}<br>{}", escaped(unit.trim()), escaped(date.trim())));
    }
    out.push_str("</article>\n");
    out
}

fn add(out: &mut String, block: &Block) {
    match block {
        Block::Heading1(text) => element(out, "h2", &escaped(text)),
        Block::Heading2(text) => element(out, "h3", &escaped(text)),
        Block::Para(text) => {
            for line in shown(text).lines().map(str::trim).filter(|line| !line.is_empty()) {
                element(out, "p", &escaped(line));
            }
        }
        Block::Table { caption, columns, rows } => table(out, caption, columns, rows),
        Block::Facts(facts) if facts.is_empty() => {}
        Block::Facts(facts) => {
            out.push_str("<table><tbody>\n");
            for (name, value) in facts {
                out.push_str("<tr>");
                element(out, "th scope=\"row\"", &broken(name));
                element(out, "td", &broken(value));
                out.push_str("</tr>\n");
            }
            out.push_str("</tbody></table>\n");
        }
        Block::Space => element(out, "p", "\u{A0}"),
    }
}

fn table(out: &mut String, caption: &str, columns: &[(String, u32)], rows: &[Vec<String>]) {
    out.push_str("<table>\n");
    if !caption.trim().is_empty() {
        element(out, "caption", &broken(caption.trim()));
    }
    out.push_str("<thead><tr>");
    for (title, _) in columns {
        element(out, "th scope=\"col\"", &broken(title));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        let missing = columns.len().saturating_sub(row.len());
        for text in row.iter().map(String::as_str).chain(std::iter::repeat_n("", missing)) {
            element(out, "td", &broken(text));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

/// One element; `inner` is markup already.
fn element(out: &mut String, open: &str, inner: &str) {
    let name = open.split(' ').next().unwrap_or(open);
    out.push_str(&format!("<{open}>{inner}</{name}>"));
    if matches!(name, "p" | "h1" | "h2" | "h3" | "caption") {
        out.push('\n');
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in shown(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn broken(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}
