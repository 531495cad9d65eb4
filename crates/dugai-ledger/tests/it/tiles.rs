//! Tiles: paths, bundles, filling, and reading trees out of them.

use std::cell::RefCell;

use dugai_ledger::{
    BundleId, ConsistencyProof, Frontier, InclusionProof, TileAppender, TileError, TileId, TilePath, TileSource,
    TiledTree, TreeError, TreeHash, consistency_tiles, decode_entries, encode_entries, inclusion_tiles, subtree_root,
    tile_from_bytes, tile_to_bytes,
};
use proptest::prelude::*;

use crate::support::{Tiles, flip, leaf_hashes};

#[test]
fn known_paths() {
    let tile = |level, index, width| TilePath::Hashes(TileId::new(level, index, width).unwrap());
    let bundle = |index, width| TilePath::Entries(BundleId::new(index, width).unwrap());
    let cases = [
        (tile(0, 0, 256), "tile/0/000"),
        (tile(0, 1_234_067, 256), "tile/0/x001/x234/067"),
        (tile(0, 273, 112), "tile/0/273.p/112"),
        (tile(1, 1, 17), "tile/1/001.p/17"),
        (tile(2, 0, 1), "tile/2/000.p/1"),
        (tile(7, 0, 127), "tile/7/000.p/127"),
        (tile(0, 1000, 255), "tile/0/x001/000.p/255"),
        (bundle(999, 256), "tile/entries/999"),
        (bundle(1_000_000, 3), "tile/entries/x001/x000/000.p/3"),
    ];
    for (value, path) in cases {
        assert_eq!(value.to_string(), path);
        assert_eq!(path.parse(), Ok(value));
    }
}

