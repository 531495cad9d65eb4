//! Splits a cell of responsible units into names with their roles.
//!
//! Where a cell is cut is in `parts`, what words say of a unit in `said`. Whether a unit exists in the city is decided by the caller's own list of units.

mod parts;
mod said;

use super::text::{is_nothing, is_space};

use parts::{Part, parts};
use said::{Label, Said, in_brackets, joined, label, said_after, without_others, without_tail};

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
    /// 验收
    Accept,
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
            Self::Accept => "accept",
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
    let mut cell_units = CellUnits::default();
    if is_nothing(cell) {
        return Vec::new();
    }
    for part in parts(cell) {
        cell_units.part(&part);
    }
    let mut units: Vec<UnitName> = cell_units.named.into_iter().map(|named| named.unit).collect();
    for unit in &mut units {
        without_count(&mut unit.name);
    }
    complete_governments(&mut units);
    units
}

/// A unit and how its role came to it.
struct Named {
    unit: UnitName,
    /// The role was said of this unit, not of the line it stands in.
    own: bool,
    /// A comma or more stands before it, not only 、.
    strong: bool,
    /// Which label, as 配合单位：, it stands behind.
    label: usize,
}

/// The units of a cell as it is read.
#[derive(Default)]
struct CellUnits {
    named: Vec<Named>,
    /// The role of the label before, as 配合单位：.
    role: Option<UnitRole>,
    labels: usize,
    /// 会同 before a unit holds until the next comma.
    joined: bool,
}

impl CellUnits {
    fn part(&mut self, part: &Part) {
        self.joined &= !part.strong;
        let mut text = part.text.as_str();
        match label(text) {
            Label::Role(role, rest) => {
                self.begin(Some(role));
                text = rest;
            }
            Label::Level(rest) => text = rest,
            Label::Person => return,
            Label::None => {}
        }
        if is_nothing(text) {
            return;
        }
        if let Some(rest) = joined(text) {
            self.joined = true;
            text = rest;
        }
        let Said { name, role: said } = said_after(text);
        let (name, bracket) = if said.is_some() { (name, None) } else { in_brackets(name) };
        let name = without_others(without_tail(name)).trim_matches(is_mark);
        let name = name.trim_end_matches(['（', '(']);
        if name.is_empty() {
            self.alone(said, part.strong);
            return;
        }
        // Who is joined to the one that does it helps, whatever both do.
        let said = if self.joined { said.filter(|role| *role != UnitRole::Responsible) } else { said };
        if let Some(role) = said {
            self.said_of_those_before(role, part.strong);
        }
        let own = bracket.as_ref().and_then(|bracket| bracket.role).or(said);
        let own = own.or_else(|| self.joined.then_some(UnitRole::Assist));
        self.push(name, own, part.strong);
        for unit in bracket.into_iter().flat_map(|bracket| bracket.units) {
            self.push(&unit.name, unit.role, true);
        }
    }

    fn begin(&mut self, role: Option<UnitRole>) {
        self.role = role;
        self.labels += 1;
    }

    /// A word such as 配合 that stands by itself: a label where the cell begins so, otherwise said
    /// of the units before it.
    fn alone(&mut self, said: Option<UnitRole>, strong: bool) {
        match said {
            Some(role) if self.named.is_empty() || self.labels > 0 => self.begin(Some(role)),
            Some(role) => self.said_of_those_before(role, strong),
            None => {}
        }
    }

    /// "甲局、乙局配合" says it of both; a unit with a word of its own keeps it.
    fn said_of_those_before(&mut self, role: UnitRole, strong: bool) {
        let labels = self.labels;
        let free = |named: &&mut Named| {
            !named.own && named.label == labels && matches!(named.unit.role, None | Some(UnitRole::Responsible))
        };
        let count = self.named.iter_mut().rev().take_while(free).count();
        // "甲局，乙局配合": somebody must be left who is assisted.
        let nobody_left = count == self.named.len() && matches!(role, UnitRole::Assist | UnitRole::Supervise);
        let mut strong = strong;
        for named in self.named.iter_mut().rev().take(count) {
            if nobody_left && strong {
                break;
            }
            named.unit.role = Some(role);
            named.own = true;
            strong = named.strong;
        }
    }

