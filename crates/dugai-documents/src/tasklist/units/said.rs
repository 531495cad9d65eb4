//! What words before, behind and in brackets say of a unit: its role, or nothing.

use super::{UNIT_ENDS, UnitName, UnitRole, split_units};
use crate::tasklist::text::{half_width, is_space};

use UnitRole::{Accept, Assist, Lead, Responsible, Supervise};

/// Words in labels and brackets; of several in one label the first here counts.
const ROLE_WORDS: &[(&str, UnitRole)] = &[
    ("牵头", Lead),
    ("主办", Lead),
    ("主责", Lead),
    ("配合", Assist),
    ("协助", Assist),
    ("协办", Assist),
    ("协同", Assist),
    ("参与", Assist),
    ("参加", Assist),
    ("督导", Supervise),
    ("督办", Supervise),
    ("督促", Supervise),
    ("监管", Supervise),
    ("行业", Supervise),
    ("验收", Accept),
    ("销号", Accept),
    ("属地", Responsible),
    ("责任", Responsible),
    ("整改", Responsible),
    ("实施", Responsible),
    ("落实", Responsible),
    ("负责", Responsible),
    ("承办", Responsible),
];

/// What follows a role word where it names a kind of unit.
const KINDS: [&str; 4] = ["单位", "部门", "主体", "方"];

/// Said after a name without brackets; no unit is named so.
const SAID: &[(&str, UnitRole)] = &[
    ("为牵头单位", Lead),
    ("为主", Lead),
    ("为配合单位", Assist),
    ("为责任单位", Responsible),
    ("牵头", Lead),
    ("主办", Lead),
    ("主抓", Lead),
    ("配合", Assist),
    ("协助", Assist),
    ("协办", Assist),
    ("参与", Assist),
    ("参加", Assist),
    ("负责", Responsible),
    ("落实", Responsible),
    ("实施", Responsible),
    ("承办", Responsible),
];

/// Words that names may end in too; they count after the name of a unit or another such word.
const SAID_OF_UNITS: &[(&str, UnitRole)] = &[
    ("督导", Supervise),
    ("督办", Supervise),
    ("督促", Supervise),
    ("指导", Supervise),
    ("监督", Supervise),
    ("监管", Supervise),
    ("协同", Assist),
    ("支持", Assist),
    ("整改", Responsible),
    ("推进", Responsible),
    ("办理", Responsible),
    ("执行", Responsible),
    ("各负其责", Responsible),
];

/// Words between a name and what is said of it.
const BETWEEN: &[&str] =
    &["共同", "分别", "具体", "积极", "密切", "组织", "统筹", "抓好", "做好", "予以", "给予", "主要", "分工", "全力"];

/// Words that begin what is said of everybody's own duties.
const DUTY_STARTS: [&str; 8] = ["按照", "按", "依据", "依照", "依", "根据", "结合", "在各自"];
/// The longest of these: 按照各自职责分工做好相关工作.
const DUTY_CHARS: usize = 16;

/// Others that are not named: 等有关部门, 等6个单位.
const OTHERS: [&str; 12] =
    ["单位", "部门", "县（区）", "县(区)", "区（县）", "区(县)", "县区", "区县", "企业", "乡镇", "地", "地区"];

/// What a label before a unit says.
pub(super) enum Label<'a> {
    Role(UnitRole, &'a str),
    /// 市级：, 单位：
    Level(&'a str),
    /// 责任人：; what follows is no unit.
    Person,
    None,
}

/// A name, and the role that was said after it.
pub(super) struct Said<'a> {
    pub(super) name: &'a str,
    pub(super) role: Option<UnitRole>,
}

/// What brackets behind a name say.
pub(super) struct Bracket {
    /// Of the unit itself.
    pub(super) role: Option<UnitRole>,
    /// Units named inside.
    pub(super) units: Vec<UnitName>,
}

/// `牵头单位：市水利局`, `牵头单位 市水利局`, `（牵头）市水利局` → (Lead, `市水利局`).
pub(super) fn label(part: &str) -> Label<'_> {
    if let Some((before, after)) = outer_colon(part) {
        return colon(before.trim_matches(is_space), after);
    }
    if let Some(inner) = part.strip_prefix(['（', '(', '【', '['])
        && let Some((inner, after)) = inner.split_once(['）', ')', '】', ']'])
        && let Some(role) = role_word(inner).filter(|_| !after.is_empty())
    {
        return Label::Role(role, after);
    }
    let found = ROLE_WORDS.iter().find_map(|(word, role)| {
        let rest = part.strip_prefix(word)?;
        let rest = KINDS.iter().take(3).find_map(|kind| rest.strip_prefix(kind))?;
        // "牵头单位为市水利局"
        let is = rest.strip_prefix(['为', '是']).filter(|unit| unit.starts_with(super::UNIT_STARTS));
        (rest.is_empty() || is.is_some() || rest.starts_with(is_space)).then_some((*role, is.unwrap_or(rest)))
    });
    found.map_or(Label::None, |(role, rest)| Label::Role(role, rest))
}

