//! A person's posts as a table shows them: those held now first, ended ones below.

use dugai_domain::admin::Account;
use dugai_domain::org::Post;

use crate::visitor::Visitor;

/// A line of the table.
pub(crate) struct PostLine {
    pub(crate) role: &'static str,
    pub(crate) unit: String,
    pub(crate) unit_href: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Whose post it is, for an acting deputy.
    pub(crate) acting: Option<String>,
    /// Held today.
    pub(crate) held: bool,
    /// Begins later.
    pub(crate) coming: bool,
    /// Where it can be ended; empty when it is over.
    pub(crate) end_href: String,
}

/// The posts of an account.
pub(crate) fn lines(visitor: &Visitor, account: &Account) -> Vec<PostLine> {
    let day = visitor.actor().day;
    let mut posts: Vec<&Post> = account.posts.iter().collect();
    posts.sort_by_key(|p| (!p.term.holds(day), std::cmp::Reverse(p.term.from)));
    posts.into_iter().map(|post| line(visitor, account, post)).collect()
}

fn line(visitor: &Visitor, account: &Account, post: &Post) -> PostLine {
    let (w, setup, day) = (visitor.w, &visitor.setup, visitor.actor().day);
    let over = post.term.to.is_some_and(|to| to < day);
    PostLine {
        role: w.code("role", post.role.code()),
        unit: setup.unit_name(post.unit),
        unit_href: format!("/units/{}", post.unit),
        from: w.date(post.term.from),
        to: post.term.to.map_or_else(|| w.t("people.open_end").to_owned(), |to| w.date(to)),
        acting: post.acting_for.map(|whose| w.fill("people.acting_for", &[("name", &setup.account_name(whose))])),
        held: post.term.holds(day),
        coming: post.term.from > day,
        end_href: if over {
            String::new()
        } else {
            format!("/people/{}/end?post={}.{}", account.id, post.role.code(), post.unit)
        },
    }
}
