//! The invented texts of the demonstration.

use dugai_domain::org::Role;

/// A role in words, for the table of log-ins.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Officer => "经办人",
        Role::Head => "负责人",
        Role::Leader => "市领导",
        Role::Acceptor => "验收人员",
        Role::Auditor => "审计",
        Role::Administrator => "系统管理员",
    }
}

/// A self-found problem or a complaint: type, text, place, goal, supervising department.
pub type Seed = (&'static str, &'static str, &'static str, &'static str, &'static str);

pub const SEEDS: [Seed; 16] = [
    (
        "water",
        "乡镇污水处理站进水浓度偏低，出水总磷间断超标，管网错接混接未排查到位。",
        "集镇污水处理站",
        "管网错接混接全部整改，出水稳定达标。",
        "zhujian",
    ),
    (
        "water",
        "石材加工点沉淀池容积不足，雨天含泥废水漫流入支沟。",
        "石材加工集中区",
        "废水全部收集回用，雨天零外排。",
        "huanbao",
    ),
    (
        "ecology",
        "历史遗留矿山边坡未修复，截排水沟淤堵，存在水土流失。",
        "历史遗留采坑",
        "完成削坡、覆土和复绿，通过验收。",
        "ziran",
    ),
    (
        "ecology",
        "采矿权到期后采区未按方案恢复植被，堆场裸露。",
        "采区西侧堆场",
        "堆场清运完毕，植被覆盖率达到方案要求。",
        "ziran",
    ),
    (
        "water",
        "小水电站生态流量在线监测设施离线，下泄流量不足。",
        "电站取水口",
        "监测设施恢复联网，生态流量足额下泄。",
        "shuili",
    ),
    ("water", "小水电站弃渣堆放在河道管理范围内，影响行洪。", "厂房下游河滩", "弃渣全部清除，河道恢复原状。", "shuili"),
    ("ecology", "自然保护地缓冲区内存在未退出的临时工棚。", "保护地缓冲区", "工棚拆除，植被恢复。", "linye"),
    ("air", "建筑工地裸土未覆盖，冲洗设施停用，车辆带泥上路。", "城东安置房工地", "六个百分之百落实到位。", "zhujian"),
    (
        "air",
        "餐饮集中街区油烟净化设施未定期清洗，群众反映强烈。",
        "小吃街",
        "净化设施清洗台账齐全，监测达标。",
        "zhifa",
    ),
    ("noise", "夜间装卸作业噪声扰民，隔声措施缺失。", "物流园北门", "夜间停止装卸，隔声屏障建成。", "zhifa"),
    ("waste", "危险废物暂存间标识不全，台账与转移联单不一致。", "机修车间", "规范暂存，台账与联单一致。", "huanbao"),
    ("waste", "生活垃圾临时堆放点渗滤液未收集。", "垃圾中转站", "渗滤液收集处理，堆放点清零。", "zhujian"),
    (
        "water",
        "规模养殖场粪污贮存设施防渗不到位，雨季溢流。",
        "养殖场贮存池",
        "贮存设施防渗改造完成，资源化利用。",
        "nongye",
    ),
    ("air", "砂石料场未密闭输送，厂区道路扬尘明显。", "砂石料场", "输送密闭，道路硬化并定时洒水。", "jingxin"),
    (
        "ecology",
        "国家公园一般控制区内游步道施工未办理手续。",
        "一般控制区游步道",
        "停止施工，恢复原状，依法处理。",
        "linye",
    ),
    ("soil", "停产企业原料堆场土壤未开展调查。", "停产厂区", "完成土壤污染状况调查并管控风险。", "huanbao"),
];

/// Measures: text, goal.
pub const MEASURES: [(&str, &str); 8] = [
    ("开展全面排查，建立问题点位清单", "排查率100%，清单经复核"),
    ("制定施工方案并落实资金", "方案通过审查，资金到位"),
    ("完成设施建设和设备安装", "设施建成并连续稳定运行三十日"),
    ("清理存量污染物和堆存物", "存量清零，影像资料齐全"),
    ("开展监测并公开结果", "连续三次监测达标"),
    ("依法查处违法行为", "案件办结，处罚执行到位"),
    ("恢复植被和生态功能", "植被成活率不低于85%"),
    ("组织专家论证整改效果", "论证意见为同意"),
];

/// Lasting mechanisms.
pub const LASTING: [&str; 4] = [
    "建立每月巡查和季度监测制度，明确到人",
    "纳入网格化监管，问题发现后二十四小时内处置",
    "签订长期运行维护合同，每半年评估一次",
    "建立部门联合执法和信息通报机制",
];

/// Progress of a measure that is not finished, in words.
const PROGRESS: [&str; 4] = [
    "已进场施工，正在推进主体工程",
    "材料已到位，工程量过半",
    "主体完工，正在调试",
    "因连续降雨进度略有滞后，已增派人手",
];

/// The same of one that is.
const FINISHED: [&str; 4] = [
    "已全部完工，完成现场清理并留存影像",
    "设施建成投运，监测数据稳定，报告已出具",
    "任务全部完成，前后对比影像齐全",
    "已按方案完成全部内容，自检合格",
];

/// What is said of a measure that stands at so many percent.
pub fn progress(percent: u8, lasting: bool) -> &'static [&'static str] {
    match percent {
        _ if lasting => &LASTING,
        100 => &FINISHED,
        _ => &PROGRESS,
    }
}

/// First steps: on the ground.
pub const FIRST: [&str; 3] = [
    "接到交办后当日到现场核查，责令立即停止违法行为",
    "分管负责人带队到现场，明确整改责任人和时限",
    "已组织人员先行清理，设置围挡和警示标志",
];

/// Opinions of approval.
pub const AGREED: [&str; 3] = ["方案可行，同意实施，注意施工安全", "同意，按月报送进展", "同意，请督导单位跟踪质量"];

/// Reasons of a return in words.
pub const RETURNED: [&str; 3] =
    ["措施过于笼统，未明确到点位和责任人", "佐证材料不足以证明目标已达到", "长效机制缺少经费和人员保障"];

/// Points of the sweep: direction code, what.
pub const SWEEP: [(&str, &str); 3] =
    [("same_owner", "同一责任主体的其他点位"), ("same_place", "同一乡镇的同类场所"), ("same_river", "同一河段上下游")];

/// Words of objections.
pub const OBJECTIONS: [&str; 2] = ["现场仍能闻到异味，希望再查一次夜间情况。", "公示的照片与我们看到的不是同一处。"];

/// Words of urge letters.
pub const URGES: [&str; 2] = [
    "该项整改已超过规定时限，请说明原因，提出赶工措施并按期完成。",
    "整改进度滞后，请主要负责人亲自研究，每周报送进展。",
];

#[cfg(test)]
mod tests {
    use super::progress;

    #[test]
    fn a_finished_measure_is_not_said_to_be_under_way() {
        let finished = progress(100, false);
        assert!(finished.iter().all(|words| !words.contains("正在") && !words.contains("半")), "{finished:?}");
        assert!(finished.iter().all(|words| !progress(60, false).contains(words)));
        assert_eq!(progress(100, true), progress(60, true), "a lasting mechanism is said by what it is");
    }
}
