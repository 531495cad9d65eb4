//! Invented plans and registrations.

use dugai_domain::ids::UnitId;
use dugai_domain::problem::{
    AcceptanceStep, Command, Due, Duty, DutyRole, ExtensionOf, ExtensionRequest, Guidance, Measure, Number, Place,
    PlanDraft, Problem, Registration, Source, SourceKind,
};
use dugai_domain::reference::Reference;
use jiff::civil::Date;

use super::chance::Chance;
use super::city::City;
use super::shifted;
use super::words::{LASTING, MEASURES, SEEDS};

/// A plan for a problem: from the measures of the list, or invented ones, each dated and owned. Where the day of
/// the whole is too near, or has passed, a later one is asked for first.
pub fn draft(p: &Problem, reference: &Reference, today: Date, chance: &mut Chance) -> Command {
    let owner = p.units_in(DutyRole::Responsible, today).next();
    let wished = shifted(today, chance.between(90, 260));
    let end = p.due.date.filter(|d| *d > shifted(today, 5)).unwrap_or(wished);
    if p.due.date.is_some_and(|d| d < end) && !p.is_long_term() {
        return whole(end);
    }
    let standard = reference.standards.iter().find(|s| s.named.code == standard_of(p)).or(reference.standards.first());
    let days = dugai_domain::time::day_number(end) - dugai_domain::time::day_number(today);
    let texts: Vec<(String, String)> = if p.given.is_empty() {
        let first = chance.between(0, 5);
        let all = MEASURES.iter().cycle().skip(usize::try_from(first).unwrap_or(0)).take(2);
        all.map(|(t, g)| ((*t).to_owned(), (*g).to_owned())).collect()
    } else {
        p.given.iter().map(|m| (m.text.clone(), String::new())).collect()
    };
    let count = i64::try_from(texts.len()).unwrap_or(1) + 1;
    let mut measures: Vec<Measure> = texts
        .into_iter()
        .enumerate()
        .map(|(i, (text, goal))| {
            let place = i64::try_from(i).unwrap_or(0) + 1;
            let money = chance.percent(60).then(|| chance.between(3, 480) * 1_000_000);
            measure(place, text, (owner, Some(shifted(today, days * place / count))), (goal, money))
        })
        .collect();
    let last = i64::try_from(measures.len()).unwrap_or(0) + 1;
    let lasting = chance.one(&LASTING).unwrap_or(LASTING[0]).to_owned();
    measures.push(Measure {
        lasting: true,
        long_term: true,
        ..measure(last, lasting, (owner, Some(end)), (String::new(), None))
    });
    Command::DraftPlan(PlanDraft {
        goal: if p.goal.is_empty() {
            "问题整改到位，长效机制建立并运行。".to_owned()
        } else {
            p.goal.clone()
        },
        measures,
        standard: standard.map_or_else(String::new, |s| s.named.code.clone()),
        due: p.due.date.is_none().then_some(end),
        safety: "施工前完成安全技术交底，汛期停止高边坡作业；隐蔽工程留存影像，质量由督导单位抽查。".to_owned(),
    })
}

/// Asking for a later day of the whole.
pub fn whole(to: Date) -> Command {
    let reason = "前期调查和设计耗时较长，需顺延总时限。".into();
    Command::RequestExtension(ExtensionRequest { of: ExtensionOf::Whole, to, reason })
}

/// The acceptance standard that fits a problem's words, else its type.
fn standard_of(p: &Problem) -> &str {
    const BY_WORD: [(&str, &str); 6] = [
        ("矿", "mine"),
        ("电站", "hydropower"),
        ("保护地", "reserve"),
        ("国家公园", "reserve"),
        ("养殖", "livestock"),
        ("台账", "management"),
    ];
    let by_word = BY_WORD.iter().find(|(word, _)| p.text.contains(word)).map(|(_, code)| *code);
    by_word.or(p.types.first().map(String::as_str)).unwrap_or("general")
}

fn measure(no: i64, text: String, who: (Option<UnitId>, Option<Date>), more: (String, Option<i64>)) -> Measure {
    Measure {
        no: u32::try_from(no).unwrap_or(1),
        text,
        goal: more.0,
        owner: who.0,
        due: who.1,
        long_term: false,
        money_fen: more.1,
        safety: String::new(),
        lasting: false,
    }
}

/// The registration of an invented problem found by a county itself, or of a complaint.
///
/// # Errors
/// When the city lacks a unit that the texts name.
pub fn seed(no: i64, city: &City, today: Date, chance: &mut Chance) -> Result<Registration, String> {
    let seed = SEEDS.get(usize::try_from(no).unwrap_or(0) % SEEDS.len()).copied().unwrap_or(SEEDS[0]);
    let (kind, text, place, goal, department) = seed;
    let grounds: Vec<&'static str> = City::grounds().collect();
    let ground = chance.one(&grounds).unwrap_or("yucheng");
    let (county, supervisor) = (city.unit(ground)?, city.unit(department)?);
    let complaint = chance.percent(35);
    let duty = |role, unit| Duty { role, unit, person: String::new(), from: today, to: None };
    let mut chain = vec![duty(DutyRole::Responsible, county), duty(DutyRole::Supervising, supervisor)];
    // Mines and power stations have an owner who answers for them.
    let owner = match department {
        "ziran" => Some("works1"),
        "shuili" => Some("works2"),
        _ => None,
    };
    if let Some(owner) = owner {
        chain.push(duty(DutyRole::Enterprise, city.unit(owner)?));
    }
    let quick = chance.percent(30);
    let due = shifted(today, if quick { chance.between(20, 45) } else { chance.between(90, 330) });
    let (source, round) = if complaint {
        (SourceKind::Complaint, "群众信访举报（演示）")
    } else {
        (SourceKind::SelfFound, "市县自查（演示）")
    };
    Ok(Registration {
        source: Source { kind: source, round: round.to_owned(), page: String::new() },
        numbers: vec![Number {
            level: if complaint { "访".to_owned() } else { "查".to_owned() }, no: no.to_string()
        }],
        text: text.to_owned(),
        klass: String::new(),
        types: vec![kind.to_owned()],
        place: Place { county: Some(county), words: place.to_owned() },
        goal: goal.to_owned(),
        guidance: if quick { Guidance::Immediate } else { Guidance::ByDate },
        due: Due { text: String::new(), date: Some(due), long_term: false },
        chain,
        steps: vec![AcceptanceStep { level: "市".to_owned(), unit: Some(supervisor) }],
        measures: Vec::new(),
        declared_struck_off: None,
        import: None,
    })
}
