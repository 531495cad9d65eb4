//! The second half of the way: from the first report to the public notice.

use super::walk::Walk;

impl Walk {
    /// As far as the public notice.
    pub async fn to_notice(&self) {
        self.to_plan().await;
        let photo = self.evidence().await.first().cloned().expect("a picture");
        let photo = photo.as_str();
        let report = [("no", "1"), ("percent", "100"), ("note", "已建成"), ("evidence", photo)];
        self.act("officer", "report_measure?no=1", &report).await;
        self.act("supervisor", "accept_measure?no=1", &[("no", "1"), ("evidence", photo)]).await;
        let points = [("points[0].direction", "same_river"), ("points[0].what", "同一河段其余料场")];
        self.act("officer", "plan_sweep", &points).await;
        self.act("officer", "answer_sweep?no=1", &[("no", "1"), ("outcome", "clean"), ("note", "已逐一核查")]).await;
        self.act("mayor", "self_check", &[("summary", "目标已达到"), ("evidence", photo)]).await;
        let gates =
            [("mayor", "problem_clear"), ("supervisor", "rectified"), ("clerk", "accountable"), ("head", "satisfied")];
        for (who, gate) in gates {
            let pairs = [("gate", gate), ("statement", "属实"), ("method", "现场走访"), ("evidence", photo)];
            self.act(who, &format!("sign_gate?gate={gate}"), &pairs).await;
        }
        self.act("mayor", "apply_acceptance", &[("text", "申请验收")]).await;
        let verdict = [
            ("step", "0"),
            ("verdict", "agreed"),
            ("visited", "2026-03-02"),
            ("panel", "验收人员甲（虚构）"),
            ("opinion", "同意通过验收"),
            ("evidence", photo),
        ];
        self.act("acceptor", "record_acceptance", &verdict).await;
        let notice = [("first_day", "2026-03-02"), ("days", "5"), ("place", "市政府网站"), ("phone", "0000000")];
        self.act("clerk", "open_notice", &notice).await;
    }
}
