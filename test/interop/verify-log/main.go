// Command verify-log checks a share log with Go's own transparency-log packages, to show that the log needs
// no program of ours to be believed.
//
//	verify-log VKEY LOGDIR [PROOF...]
//
// It rebuilds the tree from the entries alone, then compares with it every tile, every checkpoint kept, and
// every proof file given.
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// storage holds every hash of the tree, by its stored index.
type storage []tlog.Hash

func (s storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("hash %d is beyond the tree", index)
		}
		hashes[i] = s[index]
	}
	return hashes, nil
}

type log struct {
	dir      string
	verifier note.Verifier
	hashes   storage
	records  [][]byte
	size     int64
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: verify-log VKEY LOGDIR [PROOF...]")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
}

func run(vkey, dir string, proofs []string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	l := &log{dir: dir, verifier: verifier}
	newest, err := l.checkpoint("checkpoint")
	if err != nil {
		return err
	}
	l.size = newest.N
	if err := l.rebuild(); err != nil {
		return err
	}
	if err := l.checkRoot(newest); err != nil {
		return err
	}
	if err := l.checkTiles(); err != nil {
		return err
	}
	kept, err := l.checkArchive(newest)
	if err != nil {
		return err
	}
	for _, path := range proofs {
		if err := l.checkProof(path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	fmt.Printf("OK size=%d root=%v checkpoints=%d proofs=%d\n", newest.N, newest.Hash, kept, len(proofs))
	return nil
}

// rebuild reads the bundles and hashes their entries.
func (l *log) rebuild() error {
	for index := int64(0); index<<tileHeight < l.size; index++ {
		width := min(l.size-index<<tileHeight, 1<<tileHeight)
		tile := tlog.Tile{H: tileHeight, L: 0, N: index, W: int(width)}
		path := strings.Replace(tilePath(tile), "tile/0/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(l.dir, path))
		if err != nil {
			return err
		}
		for ; width > 0; width-- {
			record, rest, err := cutRecord(bundle)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			added, err := tlog.StoredHashes(int64(len(l.records)), record, l.hashes)
			if err != nil {
				return err
			}
			l.hashes = append(l.hashes, added...)
			l.records = append(l.records, record)
			bundle = rest
		}
		if len(bundle) > 0 {
			return fmt.Errorf("%s: bytes after the last entry", path)
		}
	}
	return nil
}

func cutRecord(bundle []byte) (record, rest []byte, err error) {
	if len(bundle) < 2 {
		return nil, nil, errors.New("too few entries")
	}
	length := int(binary.BigEndian.Uint16(bundle))
	if length == 0 || len(bundle) < 2+length {
		return nil, nil, errors.New("a torn entry")
	}
	return bundle[2 : 2+length], bundle[2+length:], nil
}

func (l *log) checkRoot(tree tlog.Tree) error {
	root, err := l.rootAt(tree.N)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the first %d entries do not lead to the signed root", tree.N)
	}
	return nil
}

// rootAt is tlog.TreeHash with the root of the empty tree as RFC 9162 has it.
func (l *log) rootAt(size int64) (tlog.Hash, error) {
	if size == 0 {
		return tlog.ParseHash("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
	}
	return tlog.TreeHash(size, l.hashes)
}

func (l *log) checkTiles() error {
	for level := 0; l.size>>(tileHeight*level) > 0; level++ {
		count := l.size >> (tileHeight * level)
		for index := int64(0); index<<tileHeight < count; index++ {
			width := min(count-index<<tileHeight, 1<<tileHeight)
			if err := l.checkTile(tlog.Tile{H: tileHeight, L: level, N: index, W: int(width)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *log) checkTile(tile tlog.Tile) error {
	want, err := tlog.ReadTileData(tile, l.hashes)
	if err != nil {
		return err
	}
	got, err := os.ReadFile(filepath.Join(l.dir, tilePath(tile)))
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%s does not hold the hashes of the entries", tilePath(tile))
	}
	return nil
}

// checkArchive checks every older checkpoint, and that each continues the one before it.
func (l *log) checkArchive(newest tlog.Tree) (int, error) {
	files, err := os.ReadDir(filepath.Join(l.dir, "checkpoints"))
	if err != nil {
		return 0, err
	}
	var trees []tlog.Tree
	for _, file := range files {
		tree, err := l.checkpoint("checkpoints/" + file.Name())
		if err != nil {
			return 0, err
		}
		if strconv.FormatInt(tree.N, 10) != file.Name() || tree.N > newest.N {
			return 0, fmt.Errorf("checkpoints/%s is of size %d", file.Name(), tree.N)
		}
		if err := l.checkRoot(tree); err != nil {
			return 0, err
		}
		trees = append(trees, tree)
	}
	sort.Slice(trees, func(i, j int) bool { return trees[i].N < trees[j].N })
	for i := 1; i < len(trees); i++ {
		older, newer := trees[i-1], trees[i]
		if older.N == 0 {
			continue
		}
		proof, err := tlog.ProveTree(newer.N, older.N, l.hashes)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(proof, newer.N, newer.Hash, older.N, older.Hash); err != nil {
			return 0, err
		}
	}
	if len(trees) == 0 || trees[len(trees)-1] != newest {
		return 0, errors.New("the newest checkpoint was not kept")
	}
	return len(trees), nil
}

// checkProof checks a c2sp.org/tlog-proof file against the entry that it names.
func (l *log) checkProof(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, signed, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a proof")
	}
	if strings.HasPrefix(lines[1], "extra ") {
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	tree, err := l.open([]byte(signed))
	if err != nil {
		return err
	}
	if index < 0 || index >= int64(len(l.records)) {
		return errors.New("the proof is of no entry here")
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(l.records[index]))
}

func (l *log) checkpoint(path string) (tlog.Tree, error) {
	data, err := os.ReadFile(filepath.Join(l.dir, path))
	if err != nil {
		return tlog.Tree{}, err
	}
	tree, err := l.open(data)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%s: %w", path, err)
	}
	return tree, nil
}

// open reads a checkpoint that the log signed.
func (l *log) open(data []byte) (tlog.Tree, error) {
	opened, err := note.Open(data, note.VerifierList(l.verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != l.verifier.Name() || lines[3] != "" {
		return tlog.Tree{}, errors.New("not three lines of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, errors.New("no proper size")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.Tree{N: size, Hash: root}, nil
}

// tilePath is the path of c2sp.org/tlog-tiles: tlog's own without the height.
func tilePath(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
}
