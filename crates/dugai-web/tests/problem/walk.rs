//! A problem that goes its way through the forms of its pages.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use dugai_domain::ids::ProblemId;

use super::kit::{Answer, House};

const LOCATED: &[u8] = include_bytes!("../../../dugai-app/src/evidence/located.jpg");
const PLAIN: &[u8] = include_bytes!("../../../dugai-app/src/evidence/plain.jpg");

/// A house with one problem.
pub struct Walk {
    pub house: House,
    pub id: ProblemId,
}

/// A form with files, as a browser writes it.
pub fn multipart(path: &str, pairs: &[(&str, &str)], files: &[(&str, &[u8])]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, value) in pairs {
        let part = format!("--dugai\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--dugai\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--dugai--\r\n");
    Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=dugai")
        .body(Body::from(body))
        .expect("a request")
}

impl Walk {
    pub async fn new(house: House) -> Self {
        let id = house.cast.register(&house.site.office, "9").await.expect("registered");
        Self { house, id }
    }

    /// An address below the problem's page.
    pub fn url(&self, below: &str) -> String {
        format!("/problems/{}{below}", self.id)
    }

    /// The responsible unit.
    pub fn county(&self) -> String {
        self.house.cast.units[1].to_string()
    }

    /// The version a form was made for.
    pub async fn seen(&self, path: &str, who: &str) -> String {
        let (status, html) = self.house.get(path, who).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let at = html.find("name=\"seen\" value=\"").unwrap_or_else(|| panic!("a form at {path} for {who}:\n{html}"));
        html[at..].split('"').nth(3).expect("a value").to_owned()
    }

    /// Opens the form of an act and sends it; it must be done.
    pub async fn act(&self, who: &str, action: &str, pairs: &[(&str, &str)]) {
        let path = self.url(&format!("/act/{action}"));
        let seen = self.seen(&path, who).await;
        let mut sent = vec![("seen", seen.as_str())];
        sent.extend(pairs);
        let answer = self.house.post(&path, who, &sent).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{action}:\n{}", answer.html());
        let code = action.split('?').next().unwrap_or_default();
        assert!(answer.location().contains(&format!("done={code}")), "{}", answer.location());
    }

    /// Sends files.
    pub async fn upload(&self, who: &str, pairs: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let path = self.url("/act/add_evidence");
        let seen = self.seen(&path, who).await;
        let mut sent = vec![("seen", seen.as_str())];
        sent.extend(pairs);
        self.house.send(who, multipart(&path, &sent, files)).await
    }

    /// Ids of the evidence, oldest first.
    pub async fn evidence(&self) -> Vec<String> {
        let problem = self.house.site.office.load(self.id).await.expect("read").expect("there");
        problem.evidence.iter().map(|(_, e)| e.id.0.to_string().replace('-', "")).collect()
    }

    /// A plan with one measure, approved, with two pictures.
    pub async fn to_plan(&self) {
        let county = self.county();
        self.act("officer", "claim", &[("unit", &county)]).await;
        let plan = [
            ("goal", "废水零直排"),
            ("standard", "water"),
            ("measures[0].text", "建成沉淀池并长期运行"),
            ("measures[0].owner", &county),
            ("measures[0].due", "2026-05-31"),
            ("measures[0].money", "120"),
            ("measures[0].lasting", "1"),
        ];
        self.act("officer", "draft_plan", &plan).await;
        self.act("officer", "submit_plan", &[("text", "请审")]).await;
        self.act("head", "approve_plan", &[("text", "同意"), ("opinion", "同意")]).await;
        let said = [("title", "沉淀池改造"), ("kind", "photo"), ("measures", "1")];
        let answer = self.upload("officer", &said, &[("a.jpg", LOCATED), ("b.jpg", PLAIN)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html());
    }
}
