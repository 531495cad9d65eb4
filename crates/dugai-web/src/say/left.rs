//! In whose place nobody is, in words.

use dugai_app::Setup;
use dugai_app::left::{Left, Place};

use crate::words::W;

/// The place.
#[must_use]
pub fn place(w: W, setup: &Setup, left: &Left) -> String {
    match left.place {
        Place::Unit(unit) => w.fill("left.unit", &[("unit", &setup.unit_name(unit))]),
        Place::RoleIn(unit, role) => {
            let role = w.code("role", role.code());
            w.fill("left.role_in", &[("unit", &setup.unit_name(unit)), ("role", &role)])
        }
        Place::Panel(panel) => w.code("left.panel", panel.code()).to_owned(),
        Place::Office => w.t("left.office").to_owned(),
        Place::OfficeHead => w.t("left.office_head").to_owned(),
        Place::Leader(leader) => w.fill("left.leader", &[("name", &setup.account_name(leader))]),
    }
}

/// The place with how much waits.
#[must_use]
pub fn line(w: W, setup: &Setup, left: &Left) -> String {
    w.fill("left.line", &[("who", &place(w, setup, left)), ("n", &w.number(left.n))])
}
