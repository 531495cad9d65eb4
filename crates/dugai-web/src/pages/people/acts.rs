//! What an administrator does with an account: give and end posts, lock it, end its sessions.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::overview::charge;
use dugai_domain::admin::Account;
use dugai_domain::ids::UnitId;
use dugai_domain::org::{Post, Role, Term};

use super::fields::{Draft, FormPage, Make, Options, Pairs, Sent, Typed, beside, holding, kept, needed, rows_of};
use super::person::known;
use super::{keeper, unit_options};
use crate::fault::Fault;
use crate::form::FieldSpec;
use crate::pages::account::unhex;
use crate::site::Site;
use crate::visitor::Visitor;

/// Fields of a post; with the account, others for whom it can act.
pub(super) fn post_specs(visitor: &Visitor, account: Option<&Account>) -> Vec<FieldSpec> {
    let (w, day) = (visitor.w, visitor.actor().day);
    let make = Make::new("people", w);
    let mut specs = vec![
        needed(make.choice("unit", unit_options(&visitor.setup, w, day))),
        needed(make.choice("role", make.codes("role", Role::ALL.map(Role::code)))),
        holding(needed(make.day("from")), day),
        make.day("to"),
    ];
    if let Some(account) = account {
        let others = visitor.setup.accounts.values().filter(|a| a.id != account.id && !a.posts.is_empty());
        let options: Options = others.map(|a| (a.id.to_string(), whose(visitor, a))).collect();
        specs.push(make.choice("acting_for", options));
    }
    specs
}

/// A name with what the person is, since names repeat.
fn whose(visitor: &Visitor, account: &Account) -> String {
    let day = visitor.actor().day;
    let post = account.posts.iter().find(|p| p.term.holds(day)).or(account.posts.last());
    let unit = post.map_or_else(String::new, |p| visitor.setup.unit_name(p.unit));
    format!("{} {unit}", account.name)
}

/// The post of a form.
pub(super) fn post_of(sent: &mut Sent<'_>, visitor: &Visitor) -> Option<Post> {
    let units: Vec<(String, UnitId)> = visitor.setup.units.keys().map(|id| (id.to_string(), *id)).collect();
    let offered: Vec<(&str, UnitId)> = units.iter().map(|(code, id)| (code.as_str(), *id)).collect();
    let unit = sent.chosen("unit", &offered);
    let role = sent.chosen("role", &Role::ALL.map(|r| (r.code(), r)));
    let from = sent.needed_day("from");
    let to = sent.day("to");
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        sent.blame("to", visitor.w.t("expected.after_start"));
    }
    let acting_for = match sent.value("acting_for") {
        "" => None,
        id => {
            let known = id.parse().ok().filter(|id| visitor.setup.accounts.contains_key(id));
            if known.is_none() {
                sent.blame("acting_for", visitor.w.t("form.fault.unknown"));
            }
            known
        }
    };
    Some(Post { role: role?, unit: unit?, term: Term { from: from?, to }, acting_for })
}

/// The form of a post.
pub(super) async fn ask_post(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    post_form(&site, &visitor, known(&visitor, &id)?, None).await
}

async fn post_form(site: &Site, visitor: &Visitor, account: &Account, sent: Typed<'_>) -> Result<Response, Fault> {
    let href = format!("/people/{}", account.id);
    let draft = Draft {
        action: format!("{href}/post"),
        submit: "people.give",
        cancel: href,
        specs: post_specs(visitor, Some(account)),
        kept: kept(visitor, "people-given", account.id),
        hidden: Vec::new(),
    };
    form(site, visitor, (account, "people.give", "people.give_hint"), draft, sent).await
}

/// The account, the heading and the first sentence of a form.
type About<'a> = (&'a Account, &'static str, &'static str);

async fn form(
    site: &Site,
    visitor: &Visitor,
    about: About<'_>,
    draft: Draft,
    sent: Typed<'_>,
) -> Result<Response, Fault> {
    form_with(site, visitor, (about, Vec::new()), draft, sent).await
}

