//! The task lists of the demonstration: the repository's example files, imported on their days by
//! the clerk, as a person would.

use std::collections::BTreeSet;

use dugai_app::import::{Choice, Options, Preview, Why};
use dugai_domain::ids::{ProblemId, UnitId};
use dugai_domain::problem::SourceKind;
use dugai_web::names::book;
use dugai_web::pages::import::why;
use dugai_web::words::{Lang, W};
use jiff::civil::Date;

use super::city::City;
use super::life::History;
use crate::desk::told;

/// Day of arrival, file name, bytes, source, round.
type List = (i64, &'static str, &'static [u8], SourceKind, &'static str);

const LISTS: [List; 6] = [
    (
        3,
        "01_中央督察反馈整改任务清单.xlsx",
        include_bytes!("../../../../examples/01_中央督察反馈整改任务清单.xlsx"),
        SourceKind::Feedback,
        "第三轮中央生态环境保护督察（演示）",
    ),
    (
        12,
        "03_整改方案_附任务清单.docx",
        include_bytes!("../../../../examples/03_整改方案_附任务清单.docx"),
        SourceKind::KeyConcern,
        "中央督察重点关注（演示）",
    ),
    (
        40,
        "02_县级分解表_措施一行一条.xlsx",
        include_bytes!("../../../../examples/02_县级分解表_措施一行一条.xlsx"),
        SourceKind::TypicalCase,
        "典型案例（演示）",
    ),
    (
        95,
        "05_省级督察清单_GB18030.csv",
        include_bytes!("../../../../examples/05_省级督察清单_GB18030.csv"),
        SourceKind::PastRound,
        "省级生态环境保护督察（演示）",
    ),
    (
        210,
        "04_县级自查清单.xls",
        include_bytes!("../../../../examples/04_县级自查清单.xls"),
        SourceKind::SelfFound,
        "县级自查清单（演示）",
    ),
    (
        420,
        "06_含常见缺陷的清单.xlsx",
        include_bytes!("../../../../examples/06_含常见缺陷的清单.xlsx"),
        SourceKind::PastRound,
        "历次督察遗留（演示）",
    ),
];

impl History<'_> {
    /// Imports the lists that arrive on a day; what can be taken is taken.
    ///
    /// # Errors
    /// When a list cannot be read or the store fails.
    pub(super) async fn lists(&mut self, since: i64, day: Date) -> Result<(), String> {
        while let Some(list) = LISTS.get(self.listed).filter(|l| l.0 <= since) {
            self.listed += 1;
            for id in self.import(list).await? {
                self.join(id, day);
            }
        }
        Ok(())
    }

    async fn import(&mut self, list: &List) -> Result<Vec<ProblemId>, String> {
        let (_, name, bytes, source, round) = *list;
        let clerk = self.actor_of("clerk").await?;
        let now = self.tick();
        let id = self.office.bring(name, bytes, (&clerk, now)).await.map_err(|e| told("bring a list")(&e))?;
        let mut options = Options { source: Some(source), round: round.to_owned(), ..Options::default() };
        let first = self.office.preview(id, &options, (&clerk, now)).await.map_err(|e| told("read a list")(&e))?;
        for unknown in &first.unknown {
            options.names.insert(unknown.name.clone(), self.meaning(&unknown.name, unknown.suggestion)?);
        }
        let preview = self.office.preview(id, &options, (&clerk, now)).await.map_err(|e| told("read a list")(&e))?;
        let rows = choosable(&preview);
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.tick();
        let setup = self.office.setup().await.map_err(|e| told("read the setup")(&e))?;
        let (w, names) = (W::new(Lang::Zh), book(&setup));
        let choice = Choice { rows: Some(rows), options };
        let done = self
            .office
            .execute(id, &choice, &|reason: &Why| why(w, &names, reason), (&clerk, now))
            .await
            .map_err(|e| told("import a list")(&e))?;
        self.count(done.created.len());
        Ok(done.created.into_iter().map(|(id, _)| id).collect())
    }

    /// The units a name of a list means: what the program suggests; a collective name means every
    /// county; what is left, the environment bureau.
    fn meaning(&self, name: &str, suggestion: Option<UnitId>) -> Result<Vec<UnitId>, String> {
        if let Some(unit) = suggestion {
            return Ok(vec![unit]);
        }
        if name.contains('各') {
            return City::grounds().map(|stem| self.city.unit(stem)).collect();
        }
        Ok(vec![self.city.unit("huanbao")?])
    }
}

fn choosable(preview: &Preview) -> BTreeSet<usize> {
    preview.rows.iter().filter(|r| r.state.is_choosable() && r.reasons.is_empty()).map(|r| r.index).collect()
}
