// Command verify-log checks a share log with Go's own transparency-log packages, to show that the log needs
// no program of ours to be believed.
//
//	verify-log [-also VKEY]... [-witness VKEY]... VKEY LOGDIR [PROOF...]
//	verify-log -evidence VKEY DIR
//	verify-log -questions FILE
//
// It rebuilds the tree from the entries alone, then compares with it every tile, every checkpoint kept, and
// every proof file given: of an entry (c2sp.org/tlog-proof) or of growth (the body of c2sp.org/tlog-witness
// add-checkpoint). -also names further keys of the log, -witness keys whose cosignatures on the newest
// checkpoint are checked and counted. With -evidence it looks at what a witness kept of a log that
// contradicted itself.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
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
	name     string
	keys     []note.Verifier
	cosigned int
	hashes   storage
	records  [][]byte
	size     int64
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func main() {
	var also, witnesses list
	flag.Var(&also, "also", "a further key of the log")
	flag.Var(&witnesses, "witness", "the key of a witness")
	evidence := flag.Bool("evidence", false, "look at what a witness kept")
	questions := flag.String("questions", "", "answer the questions in this file")
	flag.Parse()
	args := flag.Args()
	if *questions != "" {
		if err := answerFile(*questions); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if len(args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: verify-log [-also VKEY]... [-witness VKEY]... VKEY LOGDIR [PROOF...]")
		os.Exit(2)
	}
	err := error(nil)
	if *evidence {
		err = examine(args[0], args[1])
	} else {
		err = run(append([]string{args[0]}, also...), witnesses, args[1], args[2:])
	}
	if err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
}

func newLog(vkeys []string, dir string) (*log, error) {
	l := &log{dir: dir}
	for _, vkey := range vkeys {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			return nil, err
		}
		l.keys = append(l.keys, verifier)
	}
	l.name = l.keys[0].Name()
	return l, nil
}

// examine says what two checkpoints that one log signed show of it.
func examine(vkey, dir string) error {
	l, err := newLog([]string{vkey}, dir)
	if err != nil {
		return err
	}
	older, err := l.checkpoint("checkpoint.old")
	if err != nil {
		return err
	}
	newer, err := l.checkpoint("checkpoint")
	if err != nil {
		return err
	}
	data, err := readFile(filepath.Join(dir, "consistency"))
	if err != nil {
		return err
	}
	proof, err := hashes(strings.Fields(string(data)))
	if err != nil {
		return err
	}
	switch {
	case newer.N < older.N:
		fmt.Printf("ROLLED BACK from %d to %d\n", older.N, newer.N)
	case newer.N == older.N && newer.Hash != older.Hash:
		fmt.Printf("FORKED at %d\n", newer.N)
	case newer.N > older.N && tlog.CheckTree(tlog.TreeProof(proof), newer.N, newer.Hash, older.N, older.Hash) != nil:
		fmt.Printf("INCONSISTENT from %d to %d\n", older.N, newer.N)
	default:
		return errors.New("the two checkpoints do not contradict each other")
	}
	return nil
}

// cosigner checks cosignatures of c2sp.org/tlog-cosignature, which note does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not the key of a witness")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("not the key of a witness")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if fmt.Sprintf("%x", sum[:4]) != parts[1] {
		return nil, errors.New("the key of a witness does not have its id")
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(sum[:4]), key[1:]}, nil
}

// countCosignatures counts the witnesses that cosigned the newest checkpoint; a wrong one fails.
func (l *log) countCosignatures(vkeys []string) error {
	data, err := readFile(filepath.Join(l.dir, "checkpoint"))
	if err != nil {
		return err
	}
	for _, vkey := range vkeys {
		signed, err := cosigned(data, vkey)
		if err != nil {
			return err
		}
		if signed {
			l.cosigned++
		}
	}
	return nil
}

// cosigned says whether a witness cosigned a note; an error when what stands there in its name is wrong.
func cosigned(data []byte, vkey string) (bool, error) {
	verifier, err := newCosigner(vkey)
	if err != nil {
		return false, err
	}
	_, err = openNote(data, verifier)
	var unverified *note.UnverifiedNoteError
	if errors.As(err, &unverified) {
		return false, nil
	}
	return err == nil, err
}

// openNote is note.Open for notes of a megabyte at most, in the one form that each has: base64 without stray bits, and
// no key twice.
func openNote(data []byte, keys ...note.Verifier) (*note.Note, error) {
	if len(data) > 1e6 {
		return nil, errors.New("a note of more than a megabyte")
	}
	opened, err := note.Open(data, note.VerifierList(keys...))
	var unverified *note.UnverifiedNoteError
	if err != nil && !errors.As(err, &unverified) {
		return nil, err
	}
	signatures := string(data[bytes.LastIndex(data, []byte("\n\n"))+2:])
	seen := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSuffix(signatures, "\n"), "\n") {
		name, encoded, _ := strings.Cut(strings.TrimPrefix(line, "\u2014 "), " ")
		signature, err := decode(encoded)
		if err != nil {
			return nil, err
		}
		id := name + string(signature[:4])
		for _, key := range keys {
			isKey := key.Name() == name && key.KeyHash() == binary.BigEndian.Uint32(signature)
			if isKey && seen[id] {
				return nil, errors.New("two signatures by one key")
			}
		}
		seen[id] = true
	}
	return opened, err
}

