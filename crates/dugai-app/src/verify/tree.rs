//! The Merkle tree as it is kept: checkpoints, tiles, and where the follower stands. All of it must be what
//! the events make.

use std::collections::HashMap;

use dugai_ledger::{Checkpoint, NoteVerifier, SignedNote, TileAppender, TileId, TreeHash, tile_to_bytes};
use dugai_store::Store;
use sha2::{Digest, Sha256};

use crate::ledger::{Head, NAME, kept_head};
use crate::office::{Office, OfficeError};
use crate::setup::{Installation, Setup};

/// Tiles read at once.
const TILES: u32 = 500;

/// What is kept of the tree.
pub(super) struct Kept {
    /// Size, note, when.
    pub(super) checkpoints: Vec<(u64, String, i64)>,
    /// Up to which event tiles are made, and the right edge of the tree there.
    follower: Option<(u64, Vec<u8>)>,
    /// Hash of each tile, by level and place.
    tiles: HashMap<(i64, i64), [u8; 32]>,
    /// The head in the vault, where something was founded.
    head: Option<InVault>,
}

/// The head of the ledger as it lies in the vault.
enum InVault {
    /// There is none.
    Missing,
    /// There is one, and no key at hand.
    Closed,
    /// What it says.
    Says(Head),
    /// It is not this installation's.
    Foreign(String),
}

impl InVault {
    async fn read(store: &Store, office: Option<&Office>, installation: &Installation) -> Result<Self, OfficeError> {
        let id = installation.id.0;
        let Some(bytes) = kept_head(store, id).await? else { return Ok(Self::Missing) };
        Ok(match office.map(|office| office.open_head(id, &bytes)) {
            None => Self::Closed,
            Some(Ok(head)) => Self::Says(head),
            Some(Err(error)) => Self::Foreign(error.to_string()),
        })
    }
}

impl Kept {
    /// Reads it; again, when somebody went on with it meanwhile.
    pub(super) async fn read(store: &Store, office: Option<&Office>) -> Result<Self, OfficeError> {
        let installation = Setup::read(store).await?.installation;
        loop {
            let follower = store.follower(NAME).await?;
            let mut tiles = HashMap::new();
            let mut after = (-1, -1);
            loop {
                let page = store.tiles_after(after, TILES).await?;
                let Some((level, place, _)) = page.last() else { break };
                after = (*level, *place);
                tiles.extend(page.iter().map(|(level, place, bytes)| ((*level, *place), digest(bytes))));
            }
            let checkpoints = store.checkpoints().await?;
            let head = match &installation {
                Some(installation) => Some(InVault::read(store, office, installation).await?),
                None => None,
            };
            if store.follower(NAME).await? == follower {
                return Ok(Self { checkpoints, follower, tiles, head });
            }
        }
    }

