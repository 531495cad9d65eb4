//! Where a title breaks: at the line breaks its writer set, else between its groups of words.

use crate::write::clean::half_widths;

/// Stands between groups of words; it has no width, and a title may break there and nowhere else.
pub const MAY_BREAK: char = '\u{200B}';

/// The lines of a title whose lines hold so many full-width characters, as even as they can be. A
/// group that is wider than a line stands on its own, and the office program breaks it.
pub(super) fn lines(text: &str, room: usize) -> Vec<String> {
    let set = text.lines().map(str::trim).filter(|line| !line.is_empty());
    set.flat_map(|line| even(&line.split(MAY_BREAK).collect::<Vec<_>>(), room * 2)).collect()
}

fn even(groups: &[&str], room: usize) -> Vec<String> {
    let fewest = filled(groups, room);
    let whole: usize = groups.iter().map(|group| half_widths(group)).sum();
    let least = whole.div_ceil(fewest.len().max(1));
    (least..room).map(|width| filled(groups, width)).find(|lines| lines.len() == fewest.len()).unwrap_or(fewest)
}

fn filled(groups: &[&str], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for group in groups.iter().filter(|group| !group.is_empty()) {
        match lines.last_mut() {
            Some(line) if half_widths(line) + half_widths(group) <= room => line.push_str(group),
            _ => lines.push((*group).to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_title_breaks_between_groups_and_evenly() {
        let title = "关于\u{200B}天全县1号问题\u{200B}整改完成情况的\u{200B}公示";
        assert_eq!(lines(title, 20), ["关于天全县1号问题整改完成情况的公示"]);
        assert_eq!(lines(title, 16), ["关于天全县1号问题", "整改完成情况的公示"]);
        assert_eq!(lines("雅安市\n任务清单", 20), ["雅安市", "任务清单"]);
        assert_eq!(lines("一个没有断点而且比一行还要长的标题", 5), ["一个没有断点而且比一行还要长的标题"]);
        assert!(lines("", 20).is_empty());
    }
}
