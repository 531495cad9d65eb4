//! A query in official words, as the line under a title says which rows are meant.

use jiff::civil::Date;

use crate::official::{figure_zh, guidance_zh, level_zh, source_zh, stage_zh};
use crate::register::{Lack, Query};
use crate::setup::Setup;

/// Where nobody or nothing is named.
const NOTHING: &str = "未指定";

/// The conditions of a query in Chinese; `全部` where there are none.
#[must_use]
pub fn filter_zh(query: &Query, setup: &Setup) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut one = |label: &str, value: String| {
        if !value.is_empty() {
            said.push(format!("{label}：{value}"));
        }
    };
    one("口径", query.figure.map_or_else(String::new, |f| figure_zh(f).to_owned()));
    one("关键词", query.text.clone());
    one("状态", join(query.stages.iter().map(|s| stage_zh(*s))));
    one("问题来源", join(query.sources.iter().map(|s| source_zh(*s))));
    one("轮次", query.round.clone());
    one("分类指导", join(query.guidance.iter().map(|g| guidance_zh(*g))));
    let kind =
        |code: &String| setup.reference.types.iter().find(|t| t.code == *code).map_or(code.clone(), |t| t.zh.clone());
    let kinds = query.kinds.iter().map(|code| if code.is_empty() { NOTHING.to_owned() } else { kind(code) });
    one("类型", join(kinds));
    one("责任单位", query.unit.map_or_else(String::new, |u| setup.unit_name(u)));
    one("督导单位", query.supervisor.map_or_else(String::new, |u| setup.unit_name(u)));
    one("属地", query.county.map_or_else(String::new, |u| setup.unit_name(u)));
    one("包案领导", query.leader.map_or_else(String::new, |a| setup.account_name(a)));
    for lack in &query.without {
        let label = match lack {
            Lack::Unit => "责任单位",
            Lack::Supervisor => "督导单位",
            Lack::County => "属地",
            Lack::Leader => "包案领导",
        };
        one(label, NOTHING.to_owned());
    }
    if query.level > 0 {
        one("督办级别", format!("{}及以上", level_zh(query.level)));
    }
    one("最近到期日", span(query.due));
    one("销号日期", span(query.struck));
    one("登记日期", span(query.registered));
    one("最近变动", span(query.changed));
    if query.rebounded {
        one("反弹", "是".to_owned());
    }
    if said.is_empty() { "全部".to_owned() } else { said.join("；") }
}

fn join<S: AsRef<str>>(words: impl Iterator<Item = S>) -> String {
    words.map(|w| w.as_ref().to_owned()).collect::<Vec<_>>().join("、")
}

fn span(span: (Option<Date>, Option<Date>)) -> String {
    match span {
        (None, None) => String::new(),
        (Some(from), None) => format!("{from}起"),
        (None, Some(to)) => format!("{to}止"),
        (Some(from), Some(to)) => format!("{from}至{to}"),
    }
}
