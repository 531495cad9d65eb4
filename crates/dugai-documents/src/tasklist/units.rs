//! Splits a cell of responsible units into names with their roles.
//!
//! Whether a unit exists in the city is decided by the caller's own list of units.

use super::text::{half_width, is_space};

/// The part a unit plays, when the cell says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitRole {
    /// 牵头
    Lead,
    /// 责任
    Responsible,
    /// 配合
    Assist,
    /// 督导
    Supervise,
}

impl UnitRole {
    /// A stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Responsible => "responsible",
            Self::Assist => "assist",
            Self::Supervise => "supervise",
        }
    }
}

/// One unit named in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitName {
    /// The name, completed where the cell shortens it (天全县 → 天全县人民政府).
    pub name: String,
    /// The role written beside it.
    pub role: Option<UnitRole>,
    /// A group such as 各县（区）人民政府 instead of one unit.
    pub group: bool,
}

const ROLE_WORDS: &[(&str, UnitRole)] = &[
    ("牵头", UnitRole::Lead),
    ("主办", UnitRole::Lead),
    ("主责", UnitRole::Lead),
    ("配合", UnitRole::Assist),
    ("协助", UnitRole::Assist),
    ("协办", UnitRole::Assist),
    ("协同", UnitRole::Assist),
    ("参与", UnitRole::Assist),
    ("督导", UnitRole::Supervise),
    ("督办", UnitRole::Supervise),
    ("监管", UnitRole::Supervise),
    ("责任", UnitRole::Responsible),
    ("整改", UnitRole::Responsible),
    ("实施", UnitRole::Responsible),
];

/// What is said after a name without brackets.
const SAID_AFTER: &[(&str, UnitRole)] = &[
    ("牵头负责", UnitRole::Lead),
    ("牵头", UnitRole::Lead),
    ("配合", UnitRole::Assist),
    ("协助", UnitRole::Assist),
    ("参与", UnitRole::Assist),
    ("督导", UnitRole::Supervise),
];

/// What may stand behind a name and says nothing of who it is.
const TAILS: &[&str] = &[
    "按照各自职责分工负责",
    "按照职责分工负责",
    "按各自职责分工负责",
    "按职责分工负责",
    "按照各自职责分工",
    "按照职责分工",
    "按各自职责分工",
    "按职责分工",
    "依职责分工",
    "按照各自职责",
    "按各自职责",
    "按照职责",
    "按职责",
    "依职责",
];

/// Last characters of the name of a unit; only after one of these 和 and 及 separate.
const UNIT_ENDS: &[char] = &[
    '局', '委', '办', '府', '县', '区', '市', '院', '队', '司', '厂', '团', '部', '厅', '会', '站', '所', '镇', '乡',
    '道', '心', '行', '处', '室',
];

/// First characters of a unit named after 和 or 及.
const UNIT_STARTS: &[char] = &[
    '市', '县', '省', '区', '各', '有', '相', '州', '雅', '雨', '名', '荥', '汉', '石', '天', '芦', '宝', '经', '国',
    '中',
];

/// The units of a cell in order.
#[must_use]
pub fn split_units(cell: &str) -> Vec<UnitName> {
    let mut units: Vec<UnitName> = Vec::new();
    let mut role = None;
    for part in parts(cell) {
        let mut part = part.as_str();
        if let Some((word, rest)) = role_prefix(part) {
            role = Some(word);
            part = rest;
        }
        let (name, own_role) = role_suffix(part);
        let (name, said) = said_after(name);
        if said.is_some() {
            // "甲局、乙局配合" says it of both.
            units.iter_mut().rev().take_while(|unit| unit.role.is_none()).for_each(|unit| unit.role = said);
        }
        let own_role = own_role.or(said);
        let name = name.trim_matches(|c: char| is_space(c) || matches!(c, '.' | '。' | '等'));
        let name = without_tail(name);
        if name.is_empty() {
            continue;
        }
        units.push(UnitName { name: name.to_owned(), role: own_role.or(role), group: is_group(name) });
    }
    complete_governments(&mut units);
    units
}

