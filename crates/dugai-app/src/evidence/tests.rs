//! Tests of evidence: what is sealed, who may open it, and that a failed commit leaves nothing.

use dugai_domain::problem::Event;
use dugai_store::{Store, Target};
use jiff::civil::date;

use super::*;
use crate::testing::{Cast, cast, tools_at};

const LOCATED: &[u8] = include_bytes!("located.jpg");
const PLAIN: &[u8] = include_bytes!("plain.jpg");

struct House {
    office: Office,
    cast: Cast,
    id: ProblemId,
    folder: tempfile::TempDir,
}

async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Target::Folder(folder.path().join("data"))).await.unwrap();
    let office = Office::open(store, tools_at(date(2026, 3, 2))).await.unwrap();
    let cast = cast(&office).await.unwrap();
    let id = cast.register(&office, "9").await.unwrap();
    House { office, cast, id, folder }
}

impl House {
    async fn add(&self, who: &str, files: &[(&str, &[u8])], seen: Option<u64>) -> Result<Acted, EvidenceFault> {
        let meta = Meta { title: "沉淀池改造".to_owned(), kind: "photo".to_owned(), ..Meta::default() };
        let actor = self.cast.actor(&self.office, who).await.unwrap();
        let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        self.office.add_evidence((self.id, seen), &meta, files, (&actor, self.office.now())).await
    }

    async fn open(&self, who: &str, id: EvidenceId, form: Form) -> Result<Opened, OfficeError> {
        let actor = self.cast.actor(&self.office, who).await.unwrap();
        self.office.file(id, form, &actor).await
    }

    fn blobs(&self) -> usize {
        fn count(path: &std::path::Path) -> usize {
            std::fs::read_dir(path).map_or(0, |list| {
                list.filter_map(Result::ok).map(|e| if e.path().is_dir() { count(&e.path()) } else { 1 }).sum()
            })
        }
        count(&self.folder.path().join("data").join("blobs"))
    }
}

fn ids(acted: &Acted) -> Vec<EvidenceId> {
    let one = |event: &Event| match event {
        Event::EvidenceAdded(e) => Some(e.id),
        _ => None,
    };
    acted.events.iter().filter_map(one).collect()
}

#[tokio::test]
async fn who_works_on_the_case_sees_the_original_and_others_the_copy_without_a_place() {
    let house = house().await;
    let acted = house.add("officer", &[("现场.jpg", LOCATED)], None).await.unwrap();
    let [id] = ids(&acted)[..] else { panic!("one event") };
    let evidence = acted.problem.evidence_of(id).unwrap();
    assert!(evidence.located && evidence.captured.is_some() && evidence.size == LOCATED.len() as u64);
    assert!(!evidence.commitment.is_empty());
    for who in ["clerk", "officer", "mayor", "supervisor", "acceptor"] {
        let file = house.open(who, id, Form::Original).await.unwrap();
        assert_eq!((file.bytes.as_slice(), file.form), (LOCATED, Form::Original), "{who}");
        assert_eq!((file.name.as_str(), file.media.as_str()), ("沉淀池改造.jpg", "image/jpeg"));
    }
    for who in ["leader", "auditor", "works"] {
        let file = house.open(who, id, Form::Original).await.unwrap();
        assert_eq!(file.form, Form::Public, "{who}");
        assert!(!file.bytes.windows(4).any(|w| w == b"Exif"), "{who}");
    }
    for who in ["other", "admin"] {
        for form in [Form::Original, Form::Public, Form::Thumb] {
            assert!(matches!(house.open(who, id, form).await, Err(OfficeError::NotFound)), "{who}");
        }
    }
    assert_eq!(house.open("leader", id, Form::Thumb).await.unwrap().form, Form::Thumb);
}

#[tokio::test]
async fn what_lies_on_the_disk_is_sealed_and_fits_its_commitment() {
    let house = house().await;
    let acted = house.add("officer", &[("张三家门口.jpg", LOCATED)], None).await.unwrap();
    let [id] = ids(&acted)[..] else { panic!("one event") };
    let sealed = house.office.blobs.get(id.0).await.unwrap();
    assert!(!sealed.windows(4).any(|w| w == b"Exif"));
    let vault = beside(id, "vault");
    let (purpose, sealed, _) = house.office.store.vault(vault).await.unwrap().unwrap();
    let kept: Kept = serde_json::from_slice(&house.office.open_bytes(vault, &sealed).unwrap()).unwrap();
    assert_eq!((purpose.as_str(), kept.name.as_str()), ("evidence", "张三家门口.jpg"));
    let (latitude, longitude) = kept.place.unwrap();
    assert!((latitude - 30.26).abs() < 0.01 && (longitude - 103.47).abs() < 0.01);
    let recorded = acted.problem.evidence_of(id).unwrap();
    assert_eq!(recorded.commitment, commitment(&kept.salt, LOCATED));
    let body = serde_json::to_string(&acted.problem).unwrap();
    assert!(!body.contains("张三") && !body.contains("30.26"));
}

