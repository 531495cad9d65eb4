//! Work that lies with nobody: what waits for a role that no one who can sign in holds. Asked before a
//! post ends or an account is locked, and of the whole office at any time.

use dugai_domain::admin::Account;
use dugai_domain::ids::{AccountId, UnitId};
use dugai_domain::org::{Panel, Post, Role, UnitKind};
use dugai_domain::time::day_number;
use dugai_store::register::HandCount;
use jiff::civil::Date;

use crate::office::{Office, OfficeError};
use crate::overview::charge;
use crate::setup::Setup;

/// In whose place nobody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Anybody who works in a unit.
    Unit(UnitId),
    /// Who holds a role in a unit.
    RoleIn(UnitId, Role),
    /// The acceptors of a level.
    Panel(Panel),
    /// Anybody of the rectification office.
    Office,
    /// Its head.
    OfficeHead,
    /// A leader who decides, or is in charge.
    Leader(AccountId),
}

/// How much waits for whom that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// In whose place nobody is.
    pub place: Place,
    /// How many things wait.
    pub n: u64,
}

impl Left {
    /// What must be done before, as an error expects it.
    #[must_use]
    pub fn wanted(&self) -> &'static str {
        match self.place {
            Place::Unit(_) | Place::Office => "successor",
            Place::RoleIn(_, Role::Acceptor) | Place::Panel(_) => "successor_acceptor",
            Place::RoleIn(..) | Place::OfficeHead => "successor_head",
            Place::Leader(_) => "charge_handed_over",
        }
    }
}

impl Place {
    fn of(hand: &HandCount) -> Option<Self> {
        let role = Role::ALL.into_iter().find(|r| r.code() == hand.role);
        Some(match (hand.hand, hand.who, role) {
            ("office", _, None) => Self::Office,
            ("office", _, Some(_)) => Self::OfficeHead,
            ("account", Some(who), _) => Self::Leader(AccountId(who)),
            (_, Some(who), role) => match (Panel::of_unit(UnitId(who)), role) {
                (Some(panel), _) => Self::Panel(panel),
                (None, None) => Self::Unit(UnitId(who)),
                (None, Some(role)) => Self::RoleIn(UnitId(who), role),
            },
            _ => return None,
        })
    }

    /// Whether a post on a day is one in this place.
    fn is_filled_by(self, setup: &Setup, account: &Account, post: &Post) -> bool {
        let works = matches!(post.role, Role::Officer | Role::Head);
        let office = || setup.units.get(&post.unit).is_some_and(|u| u.kind == UnitKind::Office);
        match self {
            Self::Unit(unit) => post.unit == unit && works,
            Self::RoleIn(unit, role) => (post.unit, post.role) == (unit, role),
            Self::Panel(panel) => {
                let own = setup.units.get(&post.unit).and_then(|u| setup.panel(u));
                post.role == Role::Acceptor && own == Some(panel)
            }
            Self::Office => works && office(),
            Self::OfficeHead => post.role == Role::Head && office(),
            Self::Leader(leader) => post.role == Role::Leader && post.acting_for.unwrap_or(account.id) == leader,
        }
    }
}

/// Whether anybody who can sign in is in a place on a day, but for posts that are left out.
fn is_filled(setup: &Setup, place: Place, day: Date, leaves: &impl Fn(&Account, &Post) -> bool) -> bool {
    let there = |a: &Account, p: &Post| p.term.holds(day) && !leaves(a, p) && place.is_filled_by(setup, a, p);
    setup.accounts.values().filter(|a| !a.locked).any(|a| a.posts.iter().any(|p| there(a, p)))
}

impl Office {
    /// What waits today and lies with nobody: by place, the largest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn left_with_nobody(&self, day: Date) -> Result<Vec<Left>, OfficeError> {
        let setup = self.setup().await?;
        let mut left = self.waiting_places(day).await?;
        left.retain(|l| !is_filled(&setup, l.place, day, &|_, _| false));
        // Who was in charge and is no leader any more decides nothing that is asked later either.
        let led = |a: &&Account| a.posts.iter().any(|p| p.role == Role::Leader && p.acting_for.is_none());
        for account in setup.accounts.values().filter(led) {
            let place = Place::Leader(account.id);
            if !is_filled(&setup, place, day, &|_, _| false) {
                left.retain(|l| l.place != place);
                let n = self.count_all(&charge(account.id)).await?;
                left.extend((n > 0).then_some(Left { place, n }));
            }
        }
        left.sort_by_key(|l| (std::cmp::Reverse(l.n), l.place));
        Ok(left)
    }

    /// What would lie with nobody if an account were locked today.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn left_without(&self, account: AccountId, day: Date) -> Result<Vec<Left>, OfficeError> {
        let setup = self.setup().await?;
        let mut left = self.newly_left(&setup, day, |a, _| a.id == account).await?;
        // Being in charge is more than what waits for a decision now.
        let n = self.count_all(&charge(account)).await?;
        left.retain(|l| l.place != Place::Leader(account));
        left.extend((n > 0).then_some(Left { place: Place::Leader(account), n }));
        Ok(left)
    }

    /// What has somebody now and would have nobody on a day without some posts.
    pub(crate) async fn newly_left(
        &self,
        setup: &Setup,
        day: Date,
        leaves: impl Fn(&Account, &Post) -> bool,
    ) -> Result<Vec<Left>, OfficeError> {
        let mut left = self.waiting_places(self.now().day()).await?;
        left.retain(|l| is_filled(setup, l.place, day, &|_, _| false) && !is_filled(setup, l.place, day, &leaves));
        left.sort_by_key(|l| l.place);
        Ok(left)
    }

    /// For whom something waits on a day, and how much.
    async fn waiting_places(&self, day: Date) -> Result<Vec<Left>, OfficeError> {
        let hands = self.store.hands(day_number(day)).await?;
        Ok(hands.iter().filter_map(|h| Some(Left { place: Place::of(h)?, n: h.n })).collect())
    }
}
