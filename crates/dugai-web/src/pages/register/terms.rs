//! The conditions of a query: as fields of the form, and as chips that take one away.

use dugai_app::register::{Lack, NOBODY, PAGE, Query};
use dugai_app::{OfficeError, Setup};
use dugai_domain::actor::Actor;
use dugai_domain::figures::Figure;
use dugai_domain::ids::{AccountId, UnitId};
use dugai_domain::org::UnitKind;
use dugai_domain::problem::{Guidance, SourceKind, Stage};
use jiff::civil::Date;

use super::counts::Counts;
use crate::say::in_words;
use crate::site::Site;
use crate::visitor::{Visitor, address};
use crate::words::W;

/// Where the list is.
pub const PATH: &str = "/problems";

/// Rows a page that are offered beside the usual number.
const PER: [u32; 2] = [100, 200];

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt {
    /// Value sent.
    pub value: String,
    /// Words.
    pub text: String,
    /// Whether it is chosen.
    pub on: bool,
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// Name sent.
    pub name: &'static str,
    /// Label.
    pub label: &'static str,
    /// What is said when none is chosen.
    pub none: String,
    /// Options.
    pub options: Vec<Opt>,
}

/// Any of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    /// Name sent.
    pub name: &'static str,
    /// Legend.
    pub label: &'static str,
    /// Options.
    pub options: Vec<Opt>,
}

/// A span of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Names are this with `_from` and `_to`.
    pub name: &'static str,
    /// Label.
    pub label: &'static str,
    /// Label of its end.
    pub label_to: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// The query form.
#[derive(Clone, Debug)]
pub struct QueryForm {
    /// Text.
    pub text: String,
    /// Choices always in sight.
    pub selects: Vec<Select>,
    /// Choices under "more".
    pub more: Vec<Select>,
    /// Several of a kind.
    pub checks: Vec<Checks>,
    /// Spans of days.
    pub spans: Vec<Span>,
    /// Round or document of the source.
    pub round: String,
    /// Rounds there are.
    pub rounds: Vec<String>,
    /// Only rebounded.
    pub rebounded: bool,
    /// Whether something under "more" is set.
    pub open: bool,
    /// Hidden pairs: the order.
    pub kept: Vec<(&'static str, String)>,
}

/// A link with a word: a condition to take away, a figure, a kept filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// Where it leads.
    pub href: String,
    /// Word.
    pub text: String,
    /// How many, where it is counted.
    pub count: Option<String>,
    /// Whether it is what the page shows.
    pub current: bool,
}

/// The address of a query's list.
#[must_use]
pub fn to(query: &Query) -> String {
    path_to(PATH, &query.to_pairs())
}

