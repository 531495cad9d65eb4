//! An invented city of twenty counties and twenty departments, and problems that differ in
//! everything lists filter by. Nothing here is random: two runs seed the same city.

use std::sync::Arc;

use dugai_app::testing::{Cast, cast};
use dugai_app::{Entropy, Office, OfficeError, Tools};
use dugai_domain::actor::Actor;
use dugai_domain::ids::UnitId;
use dugai_domain::org::{Post, Role, Term, Unit, UnitKind};
use dugai_domain::problem::{
    AcceptanceStep, Due, Duty, DutyRole, Guidance, Measure, Number, Place, Registration, Source, SourceKind,
};
use dugai_domain::time::{Clock, Timestamp};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// Counties and departments, each.
const UNITS: usize = 20;
/// Days from now to the earliest deadline of a problem.
const SOONEST: i64 = 3;
const KINDS: [&str; 8] = ["water", "air", "soil", "ecology", "noise", "waste", "radiation", "other"];
const PLACES: [&str; 12] =
    ["青石沟", "北坡", "柳湾", "大河坝", "石门寺", "云岭", "白沙滩", "三岔口", "松林坪", "龙潭", "回龙场", "望江台"];
const WHO: [&str; 10] =
    ["料场", "砖厂", "养殖场", "小水电站", "采石矿山", "污水处理厂", "垃圾填埋场", "加油站", "屠宰场", "混凝土搅拌站"];
const WRONG: [&str; 10] = [
    "废水未经处理直接排入河道",
    "生态流量下泄不足",
    "矿山边坡裸露未复绿",
    "粉尘无组织排放扰民",
    "危险废物贮存不规范",
    "雨污管网混接错接",
    "渗滤液处理设施停运",
    "在线监测数据异常",
    "夜间施工噪声扰民",
    "违法占用林地堆放弃渣",
];

/// The machine's clock.
struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        let micros = std::time::UNIX_EPOCH.elapsed().map_or(0, |d| d.as_micros());
        Timestamp(i64::try_from(micros).unwrap_or_default())
    }
}

/// Bytes of the kernel, kept in a pool so that reading them costs nothing here.
struct Kernel;

impl Entropy for Kernel {
    fn fill(&self, buffer: &mut [u8]) {
        use std::io::Read as _;
        let read = std::fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(buffer));
        read.expect("the kernel gives random bytes");
    }
}

/// Time and randomness of the machine.
pub fn tools() -> Tools {
    Tools { clock: Arc::new(Wall), entropy: Arc::new(Kernel) }
}

/// The seeded city.
pub struct City {
    /// The small cast, whose county is the first.
    pub cast: Cast,
    /// Officer of the office.
    pub clerk: Actor,
    /// Head of the office.
    pub head: Actor,
    /// Counties.
    pub counties: Vec<UnitId>,
    /// Departments.
    pub departments: Vec<UnitId>,
    /// One officer a county.
    pub officers: Vec<Actor>,
    today: Date,
}

impl City {
    /// Founds it.
    pub async fn found(office: &Office) -> Result<Self, OfficeError> {
        let cast = cast(office).await?;
        let now = office.now();
        let system = Actor::system(now.day());
        let term = Term::since(date(2020, 1, 1));
        let [_, county, _, department, _] = cast.units;
        let (mut counties, mut departments) = (vec![county], vec![department]);
        let mut officers = vec![cast.actor(office, "officer").await?];
        for n in 1..UNITS {
            let unit = |name: String, kind| Unit {
                id: UnitId(uuid::Uuid::nil()),
                short: name.clone(),
                name,
                kind,
                parent: None,
                aliases: Vec::new(),
                duties: String::new(),
                term,
            };
            let county = office.open_unit(unit(format!("第{n}县（虚构）"), UnitKind::County), (&system, now)).await?;
            let post = Post { role: Role::Officer, unit: county, term, acting_for: None };
            let (login, name) = (format!("officer{n}"), format!("县干部{n}（虚构）"));
            let account = office.open_account((&login, &name), &[post], (&system, now)).await?;
            counties.push(county);
            departments
                .push(office.open_unit(unit(format!("第{n}局（虚构）"), UnitKind::Department), (&system, now)).await?);
            let actor = office.setup().await?.actor(account, now.day());
            officers.push(actor.ok_or(OfficeError::NotFound)?);
        }
        let (clerk, head) = (cast.actor(office, "clerk").await?, cast.actor(office, "head").await?);
        Ok(Self { cast, clerk, head, counties, departments, officers, today: now.day() })
    }

    /// The registration of the n-th problem.
    pub fn registration(&self, n: usize) -> Registration {
        let county = self.counties[n % UNITS];
        let duty = |role, unit| Duty { role, unit, person: String::new(), from: self.today, to: None };
        // Steps without a common divisor: every mixture of values comes up.
        let (who, wrong, place) = (WHO[n / 3 % WHO.len()], WRONG[n / 7 % WRONG.len()], PLACES[n / 11 % PLACES.len()]);
        let due = self.today.checked_add(((n % 700) as i64 + SOONEST).days()).ok();
        Registration {
            source: Source {
                kind: SourceKind::ALL[n / 13 % 5],
                round: format!("虚构的第{}轮督察", n / 1000 % 6 + 1),
                page: (n % 400).to_string(),
            },
            numbers: vec![Number { level: "市".to_owned(), no: n.to_string() }],
            text: format!("虚构：{place}{who}{wrong}，群众多次反映后于{}月重新出现，第{}号点位。", n % 12 + 1, n % 977),
            klass: String::new(),
            types: vec![KINDS[n / 5 % KINDS.len()].to_owned()],
            place: Place { county: Some(county), words: place.to_owned() },
            goal: "问题整改到位，建立长效机制。".to_owned(),
            guidance: Guidance::ALL[1],
            due: Due { text: String::new(), date: due, long_term: false },
            chain: vec![
                duty(DutyRole::Responsible, county),
                duty(DutyRole::Supervising, self.departments[n / 17 % UNITS]),
            ],
            steps: vec![AcceptanceStep { level: "市".to_owned(), unit: Some(self.departments[0]) }],
            measures: Vec::new(),
            declared_struck_off: None,
            import: None,
        }
    }

    /// Measures of a plan; none ends after the whole, whichever that is.
    pub fn measures(&self) -> Vec<Measure> {
        let one = |no: u32| Measure {
            no,
            text: format!("第{no}项：建成并长期运行"),
            goal: String::new(),
            owner: Some(self.counties[0]),
            due: self.today.checked_add(SOONEST.days()).ok(),
            long_term: no == 1,
            money_fen: Some(1_200_000),
            safety: String::new(),
            lasting: no == 1,
        };
        (1..=4).map(one).collect()
    }
}