/// What stands before and behind the first colon outside brackets.
fn outer_colon(part: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, c) in part.char_indices() {
        match c {
            '（' | '(' | '【' | '[' => depth += 1,
            '）' | ')' | '】' | ']' => depth = depth.saturating_sub(1),
            '：' | ':' if depth == 0 => return Some((part.get(..at)?, part.get(at + c.len_utf8()..)?)),
            _ => {}
        }
    }
    None
}

/// The longest label before a colon: 县级行业主管责任单位.
const LABEL_CHARS: usize = 10;

/// First characters of labels beside those of roles: 市级, 分管负责人, 联系人, 主要领导, 单位.
const HEADS: [char; 14] = ['省', '市', '州', '县', '区', '分', '联', '主', '第', '直', '具', '单', '部', '负'];

/// Whether a label begins here: a role or a person with a colon, or 配合单位 with a blank.
pub(super) fn begins_label(text: &[char]) -> bool {
    let heads = |c: &char| ROLE_WORDS.iter().any(|(word, _)| word.starts_with(*c)) || HEADS.contains(c);
    if !text.first().is_some_and(heads) {
        return false;
    }
    let end = text.iter().take(LABEL_CHARS + 1).position(|c| matches!(c, '：' | ':'));
    let word = |to: usize| text.iter().take(to).collect::<String>();
    let sign = |c: char| is_space(c) || matches!(c, '、' | '，' | ',' | '；' | ';' | '（' | '(' | '）' | ')');
    if let Some(end) = end {
        let word = word(end);
        let word = word.trim_end_matches(is_space);
        return !word.contains(sign) && !matches!(colon(word, ""), Label::None);
    }
    ROLE_WORDS.iter().any(|(role, _)| {
        KINDS.iter().take(3).any(|kind| {
            let length = role.chars().count() + kind.chars().count();
            text.get(length).is_some_and(|c| is_space(*c)) && word(length) == format!("{role}{kind}")
        })
    })
}

fn colon<'a>(word: &str, after: &'a str) -> Label<'a> {
    if word.ends_with(['人', '导']) && (word.contains("责任") || word.contains("负责") || word.contains("领导"))
    {
        return Label::Person;
    }
    // A whole sentence before a colon is no label.
    let short = word.chars().count() <= 10;
    let role = ROLE_WORDS.iter().find(|(known, _)| short && word.contains(known)).map(|(_, role)| *role);
    let level =
        ["省级", "市级", "州级", "县级", "区级", "县区级", "县（区）级", "省", "市", "县", "区", "市直", "县直"];
    match role {
        Some(role) => Label::Role(role, after),
        None if level.contains(&word) || KINDS.contains(&word) => Label::Level(after),
        None => Label::None,
    }
}

/// Whether a text is nothing but a word for a role: 牵头, 配合单位.
pub(super) fn is_role_word(text: &str) -> bool {
    role_word(text).is_some()
}

fn role_word(text: &str) -> Option<UnitRole> {
    let text = half_width(text);
    let mut rest = text.trim_matches(is_space);
    for kind in KINDS {
        rest = rest.strip_suffix(kind).unwrap_or(rest);
    }
    let said = said_after(rest);
    let only = said.name.is_empty();
    said.role.filter(|_| only).or_else(|| ROLE_WORDS.iter().find(|(word, _)| *word == rest).map(|(_, role)| *role))
}

/// `会同市水利局` → `市水利局`.
pub(super) fn joined(part: &str) -> Option<&str> {
    let part = part.strip_prefix('并').unwrap_or(part);
    ["会同", "联合", "协同", "商"]
        .iter()
        .find_map(|word| part.strip_prefix(word))
        .filter(|rest| rest.starts_with(super::UNIT_STARTS))
}