/// An address of pairs.
#[must_use]
pub fn path_to(path: &str, pairs: &[(&'static str, String)]) -> String {
    address(path, pairs.iter().map(|(n, v)| (*n, v.as_str())))
}

/// What says which rows are meant and in which order, without the place in the list.
#[must_use]
pub fn whole(query: &Query) -> Vec<(&'static str, String)> {
    Query { cut: None, per: 0, ..query.clone() }.to_pairs()
}

/// The fields of the form, filled with a query.
///
/// # Errors
/// When the store cannot be read.
pub async fn form(site: &Site, visitor: &Visitor, query: &Query) -> Result<QueryForm, OfficeError> {
    let rounds = site.office.source_rounds(visitor.actor()).await?;
    let counts = Counts::read(site, visitor, query).await?;
    let f = Fields { w: visitor.w, setup: &visitor.setup, query, today: visitor.now.day(), counts };
    let checks = f.checks();
    let spans = f.spans();
    let more = vec![f.supervisors(), f.leaders(visitor.actor()), f.levels(), f.per()];
    let dated = spans.iter().any(|s| !(s.from.is_empty() && s.to.is_empty()));
    let checked = checks.iter().flat_map(|c| &c.options).any(|o| o.on);
    let lacks = query.without.iter().any(|lack| matches!(lack, Lack::Supervisor | Lack::Leader));
    let chosen = query.supervisor.is_some() || query.leader.is_some() || lacks || query.level > 0;
    let kept = whole(query).into_iter().filter(|(name, _)| *name == "sort").collect();
    Ok(QueryForm {
        text: query.text.clone(),
        selects: vec![f.counties(), f.units(), f.figures()],
        more,
        checks,
        spans,
        round: query.round.clone(),
        rounds: rounds.into_iter().filter(|n| !n.is_empty()).collect(),
        rebounded: query.rebounded,
        open: dated || checked || chosen || query.rebounded || !query.round.is_empty(),
        kept,
    })
}

struct Fields<'a> {
    w: W,
    setup: &'a Setup,
    query: &'a Query,
    today: Date,
    counts: Counts,
}

impl Fields<'_> {
    fn label(&self, name: &str) -> &'static str {
        self.w.code("register.field", name)
    }

    fn select(&self, name: &'static str, options: Vec<Opt>) -> Select {
        Select { name, label: self.label(name), none: self.w.t("register.any").to_owned(), options }
    }

    /// A choice with how many rows it leads to.
    fn counted(&self, name: &str, value: &str, text: &str) -> String {
        self.w.fill("register.choice", &[("what", &text), ("n", &self.w.number(self.counts.of(name, value)))])
    }

    /// The choice of rows where nobody is named; where it would lead to none, only if it is what was asked for.
    fn nobody(&self, name: &'static str, lack: Lack) -> Option<Opt> {
        let on = self.query.without.contains(&lack);
        let text = self.w.t("register.no_one");
        let text = match lack {
            Lack::Unit | Lack::County if self.counts.of(name, NOBODY) == 0 && !on => return None,
            Lack::Unit | Lack::County => self.counted(name, NOBODY, text),
            Lack::Supervisor | Lack::Leader => text.to_owned(),
        };
        Some(Opt { value: NOBODY.to_owned(), text, on })
    }

    /// Units of today, and the one asked for even if it is gone.
    fn unit_options(&self, asked: Option<UnitId>, fits: impl Fn(UnitKind) -> bool) -> Vec<Opt> {
        let mut list: Vec<(UnitId, String)> = self
            .setup
            .units_on(self.today)
            .into_iter()
            .filter(|u| fits(u.kind))
            .map(|u| (u.id, u.short.clone()))
            .collect();
        if let Some(id) = asked.filter(|id| list.iter().all(|(known, _)| known != id)) {
            list.push((id, self.setup.unit_name(id)));
        }
        list.into_iter().map(|(id, text)| Opt { value: id.to_string(), text, on: asked == Some(id) }).collect()
    }

    fn counties(&self) -> Select {
        let ground = |kind| matches!(kind, UnitKind::County | UnitKind::Park);
        self.units_counted("county", self.unit_options(self.query.county, ground), Lack::County)
    }

    fn units(&self) -> Select {
        self.units_counted("unit", self.unit_options(self.query.unit, |_| true), Lack::Unit)
    }

    fn units_counted(&self, name: &'static str, options: Vec<Opt>, lack: Lack) -> Select {
        let counted = |o: Opt| Opt { text: self.counted(name, &o.value, &o.text), ..o };
        self.select(name, options.into_iter().map(counted).chain(self.nobody(name, lack)).collect())
    }

    fn supervisors(&self) -> Select {
        let mut options = self.unit_options(self.query.supervisor, |kind| kind != UnitKind::Enterprise);
        options.extend(self.nobody("supervisor", Lack::Supervisor));
        self.select("supervisor", options)
    }

    fn figures(&self) -> Select {
        let option = |f: Figure| Opt {
            value: f.code().to_owned(),
            text: self.w.code("figure", f.code()).to_owned(),
            on: self.query.figure == Some(f),
        };
        self.select("figure", Figure::ALL.map(option).to_vec())
    }

    fn leaders(&self, actor: &Actor) -> Select {
        let mut list: Vec<(AccountId, String)> =
            self.setup.leaders_on(actor.day).into_iter().map(|a| (a.id, a.name.clone())).collect();
        if let Some(id) = self.query.leader.filter(|id| list.iter().all(|(known, _)| known != id)) {
            list.push((id, self.setup.account_name(id)));
        }
        let option =
            |(id, text): (AccountId, String)| Opt { value: id.to_string(), text, on: self.query.leader == Some(id) };
        self.select("leader", list.into_iter().map(option).chain(self.nobody("leader", Lack::Leader)).collect())
    }

    fn levels(&self) -> Select {
        let option = |level: u8| Opt {
            value: level.to_string(),
            text: self.w.t(&format!("level.{level}")).to_owned(),
            on: self.query.level == level,
        };
        self.select("level", [1, 2, 3].map(option).to_vec())
    }

    fn per(&self) -> Select {
        let option = |per: u32| Opt { value: per.to_string(), text: per.to_string(), on: self.query.per == per };
        Select { none: PAGE.to_string(), ..self.select("per", PER.map(option).to_vec()) }
    }

    fn checks(&self) -> Vec<Checks> {
        let (w, q) = (self.w, self.query);
        let opt = |area: &str, code: &str, on: bool| Opt {
            value: code.to_owned(),
            text: self.counted(area, code, w.code(area, code)),
            on,
        };
        let kind = |code: &str, text: &str, on: bool| Opt {
            value: code.to_owned(),
            text: self.counted("type", code, text),
            on,
        };
        let named = self.setup.reference.types.iter();
        let types = named.map(|t| kind(&t.code, in_words(t, w.lang), q.kinds.contains(&t.code)));
        let untyped = q.kinds.contains(&String::new());
        let none = Some(kind(NOBODY, w.t("register.no_one"), untyped));
        let types = types.chain(none.filter(|_| untyped || self.counts.of("type", NOBODY) > 0));
        let group = |name, options| Checks { name, label: self.label(name), options };
        vec![
            group("stage", Stage::ALL.map(|s| opt("stage", s.code(), q.stages.contains(&s))).to_vec()),
            group("source", SourceKind::ALL.map(|s| opt("source", s.code(), q.sources.contains(&s))).to_vec()),
            group("guidance", Guidance::ALL.map(|g| opt("guidance", g.code(), q.guidance.contains(&g))).to_vec()),
            group("type", types.collect()),
        ]
    }

    fn spans(&self) -> Vec<Span> {
        let q = self.query;
        let spans = [("due", q.due), ("struck", q.struck), ("registered", q.registered), ("changed", q.changed)];
        let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
        let span = |(name, (from, to)): (&'static str, (Option<Date>, Option<Date>))| Span {
            name,
            label: self.label(name),
            label_to: self.w.fill("register.until_of", &[("what", &self.label(name))]),
            from: day(from),
            to: day(to),
        };
        spans.map(span).to_vec()
    }
}