// decode reads base64 that encodes to the same text again.
func decode(text string) ([]byte, error) {
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	if err == nil && base64.StdEncoding.EncodeToString(data) != text {
		err = errors.New("not the one form that base64 has for these bytes")
	}
	return data, err
}

// readFile reads a plain file: a log holds no links and no pipes.
func readFile(path string) ([]byte, error) {
	facts, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !facts.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a plain file", path)
	}
	return os.ReadFile(path)
}

func run(vkeys, witnesses []string, dir string, proofs []string) error {
	l, err := newLog(vkeys, dir)
	if err != nil {
		return err
	}
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
	if err := l.countCosignatures(witnesses); err != nil {
		return err
	}
	fmt.Printf("OK size=%d root=%v checkpoints=%d proofs=%d", newest.N, newest.Hash, kept, len(proofs))
	if len(witnesses) > 0 {
		fmt.Printf(" cosigned=%d", l.cosigned)
	}
	fmt.Println()
	return nil
}

// rebuild reads the bundles and hashes their entries.
func (l *log) rebuild() error {
	for index := int64(0); index<<tileHeight < l.size; index++ {
		width := min(l.size-index<<tileHeight, 1<<tileHeight)
		tile := tlog.Tile{H: tileHeight, L: 0, N: index, W: int(width)}
		path := strings.Replace(tilePath(tile), "tile/0/", "tile/entries/", 1)
		bundle, err := readFile(filepath.Join(l.dir, path))
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
	got, err := readFile(filepath.Join(l.dir, tilePath(tile)))
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

// checkProof checks a file that proves an entry or the growth of the log.
func (l *log) checkProof(path string) error {
	data, err := readFile(path)
	if err != nil {
		return err
	}
	head, signed, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if found && strings.HasPrefix(lines[0], "old ") {
		return l.checkGrowth(lines, signed)
	}
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a proof")
	}
	if strings.HasPrefix(lines[1], "extra ") {
		if _, err := decode(strings.TrimPrefix(lines[1], "extra ")); err != nil {
			return err
		}
		lines = lines[1:]
	}
	if len(lines) < 2 || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("a proof without index")
	}
	index, err := number(strings.TrimPrefix(lines[1], "index "))
	if err != nil {
		return err
	}
	proof, err := hashes(lines[2:])
	if err != nil {
		return err
	}
	tree, err := l.open([]byte(signed))
	if err != nil {
		return err
	}
	if index < 0 || index >= int64(len(l.records)) {
		return errors.New("the proof is of no entry here")
	}
	return tlog.CheckRecord(tlog.RecordProof(proof), tree.N, tree.Hash, index, tlog.RecordHash(l.records[index]))
}

// checkGrowth checks that the log continues the checkpoint that it kept for the older size.
func (l *log) checkGrowth(lines []string, signed string) error {
	old, err := number(strings.TrimPrefix(lines[0], "old "))
	if err != nil {
		return err
	}
	older, err := l.checkpoint(fmt.Sprintf("checkpoints/%d", old))
	if err != nil {
		return err
	}
	newer, err := l.open([]byte(signed))
	if err != nil {
		return err
	}
	proof, err := hashes(lines[1:])
	if err != nil {
		return err
	}
	if older.N == 0 && len(proof) == 0 {
		return nil
	}
	return tlog.CheckTree(tlog.TreeProof(proof), newer.N, newer.Hash, older.N, older.Hash)
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, line := range lines {
		hash, err := parseHash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, hash)
	}
	return found, nil
}

func (l *log) checkpoint(path string) (tlog.Tree, error) {
	data, err := readFile(filepath.Join(l.dir, path))
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
	opened, err := openNote(data, l.keys...)
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != l.name || lines[3] != "" {
		return tlog.Tree{}, errors.New("not three lines of this log")
	}
	size, err := number(lines[1])
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := parseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.Tree{N: size, Hash: root}, nil
}

// largest is the largest number that every program counts to exactly.
const largest = 1<<53 - 1

// number reads a decimal without sign or leading zeros.
func number(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > largest || strconv.FormatInt(n, 10) != text {
		return 0, errors.New("not a proper number")
	}
	return n, nil
}

// parseHash is tlog.ParseHash for the one form that base64 has for a hash.
func parseHash(text string) (tlog.Hash, error) {
	if _, err := decode(text); err != nil {
		return tlog.Hash{}, err
	}
	return tlog.ParseHash(text)
}

// tilePath is the path of c2sp.org/tlog-tiles: tlog's own without the height.
func tilePath(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
}
