//! What a column means, told from the words of its header.
//!
//! Where the header row stands is found in `header`.

use super::header_words::{BESIDE_PLACES, PARTS, PLACES, WORDS};
use super::text::{half_width, squash};

/// The level a number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 国家
    Nation,
    /// 省
    Province,
    /// 市
    City,
    /// 县
    County,
    /// 上级, which one is not said
    Upper,
}

impl Level {
    /// The word printed beside the number.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Nation => "国家",
            Self::Province => "省",
            Self::City => "市",
            Self::County => "县",
            Self::Upper => "上级",
        }
    }
}

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 序号
    No,
    /// 省序号, 市序号 …
    UpperNo(Level),
    /// 措施序号
    MeasureNo,
    /// 问题类别
    Class,
    /// 问题
    Problem,
    /// 具体问题 beside 问题, one below another
    Detail,
    /// 整改任务 beside 问题
    Task,
    /// 整改目标
    Goal,
    /// 整改措施
    Measures,
    /// 措施二 beside 措施一
    MeasuresPart,
    /// 措施完成时限
    MeasureDue,
    /// 整改时限
    Due,
    /// 月 beside 年 under one 整改时限
    DuePart,
    /// 责任单位
    Units,
    /// 牵头单位
    Lead,
    /// 配合单位
    Assist,
    /// 督导单位
    Supervisor,
    /// 验收单位
    Acceptor,
    /// 责任人
    Person,
    /// 包案领导
    Leader,
    /// 整改类型
    Kind,
    /// 状态
    Status,
    /// 是否销号 beside 是否完成
    StatusPart,
    /// 进展情况, in words
    Progress,
    /// 备注
    Remark,
    /// 问题来源
    Source,
    /// 页码, of the report
    Page,
    /// Known and kept, but without a place in a task.
    Other,
}

impl Field {
    /// A stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::UpperNo(_) => "upper_no",
            Self::MeasureNo => "measure_no",
            Self::Class => "class",
            Self::Problem => "problem",
            Self::Detail => "detail",
            Self::Task => "task",
            Self::Goal => "goal",
            Self::Measures => "measures",
            Self::MeasuresPart => "measures_part",
            Self::MeasureDue => "measure_due",
            Self::Due => "due",
            Self::DuePart => "due_part",
            Self::Units => "units",
            Self::Lead => "lead",
            Self::Assist => "assist",
            Self::Supervisor => "supervisor",
            Self::Acceptor => "acceptor",
            Self::Person => "person",
            Self::Leader => "leader",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::StatusPart => "status_part",
            Self::Progress => "progress",
            Self::Remark => "remark",
            Self::Source => "source",
            Self::Page => "page",
            Self::Other => "other",
        }
    }
}

/// How sure a header word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sure {
    /// Contains a known word.
    Likely,
    /// Is a known word.
    Exact,
}

/// The levels that number problems, as headers name them.
const LEVELS: &[&str] = &["国家", "中央", "国", "省", "市", "州", "县", "区", "县区", "区县", "上级"];

/// The longest upper header that says whose number stands below: "省级任务清单".
const UPPER_CHARS: usize = 8;

/// The longest text that can be a header word.
pub(crate) const HEADER_CHARS: usize = 24;

/// The meaning of one header text, if it is one.
pub(crate) fn recognise(header: &str) -> Option<(Field, Sure)> {
    // Looked at for every cell of every row: long texts are turned away at once.
    if header.len() > HEADER_CHARS * 8 {
        return None;
    }
    let word = squash(header);
    if word.is_empty() || word.chars().count() > HEADER_CHARS || word.contains(['。', ';', '!', '?']) {
        return None;
    }
    if let Some(field) = number_of_level(&word) {
        return Some((field, Sure::Exact));
    }
    let without = drop_brackets(&word);
    let unwrapped: String = word.chars().filter(|c| !matches!(c, '(' | ')' | '[' | ']')).collect();
    for candidate in [&word, &without, &unwrapped] {
        let candidate = candidate.trim_matches(|c: char| matches!(c, ':' | '*' | '/' | '、'));
        if let Some((_, field)) = WORDS.iter().find(|(known, _)| *known == candidate) {
            return Some((*field, Sure::Exact));
        }
    }
    let base = if without.is_empty() { &unwrapped } else { &without };
    numbers(base).or_else(|| by_part(base)).map(|field| (field, Sure::Likely))
}