/// Cuts at separators outside parentheses.
fn parts(cell: &str) -> Vec<String> {
    let chars: Vec<char> = cell.chars().collect();
    let mut parts = vec![String::new()];
    let mut depth = 0usize;
    for (index, c) in chars.iter().enumerate() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let separates = match c {
            '、' | '，' | ',' | ';' | '；' | '/' | '\n' | '。' => true,
            c if is_space(*c) => wide_gap(&chars, index),
            '和' | '及' | '与' => joins_units(&chars, index),
            _ => false,
        };
        if separates && depth == 0 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(*c);
        }
    }
    parts.into_iter().map(|part| part.trim_matches(is_space).to_owned()).filter(|part| !part.is_empty()).collect()
}

/// A blank separates two units; inside a name it is an accident.
fn wide_gap(chars: &[char], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|i| chars.get(i));
    let after = chars.get(index + 1);
    before.is_some_and(|c| UNIT_ENDS.contains(c)) && after.is_some_and(|c| UNIT_STARTS.contains(c))
}

fn joins_units(chars: &[char], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|i| chars.get(i));
    let next = chars.get(index + 1).copied();
    let after = if next == Some('其') { None } else { next };
    before.is_some_and(|c| UNIT_ENDS.contains(c) || matches!(c, ')' | '）'))
        && after.is_some_and(|c| UNIT_STARTS.contains(&c))
}

/// `牵头单位：市水利局` → (Lead, `市水利局`).
fn role_prefix(part: &str) -> Option<(UnitRole, &str)> {
    let (before, after) = part.split_once(['：', ':'])?;
    let word = before.trim_matches(is_space);
    ROLE_WORDS
        .iter()
        .find(|(known, _)| word.starts_with(known) || word.ends_with(known))
        .map(|(_, role)| (*role, after))
}

/// `市生态环境局（牵头）` → (`市生态环境局`, Lead).
fn role_suffix(part: &str) -> (&str, Option<UnitRole>) {
    let trimmed = part.trim_end_matches(is_space);
    let Some(open) = trimmed.rfind(['（', '(']).filter(|_| trimmed.ends_with(['）', ')'])) else {
        return (trimmed, None);
    };
    let inner = half_width(trimmed.get(open..).unwrap_or(""));
    let inner = inner.trim_matches(['(', ')']);
    let role = ROLE_WORDS
        .iter()
        .find(|(word, _)| inner.starts_with(word) || inner == format!("{word}单位"))
        .map(|(_, role)| *role);
    match role {
        Some(role) => (trimmed.get(..open).unwrap_or(trimmed), Some(role)),
        None => (trimmed, None),
    }
}

/// `市水利局牵头` → (`市水利局`, Lead).
fn said_after(name: &str) -> (&str, Option<UnitRole>) {
    let trimmed = name.trim_end_matches(|c: char| is_space(c) || c == '。');
    let found = SAID_AFTER.iter().find_map(|(word, role)| trimmed.strip_suffix(word).map(|unit| (unit, *role)));
    match found {
        Some((unit, role)) if unit.ends_with(UNIT_ENDS) => (unit, Some(role)),
        _ => (name, None),
    }
}

/// `市财政局按职责分工` and `市财政局（按职责分工）` → `市财政局`.
fn without_tail(name: &str) -> &str {
    let inner = name.trim_end_matches([')', '）']);
    let found = TAILS.iter().find_map(|tail| inner.strip_suffix(tail));
    found.map_or(name, |unit| unit.trim_end_matches(|c: char| is_space(c) || matches!(c, '(' | '（')))
}

fn is_group(name: &str) -> bool {
    ["各", "有关", "相关", "所有", "其他", "全市", "市级有关", "市直"].iter().any(|word| name.starts_with(word))
}