    fn push(&mut self, name: &str, own: Option<UnitRole>, strong: bool) {
        let unit = UnitName { name: name.to_owned(), role: own.or(self.role), group: is_group(name) };
        self.named.push(Named { unit, own: own.is_some(), strong, label: self.labels });
    }
}

/// Signs beside a name that are no part of it.
fn is_mark(c: char) -> bool {
    is_space(c) || matches!(c, '.' | '。' | '★' | '☆' | '*' | '＊' | '※' | '▲' | '●')
}

fn is_group(name: &str) -> bool {
    let levels = ["省级", "市级", "州级", "县级", "区级", "省直", "县直"];
    let name = levels.iter().find_map(|level| name.strip_prefix(level)).unwrap_or(name);
    ["各", "有关", "相关", "所有", "其他", "全市", "市直"].iter().any(|word| name.starts_with(word))
}

/// Grounds that have no government of their own.
const NO_COUNTIES: [&str; 14] = [
    "经开区",
    "开发区",
    "高新区",
    "园区",
    "景区",
    "新区",
    "示范区",
    "保护区",
    "管理区",
    "工业区",
    "集中区",
    "度假区",
    "功能区",
    "试验区",
];

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
            && !NO_COUNTIES.iter().any(|kind| unit.name.ends_with(kind))
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

