//! The five official progress words and the many ways they are written in lists.

use std::borrow::Cow;

use super::text::squash;

/// Progress of a problem as reported every month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProgressWord {
    /// 尚未启动
    NotStarted,
    /// 未达序时进度
    Behind,
    /// 达到序时进度
    OnSchedule,
    /// 已完成
    Done,
    /// 已验收销号
    StruckOff,
}

impl ProgressWord {
    /// The official word.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::NotStarted => "尚未启动",
            Self::Behind => "未达序时进度",
            Self::OnSchedule => "达到序时进度",
            Self::Done => "已完成",
            Self::StruckOff => "已验收销号",
        }
    }

    /// A stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Behind => "behind",
            Self::OnSchedule => "on_schedule",
            Self::Done => "done",
            Self::StruckOff => "struck_off",
        }
    }
}

use ProgressWord::{Behind, Done, NotStarted, OnSchedule, StruckOff};

/// Spellings after 时序 became 序时 and closing signs were dropped.
const WORDS: &[(&str, ProgressWord)] = &[
    ("尚未启动", NotStarted),
    ("未启动", NotStarted),
    ("尚未启动整改", NotStarted),
    ("未启动整改", NotStarted),
    ("尚未开展", NotStarted),
    ("未开展", NotStarted),
    ("尚未开始", NotStarted),
    ("未开始", NotStarted),
    ("尚未开工", NotStarted),
    ("未开工", NotStarted),
    ("未动工", NotStarted),
    ("尚未实施", NotStarted),
    ("未实施", NotStarted),
    ("待启动", NotStarted),
    ("未整改", NotStarted),
    ("尚未整改", NotStarted),
    ("未达序时进度", Behind),
    ("未达到序时进度", Behind),
    ("尚未达到序时进度", Behind),
    ("尚未达序时进度", Behind),
    ("未达序时", Behind),
    ("未按序时推进", Behind),
    ("未按序时进度推进", Behind),
    ("滞后", Behind),
    ("进度滞后", Behind),
    ("推进滞后", Behind),
    ("整改滞后", Behind),
    ("滞后序时进度", Behind),
    ("滞后于序时进度", Behind),
    ("落后序时进度", Behind),
    ("推进缓慢", Behind),
    ("进展缓慢", Behind),
    ("逾期", Behind),
    ("逾期未完成", Behind),
    ("超期未完成", Behind),
    ("达到序时进度", OnSchedule),
    ("达序时进度", OnSchedule),
    ("已达序时进度", OnSchedule),
    ("已达到序时进度", OnSchedule),
    ("达到序时", OnSchedule),
    ("达序时", OnSchedule),
    ("符合序时进度", OnSchedule),
    ("序时推进", OnSchedule),
    ("按序时推进", OnSchedule),
    ("按序时进度推进", OnSchedule),
    ("超序时进度", OnSchedule),
    ("超前序时进度", OnSchedule),
    ("按序时推进中", OnSchedule),
    ("按序时进度推进中", OnSchedule),
    ("整改推进中", OnSchedule),
    ("正在推进", OnSchedule),
    ("正在整改", OnSchedule),
    ("正在实施", OnSchedule),
    ("整改中", OnSchedule),
    ("正在整改中", OnSchedule),
    ("推进中", OnSchedule),
    ("正在推进中", OnSchedule),
    ("进行中", OnSchedule),
    ("实施中", OnSchedule),
    ("有序推进", OnSchedule),
    ("正常推进", OnSchedule),
    ("正有序推进", OnSchedule),
    ("按计划推进", OnSchedule),
    ("按期推进", OnSchedule),
    ("持续推进", OnSchedule),
    ("持续推进中", OnSchedule),
    ("已完成", Done),
    ("完成", Done),
    ("完成整改", Done),
    ("已完成整改", Done),
    ("整改完成", Done),
    ("已整改完成", Done),
    ("已整改", Done),
    ("整改到位", Done),
    ("已整改到位", Done),
    ("全部完成", Done),
    ("已全部完成", Done),
    ("已办结", Done),
    ("办结", Done),
    ("已完成长期坚持", Done),
    ("已完成并长期坚持", Done),
    ("已完成待验收", Done),
    ("已完成未验收", Done),
    ("已完成待销号", Done),
    ("已整改待销号", Done),
    ("已整改待验收", Done),
    ("已完成未销号", Done),
    ("待验收", Done),
    ("待销号", Done),
    ("待验收销号", Done),
    ("已验收销号", StruckOff),
    ("验收销号", StruckOff),
    ("已销号", StruckOff),
    ("销号", StruckOff),
    ("完成销号", StruckOff),
    ("已完成销号", StruckOff),
    ("完成验收销号", StruckOff),
    ("已完成验收销号", StruckOff),
    ("整改销号", StruckOff),
    ("已整改销号", StruckOff),
    ("已完成并销号", StruckOff),
    ("已完成已销号", StruckOff),
    ("已验收并销号", StruckOff),
    ("已通过验收销号", StruckOff),
    ("已销号备案", StruckOff),
    ("已办结销号", StruckOff),
];

/// The official word for what stands in a state cell.
#[must_use]
pub fn read_progress(text: &str) -> Option<ProgressWord> {
    let squashed = squash(&ticked(text)).replace("时序", "序时");
    let word: String = squashed
        .chars()
        .filter(|c| !matches!(c, ',' | '。' | '、' | ';' | '.' | '(' | ')' | '“' | '”' | '"' | '√' | '☑' | '■'))
        .collect();
    exact(&word)
}