#[test]
fn other_spellings_are_refused() {
    let paths = [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/-1/000",
        "tile/256/000",
        "tile/a/000",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/x01/002",
        "tile/0/X001/002",
        "tile/0/+01",
        "tile/0/x+01/002",
        "tile/0/１",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/000.p",
        "tile/0/.p/1",
        "tile/0/000.p/1.p/1",
        "tile/entries",
        "tile/entries/",
        "tile/data/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ];
    for path in paths {
        let error = TileError::Path { path: path.into() };
        assert_eq!(path.parse::<TilePath>(), Err(error), "{path:?}");
    }
}

#[test]
fn tiles_beyond_the_greatest_tree_are_refused() {
    let cases = [
        (0, 0, 0),
        (0, 0, 257),
        (8, 0, 1),
        (7, 0, 128),
        (7, u64::MAX, 256),
        (0, u64::MAX, 256),
        (0, i64::MAX as u64 / 256, 256),
    ];
    for (level, index, width) in cases {
        let error = TileError::Impossible { level, index, width };
        assert_eq!(TileId::new(level, index, width), Err(error));
    }
    assert!(TileId::new(0, i64::MAX as u64 / 256, 255).is_ok());
    assert!(TileId::partial_of(i64::MAX as u64 + 1).is_err());
    let partial = TileId::partial_of(i64::MAX as u64).unwrap();
    assert_eq!(partial.len(), 8);
}

/// The example in the text of tlog-tiles: 70,000 leaves.
#[test]
fn tiles_of_70_000_leaves() {
    let leaves = leaf_hashes(70_000);
    let tiles = Tiles::of(&leaves);
    let width = |level, index| tiles.0.get(&(level, index)).map(Vec::len);
    assert!((0..273).all(|index| width(0, index) == Some(256)));
    assert_eq!(width(0, 273), Some(112));
    assert_eq!(width(1, 0), Some(256));
    assert_eq!(width(1, 1), Some(17));
    assert_eq!(width(2, 0), Some(1));
    assert_eq!(tiles.0.len(), 273 + 1 + 1 + 1 + 1);
    let names: Vec<String> = TileId::partial_of(70_000).unwrap().iter().map(TileId::to_string).collect();
    let expected = ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"];
    assert_eq!(names, expected);
    assert_eq!(tiles.0[&(1, 0)][7], subtree_root(&leaves[7 * 256..8 * 256]));
    assert_eq!(tiles.0[&(2, 0)][0], subtree_root(&leaves[..65_536]));

    let tree = TiledTree::new(&tiles, 70_000);
    for size in [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999, 70_000] {
        let prefix = &leaves[..size as usize];
        assert_eq!(tree.root(size), Ok(subtree_root(prefix)), "size {size}");
        let consistency = tree.consistency_proof(size, 70_000).unwrap();
        let direct = ConsistencyProof::from_leaves(&leaves, size).unwrap();
        assert_eq!(consistency, direct, "size {size}");
    }
    for index in [0, 255, 256, 65_535, 65_536, 69_999] {
        let direct = InclusionProof::from_leaves(&leaves, index).unwrap();
        assert_eq!(tree.inclusion_proof(index, 70_000), Ok(direct));
        assert_eq!(tree.leaf(index), Ok(leaves[index as usize]));
    }
}

#[test]
fn a_tree_of_256_has_one_full_and_one_partial_tile() {
    let tiles = Tiles::of(&leaf_hashes(256));
    assert_eq!(tiles.0[&(0, 0)].len(), 256);
    assert_eq!(tiles.0[&(1, 0)].len(), 1);
    assert_eq!(tiles.0.len(), 2);
}

#[test]
fn the_tiles_announced_are_the_tiles_read() {
    let leaves = leaf_hashes(70_000);
    let tiles = Tiles::of(&leaves);
    let read = RefCell::new(Vec::new());
    let source = |id: TileId| {
        read.borrow_mut().push(id);
        (&tiles).tile(id)
    };
    let sorted = || {
        let mut ids = read.take();
        ids.sort_unstable();
        ids
    };
    for (a, b) in [(0, 70_000), (300, 66_000), (65_600, 65_601)] {
        let tree = TiledTree::new(source, 70_000);
        tree.inclusion_proof(a, b).unwrap();
        assert_eq!(inclusion_tiles(a, b, 70_000), Ok(sorted()));
        let tree = TiledTree::new(source, 70_000);
        tree.consistency_proof(a, b).unwrap();
        assert_eq!(consistency_tiles(a, b, 70_000), Ok(sorted()));
    }
    let beyond = TreeError::BeyondTree { asked: 70_001, stored: 70_000 };
    assert_eq!(inclusion_tiles(0, 70_001, 70_000), Err(beyond));
}

#[test]
fn missing_and_altered_tiles_are_found() {
    let leaves = leaf_hashes(700);
    let mut tiles = Tiles::of(&leaves);
    let mut frontier = Frontier::new();
    frontier.extend(leaves.iter().copied());
    let id = TileId::in_tree(0, 2, 700).unwrap().unwrap();

    let beyond = TreeError::BeyondTree { asked: 701, stored: 700 };
    assert_eq!(TiledTree::new(&tiles, 700).root(701), Err(beyond));

    let good = tiles.0[&(0, 2)].clone();
    for place in 0..good.len() {
        let mut bad = good.clone();
        bad[place] = flip(&bad[place], place);
        tiles.put(id, &bad);
        let error = TreeError::ForeignTile { id };
        let resumed = TileAppender::resume(frontier.clone(), &(&tiles));
        assert_eq!(resumed, Err(error), "hash {place}");
    }
    tiles.0.insert((0, 2), good[..100].to_vec());
    let short = TreeError::ShortTile { id, found: 100 };
    assert_eq!(TiledTree::new(&tiles, 700).root(700), Err(short.clone()));
    assert_eq!(TileAppender::resume(frontier.clone(), &(&tiles)), Err(short));

    let broken = |_: TileId| Err::<Vec<TreeHash>, _>(std::fmt::Error);
    let failed = TiledTree::new(broken, 1).root(1).unwrap_err();
    assert_eq!(failed.to_string(), "tile tile/0/000.p/1 cannot be read");
    assert!(std::error::Error::source(&failed).is_some());
}

#[test]
fn malformed_bundles_are_refused_by_name() {
    let many = vec![b"x".as_slice(); 257];
    let count = |found| Err(TileError::EntryCount { found });
    assert_eq!(encode_entries(many), count(257));
    assert_eq!(encode_entries([]), count(0));
    let long = vec![0; 65_536];
    let too_long = Err(TileError::EntryTooLong { found: 65_536 });
    assert_eq!(encode_entries([long.as_slice()]), too_long);

    assert_eq!(decode_entries(&[]).map(|e| e.len()), Err(TileError::EntryCount { found: 0 }));
    let truncated = |entry| Err(TileError::Truncated { entry });
    assert_eq!(decode_entries(&[0]), truncated(0));
    assert_eq!(decode_entries(&[0, 1, 9, 0, 2, 9]), truncated(1));
    let zeroes = [0; 514];
    assert_eq!(decode_entries(&zeroes), Err(TileError::EntryCount { found: 257 }));
    assert_eq!(tile_from_bytes(&[0; 33]), Err(TileError::Bytes { found: 33 }));
    assert_eq!(tile_from_bytes(&[]), Err(TileError::Bytes { found: 0 }));
    assert_eq!(tile_from_bytes(&[0; 8224]), Err(TileError::Bytes { found: 8224 }));
}

proptest! {
    #[test]
    fn paths_round_trip(level in 0_u8..8, index: u64, width in 1_u16..=256) {
        let index = index >> (16 + 8 * u32::from(level)).min(63);
        if let Ok(id) = TileId::new(level, index, width) {
            prop_assert_eq!(id.to_string().parse(), Ok(TilePath::Hashes(id)));
        }
        let id = BundleId::new(index, width).unwrap();
        prop_assert_eq!(id.to_string().parse(), Ok(TilePath::Entries(id)));
    }

    /// Whatever reads at all is printed back to the same text: no tile has two paths.
    #[test]
    fn paths_are_canonical(path in "tile/([0-9]|entries)/(x?[0-9]{3}/){0,3}[0-9]{3}(\\.p/[0-9]{1,3})?") {
        if let Ok(tile) = path.parse::<TilePath>() {
            prop_assert_eq!(tile.to_string(), path);
        }
    }

    #[test]
    fn bundles_round_trip(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..=256),
    ) {
        let slices: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
        let bytes = encode_entries(slices.iter().copied()).unwrap();
        prop_assert_eq!(decode_entries(&bytes), Ok(slices));
        prop_assert!(decode_entries(&bytes[..bytes.len() - 1]).is_err() || entries.len() > 1);
    }

    #[test]
    fn trees_from_tiles_are_those_from_leaves(
        stored in 1_u64..2_000,
        a in any::<prop::sample::Index>(),
        b in any::<prop::sample::Index>(),
    ) {
        let leaves = leaf_hashes(stored);
        let tiles = Tiles::of(&leaves);
        let tree = TiledTree::new(&tiles, stored);
        let size = a.index(stored as usize) + 1;
        let earlier = b.index(size) as u64;
        let prefix = &leaves[..size];
        let size = size as u64;
        prop_assert_eq!(tree.root(size), Ok(subtree_root(prefix)));
        let inclusion = InclusionProof::from_leaves(prefix, earlier).unwrap();
        prop_assert_eq!(tree.inclusion_proof(earlier, size), Ok(inclusion));
        let consistency = ConsistencyProof::from_leaves(prefix, earlier).unwrap();
        prop_assert_eq!(tree.consistency_proof(earlier, size), Ok(consistency));
    }

    #[test]
    fn a_resumed_appender_fills_the_same_tiles(first in 0_u64..1_500, second in 0_u64..1_500) {
        let leaves = leaf_hashes(first + second);
        let (early, late) = leaves.split_at(first as usize);
        let mut tiles = Tiles::default();
        let mut appender = TileAppender::new();
        tiles.fill(&mut appender, early);
        let kept = appender.frontier().to_bytes();
        let position = Frontier::from_bytes(&kept).unwrap();
        let mut resumed = TileAppender::resume(position, &(&tiles)).unwrap();
        prop_assert_eq!(&resumed, &appender);
        tiles.fill(&mut resumed, late);
        prop_assert_eq!(resumed.root(), subtree_root(&leaves));
        prop_assert_eq!(tiles.0, Tiles::of(&leaves).0);
    }

    #[test]
    fn tile_bytes_round_trip(size in 1_u64..=256) {
        let hashes = leaf_hashes(size);
        prop_assert_eq!(tile_from_bytes(&tile_to_bytes(&hashes)), Ok(hashes));
    }
}