/// "宝兴、芦山两县人民政府": the count of what was named is no part of the last name.
fn without_count(name: &mut String) {
    let tails = ["县人民政府", "区人民政府", "县政府", "区政府", "县委", "区委"];
    let Some(tail) = tails.iter().find(|tail| name.ends_with(*tail)) else { return };
    let stem = name.strip_suffix(tail).unwrap_or("");
    let named = stem.strip_suffix(['两', '二', '三', '四', '五', '六', '七', '八']).filter(|stem| is_stem(stem));
    if let Some(named) = named {
        *name = format!("{named}{tail}");
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
        for park in ["雅安经开区", "雅安高新区", "某某景区", "某某新区", "某某示范区", "某某自然保护区", "某某管理区"]
        {
            check(&format!("{park}、雨城区人民政府"), &[park, "雨城区人民政府"]);
        }
        check("天全、芦山、宝兴县人民政府", &["天全县人民政府", "芦山县人民政府", "宝兴县人民政府"]);
        check("市水利局、雨城、名山区政府", &["市水利局", "雨城区政府", "名山区政府"]);
        check("宝兴、芦山两县人民政府", &["宝兴县人民政府", "芦山县人民政府"]);
        check("市级相关部门及各县（区）人民政府", &["市级相关部门", "各县（区）人民政府"]);
        check("有关部门和各县", &["有关部门", "各县"]);
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

    /// The units with their roles: L, R, A, S, or - for none.
    #[track_caller]
    fn said(cell: &str, expected: &str) {
        let letter = |role: Option<UnitRole>| match role {
            Some(UnitRole::Lead) => 'L',
            Some(UnitRole::Responsible) => 'R',
            Some(UnitRole::Assist) => 'A',
            Some(UnitRole::Supervise) => 'S',
            Some(UnitRole::Accept) => 'V',
            None => '-',
        };
        let units = split_units(cell);
        let found: Vec<String> = units.iter().map(|unit| format!("{}{}", letter(unit.role), unit.name)).collect();
        assert_eq!(found.join(" "), expected, "{cell}");
    }

    #[test]
    fn everyday_phrases_give_everybody_a_part() {
        said("市生态环境局牵头，市水利局、各县（区）配合", "L市生态环境局 A市水利局 A各县（区）");
        said("市生态环境局负责，市水利局配合", "R市生态环境局 A市水利局");
        said("市生态环境局，市水利局配合", "-市生态环境局 A市水利局");
        said("市水利局、市公安局配合", "A市水利局 A市公安局");
        said("市生态环境局牵头，市水利局、市农业农村局等配合", "L市生态环境局 A市水利局 A市农业农村局");
        said("市生态环境局牵头;市水利局，市公安局等配合", "L市生态环境局 A市水利局 A市公安局");
        said("市生态环境局牵头，市水利局等单位配合", "L市生态环境局 A市水利局");
        said("市生态环境局牵头，市水利局等6个市级部门密切配合", "L市生态环境局 A市水利局");
        said("市生态环境局牵头、市水利局参加", "L市生态环境局 A市水利局");
        said("市生态环境局牵头，雨城区人民政府落实", "L市生态环境局 R雨城区人民政府");
        said("市生态环境局牵头负责，市水利局、市公安局按职责分工负责", "L市生态环境局 -市水利局 -市公安局");
        said("市生态环境局牵头，市水利局按职责配合。", "L市生态环境局 A市水利局");
        said("由市生态环境局牵头，会同市水利局、市公安局实施", "L市生态环境局 A市水利局 A市公安局");
        said("市生态环境局会同市水利局组织实施，名山区人民政府具体落实", "-市生态环境局 A市水利局 R名山区人民政府");
        said("市生态环境局牵头市水利局配合", "L市生态环境局 A市水利局");
        said("雨城区人民政府牵头整改，市水利局督促指导", "L雨城区人民政府 S市水利局");
        said("以市水利局为主，市公安局为配合单位", "L市水利局 A市公安局");
        said("市水利局、市公安局共同负责", "R市水利局 R市公安局");
        said("责任单位：市水利局牵头，市财政局、市公安局配合", "L市水利局 A市财政局 A市公安局");
    }

    #[test]
    fn labels_brackets_and_numbers_are_no_part_of_a_name() {
        said("雨城区人民政府（市水利局配合）", "-雨城区人民政府 A市水利局");
        said(
            "市财政局、雨城区人民政府（配合单位：市水利局、市公安局）",
            "-市财政局 -雨城区人民政府 A市水利局 A市公安局",
        );
        said("市生态环境局（牵头）市水利局（配合）", "L市生态环境局 A市水利局");
        said("（牵头）市生态环境局，（配合）市水利局、市公安局", "L市生态环境局 A市水利局 A市公安局");
        said("牵头单位 市水利局\n配合单位 市公安局", "L市水利局 A市公安局");
        said("牵头\n市水利局\n配合\n市公安局", "L市水利局 A市公安局");
        said("市级：市水利局；县级：雨城区人民政府", "-市水利局 -雨城区人民政府");
        said("责任单位：市水利局\n责任人：张三", "R市水利局");
        said("市水利局／市自然资源和规划局", "-市水利局 -市自然资源和规划局");
        said("1.市环境保护局 2.市国土资源局", "-市环境保护局 -市国土资源局");
        said("（1）市水务局；（2）市林业局（牵头）", "-市水务局 L市林业局");
        said("①市水务局②市林业局", "-市水务局 -市林业局");
        said("一、市水务局\n二、市林业局", "-市水务局 -市林业局");
        said("市水务局以及各县（区）人民政府", "-市水务局 -各县（区）人民政府");
        said("市水利局（水政科", "-市水利局（水政科");
        said("市水利局（牵头、市公安局", "L市水利局 -市公安局");
        said("市政府教育督导委员会、市督办", "-市政府教育督导委员会 -市督办");
        said("雅安经开区管委会（含物流园）、第三人民医院", "-雅安经开区管委会（含物流园） -第三人民医院");
        said("市水利局等", "-市水利局");
        said("市高等专科学校", "-市高等专科学校");
    }

    #[test]
    fn party_and_government_are_one_name() {
        check("石棉县委、县政府", &["石棉县委、县政府"]);
        check("某某县党委、政府，市水利局", &["某某县党委、政府", "市水利局"]);
        check("各县（区）党委、政府", &["各县（区）党委、政府"]);
        check("某某经开区党工委、管委会", &["某某经开区党工委、管委会"]);
        said("牵头：石棉县委、县人民政府；配合：市水利局", "L石棉县委、县人民政府 A市水利局");
        said("石棉县委、县政府牵头，市水利局配合", "L石棉县委、县政府 A市水利局");
        check("市发展改革委、县政府", &["市发展改革委", "县政府"]);
    }

    #[test]
    fn names_of_persons_behind_units_do_not_hide_them() {
        said("市水利局（责任人：张三）、市林业局", "-市水利局（责任人：张三） -市林业局");
        said("市水利局 负责人：局长张三", "-市水利局");
        said("市水利局，分管负责人：李四；市林业局", "-市水利局 -市林业局");
    }

    #[test]
    fn labels_begin_after_blanks_and_without_signs() {
        said("责任单位：市水利局    配合单位：市财政局", "R市水利局 A市财政局");
        said("牵头单位:市水利局 责任单位:石棉县政府 配合单位:市财政局", "L市水利局 R石棉县政府 A市财政局");
        said("牵头单位:市水利局责任单位:石棉县政府", "L市水利局 R石棉县政府");
        said("牵头：市水利局 配合：市财政局", "L市水利局 A市财政局");
        said("市水利局牵头 市林业局、石棉县政府配合", "L市水利局 A市林业局 A石棉县政府");
        said("牵头单位 市水利局 配合单位 市公安局", "L市水利局 A市公安局");
        said("牵头单位为市水利局，配合单位为市林业局", "L市水利局 A市林业局");
        said("责任单位：石棉县政府；验收单位：市生态环境局", "R石棉县政府 V市生态环境局");
        said("牵头：市财政局；属地：石棉县政府；行业：市水利局", "L市财政局 R石棉县政府 S市水利局");
        said("市级责任单位：市水利局；县级责任单位：石棉县政府", "R市水利局 R石棉县政府");
    }

    #[test]
    fn names_wrapped_inside_a_cell_are_one() {
        check("市自然资源\n和规划局", &["市自然资源和规划局"]);
        check("市生态环境\n局、市林业局", &["市生态环境局", "市林业局"]);
        check("各县（区）\n人民政府", &["各县（区）人民政府"]);
        check("雨城区\n人民政府\n市水利局", &["雨城区人民政府", "市水利局"]);
        check("天全\n芦山县人民政府", &["天全县人民政府", "芦山县人民政府"]);
        check("市水利局\n某某水泥厂", &["市水利局", "某某水泥厂"]);
        check("某某煤矿\n市林业局", &["某某煤矿", "市林业局"]);
        said("市水利局牵头\n生态环境局配合", "L市水利局 A生态环境局");
    }

    #[test]
    fn words_for_nothing_are_no_units() {
        for cell in ["无", "暂无", "/", "\\", "-", "—", "——", "N/A", "无配合单位", "（无）", "配合单位：无"]
        {
            check(cell, &[]);
        }
        check("市水利局、无", &["市水利局"]);
        check("无量山保护区管委会", &["无量山保护区管委会"]);
    }

    #[test]
    fn points_and_marks_around_names() {
        check("市水利局·市林业局+市财政局", &["市水利局", "市林业局", "市财政局"]);
        check("市水利局.市林业局", &["市水利局", "市林业局"]);
        check("★市水利局、*市林业局", &["市水利局", "市林业局"]);
    }

    #[test]
    fn groups_are_marked() {
        assert!(split_units("市级相关部门").iter().all(|unit| unit.group));
        let units = split_units("市林业局、各县（区）人民政府、有关部门");
        assert_eq!(units.iter().map(|unit| unit.group).collect::<Vec<_>>(), [false, true, true]);
    }
}
