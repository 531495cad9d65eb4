//! The five figures, each with its definition and, where it can be told exactly, what the last
//! seven days added.

use dugai_app::register::Query;
use dugai_domain::figures::Figure;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::pages::register::terms::to;
use crate::site::Site;
use crate::visitor::Visitor;

/// The figures, in the page's order.
const FIGURES: [Figure; 5] = [Figure::Overdue, Figure::Open, Figure::StruckOff, Figure::LookBackDue, Figure::Listed];

/// A figure, ready to print.
pub struct Tile {
    /// Tone.
    pub class: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How many.
    pub value: String,
    /// Its rows.
    pub href: String,
    /// Its definition.
    pub definition: &'static str,
    /// Where all definitions stand.
    pub definition_href: String,
    /// What the last seven days added.
    pub delta: Option<Delta>,
}

/// What the last seven days added to a figure.
pub struct Delta {
    /// Words with the number.
    pub text: String,
    /// Its rows.
    pub href: String,
    /// Its definition.
    pub definition: String,
}

/// The tiles as of now.
pub async fn tiles(site: &Site, visitor: &Visitor) -> Result<Vec<Tile>, Fault> {
    let mut tiles = Vec::new();
    for figure in FIGURES {
        tiles.push(tile(site, visitor, figure).await?);
    }
    Ok(tiles)
}

async fn tile(site: &Site, visitor: &Visitor, figure: Figure) -> Result<Tile, Fault> {
    let w = visitor.w;
    let n = site.office.figure(figure, visitor.actor()).await?;
    let class = match figure {
        Figure::Overdue if n > 0 => "bad",
        Figure::LookBackDue if n > 0 => "warn",
        Figure::StruckOff => "ok",
        _ => "",
    };
    let delta = match week(figure, visitor.now.day()) {
        Some((query, (from, to_day))) => {
            let n = site.office.count(&query, visitor.actor()).await?;
            let key = |part: &str| format!("leader.{part}.{}", figure.code());
            let days: [(&str, &dyn std::fmt::Display); 2] = [("from", &w.date(from)), ("to", &w.date(to_day))];
            let text = w.fill(&key("delta"), &[("n", &w.number(n))]);
            Some(Delta { text, href: to(&query), definition: w.fill(&key("delta_definition"), &days) })
        }
        None => None,
    };
    Ok(Tile {
        class,
        name: w.code("figure", figure.code()),
        value: w.number(n),
        href: to(&Query { figure: Some(figure), ..Query::default() }),
        definition: w.t(&format!("figure.{}.definition", figure.code())),
        definition_href: format!("/definitions#{}", figure.code()),
        delta,
    })
}

/// The rows that the last seven days, today being the last, added to a figure; none where the
/// register cannot tell them exactly.
fn week(figure: Figure, today: Date) -> Option<(Query, (Date, Date))> {
    let ago = |days: i64| today.checked_sub(jiff::Span::new().try_days(days).ok()?).ok();
    let of = Query { figure: Some(figure), ..Query::default() };
    let (from, until) = (ago(6)?, today);
    let span = (Some(from), Some(until));
    match figure {
        Figure::Listed => Some((Query { registered: span, ..of }, (from, until))),
        Figure::StruckOff => Some((Query { struck: span, ..of }, (from, until))),
        // Due on a day is overdue from the next.
        Figure::Overdue => {
            let (from, until) = (ago(7)?, ago(1)?);
            Some((Query { due: (Some(from), Some(until)), ..of }, (from, until)))
        }
        _ => None,
    }
}
