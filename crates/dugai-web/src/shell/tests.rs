//! The bases are well-formed, escaped, and follow rights and language.

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use tower::ServiceExt;

use super::*;

#[derive(Template)]
#[template(
    source = r#"{% extends "base_staff.html" %}{% block title %}T{% endblock %}{% block main %}leader{% endblock %}{% block content %}<h1>{{ text }}</h1>{% endblock %}"#,
    ext = "html"
)]
struct Staff {
    shell: Shell,
    text: &'static str,
}

#[derive(Template)]
#[template(
    source = r#"{% extends "base_public.html" %}{% block title %}T{% endblock %}{% block content %}<h1>{{ text }}</h1>{% endblock %}"#,
    ext = "html"
)]
struct Public {
    shell: Shell,
    text: &'static str,
}

#[derive(Template)]
#[template(
    source = r#"{% extends "base_plain.html" %}{% block title %}T{% endblock %}{% block content %}<h1>{{ text }}</h1>{% endblock %}"#,
    ext = "html"
)]
struct Plain {
    shell: Shell,
    text: &'static str,
}

fn shell(lang: Lang) -> Shell {
    let uri = Uri::from_static("/problems?stage=filed&lang=zh&q=%3Cb%3E");
    Shell {
        person: Some(Person { name: "李<敏>".to_owned(), unit: "市整改办".to_owned() }),
        todo: 1207,
        overdue: 2,
        now: "2026-03-05 18:00".to_owned(),
        rights: Rights { register: true, office: true, leader: true, admin: true, ledger: true },
        query: "\"><script>".to_owned(),
        ..Shell::open(W::new(lang), "云江市", Some(jiff::civil::date(2026, 3, 5)), ("problems", &uri))
    }
}

const VOID: [&str; 6] = ["meta", "link", "input", "br", "img", "hr"];

/// Every element is closed in order, every attribute value quoted, every id unique.
fn well_formed(html: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').ok_or_else(|| format!("not closed: <{part}"))?;
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let name = tag.split_whitespace().next().unwrap_or_default().trim_end_matches('/');
        if tag.matches('"').count() % 2 == 1 {
            return Err(format!("a quote is missing in <{tag}>"));
        }
        let unquoted: String = tag.split('"').step_by(2).collect();
        if unquoted.contains('\'') || unquoted.split_whitespace().any(|word| word.starts_with("on")) {
            return Err(format!("an attribute that must not be: <{tag}>"));
        }
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next())
            && !ids.insert(id)
        {
            return Err(format!("id {id} stands twice"));
        }
        if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

fn pages(lang: Lang) -> Vec<String> {
    vec![
        Staff { shell: shell(lang), text: "a<b" }.render().unwrap(),
        Public { shell: shell(lang), text: "a<b" }.render().unwrap(),
        Plain { shell: shell(lang), text: "a<b" }.render().unwrap(),
    ]
}