async fn form_with(
    site: &Site,
    visitor: &Visitor,
    about: (About<'_>, Vec<(String, String)>),
    draft: Draft,
    sent: Typed<'_>,
) -> Result<Response, Fault> {
    let ((account, title, hint), links) = about;
    let (w, faulty) = (visitor.w, sent.is_some());
    let view = FormPage {
        up: (format!("/people/{}", account.id), account.name.clone()),
        title: w.t(title).to_owned(),
        intro: vec![w.t(hint).to_owned()],
        links,
        form: draft.html(w, sent)?,
        shell: visitor.shell(site, "people").await?,
    };
    view.answer(faulty)
}

/// Gives a post.
pub(super) async fn give_post(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let account = known(&visitor, &id)?;
    let mut sent = Sent::new(&pairs, visitor.w);
    let post = post_of(&mut sent, &visitor);
    let mut faults = sent.faults;
    if let (Some(post), true) = (post, faults.is_empty()) {
        match site.office.give_post(account.id, post, visitor.by()).await {
            Ok(()) => return Ok(Redirect::to(&format!("/people/{}?done=given", account.id)).into_response()),
            Err(error) => faults.push(beside(visitor.w, error)?),
        }
    }
    post_form(&site, &visitor, account, Some((&pairs, faults))).await
}

/// The post that `role.unit` names, while it is not over.
fn open_post<'a>(visitor: &Visitor, account: &'a Account, code: &str) -> Option<&'a Post> {
    let (role, unit) = code.split_once('.')?;
    let unit: UnitId = unit.parse().ok()?;
    let day = visitor.actor().day;
    let open = |p: &&Post| p.term.to.is_none_or(|to| to >= day);
    account.posts.iter().filter(open).find(|p| p.role.code() == role && p.unit == unit)
}

/// The form that ends a post.
pub(super) async fn ask_end(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let account = known(&visitor, &id)?;
    let code = Sent::new(&pairs, visitor.w).value("post");
    let post = open_post(&visitor, account, code).ok_or(Fault::NotFound)?;
    end_form(&site, &visitor, (account, post), None).await
}

async fn end_form(site: &Site, visitor: &Visitor, of: (&Account, &Post), sent: Typed<'_>) -> Result<Response, Fault> {
    let (account, post) = of;
    let w = visitor.w;
    let make = Make::new("people", w);
    let href = format!("/people/{}", account.id);
    let code = format!("{}.{}", post.role.code(), post.unit);
    let words = format!("{} {}", visitor.setup.unit_name(post.unit), w.code("role", post.role.code()));
    let fixed = crate::form::FieldKind::Fixed(vec![(code.clone(), words)]);
    let draft = Draft {
        action: format!("{href}/end"),
        submit: "people.end",
        cancel: href,
        specs: vec![holding(make.field("post", fixed), &code), holding(needed(make.day("last")), visitor.actor().day)],
        kept: String::new(),
        hidden: Vec::new(),
    };
    let query = charge(account.id);
    let n = if post.role == Role::Leader { site.office.count_all(&query).await? } else { 0 };
    let links = if n > 0 { vec![(w.t1("people.in_charge", n), rows_of(visitor, &query))] } else { Vec::new() };
    form_with(site, visitor, ((account, "people.end", "people.end_hint"), links), draft, sent).await
}

/// Ends a post, unless work would be left with nobody.
pub(super) async fn end_post(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let account = known(&visitor, &id)?;
    let mut sent = Sent::new(&pairs, visitor.w);
    let post = open_post(&visitor, account, sent.value("post")).ok_or(Fault::NotFound)?;
    let last = sent.needed_day("last");
    if last.is_some_and(|last| last < post.term.from) {
        sent.blame("last", visitor.w.t("expected.after_start"));
    }
    let mut faults = sent.faults;
    if let (Some(last), true) = (last, faults.is_empty()) {
        match site.office.end_post(account.id, (post.role, post.unit, last), visitor.by()).await {
            Ok(()) => return Ok(Redirect::to(&format!("/people/{}?done=ended", account.id)).into_response()),
            Err(error) => faults.push(beside(visitor.w, error)?),
        }
    }
    end_form(&site, &visitor, (account, post), Some((&pairs, faults))).await
}

/// Locks or unlocks an account; nobody locks themselves out.
pub(super) async fn lock(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let account = known(&visitor, &id)?;
    if account.id == visitor.signed.account {
        return Err(Fault::NotAllowed("own_account"));
    }
    // Nothing said must not mean unlocked.
    let locked = match Sent::new(&pairs, visitor.w).value("locked") {
        "1" => true,
        "0" => false,
        _ => return Err(Fault::Unusable("locked", "one_or_zero".to_owned())),
    };
    site.office.lock_account(account.id, locked, visitor.by()).await?;
    let done = if locked { "locked" } else { "unlocked" };
    Ok(Redirect::to(&format!("/people/{}?done={done}", account.id)).into_response())
}

/// Ends every session of an account.
pub(super) async fn end_sessions(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let account = known(&visitor, &id)?;
    site.office.end_sessions(account.id, visitor.actor()).await?;
    Ok(Redirect::to(&format!("/people/{}?done=sessions_ended", account.id)).into_response())
}

/// Ends a token of an account.
pub(super) async fn end_token(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let account = known(&visitor, &id)?;
    let token = unhex(Sent::new(&pairs, visitor.w).value("token")).ok_or(Fault::NotFound)?;
    site.office.end_token(account.id, &token, visitor.actor()).await?;
    Ok(Redirect::to(&format!("/people/{}?done=token_ended", account.id)).into_response())
}
