//! Kept filters: made from what the list shows, each with its count of this moment.

use axum::Form;
use axum::extract::{Query as Asked, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::OfficeError;
use dugai_app::register::Query;
use uuid::Uuid;

use super::list::{SaveForm, encoded, list};
use super::terms::{PATH, to};
use super::{Pairs, first, readers};
use crate::fault::Fault;
use crate::site::Site;
use crate::visitor::Visitor;

/// A kept filter with its count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedChip {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where its rows are.
    pub href: String,
    /// How many rows there are now.
    pub count: String,
    /// Whether it is what the page shows.
    pub current: bool,
}

/// The filters a visitor keeps, each with its count; `shown` is what the page shows.
///
/// # Errors
/// When the store cannot be read.
pub async fn saved_chips(site: &Site, visitor: &Visitor, shown: Option<&Query>) -> Result<Vec<SavedChip>, Fault> {
    let mut chips = Vec::new();
    for filter in site.office.saved_filters(visitor.signed.account).await? {
        let query = read(&filter.query);
        let count = site.office.count(&query, visitor.actor()).await?;
        chips.push(SavedChip {
            id: filter.id.as_simple().to_string(),
            name: filter.name,
            href: to(&query),
            count: visitor.w.number(count),
            current: shown.is_some_and(|s| s.filter_pairs() == query.filter_pairs()),
        });
    }
    Ok(chips)
}

/// The pairs of the part of an address behind the question mark.
fn pairs_of(query: &str) -> Pairs {
    let uri: Option<Uri> = format!("/?{query}").parse().ok();
    uri.and_then(|uri| Asked::<Pairs>::try_from_uri(&uri).ok()).map(|Asked(pairs)| pairs).unwrap_or_default()
}

fn read(query: &str) -> Query {
    let pairs = pairs_of(query);
    Query::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()))).0
}

/// `POST /problems/filters`: keeps what the list showed under a name.
pub async fn save(State(site): State<Site>, visitor: Visitor, Form(pairs): Form<Pairs>) -> Result<Response, Fault> {
    readers(&visitor)?;
    let name = first(&pairs, "name").unwrap_or_default();
    let sent = first(&pairs, "query").unwrap_or_default();
    let query = read(sent);
    match site.office.save_filter(visitor.signed.account, name, &encoded(&query)).await {
        Ok(_) => Ok(back(&query, "filter_saved")),
        Err(OfficeError::Field { expected, .. }) => {
            let fault = Some(visitor.w.code("register.filter_fault", expected));
            let save = SaveForm { name: name.to_owned(), fault };
            let answer = list(&site, &visitor, &pairs_of(sent), save).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /problems/filters/drop`: forgets one.
pub async fn drop_one(State(site): State<Site>, visitor: Visitor, Form(pairs): Form<Pairs>) -> Result<Response, Fault> {
    let id = first(&pairs, "id").and_then(|id| Uuid::parse_str(id).ok()).ok_or(Fault::NotFound)?;
    site.office.drop_filter(visitor.signed.account, id).await?;
    Ok(back(&read(first(&pairs, "query").unwrap_or_default()), "filter_dropped"))
}

fn back(query: &Query, done: &str) -> Response {
    let list = to(query);
    let mark = if list == PATH { '?' } else { '&' };
    Redirect::to(&format!("{list}{mark}done={done}")).into_response()
}