#[test]
fn the_bases_are_well_formed_in_both_languages() {
    for lang in Lang::ALL {
        for html in pages(lang) {
            assert_eq!(well_formed(&html), Ok(()), "{html}");
            assert!(html.contains(&format!("<html lang=\"{}\">", lang.html_lang())));
            assert!(html.contains(r#"<aside class="demo""#), "the banner is on every page");
            assert!(!html.contains("style=") && !html.contains("<script>"), "{html}");
            assert!(!html.contains("/assets/none"));
            for area in ["shell.", "nav.", "island."] {
                assert!(!html.contains(&format!(">{area}")) && !html.contains(&format!("\"{area}")), "{area}");
            }
        }
    }
}

#[test]
fn the_check_of_html_finds_faults() {
    for bad in ["<p>", "<p></b>", "<a href=\"x></a>", "<p id=\"a\"></p><p id=\"a\"></p>", "<a onclick=\"x\"></a>"] {
        assert!(well_formed(bad).is_err(), "{bad}");
    }
}

#[test]
fn values_are_escaped() {
    let html = Staff { shell: shell(Lang::Zh), text: "a<b" }.render().unwrap();
    assert!(html.contains("<h1>a&#60;b</h1>"), "{html}");
    assert!(html.contains("李&#60;敏&#62;") && !html.contains("\"><script>"));
    assert!(html.contains("<b class=\"count hot\">1,207</b>"));
    assert!(html.contains("数据截至 2026-03-05 18:00"));
}

#[test]
fn without_a_demonstration_there_is_no_banner() {
    let mut shell = shell(Lang::Zh);
    shell.demo = None;
    let html = Plain { shell, text: "" }.render().unwrap();
    assert!(!html.contains("class=\"demo\""));
}

fn offered(rights: Rights) -> Vec<&'static str> {
    let mut shell = shell(Lang::Zh);
    shell.rights = rights;
    shell.groups().iter().flat_map(|g| &g.items).map(|i| i.key).collect()
}

#[test]
fn the_navigation_follows_rights() {
    let all =
        ["home", "inbox", "leader", "problems", "import", "dispatch", "dashboards", "units", "people", "reference"];
    let whole = offered(shell(Lang::Zh).rights);
    assert!(all.iter().all(|key| whole.contains(key)) && whole.ends_with(&["ledger", "public"]), "{whole:?}");
    assert_eq!(
        offered(Rights { admin: true, ..Rights::default() }),
        ["home", "inbox", "units", "people", "reference", "public"]
    );
    let unit = offered(Rights { register: true, ..Rights::default() });
    assert!(!unit.contains(&"import") && !unit.contains(&"leader") && !unit.contains(&"people"));
}

#[test]
fn the_current_page_and_open_lines_are_marked() {
    let shell = shell(Lang::En);
    let items: Vec<Item> = shell.groups().into_iter().flat_map(|g| g.items).collect();
    let current: Vec<_> = items.iter().filter(|i| i.current).map(|i| i.key).collect();
    assert_eq!(current, ["problems"]);
    let inbox = items.iter().find(|i| i.key == "inbox").unwrap();
    assert_eq!((inbox.count, inbox.hot), (Some(1207), true));
    assert_eq!(shell.bottom().iter().map(|i| i.key).collect::<Vec<_>>(), BOTTOM);
}

#[test]
fn the_switch_keeps_the_query() {
    assert_eq!(shell(Lang::Zh).switch(), "/problems?stage=filed&q=%3Cb%3E&lang=en");
    let mut plain = shell(Lang::En);
    plain.path = "/".to_owned();
    assert_eq!(plain.switch(), "/?lang=zh");
    plain.path = "//elsewhere.example/a?b=1".to_owned();
    assert_eq!(plain.switch(), "/elsewhere.example/a?b=1&lang=zh", "no link leads to another host");
}

#[test]
fn the_address_decides_before_the_cookie() {
    let mut headers = HeaderMap::new();
    assert_eq!(language(&Uri::from_static("/"), &headers), Lang::Zh);
    headers.insert(header::COOKIE, HeaderValue::from_static("sid=a; lang=en"));
    assert_eq!(language(&Uri::from_static("/"), &headers), Lang::En);
    assert_eq!(language(&Uri::from_static("/?a=1&lang=zh"), &headers), Lang::Zh);
    assert_eq!(language(&Uri::from_static("/?lang=xx"), &headers), Lang::En);
}

#[tokio::test]
async fn a_language_asked_for_is_remembered() {
    let routes = Router::new()
        .route("/", get(|w: W| async move { w.lang.code() }))
        .layer(axum::middleware::from_fn(remember_language));
    for (path, cookie, body) in [("/", None, "zh"), ("/?lang=en", Some("lang=en;"), "en")] {
        let answer = routes.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let set = answer.headers().get(header::SET_COOKIE).and_then(|v| v.to_str().ok()).map(str::to_owned);
        assert_eq!(set.is_some(), cookie.is_some());
        assert!(cookie.is_none_or(|start| set.is_some_and(|s| s.starts_with(start))));
        assert_eq!(axum::body::to_bytes(answer.into_body(), 100).await.unwrap(), body);
    }
}
