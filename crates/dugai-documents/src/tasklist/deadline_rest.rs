//! What may stand behind a year or a month so that its last day is the deadline, as data.
//!
//! A date is only taken when the words behind it are understood: "2025年入冬前" is not the end
//! of 2025. Where dates are found is in `deadline_scan`.

use super::text::is_chinese_numeral;

/// Feasts and seasons end on no certain day; each with the last month they can lie in.
const SEASONS: &[(&str, i8)] = &[
    ("春节", 2),
    ("元旦", 1),
    ("元宵", 3),
    ("清明", 4),
    ("五一", 5),
    ("端午", 6),
    ("高考", 6),
    ("春耕", 5),
    ("春季", 5),
    ("国庆", 12),
    ("中秋", 12),
    ("汛", 12),
    ("主汛", 12),
    ("采暖", 12),
    ("供暖", 12),
    ("秋冬", 12),
    ("夏季", 12),
    ("秋季", 12),
    ("冬季", 12),
    ("枯水", 12),
    ("雨季", 12),
];

/// Signs and words that end a date or join it with the next one.
const JOINTS: &[char] = &[
    ',', '。', '、', ';', ':', '(', ')', '[', ']', '“', '”', '"', '/', '-', '—', '~', '至', '到', '和', '与', '及',
    '或', '并', '且', '前', '起', '后', '每', '*', '.', '!', '?', '<', '>', '《', '》',
];

/// Words between a date and what is to be done by it.
const ADVERBS: &[&str] = &[
    "全面",
    "基本",
    "全部",
    "力争",
    "确保",
    "按期",
    "按时",
    "如期",
    "必须",
    "需",
    "应",
    "要",
    "可",
    "即",
    "内",
    "以内",
    "之内",
    "之前",
    "以前",
    "期间",
    "全年",
    "整年",
    "先行",
    "率先",
    "初步",
    "最终",
    "逐步",
    "逐年",
    "逐项",
    "分批",
    "分步",
    "分期",
    "有序",
    "彻底",
    "进一步",
    "继续",
    "陆续",
    "同步",
    "依法",
    "正式",
    "稳定",
    "整体",
    "主体",
    "工程",
    "项目",
    "底",
    "末",
    "为",
    "由",
    "予以",
    "进行",
    "组织",
    "左右",
    "份",
    "度",
    "的",
    "已",
    "再",
    "拟",
    "计划",
    "预计",
    "争取",
];

/// What is done by a date.
const DEEDS: &[&str] = &[
    "完成", "完工", "完善", "完毕", "建成", "建设", "建立", "建", "整改", "整治", "治理", "达标", "达到", "实现",
    "落实", "落地", "开展", "开工", "开始", "实施", "推进", "启动", "竣工", "投入", "投运", "投产", "投用", "验收",
    "销号", "办结", "取缔", "关闭", "关停", "拆除", "搬迁", "清理", "清除", "清退", "清零", "解决", "消除", "制定",
    "编制", "出台", "印发", "形成", "健全", "新建", "改造", "改建", "扩建", "安装", "修复", "恢复", "复绿", "结束",
    "见效", "取得", "通过", "报送", "上报", "提交", "退出", "淘汰", "巩固", "持续", "长期", "常态", "坚持", "到位",
    "运行", "使用", "交付", "动工", "施工", "处置", "处理", "查处", "督促", "加强", "提升", "提高", "优化", "规范",
    "补齐", "补办", "办理", "接入", "覆盖", "贯通", "通水", "通车", "截污", "清淤", "立行", "立即", "分类", "分年",
    "截止", "为止", "止", "底线", "有效", "明显", "不再",
];

/// The last month of the feast or season that stands at the beginning.
pub(super) fn season(rest: &[char]) -> Option<i8> {
    SEASONS.iter().find(|(word, _)| begins(rest, word)).map(|(_, month)| *month)
}

/// Whether a bare year may stand before these words: nothing else, a sign, or a deed.
pub(super) fn follows_year(rest: &[char]) -> bool {
    let mut rest = rest;
    while let Some(word) = ADVERBS.iter().find(|word| begins(rest, word)) {
        rest = rest.get(word.chars().count()..).unwrap_or(&[]);
    }
    if rest.first().is_none_or(|c| JOINTS.contains(c)) {
        return true;
    }
    // "2025年投产前": the day before a deed is not named.
    let clause = rest.iter().take_while(|c| !matches!(c, ',' | '。' | ';' | '、' | '('));
    clause.last() != Some(&'前') && DEEDS.iter().any(|word| begins(rest, word))
}

/// Whether a month may stand before these words: anything but a feast, a day in words, or an
/// unknown day "before" which something is due.
pub(super) fn follows_month(rest: &[char]) -> bool {
    if follows_year(rest) {
        return true;
    }
    let clause = rest.iter().take_while(|c| !matches!(c, ',' | '。' | ';' | '、' | '(')).take(8);
    let unknown_day = clause.clone().any(|c| matches!(c, '前' | '后'));
    !unknown_day && season(rest).is_none() && rest.first().is_none_or(|c| !is_chinese_numeral(*c))
}

fn begins(rest: &[char], word: &str) -> bool {
    word.chars().enumerate().all(|(at, c)| rest.get(at) == Some(&c))
}
