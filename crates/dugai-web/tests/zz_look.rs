mod kit;
mod lives;
use jiff::civil::date;
use dugai_domain::problem::{Command, LeadOfficer, Level};
#[tokio::test]
async fn look() {
    let house = kit::house().await;
    let lead = LeadOfficer { name: "郑海 副市长".into(), account: Some(house.cast.accounts["leader"]), visits_owed: 2 };
    for n in 1..=24_i8 {
        let day = date(2026, 1 + (n % 2), 5 + n % 20);
        let no = n.to_string();
        let id = match n % 5 { 0 => lives::registered(&house, &no, day).await, 1 => lives::claimed(&house, &no, day).await, 2 => lives::listed(&house, &no, day, true).await, 3 => lives::planned(&house, &no, day, false).await, _ => lives::planned(&house, &no, day, true).await };
        if n % 5 != 2 && n % 3 == 0 { lives::act(&house, "head", (id, day), Command::SetLeadOfficer(lead.clone())).await;
          lives::act(&house, "head", (id, day), Command::SetLevel(Level { level: 2, reason: "多次举报".into() })).await; }
        if n == 11 { let _ = house.post(&format!("/dispatch/{id}"), "officer", &[("month","2026-03"),("word","on_schedule"),("text","虚构：沉淀池已开挖，基础浇筑完成六成。")]).await; }
    }
    std::fs::create_dir_all("/tmp/leader-out").unwrap();
    for (name, path, who) in [("leader","/leader","leader"),("leader-office","/leader?lang=en","clerk"),("changes","/leader/changes?kind=registered","leader"),("dashboards","/dashboards","clerk"),("dispatch","/dispatch","clerk"),("missing","/dispatch?show=missing","clerk"),("report","/dispatch/report","officer"),("dispatch-en","/dispatch?lang=en","officer")] {
        let (s, html) = house.get(path, who).await;
        println!("{name} {s}");
        std::fs::write(format!("/tmp/leader-out/{name}.html"), html).unwrap();
        if name == "leader" { let l = lives::links(&std::fs::read_to_string("/tmp/leader-out/leader.html").unwrap()); let u = l.iter().find(|l| l.href.starts_with("/leader/urge")).map(|l| l.href.clone()).unwrap(); std::fs::write("/tmp/leader-out/urge.html", house.get(&u, "leader").await.1).unwrap(); }
    }
}