/// "天全县、芦山县人民政府" and "天全、芦山县人民政府" name two governments.
fn complete_governments(units: &mut [UnitName]) {
    let mut ending: Option<&'static str> = None;
    let mut full: Option<&'static str> = None;
    for unit in units.iter_mut().rev() {
        let known = ["县人民政府", "区人民政府", "县政府", "区政府", "县委", "区委"];
        if let Some(found) = known.iter().find(|end| unit.name.ends_with(*end)) {
            ending = found.get('县'.len_utf8()..);
            full = Some(*found);
        } else if unit.name.ends_with(['县', '区'])
            && !unit.group
            && !unit.name.contains("开发区")
            && !unit.name.contains("园区")
        {
            if let Some(ending) = ending {
                unit.name.push_str(ending);
            }
        } else if let Some(full) = full.filter(|_| is_stem(&unit.name)) {
            unit.name.push_str(full);
        } else {
            ending = None;
            full = None;
        }
    }
}

/// The name of a county without 县: two characters that end no other name.
fn is_stem(name: &str) -> bool {
    name.chars().count() == 2
        && !name.ends_with(UNIT_ENDS)
        && name.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, names: &[&str]) {
        let found: Vec<String> = split_units(cell).into_iter().map(|unit| unit.name).collect();
        assert_eq!(found, names, "{cell}");
    }

    #[test]
    fn names_are_cut_and_completed() {
        check("市住房城乡建设局、天全县、芦山县人民政府", &["市住房城乡建设局", "天全县人民政府", "芦山县人民政府"]);
        check("市生态环境局、各县（区）人民政府", &["市生态环境局", "各县（区）人民政府"]);
        check(
            "市水利局，市林业局;市公安局；市财政局/市审计局",
            &["市水利局", "市林业局", "市公安局", "市财政局", "市审计局"],
        );
        check("市水利局\n市林业局", &["市水利局", "市林业局"]);
        check("市水利局 市林业局", &["市水利局", "市林业局"]);
        check("市自然资源和规划局和市经济和信息化局", &["市自然资源和规划局", "市经济和信息化局"]);
        check("市水利局及各县（区）人民政府", &["市水利局", "各县（区）人民政府"]);
        check("雨城区和名山区政府", &["雨城区政府", "名山区政府"]);
        check("雅安经济技术开发区、名山区人民政府", &["雅安经济技术开发区", "名山区人民政府"]);
        check("有关县区", &["有关县区"]);
        check("天全、芦山、宝兴县人民政府", &["天全县人民政府", "芦山县人民政府", "宝兴县人民政府"]);
        check("市水利局、雨城、名山区政府", &["市水利局", "雨城区政府", "名山区政府"]);
        check("市经济和信息化局按职责分工", &["市经济和信息化局"]);
        check("市水利局、市财政局（按职责分工负责）", &["市水利局", "市财政局"]);
        check("市文化体育和旅游局", &["市文化体育和旅游局"]);
        check("", &[]);
    }

    #[test]
    fn roles_are_read() {
        let roles = |cell: &str| -> Vec<(String, Option<UnitRole>)> {
            split_units(cell).into_iter().map(|unit| (unit.name, unit.role)).collect()
        };
        assert_eq!(
            roles("牵头：市水利局；配合：市公安局、市财政局"),
            [
                ("市水利局".into(), Some(UnitRole::Lead)),
                ("市公安局".into(), Some(UnitRole::Assist)),
                ("市财政局".into(), Some(UnitRole::Assist))
            ]
        );
        assert_eq!(
            roles("市生态环境局(牵头)、市水利局（配合）、名山区人民政府"),
            [
                ("市生态环境局".into(), Some(UnitRole::Lead)),
                ("市水利局".into(), Some(UnitRole::Assist)),
                ("名山区人民政府".into(), None)
            ]
        );
        assert_eq!(
            roles("市水利局牵头，市财政局、市公安局配合"),
            [
                ("市水利局".into(), Some(UnitRole::Lead)),
                ("市财政局".into(), Some(UnitRole::Assist)),
                ("市公安局".into(), Some(UnitRole::Assist))
            ]
        );
        assert_eq!(roles("牵头单位：市水利局\n责任单位：宝兴县人民政府")[1].1, Some(UnitRole::Responsible));
    }

    #[test]
    fn groups_are_marked() {
        let units = split_units("市林业局、各县（区）人民政府、有关部门");
        assert_eq!(units.iter().map(|unit| unit.group).collect::<Vec<_>>(), [false, true, true]);
    }
}