/// One chip a condition; its link leads to the list without it.
#[must_use]
pub fn chips(w: W, setup: &Setup, query: &Query) -> Vec<Chip> {
    let all = whole(query);
    let conditions = query.filter_pairs();
    let chip = |(name, value): &(&'static str, String)| {
        let left: Vec<_> = all.iter().filter(|pair| (pair.0, &pair.1) != (*name, value)).cloned().collect();
        Chip { href: path_to(PATH, &left), text: said(w, setup, name, value), count: None, current: true }
    };
    conditions.iter().map(chip).collect()
}

/// A condition in words.
#[must_use]
pub fn said(w: W, setup: &Setup, name: &str, value: &str) -> String {
    let label = w.get(&format!("register.field.{name}")).unwrap_or(name);
    if name == "rebounded" {
        return label.to_owned();
    }
    let unit = || value.parse().map(|id: UnitId| setup.unit_name(id)).ok();
    let known = match name {
        "unit" | "supervisor" | "county" | "leader" | "type" if value == NOBODY => {
            Some(w.t("register.no_one").to_owned())
        }
        "figure" | "stage" | "source" | "guidance" => w.get(&format!("{name}.{value}")).map(str::to_owned),
        "level" => w.get(&format!("level.{value}")).map(str::to_owned),
        "type" => setup.reference.types.iter().find(|t| t.code == value).map(|t| in_words(t, w.lang).to_owned()),
        "unit" | "supervisor" | "county" => unit(),
        "leader" => value.parse().map(|id: AccountId| setup.account_name(id)).ok(),
        _ => None,
    };
    w.fill("register.condition", &[("label", &label), ("value", &known.as_deref().unwrap_or(value))])
}

/// The figures as chips: each narrows what the page shows, once more takes it away.
#[must_use]
pub fn figure_chips(w: W, query: &Query) -> Vec<Chip> {
    let chip = |figure: Figure| {
        let current = query.figure == Some(figure);
        let other = Query { figure: Some(figure).filter(|_| !current), cut: None, ..query.clone() };
        Chip { href: to(&other), text: w.code("figure", figure.code()).to_owned(), count: None, current }
    };
    Figure::ALL.map(chip).to_vec()
}