fn drop_brackets(word: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in half_width(word).chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// `序号(省)` and `省(序号)`: whose number it is stands in or before the brackets.
fn number_of_level(word: &str) -> Option<Field> {
    let (outer, rest) = word.split_once(['(', '['])?;
    let inner = rest.strip_suffix([')', ']'])?;
    let whose = |text: &str| {
        let text = text.replace("序号", "").replace("编号", "");
        LEVELS.contains(&text.trim_end_matches('级')).then_some(text)
    };
    let numbered = |text: &str| ["序号", "编号"].iter().any(|part| text.ends_with(part));
    let level = whose(inner).filter(|_| numbered(outer)).or_else(|| whose(outer).filter(|_| numbered(inner)))?;
    numbers(&format!("{level}序号"))
}

fn numbers(word: &str) -> Option<Field> {
    if !["序号", "编号", "序列号", "序列"].iter().any(|part| word.contains(part)) {
        return None;
    }
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    Some(if has(&["措施"]) {
        Field::MeasureNo
    } else if has(&["国家", "中央", "部级", "国"]) {
        Field::UpperNo(Level::Nation)
    } else if has(&["省", "川"]) {
        Field::UpperNo(Level::Province)
    } else if has(&["市", "州"]) {
        Field::UpperNo(Level::City)
    } else if has(&["县", "区"]) {
        Field::UpperNo(Level::County)
    } else if has(&["上级", "原", "反馈", "督察", "总", "方案", "对应"]) {
        Field::UpperNo(Level::Upper)
    } else {
        Field::No
    })
}

fn by_part(word: &str) -> Option<Field> {
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    if has(PLACES) && !has(BESIDE_PLACES) {
        return None;
    }
    PARTS
        .iter()
        .find(|part| has(part.any) && (part.with.is_empty() || has(part.with)) && !has(part.without))
        .map(|part| part.field)
}

/// The meaning of a lower header under an upper one.
pub(crate) fn recognise_pair(upper: &str, lower: &str) -> Option<(Field, Sure)> {
    let (up, low) = (squash(upper), squash(lower));
    if low.is_empty() || up == low {
        return recognise(upper);
    }
    if up.is_empty() {
        return recognise(lower);
    }
    let under_measures = matches!(recognise(upper), Some((Field::Measures | Field::MeasureNo, _)));
    match recognise(lower) {
        Some((Field::No, sure)) if under_measures => return Some((Field::MeasureNo, sure)),
        Some((Field::Due, sure)) if under_measures => return Some((Field::MeasureDue, sure)),
        Some((Field::Problem, sure)) if under_measures => return Some((Field::Measures, sure)),
        _ => {}
    }
    let level = Some(low.trim_end_matches('级')).filter(|low| LEVELS.contains(low));
    if level.is_some() && up.contains('号') {
        return numbers(&format!("{low}{up}")).map(|field| (field, Sure::Exact));
    }
    if low.contains('号')
        && ["国", "省", "市", "县", "上级"].iter().any(|part| up.contains(part))
        && up.chars().count() <= UPPER_CHARS
    {
        return numbers(&format!("{up}{low}")).map(|field| (field, Sure::Exact));
    }
    let upper_is_units = matches!(recognise(upper), Some((Field::Units | Field::Lead, _)));
    let short = |words: &[&str]| words.contains(&low.as_str());
    if upper_is_units || up.contains("单位") || up.contains("责任") {
        if short(&["牵头", "主办", "主责"]) {
            return Some((Field::Lead, Sure::Exact));
        }
        if short(&["配合", "协助", "协办", "参与"]) {
            return Some((Field::Assist, Sure::Exact));
        }
        if short(&["督导", "督办", "监管"]) {
            return Some((Field::Supervisor, Sure::Exact));
        }
        if short(&["验收", "销号"]) {
            return Some((Field::Acceptor, Sure::Exact));
        }
        if short(&["责任", "整改", "实施", "市级", "县级", "市", "县", "单位", "部门"]) {
            return Some((Field::Units, Sure::Exact));
        }
    }
    recognise(lower).or_else(|| recognise(&format!("{up}{low}"))).or_else(|| recognise(upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_words_in_many_spellings() {
        for (word, field) in [
            ("序 号", Field::No),
            ("省序号", Field::UpperNo(Level::Province)),
            ("市级序号", Field::UpperNo(Level::City)),
            ("市级\n序号", Field::UpperNo(Level::City)),
            ("国家序号", Field::UpperNo(Level::Nation)),
            ("县序号", Field::UpperNo(Level::County)),
            ("上级序号", Field::UpperNo(Level::Upper)),
            ("问题编号（省）", Field::UpperNo(Level::Province)),
            ("序号（省级）", Field::UpperNo(Level::Province)),
            ("问题编号（市级）", Field::UpperNo(Level::City)),
            ("省（序号）", Field::UpperNo(Level::Province)),
            ("序号（县区）", Field::UpperNo(Level::County)),
            ("序号（必填）", Field::No),
            ("页码", Field::Page),
            ("措施序号", Field::MeasureNo),
            ("问题类别", Field::Class),
            ("督察反馈问题", Field::Problem),
            ("反馈问题\n（整改任务）", Field::Problem),
            ("整改任务", Field::Task),
            ("整改目标", Field::Goal),
            ("主要整改措施", Field::Measures),
            ("整改措施及要求", Field::Measures),
            ("措施完成时限", Field::MeasureDue),
            ("完成时间", Field::Due),
            ("整改完成时限（年月）", Field::Due),
            ("牵头（责任）单位", Field::Lead),
            ("牵头督导单位", Field::Supervisor),
            ("市级牵头督导部门", Field::Supervisor),
            ("整改实施主体", Field::Units),
            ("责任单位及责任人", Field::Units),
            ("协同单位", Field::Assist),
            ("销号单位", Field::Acceptor),
            ("验收责任单位", Field::Acceptor),
            ("整改责任人", Field::Person),
            ("市级包案领导", Field::Leader),
            ("整改类型", Field::Kind),
            ("整改进度", Field::Status),
            ("当前整改进展情况", Field::Progress),
            ("备 注", Field::Remark),
            ("问题来源", Field::Source),
            ("验收时间", Field::Other),
            ("举报内容", Field::Problem),
            ("反馈意见原文", Field::Problem),
            ("推进举措", Field::Measures),
            ("整改举措及进展", Field::Measures),
            ("整改限期", Field::Due),
            ("时间安排", Field::Due),
            ("复核单位", Field::Acceptor),
            ("协作单位", Field::Assist),
            ("行业主管部门", Field::Supervisor),
            ("责任人及联系方式", Field::Person),
            ("联系人及电话", Field::Person),
            ("时限类别", Field::Kind),
            ("时限分类", Field::Kind),
        ] {
            assert_eq!(recognise(word).map(|(field, _)| field), Some(field), "{word}");
        }
        for word in ["宝兴县人民政府", "立行立改", "长期坚持", "一、意见建议", "市财政局", "2026年12月底前", "12", ""]
        {
            assert_eq!(recognise(word), None, "{word}");
        }
    }

    #[test]
    fn pairs_of_header_rows() {
        for (upper, lower, field) in [
            ("责任单位", "牵头单位", Field::Lead),
            ("责任单位", "配合", Field::Assist),
            ("序号", "省", Field::UpperNo(Level::Province)),
            ("省级", "序号", Field::UpperNo(Level::Province)),
            ("整改措施", "序号", Field::MeasureNo),
            ("整改措施", "内容", Field::Measures),
            ("整改措施", "完成时限", Field::MeasureDue),
            ("整改措施", "具体措施", Field::Measures),
            ("整改要求", "目标", Field::Goal),
        ] {
            assert_eq!(recognise_pair(upper, lower).map(|(field, _)| field), Some(field), "{upper}/{lower}");
        }
    }
}
