//! Charts as data: heads, rows and cells with their links.

use std::collections::BTreeMap;

use dugai_app::Facet;
use dugai_app::month::share;
use dugai_app::register::{Lack, Query};
use dugai_domain::figures::Figure;
use dugai_domain::ids::UnitId;
use dugai_domain::problem::{SourceKind, Stage};

use crate::fault::Fault;
use crate::pages::register::terms::to;
use crate::say::Names;
use crate::site::Site;
use crate::visitor::Visitor;
use crate::words::W;

/// Units shown.
const UNITS: usize = 15;
/// Months shown.
const MONTHS: u32 = 24;
/// How an item stands, coarsely; together they are the whole list.
const STANDS: [Figure; 3] = [Figure::Open, Figure::StruckOff, Figure::Declared];

/// A chart with its table.
pub struct Chart {
    /// Code, for ids.
    pub code: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What it counts; may be empty.
    pub note: &'static str,
    /// How it is drawn.
    pub kind: &'static str,
    /// Whether series are stacked.
    pub stack: bool,
    /// Whether bars lie.
    pub horizontal: bool,
    /// Heads of the columns.
    pub heads: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A head of a chart's table.
pub struct Column {
    /// Words.
    pub text: String,
    /// Whether it is a total: for reading, not for drawing.
    pub total: bool,
    /// Code of what it stands for, which has its colour in every chart; may be empty.
    pub tone: &'static str,
}

fn head(text: impl Into<String>, tone: &'static str) -> Column {
    Column { text: text.into(), total: false, tone }
}

fn total(text: impl Into<String>) -> Column {
    Column { text: text.into(), total: true, tone: "" }
}

/// A row of a chart's table.
#[derive(Default)]
pub struct Row {
    /// Head.
    pub label: String,
    /// Code of what it stands for, which has its colour in every chart; may be empty.
    pub tone: &'static str,
    /// Its rows; empty where the register cannot be asked for them.
    pub href: String,
    /// Whether it is the sum.
    pub total: bool,
    /// Cells.
    pub cells: Vec<Cell>,
}

/// A number with its rows.
#[derive(Default)]
pub struct Cell {
    /// Number.
    pub text: String,
    /// Its rows; empty for none.
    pub href: String,
    /// Whether it is a total.
    pub total: bool,
}

/// What is counted of which rows.
type Counted = (u64, Option<Query>);

fn cell(w: W, counted: Counted, total: bool) -> Cell {
    let (n, query) = counted;
    let href = query.filter(|_| n > 0).map(|q| to(&q)).unwrap_or_default();
    Cell { text: w.number(n), href, total }
}

/// Every chart.
pub async fn charts(site: &Site, visitor: &Visitor, base: &Query) -> Result<Vec<Chart>, Fault> {
    Ok(vec![
        by_county(site, visitor, base).await?,
        by_unit(site, visitor, base).await?,
        by_month(site, visitor, base).await?,
        by_stage(site, visitor, base).await?,
        by_stand(site, visitor, (base, "source", Facet::Source)).await?,
        by_stand(site, visitor, (base, "type", Facet::Kind)).await?,
    ])
}

/// Values of a facet, each with how many rows stand in each stage.
async fn crossed(
    site: &Site,
    visitor: &Visitor,
    of: (&Query, Facet),
) -> Result<BTreeMap<String, BTreeMap<Stage, u64>>, Fault> {
    let found = site.office.count_by_two(of.0, (of.1, Facet::Stage), visitor.actor()).await?;
    let mut table: BTreeMap<String, BTreeMap<Stage, u64>> = BTreeMap::new();
    for (value, stage, n) in found {
        if let Some(stage) = stage.parse().ok().and_then(Stage::of_number) {
            *table.entry(value).or_default().entry(stage).or_default() += n;
        }
    }
    Ok(table)
}

/// A value of a facet in words, and the query narrowed to it, where it can be.
fn narrowed(visitor: &Visitor, base: &Query, of: (Facet, &str)) -> (String, Option<Query>) {
    let (w, (facet, value)) = (visitor.w, of);
    let none = || (w.t("dashboards.none").to_owned(), None);
    let query = base.clone();
    // Rows where nobody is named are rows like others: their number leads to them.
    let without = |lack| (none().0, Some(Query { without: vec![lack], ..base.clone() }));
    let unit = || value.parse::<UnitId>().ok();
    match facet {
        Facet::County => unit().map_or_else(
            || without(Lack::County),
            |u| (visitor.setup.unit_name(u), Some(Query { county: Some(u), ..query })),
        ),
        Facet::Unit => unit().map_or_else(
            || without(Lack::Unit),
            |u| (visitor.setup.unit_name(u), Some(Query { unit: Some(u), ..query })),
        ),
        Facet::Source => {
            value.parse().ok().and_then(SourceKind::of_number).map_or_else(none, |s| {
                (w.code("source", s.code()).to_owned(), Some(Query { sources: vec![s], ..query }))
            })
        }
        Facet::Kind => {
            let name = if value.is_empty() { none().0 } else { visitor.book().type_name(value, w.lang) };
            (name, Some(Query { kinds: vec![value.to_owned()], ..query }))
        }
        _ => none(),
    }
}

async fn by_county(site: &Site, visitor: &Visitor, base: &Query) -> Result<Chart, Fault> {
    let w = visitor.w;
    let table = crossed(site, visitor, (base, Facet::County)).await?;
    let stages: Vec<Stage> = Stage::ALL.into_iter().filter(|s| table.values().any(|row| row.contains_key(s))).collect();
    let at = |query: &Option<Query>, stage: Stage| query.clone().map(|q| Query { stages: vec![stage], ..q });
    let row = |label: String, query: Option<Query>, counts: &BTreeMap<Stage, u64>| {
        let mut cells: Vec<Cell> = stages
            .iter()
            .map(|s| cell(w, (counts.get(s).copied().unwrap_or_default(), at(&query, *s)), false))
            .collect();
        cells.push(cell(w, (counts.values().sum(), query.clone()), true));
        Row { label, href: query.map(|q| to(&q)).unwrap_or_default(), total: false, cells, tone: "" }
    };
    let mut sums: BTreeMap<Stage, u64> = BTreeMap::new();
    for (stage, n) in table.values().flatten() {
        *sums.entry(*stage).or_default() += n;
    }
    let mut rows = Vec::new();
    for (value, counts) in sorted(&table) {
        let (label, query) = narrowed(visitor, base, (Facet::County, value));
        rows.push(row(label, query, counts));
    }
    rows.push(Row { total: true, ..row(w.t("dashboards.sum").to_owned(), Some(base.clone()), &sums) });
    let mut heads = vec![head(w.t("register.column.county"), "")];
    heads.extend(stages.iter().map(|s| head(w.code("stage", s.code()), s.code())));
    heads.push(total(w.t("dashboards.sum")));
    Ok(Chart { stack: true, horizontal: true, heads, rows, ..empty(w, "county") })
}

/// Most rows first.
fn sorted(table: &BTreeMap<String, BTreeMap<Stage, u64>>) -> Vec<(&String, &BTreeMap<Stage, u64>)> {
    let mut list: Vec<_> = table.iter().collect();
    list.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.values().sum::<u64>()));
    list
}