/// `市水利局牵头` → (`市水利局`, Lead); of several words the one that says most counts.
pub(super) fn said_after(part: &str) -> Said<'_> {
    let (mut name, mut role) = (part, None);
    loop {
        name = name.trim_end_matches(|c: char| is_space(c) || c == '。');
        let of_units = |(word, role): &(&str, UnitRole)| {
            let rest = name.strip_suffix(word)?;
            let long = rest.chars().count() > 1;
            let fits = rest.is_empty() || long && rest.ends_with(UNIT_ENDS) || ends_in_a_word(rest);
            fits.then_some((rest, *role))
        };
        let said = SAID.iter().find_map(|(word, role)| Some((name.strip_suffix(word)?, *role)));
        if let Some((rest, word)) = said.or_else(|| SAID_OF_UNITS.iter().find_map(of_units)) {
            let weight =
                |role: &UnitRole| [Responsible, Assist, Supervise, Accept, Lead].iter().position(|known| known == role);
            role = role.into_iter().chain([word]).max_by_key(weight);
            name = rest;
        } else if let Some(rest) = BETWEEN.iter().find_map(|word| name.strip_suffix(word)).filter(|_| role.is_some()) {
            name = rest;
        } else {
            break;
        }
    }
    // "按职责分工负责" says nothing of who does what.
    let tail = without_tail(name);
    if tail.len() < name.len() && role == Some(Responsible) {
        role = None;
    }
    let name = tail.strip_prefix(['由', '以']).unwrap_or(tail);
    Said { name, role }
}

fn ends_in_a_word(rest: &str) -> bool {
    let words = SAID.iter().chain(SAID_OF_UNITS).map(|(word, _)| *word).chain(BETWEEN.iter().copied());
    rest.ends_with(['）', ')']) || words.into_iter().any(|word| rest.ends_with(word))
}

/// `市生态环境局（牵头）` → (`市生态环境局`, Lead); `雨城区人民政府（市水利局配合）` names two units.
pub(super) fn in_brackets(part: &str) -> (&str, Option<Bracket>) {
    let trimmed = part.trim_end_matches(is_space);
    let Some(open) = trimmed.rfind(['（', '(']).filter(|_| trimmed.ends_with(['）', ')'])) else {
        return (trimmed, None);
    };
    let (name, inner) = (trimmed.get(..open).unwrap_or(trimmed), trimmed.get(open..).unwrap_or(""));
    let inner = inner.trim_matches(['（', '(', ')', '）']);
    let first = inner.split(['，', ',', '；', ';', '、']).next().unwrap_or("");
    if let Some(role) = role_word(first) {
        let rest = inner.get(first.len()..).unwrap_or("");
        return (name, Some(Bracket { role: Some(role), units: with_roles(rest) }));
    }
    let units = with_roles(inner);
    if units.is_empty() { (trimmed, None) } else { (name, Some(Bracket { role: None, units })) }
}

/// Units that a bracket names, when it says the part each of them plays.
fn with_roles(inner: &str) -> Vec<UnitName> {
    let units = split_units(inner);
    let all = units.iter().all(|unit| unit.role.is_some() && unit.name.chars().count() > 2);
    if all { units } else { Vec::new() }
}

/// `市财政局按职责分工` and `市财政局（按职责分工）` → `市财政局`.
pub(super) fn without_tail(name: &str) -> &str {
    let inner = name.trim_end_matches([')', '）']);
    let is_tail = |text: &str| {
        (text.contains("职责") || text.contains("职能") || text.contains("分工")) && text.chars().count() <= DUTY_CHARS
    };
    let start = DUTY_STARTS
        .iter()
        .filter_map(|word| inner.rfind(word))
        .filter(|at| inner.get(*at..).is_some_and(is_tail))
        .min();
    match start {
        Some(start) => {
            let unit = inner.get(..start).unwrap_or(name);
            let bracket = unit.trim_end_matches(is_space).ends_with(['(', '（']);
            // Brackets that belong to the name stay.
            if bracket || inner.len() == name.len() {
                unit.trim_end_matches(|c: char| is_space(c) || matches!(c, '(' | '（'))
            } else {
                name
            }
        }
        None => name,
    }
}

/// `市水利局等有关部门` → `市水利局`.
pub(super) fn without_others(name: &str) -> &str {
    let trimmed = name.trim_end_matches(is_space);
    let Some((unit, others)) = trimmed.rsplit_once('等') else { return name };
    let mut rest = others.trim_matches(is_space);
    rest = OTHERS.iter().find_map(|word| rest.strip_suffix(word)).unwrap_or(rest);
    let filling = |c: char| {
        c.is_ascii_digit()
            || crate::tasklist::text::is_chinese_numeral(c)
            || "个家有相关各市县区级直职能成员责任其他".contains(c)
    };
    if rest.chars().all(filling) { unit } else { name }
}
