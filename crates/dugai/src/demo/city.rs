//! The units and people of the demonstration: Ya'an's counties by name, everything else invented.

use std::collections::BTreeMap;

use dugai_app::Office;
use dugai_app::tools::SetClock;
use dugai_domain::actor::Actor;
use dugai_domain::ids::{AccountId, UnitId};
use dugai_domain::org::{Post, Role, Term, Unit, UnitKind};
use jiff::civil::Date;
use uuid::Uuid;

use crate::desk::told;

/// The one password of the demonstration.
pub const PASSWORD: &str = "yaan-demo-2026";
/// Log-ins offered on the sign-in page.
pub const OFFERED: [&str; 10] =
    ["clerk", "head", "yucheng", "yucheng.head", "shuili", "shuili.accept", "leader", "works1", "auditor", "admin"];
/// How many people there are at the least: fewer mean that the making was interrupted.
pub const PEOPLE: usize = 70;

/// Name, short name, stem of log-in names, kind, duties.
type Line = (&'static str, &'static str, &'static str, UnitKind, &'static str);

use UnitKind::{City as TaskForce, County, Department, Enterprise, Office as Bureau, Park, SpecialGroup, Superior};

const UNITS: &[Line] = &[
    ("雅安市生态环境保护督察整改工作领导小组办公室", "市整改办", "office", Bureau, "牵头全市督察整改工作"),
    ("雅安市生态环境保护督察整改工作专班", "市工作专班", "zhuanban", TaskForce, "统筹三个专项工作组和各县（区）"),
    ("雨城区人民政府", "雨城区", "yucheng", County, "对本辖区生态环境质量负责"),
    ("名山区人民政府", "名山区", "mingshan", County, "对本辖区生态环境质量负责"),
    ("荥经县人民政府", "荥经县", "yingjing", County, "对本辖区生态环境质量负责"),
    ("汉源县人民政府", "汉源县", "hanyuan", County, "对本辖区生态环境质量负责"),
    ("石棉县人民政府", "石棉县", "shimian", County, "对本辖区生态环境质量负责"),
    ("天全县人民政府", "天全县", "tianquan", County, "对本辖区生态环境质量负责"),
    ("芦山县人民政府", "芦山县", "lushan", County, "对本辖区生态环境质量负责"),
    ("宝兴县人民政府", "宝兴县", "baoxing", County, "对本辖区生态环境质量负责"),
    ("雅安经济技术开发区管理委员会", "经开区", "jingkai", Park, "对园区生态环境质量负责"),
    ("雅安市生态环境局", "市生态环境局", "huanbao", Department, "生态环境统一监督管理"),
    ("雅安市水利局", "市水利局", "shuili", Department, "水资源、河湖和小水电监管"),
    ("雅安市自然资源和规划局", "市自然资源和规划局", "ziran", Department, "矿产资源开采和矿山生态修复监管"),
    ("雅安市林业局", "市林业局", "linye", Department, "自然保护地和林地监管"),
    ("雅安市住房和城乡建设局", "市住房城乡建设局", "zhujian", Department, "城镇污水垃圾处理和扬尘监管"),
    ("雅安市农业农村局", "市农业农村局", "nongye", Department, "畜禽养殖和农业面源污染监管"),
    ("雅安市经济和信息化局", "市经济和信息化局", "jingxin", Department, "工业园区和落后产能监管"),
    ("雅安市综合行政执法局", "市综合行政执法局", "zhifa", Department, "油烟、噪声和市容执法"),
    ("矿业权专项工作组", "矿业权专项组", "kuangye", SpecialGroup, "矿业权和矿山生态修复专项"),
    ("小水电专项工作组", "小水电专项组", "xiaoshuidian", SpecialGroup, "小水电清理整改专项"),
    ("自然保护地和大熊猫国家公园专项工作组", "自然保护地专项组", "baohudi", SpecialGroup, "自然保护地和国家公园专项"),
    ("青衣石材有限公司（虚构）", "青衣石材", "works1", Enterprise, ""),
    ("周公山水电开发有限公司（虚构）", "周公山水电", "works2", Enterprise, ""),
    ("蒙顶茶业加工厂（虚构）", "蒙顶茶厂", "works3", Enterprise, ""),
    ("四川省生态环境保护督察办公室", "省督察办", "sheng", Superior, "省级督察整改验收和备案"),
];

const SURNAMES: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢",
];
const GIVEN: [&str; 20] = [
    "敏", "宏", "成", "丽", "静", "洋", "海", "桐", "平", "强", "建国", "晓燕", "志远", "雪梅", "永康", "文斌", "小军",
    "春华", "立新", "玉兰",
];

/// The city: who is who.
pub struct City {
    units: BTreeMap<&'static str, UnitId>,
    people: BTreeMap<String, AccountId>,
}