#[tokio::test]
async fn several_files_are_added_together_or_not_at_all() {
    let house = house().await;
    let fault = house.add("officer", &[("a.jpg", PLAIN), ("b.jpg", b"no picture"), ("c.pdf", PLAIN)], None).await;
    assert!(matches!(fault, Err(EvidenceFault::Files(list)) if list.len() == 2));
    assert!(matches!(house.add("officer", &[], None).await, Err(EvidenceFault::NoFile)));
    assert!(matches!(
        house.add("auditor", &[("a.jpg", PLAIN)], None).await,
        Err(EvidenceFault::Act(ActError::Refused(_)))
    ));
    assert!(matches!(house.add("other", &[("a.jpg", PLAIN)], None).await, Err(EvidenceFault::Act(ActError::NotFound))));
    assert!(matches!(
        house.add("officer", &[("a.jpg", PLAIN)], Some(7)).await,
        Err(EvidenceFault::Act(ActError::Changed(_)))
    ));
    assert_eq!(house.blobs(), 0);

    let acted = house.add("officer", &[("a.jpg", PLAIN), ("b.txt", "记录".as_bytes())], Some(1)).await.unwrap();
    let [picture, text] = ids(&acted)[..] else { panic!("two events") };
    // The picture with two copies, and the text.
    assert_eq!(house.blobs(), 4);
    let titles: Vec<&str> = acted.problem.evidence.iter().map(|(_, e)| e.title.as_str()).collect();
    assert_eq!(titles, ["沉淀池改造 1", "沉淀池改造 2"]);
    // The original of a picture is for who works on the case, though it names no place.
    assert_eq!(house.open("officer", picture, Form::Original).await.unwrap().bytes, PLAIN);
    let copy = house.open("works", picture, Form::Original).await.unwrap();
    assert!(copy.form == Form::Public && copy.bytes != PLAIN);
    assert_eq!(house.open("works", text, Form::Public).await.unwrap().form, Form::Original);
    assert!(matches!(house.open("works", text, Form::Thumb).await, Err(OfficeError::NotFound)));
    let replayed = house.office.store.events_of(house.id.0).await.unwrap();
    assert_eq!(replayed.len() as u64, acted.problem.version);
}

#[tokio::test]
async fn files_of_a_commit_that_failed_are_taken_away() {
    let house = house().await;
    let actor = house.cast.actor(&house.office, "officer").await.unwrap();
    let by = (&actor, house.office.now());
    let before = house.office.problem(house.id, &actor).await.unwrap();
    let meta = Meta { title: "现场".to_owned(), kind: "photo".to_owned(), ..Meta::default() };
    let looked = look(vec![("a.jpg".to_owned(), PLAIN.to_vec())]).unwrap();
    let (found, sealed) = house.office.seal_files((house.id, by.1), &meta, looked).await.unwrap();
    // Somebody else is first.
    house.add("clerk", &[("b.txt", b"first")], None).await.unwrap();
    let known = house.blobs();
    let fault = house.office.commit_evidence((before, false), found, sealed, by).await;
    assert!(matches!(fault, Err(EvidenceFault::Act(ActError::Changed(_)))), "{fault:?}");
    assert_eq!(house.blobs(), known);
}

#[tokio::test]
async fn a_file_changed_behind_the_ledger_is_found() {
    let house = house().await;
    let acted = house.add("officer", &[("a.jpg", PLAIN), ("b.txt", "记录".as_bytes())], None).await.unwrap();
    let [picture, text] = ids(&acted)[..] else { panic!("two events") };
    let sound = house.office.verify_files().await.unwrap();
    assert_eq!((sound.files, sound.faults), (2, Vec::new()));

    // Who has the key can seal another file under the same id; the commitment stays what it was.
    let other = house.office.seal_bytes(text.0, "别的记录".as_bytes()).unwrap();
    house.office.blobs.replace(text.0, other).await.unwrap();
    // And a copy whose bytes were damaged.
    house.office.blobs.replace(blob_id(picture, Form::Thumb), vec![0; 64]).await.unwrap();
    let faults = house.office.verify_files().await.unwrap().faults;
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains(&picture.0.to_string()) && faults[0].contains("thumb copy"), "{faults:?}");
    assert!(faults[1].contains(&text.0.to_string()) && faults[1].contains("not the one"), "{faults:?}");

    house.office.blobs.remove(text.0).await.unwrap();
    let faults = house.office.verify_files().await.unwrap().faults;
    assert!(faults[1].contains("is missing"), "{faults:?}");
}
