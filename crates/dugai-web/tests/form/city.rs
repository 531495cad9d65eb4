//! The lists of the test city, and one case of an act: who sends what, and what it must become.

use dugai_domain::ids::{AccountId, ProblemId, UnitId};
use dugai_domain::org::UnitKind;
use dugai_domain::problem::check::gates_for;
use dugai_domain::problem::{Action, Command, Problem, SourceKind};
use dugai_web::form::{FieldFault, FieldKind, FieldSpec, Lists, parse, specs};
use dugai_web::words::{Lang, W};
use jiff::civil::Date;
use uuid::Uuid;

use crate::world::forward::{Step, forward};
use crate::world::{self, Life, Person, content as c};

pub const ZH: W = W { lang: Lang::Zh };
pub const EN: W = W { lang: Lang::En };
/// Another problem of the city.
pub const OTHER_PROBLEM: ProblemId = ProblemId(Uuid::from_u128(2000));
/// What the caller brings for new things.
pub const NEW_ID: Uuid = Uuid::from_u128(4242);

pub type Pairs = Vec<(String, String)>;

/// Owns what [`Lists`] borrows.
pub struct City {
    units: Vec<(UnitId, String, UnitKind)>,
    leaders: Vec<(AccountId, String)>,
    candidates: Vec<(ProblemId, String)>,
    mine: Vec<UnitId>,
    gates: Vec<String>,
    today: Date,
}

impl City {
    pub fn of(who: Person, today: Date) -> Self {
        let units = [
            (world::OFFICE, "市整改办", UnitKind::Office),
            (world::COUNTY, "石桥县", UnitKind::County),
            (world::BUREAU, "市水务局", UnitKind::Department),
            (world::HELPER, "市自然资源局", UnitKind::Department),
            (world::FIRM, "青石砂石厂", UnitKind::Enterprise),
            (world::PANEL, "县验收组", UnitKind::Department),
            (world::CITY_PANEL, "市验收组", UnitKind::City),
            (world::OTHER, "白塔县", UnitKind::County),
        ];
        Self {
            units: units.map(|(id, name, kind)| (id, name.to_owned(), kind)).to_vec(),
            leaders: Person::Mayor.account().map(|id| (id, "何远 副市长".to_owned())).into_iter().collect(),
            candidates: vec![(ProblemId(Uuid::from_u128(1000)), "市9".to_owned()), (OTHER_PROBLEM, "市10".to_owned())],
            mine: who.actor(today).units().collect(),
            gates: Vec::new(),
            today,
        }
    }

    /// As the form of an act on a problem shows it to a person.
    pub fn at(life: &Life, who: Person, action: Action) -> Self {
        let gates = life.as_person(who, |ctx| gates_for(action, life.p(), ctx));
        Self { gates, ..Self::of(who, life.today()) }
    }

    pub fn lists(&self) -> Lists<'_> {
        Lists {
            reference: world::reference(),
            units: &self.units,
            leaders: &self.leaders,
            my_units: &self.mine,
            gates: &self.gates,
            candidates: &self.candidates,
            new_id: NEW_ID,
            today: self.today,
        }
    }
}

/// A problem on its way until something holds.
pub fn life_until(kind: SourceKind, there: impl Fn(&Problem) -> bool) -> Life {
    let mut life = Life::new();
    let entry = c::registration(kind, life.today());
    life.attempt(Person::Clerk, &Command::Register(entry)).unwrap();
    onward(life, there)
}

/// A problem on its way from where it is until something holds.
pub fn onward(mut life: Life, there: impl Fn(&Problem) -> bool) -> Life {
    for _ in 0..200 {
        if there(life.p()) {
            return life;
        }
        match forward(&life) {
            Step::Act(who, command) => {
                life.attempt(who, &command).unwrap_or_else(|e| panic!("{e}"));
            }
            Step::Wait(days) => life.pass(days),
            Step::End => break,
        }
    }
    panic!("never got there, but to {:?}", life.p().stage)
}

/// An act as it is sent by a person, and the command that it must become.
pub struct Case {
    pub life: Life,
    pub who: Person,
    pub pairs: Pairs,
    pub expected: Command,
    /// Fields without a mark that this combination of answers needs all the same.
    pub conditional: &'static [&'static str],
}

pub fn pairs(list: &[(&str, &str)]) -> Pairs {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Case {
    pub fn action(&self) -> Action {
        self.expected.action()
    }

    pub fn city(&self) -> City {
        City::at(&self.life, self.who, self.action())
    }

    pub fn specs(&self, w: W) -> Vec<FieldSpec> {
        specs(self.action(), self.life.p(), &self.city().lists(), w)
    }

    pub fn parse(&self, pairs: &[(String, String)]) -> Result<Command, Vec<FieldFault>> {
        parse(self.action(), self.life.p(), &self.city().lists(), pairs, ZH)
    }

    /// The pairs without a field.
    pub fn without(&self, name: &str) -> Pairs {
        let row = format!("{name}[");
        self.pairs.iter().filter(|(n, _)| n != name && !n.starts_with(&row)).cloned().collect()
    }

    /// The pairs with one field holding something else.
    pub fn with(&self, name: &str, value: &str) -> Pairs {
        let mut pairs = self.without(name);
        pairs.push((name.to_owned(), value.to_owned()));
        pairs
    }

    pub fn sends(&self, name: &str) -> bool {
        self.pairs.iter().any(|(n, _)| n == name)
    }

    pub fn decide(&self, command: &Command) -> Vec<dugai_domain::reason::Reason> {
        let decided =
            self.life.as_person(self.who, |ctx| dugai_domain::problem::decide(self.life.state.as_ref(), command, ctx));
        decided.map_or_else(|refusal| refusal.reasons, |_| Vec::new())
    }

    /// Every field as it is sent: those of the first row of each block too.
    pub fn fields(&self) -> Vec<(String, FieldSpec)> {
        let mut fields = Vec::new();
        for spec in self.specs(ZH) {
            if let FieldKind::Rows { fields: inner, .. } = &spec.kind
                && self.pairs.iter().any(|(n, _)| n.starts_with(&format!("{}[0].", spec.name)))
            {
                fields.extend(inner.iter().map(|f| (format!("{}[0].{}", spec.name, f.name), f.clone())));
            }
            fields.push((spec.name.clone(), spec));
        }
        fields
    }
}

/// Every act that has a form, each once.
pub fn all() -> Vec<Case> {
    let mut all = crate::cases::all();
    all.extend(crate::closing_cases::all());
    all
}
