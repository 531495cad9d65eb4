//! Opening an account, and first passwords: made here, shown once, changed at the first sign-in.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use dugai_domain::ids::AccountId;
use dugai_domain::org::Post;

use super::acts::{post_of, post_specs};
use super::fields::{Draft, FormPage, Make, Pairs, Sent, Typed, beside, kept, needed};
use super::keeper;
use super::person::known;
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

/// Characters that nobody reads as another: no i, l, o, 0, 1.
const READABLE: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Groups of a first password, and characters in each.
const GROUPS: usize = 4;
const GROUP: usize = 4;

#[derive(Template)]
#[template(path = "people/secret.html")]
struct SecretPage {
    shell: Shell,
    href: String,
    /// The account is new.
    opened: bool,
    kept: String,
    name: String,
    login: String,
    password: String,
}

/// A first password out of random bytes: about 79 bits, easy to copy from paper.
fn first_password(random: &[u8; 2 * GROUPS * GROUP]) -> String {
    let letters: Vec<char> = random
        .chunks_exact(2)
        .filter_map(|pair| {
            let n = pair.iter().fold(0_usize, |n, b| n * 256 + usize::from(*b));
            READABLE.get(n % READABLE.len()).map(|b| char::from(*b))
        })
        .collect();
    let groups: Vec<String> = letters.chunks(GROUP).map(|g| g.iter().collect()).collect();
    groups.join("-")
}

/// The form of a new account.
pub(super) async fn ask(State(site): State<Site>, visitor: Visitor) -> Result<Response, Fault> {
    keeper(&visitor)?;
    form(&site, &visitor, None).await
}

async fn form(site: &Site, visitor: &Visitor, sent: Typed<'_>) -> Result<Response, Fault> {
    let (w, faulty) = (visitor.w, sent.is_some());
    let make = Make::new("people", w);
    let mut specs = vec![needed(make.line("name")), needed(make.line("login"))];
    specs.extend(post_specs(visitor, None));
    let draft = Draft {
        action: "/people/new".to_owned(),
        submit: "people.open",
        cancel: "/people".to_owned(),
        specs,
        kept: kept(visitor, "people-opened", ""),
        hidden: Vec::new(),
    };
    let view = FormPage {
        up: ("/people".to_owned(), w.t("nav.people").to_owned()),
        title: w.t("people.new").to_owned(),
        intro: vec![w.t("people.new_hint").to_owned()],
        links: Vec::new(),
        form: draft.html(w, sent)?,
        shell: visitor.shell(site, "people").await?,
    };
    view.answer(faulty)
}

/// Opens an account with its first post and shows its first password.
pub(super) async fn open(
    State(site): State<Site>,
    visitor: Visitor,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let mut sent = Sent::new(&pairs, visitor.w);
    let (name, login) = (sent.needed("name"), sent.needed("login"));
    let post: Option<Post> = post_of(&mut sent, &visitor);
    let mut faults = sent.faults;
    if let (Some(post), true) = (post, faults.is_empty()) {
        match site.office.open_account((&login, &name), &[post], visitor.by()).await {
            Ok(id) => return secret(&site, &visitor, id, (name, login.to_lowercase(), true)).await,
            Err(error) => faults.push(beside(visitor.w, error)?),
        }
    }
    form(&site, &visitor, Some((&pairs, faults))).await
}

/// Sets a new first password for somebody and shows it.
pub(super) async fn password(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let account = known(&visitor, &id)?;
    secret(&site, &visitor, account.id, (account.name.clone(), account.login.clone(), false)).await
}

async fn secret(site: &Site, visitor: &Visitor, id: AccountId, who: (String, String, bool)) -> Result<Response, Fault> {
    let password = first_password(&site.office.tools.random());
    site.office.set_password(id, &password, visitor.by()).await?;
    let (name, login, opened) = who;
    // Whoever sets a password for themselves has just ended this very session; the bare page
    // around the secret needs none.
    let setup = &visitor.setup;
    let shell = Shell::open(visitor.w, setup.city(), setup.demo_day(visitor.now), ("people", &visitor.uri));
    let (href, kept) = (format!("/people/{id}"), kept(visitor, "people-opened", ""));
    Ok(page(&SecretPage { shell, href, opened, kept, name, login, password })?.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_password_has_four_groups_of_readable_characters() {
        let password = first_password(&std::array::from_fn(|i| u8::try_from(i * 7 % 256).unwrap()));
        let groups: Vec<&str> = password.split('-').collect();
        assert_eq!(groups.len(), 4);
        assert!(groups.iter().all(|g| g.len() == 4), "{password}");
        assert!(password.bytes().all(|b| b == b'-' || READABLE.contains(&b)), "{password}");
        assert_ne!(password, first_password(&[0; 32]));
    }
}
