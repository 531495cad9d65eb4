//! Tests of a change of the vault's key: complete, interrupted at every step of its beginning, and
//! with something that opens with neither key.

use std::path::PathBuf;
use std::sync::Arc;

use dugai_domain::ids::EvidenceId;
use dugai_domain::problem::Event;
use dugai_store::blobs::BlobFolder;
use dugai_store::{Target, Write};
use jiff::civil::date;

use super::*;
use crate::evidence::{Form, Meta};
use crate::office::Office;
use crate::testing::{CountedEntropy, cast, tools_at};

/// The words of the text that every house keeps as evidence.
const TEXT: &[u8] = "虚构的现场记录".as_bytes();

struct House {
    _keep: tempfile::TempDir,
    folder: PathBuf,
    evidence: EvidenceId,
}

async fn house() -> House {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("data");
    let office = office(&folder).await.unwrap();
    let cast = cast(&office).await.unwrap();
    let id = cast.register(&office, "9").await.unwrap();
    let actor = cast.actor(&office, "officer").await.unwrap();
    let meta = Meta { title: "记录".to_owned(), kind: "text".to_owned(), ..Meta::default() };
    let files = vec![("a.txt".to_owned(), TEXT.to_vec())];
    let acted = office.add_evidence((id, None), &meta, files, (&actor, office.now())).await.unwrap();
    let evidence = acted.events.iter().find_map(|e| if let Event::EvidenceAdded(e) = e { Some(e.id) } else { None });
    House { _keep: keep, folder, evidence: evidence.unwrap() }
}

async fn office(folder: &Path) -> Result<Office, OfficeError> {
    let store = Store::open(&Target::Folder(folder.to_owned())).await?;
    // Another sequence than the one that made the first key.
    let entropy = Arc::new(CountedEntropy::default());
    entropy.fill(&mut [0; 4096]);
    Office::open(store, crate::Tools { entropy, ..tools_at(date(2026, 3, 2)) }).await
}

impl House {
    async fn rotate(&self) -> Result<Rotated, OfficeError> {
        let store = Store::open(&Target::Folder(self.folder.clone())).await?;
        let blobs = Blobs::Folder(BlobFolder::new(&self.folder));
        let entropy = CountedEntropy::default();
        entropy.fill(&mut [0; 65536]);
        rotate((&store, &blobs), &Hold::alone(&self.folder)?, &entropy).await
    }

    /// Whether all that was sealed can be opened by an office at work.
    async fn opens(&self) {
        let office = office(&self.folder).await.unwrap();
        assert!(office.signer_works().await);
        let clerk = office.setup().await.unwrap();
        let clerk = clerk.accounts.values().find(|a| a.login == "clerk").unwrap().id;
        let clerk = office.setup().await.unwrap().actor(clerk, office.now().day()).unwrap();
        assert_eq!(office.file(self.evidence, Form::Original, &clerk).await.unwrap().bytes, TEXT);
    }

    fn key(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(name)).unwrap()
    }
}

#[tokio::test]
async fn everything_is_under_the_new_key_and_the_old_one_is_gone() {
    let house = house().await;
    let old = house.key(NOW);
    let done = house.rotate().await.unwrap();
    assert!(!done.resumed && done.files == 1 && done.values >= 2, "{done:?}");
    assert_ne!(house.key(NOW), old);
    assert!(!crate::keys::is_half_done(&house.folder));
    house.opens().await;
    // The old key opens nothing any more.
    std::fs::write(house.folder.join(NOW), &old).unwrap();
    assert!(matches!(office(&house.folder).await.map(|_| ()), Err(OfficeError::KeyWrong(_))));
}

#[tokio::test]
async fn whoever_is_at_work_keeps_the_key_from_changing_and_the_other_way_round() {
    let house = house().await;
    let working = office(&house.folder).await.unwrap();
    let told = house.rotate().await.unwrap_err().to_string();
    assert!(told.contains("dugai serve"), "{told}");
    drop(working);
    let alone = Hold::alone(&house.folder).unwrap();
    let told = office(&house.folder).await.map(|_| ()).unwrap_err().to_string();
    assert!(told.contains("must be alone"), "{told}");
    drop(alone);
    house.rotate().await.unwrap();
    let shared = Hold::shared(&house.folder).unwrap();
    let store = Store::open(&Target::Folder(house.folder.clone())).await.unwrap();
    let blobs = Blobs::Folder(BlobFolder::new(&house.folder));
    let refused = rotate((&store, &blobs), &shared, &CountedEntropy::default()).await;
    assert!(matches!(refused, Err(OfficeError::NotAllowed("rotate"))));
}

#[tokio::test]
async fn each_state_in_which_the_beginning_can_be_interrupted_is_gone_on_from() {
    let fresh = |folder: &Path, name: &str, bytes: &[u8]| write_private(&folder.join(name), bytes).unwrap();
    for state in ["empty new key", "new key", "both and not switched", "switched", "half of the old key's copy"] {
        let house = house().await;
        let old = house.key(NOW);
        match state {
            "empty new key" => fresh(&house.folder, NEXT, b""),
            "new key" => fresh(&house.folder, NEXT, &[7; 32]),
            "both and not switched" => {
                fresh(&house.folder, NEXT, &[7; 32]);
                fresh(&house.folder, BEFORE, &old);
            }
            "half of the old key's copy" => {
                fresh(&house.folder, NEXT, &[7; 32]);
                fresh(&house.folder, "vault.key.tmp", &old[..9]);
            }
            _ => {
                fresh(&house.folder, BEFORE, &old);
                fresh(&house.folder, NOW, &[7; 32]);
            }
        }
        assert!(crate::keys::is_half_done(&house.folder), "{state}");
        house.opens().await;
        let done = house.rotate().await.unwrap();
        assert!(done.resumed, "{state}");
        assert!(!crate::keys::is_half_done(&house.folder), "{state}");
        assert_ne!(house.key(NOW), old, "{state}");
        house.opens().await;
    }
}

#[tokio::test]
async fn what_opens_with_neither_key_keeps_the_old_one_and_is_named() {
    let house = house().await;
    let stranger = Keys { now: MasterKey::new([9; 32]), before: None };
    let id = Uuid::from_u128(77);
    let sealed = stranger.seal(id, b"strange", &CountedEntropy::default()).unwrap();
    let store = Store::open(&Target::Folder(house.folder.clone())).await.unwrap();
    let write = |sealed: Vec<u8>| dugai_store::desk::vault_write(id, "objection", sealed, 1);
    store.commit(Commit { writes: vec![write(sealed.clone())], ..Commit::default() }).await.unwrap();
    let missing = BlobFolder::new(&house.folder).path(house.evidence.0);
    let kept = std::fs::read(&missing).unwrap();
    std::fs::remove_file(&missing).unwrap();
    let told = house.rotate().await.unwrap_err().to_string();
    assert!(told.contains(&id.to_string()) && told.contains(&house.evidence.0.to_string()), "{told}");
    assert!(crate::keys::is_half_done(&house.folder), "both keys stay");
    // What was missing comes back as the old key left it; the strange value is put right.
    std::fs::write(&missing, kept).unwrap();
    house.opens().await;
    let keys = Keys::load(&house.folder).unwrap();
    let right = keys.seal(id, b"known", &CountedEntropy::default()).unwrap();
    let write: Write = rewrap_write(SealedIn::Vault, id, (sealed, right));
    store.commit(Commit { writes: vec![write], ..Commit::default() }).await.unwrap();
    assert!(house.rotate().await.unwrap().resumed);
    house.opens().await;
}
