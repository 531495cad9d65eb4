//! The sums at the head of the charts, and the two rates that are always shown side by side:
//! what was proved here, and what counting by the source's word would add.

use dugai_app::month::share;
use dugai_app::register::Query;
use dugai_domain::figures::Figure;

use crate::fault::Fault;
use crate::pages::register::terms::to;
use crate::site::Site;
use crate::visitor::Visitor;
use crate::words::W;

/// What is summed.
pub struct Counts {
    /// On the list.
    pub listed: u64,
    open: u64,
    overdue: u64,
    struck_off: u64,
    declared: u64,
}

/// A sum, ready to print.
pub struct Sum {
    /// Name.
    pub name: &'static str,
    /// How many.
    pub value: String,
    /// Its rows.
    pub href: String,
    /// Tone.
    pub class: &'static str,
    /// Definition.
    pub definition: &'static str,
    /// Where all definitions stand.
    pub definition_href: String,
}

/// A rate, ready to print.
pub struct Rate {
    /// Name.
    pub name: &'static str,
    /// Per cent, and how it is made: `25.0%（5 ÷ 20）`.
    pub value: String,
    /// Definition.
    pub definition: &'static str,
}

/// Reads the sums of a query within the visitor's sight.
pub async fn read(site: &Site, visitor: &Visitor, base: &Query) -> Result<Counts, Fault> {
    let of = async |figure| site.office.count(&Query { figure: Some(figure), ..base.clone() }, visitor.actor()).await;
    Ok(Counts {
        listed: of(Figure::Listed).await?,
        open: of(Figure::Open).await?,
        overdue: of(Figure::Overdue).await?,
        struck_off: of(Figure::StruckOff).await?,
        declared: of(Figure::Declared).await?,
    })
}

impl Counts {
    /// The sums.
    pub fn sums(&self, w: W, base: &Query) -> Vec<Sum> {
        let sums = [
            (Figure::Listed, self.listed, ""),
            (Figure::Open, self.open, ""),
            (Figure::Overdue, self.overdue, if self.overdue > 0 { "bad" } else { "" }),
            (Figure::StruckOff, self.struck_off, "ok"),
            (Figure::Declared, self.declared, ""),
        ];
        let sum = |(figure, n, class): (Figure, u64, &'static str)| Sum {
            name: w.code("figure", figure.code()),
            value: w.number(n),
            href: to(&Query { figure: Some(figure), ..base.clone() }),
            class,
            definition: w.t(&format!("figure.{}.definition", figure.code())),
            definition_href: format!("/definitions#{}", figure.code()),
        };
        sums.map(sum).into()
    }

    /// The rates.
    pub fn rates(&self, w: W) -> Vec<Rate> {
        let rate = |code: &str, part: u64, whole: u64| Rate {
            name: w.code("dashboards.rate", code),
            value: share(part, whole).map_or_else(
                || w.t("dashboards.no_rate").to_owned(),
                |share| w.fill("dashboards.rate_of", &[("share", &share), ("part", &part), ("whole", &whole)]),
            ),
            definition: w.code("dashboards.rate_definition", code),
        };
        let ended = self.struck_off + self.declared;
        vec![
            rate("proved", self.struck_off, self.listed.saturating_sub(self.declared)),
            rate("with_declared", ended, self.listed),
            rate("overdue", self.overdue, self.open),
        ]
    }
}