/// The state a longer progress text opens with, as in "已完成。建成管网3公里".
#[must_use]
pub fn read_progress_opening(text: &str) -> Option<ProgressWord> {
    let squashed = squash(text).replace("时序", "序时");
    let opening = squashed.split(['。', ',', ';', '、', ':', '(', '.']).next().unwrap_or("");
    exact(opening)
}

/// Whether a text says in words that the problem is struck off: 销号 without 未, 待, 申请 … about it.
#[must_use]
pub fn says_struck_off(text: &str) -> bool {
    let not_yet = [
        "未",
        "待",
        "申请",
        "正在",
        "拟",
        "将",
        "计划",
        "准备",
        "报请",
        "申报",
        "提请",
        "力争",
        "争取",
        "尽快",
        "推进",
        "按要求",
    ];
    let about = ["申请", "资料", "材料", "条件", "标准", "程序", "工作", "验收中", "前", "清单", "制"];
    squash(text).split(['。', ',', ';', '、', ':']).any(|clause| {
        clause.match_indices("销号").any(|(at, word)| {
            let before = clause.get(..at).unwrap_or("");
            let after = clause.get(at + word.len()..).unwrap_or("");
            !not_yet.iter().any(|word| before.contains(word)) && !about.iter().any(|word| after.starts_with(word))
        })
    })
}

/// Of boxes with words, as in "☑已完成 □未完成", the words of the ticked one.
fn ticked(text: &str) -> Cow<'_, str> {
    const OPEN: [char; 3] = ['□', '☐', '○'];
    const TICKED: [char; 6] = ['☑', '☒', '■', '√', '✓', '✔'];
    let text = text.trim();
    let is_box = |c: char| OPEN.contains(&c) || TICKED.contains(&c);
    if !text.contains(OPEN) || text.matches(TICKED).count() != 1 {
        return Cow::Borrowed(text);
    }
    let Some(at) = text.find(TICKED) else { return Cow::Borrowed(text) };
    let (before, after) = text.split_at(at);
    let mut after = after.chars();
    after.next();
    // The box stands before its word, or behind it.
    let word =
        if text.starts_with(is_box) { after.as_str().split(is_box).next() } else { before.rsplit(is_box).next() };
    Cow::Borrowed(word.unwrap_or("").trim())
}

/// Whether a state only says that the work is not finished: no official word is the same.
#[must_use]
pub fn says_unfinished(text: &str) -> bool {
    let squashed = squash(&ticked(text));
    let word = squashed.trim_end_matches('。');
    matches!(
        word,
        "未完成"
            | "尚未完成"
            | "未完成整改"
            | "未整改完成"
            | "未整改到位"
            | "未办结"
            | "未销号"
            | "否"
            | "×"
            | "✗"
    )
}

/// What an answer to "是否完成" or "是否销号" says; no is said by [`says_unfinished`].
pub(super) fn answer(header: &str, text: &str) -> Option<ProgressWord> {
    let yes = matches!(squash(&ticked(text)).as_str(), "是" | "√" | "✓" | "✔" | "☑" | "Y" | "y");
    let asked = header.contains("是否") && yes;
    if asked && header.contains("销号") {
        Some(StruckOff)
    } else {
        (asked && ["完成", "办结", "整改"].iter().any(|word| header.contains(word))).then_some(Done)
    }
}

fn exact(word: &str) -> Option<ProgressWord> {
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, progress)| *progress)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_understood() {
        for (text, word) in [
            ("达到时序进度", OnSchedule),
            ("达到序时进度", OnSchedule),
            ("未达时序进度", Behind),
            ("未达到序时进度", Behind),
            ("未达到时序进度", Behind),
            ("正在推进", OnSchedule),
            ("已整改完成", Done),
            ("完成整改", Done),
            ("已完成。", Done),
            ("已销号", StruckOff),
            ("已验收\n销号", StruckOff),
            ("未启动", NotStarted),
            (" 尚未启动 ", NotStarted),
            ("已完成，长期坚持", Done),
        ] {
            assert_eq!(read_progress(text), Some(word), "{text}");
        }
        for text in ["未完成", "基本完成", "见附件", "", "90%"] {
            assert_eq!(read_progress(text), None, "{text}");
        }
        assert_eq!(read_progress("☑已完成 □未完成"), Some(Done));
        assert_eq!(read_progress("已完成□ 已销号√"), Some(StruckOff));
        assert!(says_unfinished("□已完成 ☑未完成") && says_unfinished("否") && !says_unfinished("未启动"));
        assert_eq!(answer("是否完成", "是"), Some(Done));
        assert_eq!(answer("是否已销号", "√"), Some(StruckOff));
        assert_eq!(answer("是否完成", "否"), None);
        assert_eq!(read_progress_opening("已完成。建成管网3公里，接入"), Some(Done));
        assert_eq!(read_progress_opening("已建成管网3公里"), None);
        for text in ["已完成整改并通过验收销号。", "已于2024年12月完成整改并销号", "整改完成，2024年底销号"]
        {
            assert!(says_struck_off(text), "{text}");
        }
        for text in ["已完成，待验收销号", "正在申请销号", "已提交销号申请", "未销号", "拟于年底验收销号", "已完成"]
        {
            assert!(!says_struck_off(text), "{text}");
        }
    }
}