    /// Compares it with the leaves that the events make; gives the root over all.
    ///
    /// # Errors
    /// The first difference, in words.
    pub(super) fn compare(
        mut self,
        leaves: &[Option<TreeHash>],
        installation: Option<&Installation>,
    ) -> Result<TreeHash, String> {
        let key = installation.map(|i| NoteVerifier::parse(&i.verifier));
        let key = key.transpose().map_err(|e| format!("the ledger's key: {e}"))?;
        let signer = installation.zip(key.as_ref());
        let checkpoints = std::mem::take(&mut self.checkpoints);
        let followed = self.follower.as_ref().map_or(0, |(at, _)| *at);
        let mut tree = TileAppender::new();
        let mut notes = checkpoints.iter().peekable();
        let mut wrong = None;
        for (seq, leaf) in leaves.iter().enumerate() {
            let leaf = leaf.ok_or_else(|| format!("event {seq} is missing"))?;
            let follows = tree.size() < followed;
            tree.append(leaf, |id, hashes| {
                if follows && !self.takes(id, hashes) {
                    wrong = wrong.or(Some(id));
                }
            });
            if tree.size() == followed {
                self.edge(&tree)?;
            }
            if let Some(InVault::Says(head)) = &self.head
                && head.size == tree.size()
                && head.root != tree.root()
            {
                return Err(format!("the first {} events are not those whose head is sealed in the vault", head.size));
            }
            while let Some((size, text, _)) = notes.next_if(|(size, _, _)| *size == tree.size()) {
                if let Some(signer) = signer {
                    note((*size, text), signer, tree.root())?;
                }
            }
        }
        if followed > tree.size() {
            return Err(format!("the ledger has followed {followed} events, there are {}", tree.size()));
        }
        if let Some(id) = wrong {
            return Err(unlike(i64::from(id.level()), id.index()));
        }
        if let Some(((level, place), _)) = self.tiles.iter().next() {
            return Err(format!("a tile of the ledger is kept that no events make: level {level}, number {place}"));
        }
        match notes.next() {
            Some((size, _, _)) => Err(format!("a checkpoint of {size} events is kept, there are {}", tree.size())),
            None => self.signed(checkpoints.last().map_or(0, |(size, ..)| *size)).map(|()| tree.root()),
        }
    }

    /// Tree, signed head and sealed head go on together, in one commit; the first are those of the founding.
    fn signed(&self, signed: u64) -> Result<(), String> {
        let at = self.follower.as_ref().map_or(0, |(at, _)| *at);
        if at != signed {
            return Err(format!("the ledger has followed {at} events, and the newest checkpoint kept is of {signed}"));
        }
        match &self.head {
            Some(InVault::Closed) if signed == 0 => {
                Err("no checkpoint is kept; the founding made the first".to_owned())
            }
            None | Some(InVault::Closed) => Ok(()),
            Some(InVault::Missing) => Err("no head of the ledger is sealed in the vault".to_owned()),
            Some(InVault::Foreign(what)) => Err(what.clone()),
            Some(InVault::Says(head)) if head.size != signed => Err(format!(
                "the newest checkpoint kept is of {signed} events, the head sealed in the vault is of {}",
                head.size
            )),
            Some(InVault::Says(_)) => Ok(()),
        }
    }

    /// The right edge of the tree where the follower stands, and the tiles that are not full there.
    fn edge(&mut self, tree: &TileAppender) -> Result<(), String> {
        let same = self.follower.as_ref().is_none_or(|(_, state)| *state == tree.frontier().to_bytes());
        if !same {
            return Err(format!("the ledger's place at {} events is not what the events make", tree.size()));
        }
        for (id, hashes) in tree.partial_tiles() {
            if !self.takes(id, hashes) {
                return Err(unlike(i64::from(id.level()), id.index()));
            }
        }
        Ok(())
    }

    /// Whether a tile is kept so.
    fn takes(&mut self, id: TileId, hashes: &[TreeHash]) -> bool {
        let at = (i64::from(id.level()), i64::try_from(id.index()).unwrap_or(i64::MAX));
        self.tiles.remove(&at) == Some(digest(&tile_to_bytes(hashes)))
    }
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn unlike(level: i64, place: u64) -> String {
    format!("a tile of the ledger is missing or not what the events make: level {level}, number {place}")
}

/// A checkpoint must be signed by the installation's key and hold the root of its size.
fn note(of: (u64, &str), signer: (&Installation, &NoteVerifier), root: TreeHash) -> Result<(), String> {
    let ((size, text), (installation, key)) = (of, signer);
    let told = |e: &dyn std::fmt::Display| format!("the checkpoint of {size} events: {e}");
    let note = SignedNote::parse(text).map_err(|e| told(&e))?;
    let checkpoint = Checkpoint::open(&note, &installation.origin, std::slice::from_ref(key)).map_err(|e| told(&e))?;
    if checkpoint.size() == size && *checkpoint.root() == root {
        return Ok(());
    }
    Err(format!("the checkpoint of {size} events holds another root than the events make"))
}