/// A chart without rows.
fn empty(w: W, code: &'static str) -> Chart {
    Chart {
        code,
        title: w.code("dashboards.chart", code),
        note: w.code("dashboards.note", code),
        kind: "bar",
        stack: false,
        horizontal: false,
        heads: Vec::new(),
        rows: Vec::new(),
    }
}

async fn by_stand(site: &Site, visitor: &Visitor, of: (&Query, &'static str, Facet)) -> Result<Chart, Fault> {
    let (w, (base, code, facet)) = (visitor.w, of);
    let table = crossed(site, visitor, (base, facet)).await?;
    let mut rows = Vec::new();
    for (value, counts) in sorted(&table) {
        let (label, query) = narrowed(visitor, base, (facet, value));
        let mut cells: Vec<Cell> = STANDS
            .into_iter()
            .map(|figure| {
                let n = figure.selection().stages.iter().filter_map(|s| counts.get(s)).sum();
                cell(w, (n, query.clone().map(|q| Query { figure: Some(figure), ..q })), false)
            })
            .collect();
        cells.push(cell(w, (counts.values().sum(), query.clone()), true));
        rows.push(Row { label, href: query.map(|q| to(&q)).unwrap_or_default(), cells, ..Row::default() });
    }
    let mut heads = vec![head(w.code("register.field", code), "")];
    heads.extend(STANDS.map(|f| head(w.code("figure", f.code()), f.code())));
    heads.push(total(w.t("dashboards.sum")));
    Ok(Chart { stack: true, horizontal: true, heads, rows, ..empty(w, code) })
}

async fn by_stage(site: &Site, visitor: &Visitor, base: &Query) -> Result<Chart, Fault> {
    let w = visitor.w;
    let found = site.office.count_by(base, Facet::Stage, visitor.actor()).await?;
    let counts: BTreeMap<Stage, u64> =
        found.into_iter().filter_map(|(stage, n)| Some((stage.parse().ok().and_then(Stage::of_number)?, n))).collect();
    let row = |(stage, n): (&Stage, &u64)| {
        let query = Query { stages: vec![*stage], ..base.clone() };
        let cells = vec![cell(w, (*n, Some(query.clone())), false)];
        Row {
            label: w.code("stage", stage.code()).to_owned(),
            tone: stage.code(),
            href: to(&query),
            total: false,
            cells,
        }
    };
    let heads = vec![head(w.t("register.column.stage"), ""), head(w.t("dashboards.items_head"), "")];
    Ok(Chart { horizontal: true, heads, rows: counts.iter().map(row).collect(), ..empty(w, "stage") })
}

async fn by_month(site: &Site, visitor: &Visitor, base: &Query) -> Result<Chart, Fault> {
    let w = visitor.w;
    let flows = site.office.month_flows(base, MONTHS, visitor.actor()).await?;
    let rows = flows.into_iter().map(|flow| Row {
        label: flow.month.strftime("%Y-%m").to_string(),
        cells: [flow.registered, flow.struck_off].map(|(n, query)| cell(w, (n, Some(query)), false)).into(),
        ..Row::default()
    });
    let heads = ["month", "registered", "struck_off"].map(|code| head(w.code("dashboards.flow", code), code));
    Ok(Chart { rows: rows.collect(), heads: heads.into(), ..empty(w, "month") })
}

async fn by_unit(site: &Site, visitor: &Visitor, base: &Query) -> Result<Chart, Fault> {
    let (w, actor) = (visitor.w, visitor.actor());
    let of = |figure| Query { figure: Some(figure), ..base.clone() };
    let mut open = site.office.count_by(&of(Figure::Open), Facet::Unit, actor).await?;
    let overdue: BTreeMap<String, u64> =
        site.office.count_by(&of(Figure::Overdue), Facet::Unit, actor).await?.into_iter().collect();
    open.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    let row = |(value, n): &(String, u64)| {
        let (label, query) = narrowed(visitor, base, (Facet::Unit, value));
        let late = overdue.get(value).copied().unwrap_or_default();
        let at = |figure| query.clone().map(|q| Query { figure: Some(figure), ..q });
        let text = share(late, *n).unwrap_or_default();
        let cells = vec![
            cell(w, (*n, at(Figure::Open)), false),
            cell(w, (late, at(Figure::Overdue)), false),
            Cell { text, total: true, ..Cell::default() },
        ];
        Row { label, href: at(Figure::Open).map(|q| to(&q)).unwrap_or_default(), cells, ..Row::default() }
    };
    let heads = vec![
        head(w.t("register.column.unit"), ""),
        head(w.t("figure.open"), "open"),
        head(w.t("figure.overdue"), "overdue"),
        total(w.t("dashboards.share")),
    ];
    Ok(Chart { horizontal: true, heads, rows: open.iter().take(UNITS).map(row).collect(), ..empty(w, "unit") })
}
