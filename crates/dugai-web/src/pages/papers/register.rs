//! The register as a file, and the page on which columns, form and preparer are chosen.

use std::io::BufWriter;

use askama::Template;
use axum::extract::{Query as Pairs, State};
use axum::response::{IntoResponse, Response};
use dugai_app::export::{Column, Form, Preparer, Wanted, subtitle};
use dugai_app::register::{Query, Unread};

use super::allowed;
use super::download::{file, in_background, scratch};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, address, page};

/// What an address asks for.
struct Asked {
    wanted: Wanted,
    unread: Vec<Unread>,
}

fn asked(pairs: &[(String, String)], form: Form, visitor: &Visitor) -> Asked {
    let (mut query, mut unread) = Query::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    // A file holds every row from the first, whichever page of the list it was asked from.
    query.cut = None;
    query.per = 0;
    let mut columns = Vec::new();
    for (_, code) in pairs.iter().filter(|(name, value)| name == "col" && !value.is_empty()) {
        match Column::from_code(code) {
            Some(column) if columns.contains(&column) => {}
            Some(column) => columns.push(column),
            None => unread.push(("col".to_owned(), code.clone())),
        }
    }
    let one = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim().to_owned());
    let preparer = Preparer {
        name: one("preparer").unwrap_or_else(|| visitor.setup.account_name(visitor.signed.account)),
        reviewer: one("reviewer").unwrap_or_default(),
        phone: one("phone").unwrap_or_default(),
    };
    Asked { wanted: Wanted { query, columns, form, preparer }, unread }
}

pub(super) async fn xlsx(
    site: State<Site>,
    visitor: Visitor,
    pairs: Pairs<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    export(site.0, visitor, pairs.0, Form::Xlsx).await
}

pub(super) async fn csv(
    site: State<Site>,
    visitor: Visitor,
    pairs: Pairs<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    export(site.0, visitor, pairs.0, Form::Csv).await
}

pub(super) async fn json(
    site: State<Site>,
    visitor: Visitor,
    pairs: Pairs<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    export(site.0, visitor, pairs.0, Form::Json).await
}

async fn export(site: Site, visitor: Visitor, pairs: Vec<(String, String)>, form: Form) -> Result<Response, Fault> {
    allowed(&visitor)?;
    let Asked { wanted, unread } = asked(&pairs, form, &visitor);
    // A condition that is not understood must not silently let every row through.
    if let Some((name, _)) = unread.into_iter().next() {
        return Err(Fault::Unusable("export_condition", name));
    }
    let (name, out) = in_background(move || async move {
        let by = visitor.by();
        let mut out = scratch()?;
        site.office.export_register(&wanted, BufWriter::new(&mut out), by).await?;
        Ok((site.office.export_name(by.1).await?, out))
    })
    .await?;
    file(&format!("{name}.{}", form.code()), form.media(), out)
}

#[derive(Template)]
#[template(path = "papers/export.html")]
struct Chooser {
    shell: Shell,
    /// Pairs of the query, to be sent along.
    kept: Vec<(&'static str, String)>,
    unread: Vec<Unread>,
    total: String,
    back: String,
    subtitle: String,
    /// Code, heading, whether it is chosen.
    columns: Vec<(&'static str, &'static str, bool)>,
    preparer: Preparer,
    empty: bool,
}

pub(super) async fn chooser(
    State(site): State<Site>,
    visitor: Visitor,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Fault> {
    allowed(&visitor)?;
    let Asked { wanted, unread } = asked(&pairs, Form::Xlsx, &visitor);
    let total = site.office.count(&wanted.query, visitor.actor()).await?;
    let shell = visitor.shell(&site, "problems").await?;
    let chosen: &[Column] = if wanted.columns.is_empty() { Column::USUAL } else { &wanted.columns };
    let kept = wanted.query.to_pairs();
    page(&Chooser {
        total: shell.w.t1("papers.rows", total),
        empty: total == 0,
        back: address("/problems", kept.iter().map(|(n, v)| (*n, v.as_str()))),
        subtitle: subtitle(&wanted.query, &visitor.setup, visitor.now),
        columns: Column::ALL.iter().map(|c| (c.code(), c.title(), chosen.contains(c))).collect(),
        preparer: wanted.preparer,
        shell,
        kept,
        unread,
    })
}
