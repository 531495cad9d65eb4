//! The paper as the body of a printable page, in the classes of the pages. Every text is escaped.

use super::body::FACT_SHARES;
use super::{Block, DEMO_MARK, MAY_BREAK, Paper, SIGNER, addressee, attachment_lines, copies_line, signer};
use crate::write::clean::{half_widths, shown};

/// Half-width characters of a line that does not break.
const SHORT: usize = 14;

/// The paper as `<article class="paper">`.
#[must_use]
pub fn html(paper: &Paper) -> String {
    let class = if paper.landscape { "paper wide" } else { "paper" };
    let mut out = format!("<article class=\"{class}\">\n");
    if paper.demo {
        element(&mut out, "p class=\"no-line\"", &format!("<b>{DEMO_MARK}</b>"));
    }
    let mark = paper.mark.as_deref().filter(|mark| !mark.trim().is_empty());
    if let Some(mark) = mark {
        element(&mut out, "p class=\"mark\"", &grouped(mark.trim()));
    }
    let number = paper.number.as_deref().filter(|number| !number.trim().is_empty());
    if let (Some(_), Some(name)) = (mark, signer(paper)) {
        let number = escaped(number.unwrap_or_default());
        let line = format!("<span>{number}</span> <span>{SIGNER}<i>{}</i></span>", escaped(&name));
        element(&mut out, "p class=\"no-line ruled upward\"", &line);
    } else if let Some(number) = number {
        let class = if mark.is_some() { "p class=\"no-line ruled\"" } else { "p class=\"no-line\"" };
        element(&mut out, class, &escaped(number));
    }
    element(&mut out, "h1", &grouped(paper.title.trim()));
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
        let signed: Vec<String> = [unit, date]
            .map(|line| line.trim())
            .iter()
            .filter(|line| !line.is_empty())
            .map(|line| escaped(line))
            .collect();
        element(&mut out, "p class=\"sign\"", &signed.join("<br>"));
    }
    if let Some(colophon) = &paper.colophon {
        out.push_str("<div class=\"cc\">\n");
        if let Some(copies) = copies_line(&colophon.copies) {
            element(&mut out, "p", &escaped(&copies));
        }
        let printed =
            format!("<span>{}</span> <span>{}印发</span>", grouped(&colophon.printer), escaped(&colophon.date));
        element(&mut out, "p", &printed);
        out.push_str("</div>\n");
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
            out.push_str("<table>\n");
            widths(out, FACT_SHARES);
            out.push_str("<tbody>\n");
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
    widths(out, columns.iter().map(|(_, share)| *share));
    out.push_str("<thead><tr>");
    for (title, _) in columns {
        let short = half_widths(title) <= 4;
        element(out, if short { "th scope=\"col\" class=\"keep\"" } else { "th scope=\"col\"" }, &grouped(title));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        let missing = columns.len().saturating_sub(row.len());
        for text in row.iter().map(String::as_str).chain(std::iter::repeat_n("", missing)) {
            let open = if stays_whole(text) { "td class=\"keep\"" } else { "td" };
            element(out, open, &broken(text));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

/// The widths of columns by their shares, in per cent.
fn widths(out: &mut String, shares: impl IntoIterator<Item = u32>) {
    let shares: Vec<u32> = shares.into_iter().map(|share| share.max(1)).collect();
    let all: u32 = shares.iter().sum::<u32>().max(1);
    out.push_str("<colgroup>");
    for share in shares {
        out.push_str(&format!("<col width=\"{}%\">", share * 100 / all));
    }
    out.push_str("</colgroup>\n");
}

/// Whether the lines of a cell are names, dates or counts that should not break.
fn stays_whole(text: &str) -> bool {
    let widest = text.lines().map(half_widths).max().unwrap_or(0);
    (3..=SHORT).contains(&widest)
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

/// A title: it breaks between its groups of words.
fn grouped(text: &str) -> String {
    broken(text).replace(MAY_BREAK, "<wbr>")
}

fn broken(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}
