//! How many rows a filter holds: exactly, or whether they are so many that a list is read another way.

use uuid::Uuid;

use super::filter::{Built, Filter, Scope};
use crate::{Store, StoreError, Value};

/// From so many problems on a filter is wide. Sorting them costs as many look-ups as they are; walking
/// the list costs a page times all over their number: equal, for a page of fifty, at a few thousand
/// in a hundred thousand to a million.
pub(super) const WIDE: i64 = 4_000;

impl Store {
    /// How many rows a filter holds, exactly.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        if let Scope::Units(units) = &filter.scope
            && !units.is_empty()
            && *filter == Filter::of(filter.scope.clone())
        {
            // A scope alone is counted where it is kept.
            return self.count_scope(units, None).await;
        }
        let built = Built::new(filter, self.is_postgres());
        let sql = format!("SELECT COUNT(*) FROM problem_index p WHERE {}", built.condition());
        let rows = self.query(&sql, &built.params).await?;
        rows.first().map_or(Ok(0), |r| r.int(0).map(|n| n as u64))
    }

    /// How many problems some units may see; with a limit, no more are counted.
    async fn count_scope(&self, units: &[Uuid], limit: Option<i64>) -> Result<u64, StoreError> {
        let mut params: Vec<Value> = units.iter().map(|u| (*u).into()).collect();
        let places: Vec<String> = (1..=params.len()).map(|n| format!("${n}")).collect();
        let places = places.join(", ");
        let sql = match limit {
            None => format!("SELECT COUNT(DISTINCT s.problem) FROM problem_scope s WHERE s.unit IN ({places})"),
            Some(limit) => {
                params.push(limit.into());
                let end = params.len();
                format!(
                    "SELECT COUNT(*) FROM (SELECT s.problem FROM problem_scope s WHERE s.unit IN ({places}) LIMIT ${end}) AS some"
                )
            }
        };
        self.query(&sql, &params).await?.first().map_or(Ok(0), |r| r.int(0).map(|n| n as u64))
    }

    /// Whether a filter holds so much that a page of it is found sooner by walking the list. PostgreSQL
    /// knows its numbers and finds the better way by itself.
    pub(super) async fn is_wide(&self, filter: &Filter) -> Result<bool, StoreError> {
        if self.is_postgres() || *filter == Filter::of(Scope::All) {
            return Ok(false);
        }
        if let Scope::Units(units) = &filter.scope
            && !units.is_empty()
            && *filter == Filter::of(filter.scope.clone())
        {
            return Ok(self.count_scope(units, Some(WIDE)).await? as i64 >= WIDE);
        }
        let mut built = Built::new(filter, false);
        let limit = built.param(WIDE.into());
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM problem_index p WHERE {} LIMIT {limit}) AS some",
            built.condition()
        );
        Ok(self.query(&sql, &built.params).await?.first().map_or(Ok(0), |r| r.int(0))? >= WIDE)
    }
}
