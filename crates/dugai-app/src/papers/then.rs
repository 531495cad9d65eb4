//! Names and rules of another day: a paper bears those of its own, whatever a unit is called and whichever
//! gates there are since.

use std::collections::BTreeMap;
use std::sync::Arc;

use dugai_domain::admin::UnitEvent;
use dugai_domain::ids::UnitId;
use dugai_domain::org::Unit;
use dugai_domain::time::Timestamp;

use crate::office::{Office, OfficeError};
use crate::setup::Setup;

/// Units that were renamed or ended, each as it stood from a moment on.
#[derive(Clone, Debug, Default)]
pub struct Then(Arc<BTreeMap<UnitId, Vec<(Timestamp, Unit)>>>);

impl Then {
    /// The setup with names, units and reference data as they stood at a moment.
    pub(super) fn setup(&self, now: &Arc<Setup>, at: Timestamp) -> Arc<Setup> {
        let stood = |(id, states): (&UnitId, &Vec<(Timestamp, Unit)>)| {
            let held = states.iter().rev().find(|(from, _)| *from <= at).or(states.first());
            held.map(|(_, unit)| (*id, unit.clone()))
        };
        let mut units = now.units.clone();
        units.extend(self.0.iter().filter_map(stood));
        Arc::new(Setup { reference: now.reference.as_of(at.day()), units, ..Setup::clone(now) })
    }
}

impl Office {
    /// What was recorded of every unit whose name, kind or term is not what it was opened with.
    pub(super) async fn then(&self, setup: &Setup) -> Result<Then, OfficeError> {
        let mut then = BTreeMap::new();
        for unit in setup.units.values() {
            let changed = setup.versions.get(&unit.id.0).is_some_and(|version| *version > 1);
            // A former name stays findable as another one.
            if !changed || (unit.aliases.is_empty() && unit.term.to.is_none()) {
                continue;
            }
            let (mut state, mut states) = (None, Vec::new());
            for row in self.store.events_of(unit.id.0).await? {
                let form = |source| OfficeError::Form { kind: "unit", id: row.stream, source };
                let event: UnitEvent = serde_json::from_str(&row.payload).map_err(form)?;
                state = UnitEvent::fold(state, &event);
                states.extend(state.clone().map(|unit| (Timestamp(row.at), unit)));
            }
            then.insert(unit.id, states);
        }
        Ok(Then(Arc::new(then)))
    }
}