impl City {
    /// Founds the installation with its units and people.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn found(office: &Office, clock: &SetClock, start: Date) -> Result<Self, String> {
        office.found("雅安市（演示）", true).await.map_err(|e| told("found the demonstration")(&e))?;
        let mut city = Self { units: BTreeMap::new(), people: BTreeMap::new() };
        let system = Actor::system(start);
        for (name, short, stem, kind, duties) in UNITS {
            let unit = Unit {
                id: UnitId(Uuid::nil()),
                name: (*name).to_owned(),
                short: (*short).to_owned(),
                kind: *kind,
                parent: None,
                aliases: aliases(name, short, *kind),
                duties: (*duties).to_owned(),
                term: Term::since(Date::constant(2020, 1, 1)),
            };
            pass(office, clock);
            let id = office.open_unit(unit, (&system, office.now())).await.map_err(|e| told("open a unit")(&e))?;
            city.units.insert(stem, id);
        }
        city.people(office, clock, &system).await?;
        Ok(city)
    }

    async fn people(&mut self, office: &Office, clock: &SetClock, system: &Actor) -> Result<(), String> {
        let mut count = 0_usize;
        for (_, _, stem, kind, _) in UNITS {
            let unit = self.unit(stem)?;
            for (login, role) in logins(stem, *kind) {
                let surname = SURNAMES.get(count % SURNAMES.len()).copied().unwrap_or("王");
                let given = GIVEN.get((count * 7 + 3) % GIVEN.len()).copied().unwrap_or("敏");
                count += 1;
                let post = Post { role, unit, term: Term::since(Date::constant(2022, 1, 1)), acting_for: None };
                let name = format!("{surname}{given}");
                pass(office, clock);
                let by = (system, office.now());
                let id =
                    office.open_account((&login, &name), &[post], by).await.map_err(|e| told("open an account")(&e))?;
                office.set_demo_password(id, PASSWORD, by).await.map_err(|e| told("set a password")(&e))?;
                self.people.insert(login, id);
            }
        }
        Ok(())
    }

    /// A unit by the stem of its log-in names.
    ///
    /// # Errors
    /// When there is none.
    pub fn unit(&self, stem: &str) -> Result<UnitId, String> {
        self.units.get(stem).copied().ok_or_else(|| format!("no unit {stem} in the demonstration"))
    }

    /// The stem of a unit.
    pub fn stem(&self, unit: UnitId) -> Option<&'static str> {
        self.units.iter().find(|(_, id)| **id == unit).map(|(stem, _)| *stem)
    }

    /// A person by log-in name.
    pub fn person(&self, login: &str) -> Option<AccountId> {
        self.people.get(login).copied()
    }

    /// Stems of the counties and the park.
    pub fn grounds() -> impl Iterator<Item = &'static str> {
        UNITS.iter().filter(|l| matches!(l.3, County | Park)).map(|l| l.2)
    }
}

/// A second passes: ids begin with the time, so that whatever walks them finds units and people in
/// the same order every time the city is made.
fn pass(office: &Office, clock: &SetClock) {
    clock.set(office.now().plus_seconds(1));
}

/// Other names that files use.
fn aliases(name: &str, short: &str, kind: UnitKind) -> Vec<String> {
    let mut list = Vec::new();
    match kind {
        County => {
            let level = if short.ends_with('区') { "区" } else { "县" };
            list.push(format!("{short}政府"));
            list.push(format!("{short}委、{level}政府"));
            list.push(format!("{short}党委、政府"));
        }
        Park => list.extend(["经开区管委会".to_owned(), "雅安经开区".to_owned(), "雅安经开区管委会".to_owned()]),
        Department => list.push(name.replace("雅安市", "")),
        _ => {}
    }
    list.retain(|a| a != name && a != short);
    list
}

/// Who works in a unit: log-in names with roles.
fn logins(stem: &'static str, kind: UnitKind) -> Vec<(String, Role)> {
    let own = |suffix: &str| if suffix.is_empty() { stem.to_owned() } else { format!("{stem}.{suffix}") };
    match kind {
        Bureau => [
            ("clerk", Role::Officer),
            ("clerk2", Role::Officer),
            ("head", Role::Head),
            ("office.accept", Role::Acceptor),
            ("auditor", Role::Auditor),
            ("admin", Role::Administrator),
        ]
        .map(|(login, role)| (login.to_owned(), role))
        .to_vec(),
        TaskForce => [("leader", Role::Leader), ("leader2", Role::Leader), ("leader3", Role::Leader)]
            .map(|(login, role)| (login.to_owned(), role))
            .to_vec(),
        County | Park | Department => {
            vec![(own(""), Role::Officer), (own("head"), Role::Head), (own("accept"), Role::Acceptor)]
        }
        SpecialGroup | Superior => vec![(own(""), Role::Officer), (own("accept"), Role::Acceptor)],
        Enterprise => vec![(own(""), Role::Officer)],
    }
}
