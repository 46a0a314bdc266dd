package main

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// question is what is asked about one log.
type question struct {
	Dir         string   `json:"dir"`
	Keys        []string `json:"keys"`
	Witnesses   []string `json:"witnesses"`
	Checkpoints []string `json:"checkpoints"`
	Proofs      []string `json:"proofs"`
}

// answer says yes or no; a question that another answer leaves without sense is unasked.
type answer struct {
	// Key is whether each key is one.
	Keys []string `json:"keys"`
	// Signed is whether each checkpoint is one, and the log signed it.
	Signed []string `json:"signed"`
	// Cosigned is, for each checkpoint, whether each witness cosigned it: yes, none or wrong.
	Cosigned [][]string `json:"cosigned"`
	// Root is whether the entries lead to the root of the newest checkpoint.
	Root string `json:"root"`
	// Tiles is whether every tile holds the hashes of the entries.
	Tiles string `json:"tiles"`
	// Archive is whether every older checkpoint kept is of these entries, the newest among them.
	Archive string `json:"archive"`
	// Proofs is whether each proof shows what it claims.
	Proofs []string `json:"proofs"`
}

const (
	yes     = "yes"
	no      = "no"
	unasked = "unasked"
)

func said(err error) string {
	if err == nil {
		return yes
	}
	return no
}

// answerFile reads a list of questions and prints the list of answers.
func answerFile(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var questions []question
	if err := json.Unmarshal(data, &questions); err != nil {
		return err
	}
	answers := make([]answer, len(questions))
	for i, q := range questions {
		answers[i] = q.answered()
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func (q question) answered() answer {
	a := answer{Root: unasked, Tiles: unasked, Archive: unasked}
	l := &log{dir: q.Dir}
	for _, vkey := range q.Keys {
		one, err := newLog([]string{vkey}, q.Dir)
		a.Keys = append(a.Keys, said(err))
		if err == nil {
			l.keys = append(l.keys, one.keys...)
			l.name = one.name
		}
	}
	for _, path := range q.Checkpoints {
		_, err := l.checkpoint(path)
		a.Signed = append(a.Signed, said(err))
		a.Cosigned = append(a.Cosigned, q.cosigned(path))
	}
	newest, err := l.checkpoint("checkpoint")
	if err == nil {
		l.size = newest.N
		a.Root = said(first(l.rebuild, func() error { return l.checkRoot(newest) }))
	}
	if a.Root == yes {
		a.Tiles = said(l.checkTiles())
		_, err := l.checkArchive(newest)
		a.Archive = said(err)
	}
	for _, path := range q.Proofs {
		if a.Root != yes {
			a.Proofs = append(a.Proofs, unasked)
			continue
		}
		a.Proofs = append(a.Proofs, said(l.checkProof(filepath.Join(q.Dir, path))))
	}
	return a
}

func (q question) cosigned(path string) []string {
	found := []string{}
	data, err := readFile(filepath.Join(q.Dir, path))
	for _, vkey := range q.Witnesses {
		signed, wrong := false, err
		if err == nil {
			signed, wrong = cosigned(data, vkey)
		}
		switch {
		case wrong != nil:
			found = append(found, "wrong")
		case signed:
			found = append(found, yes)
		default:
			found = append(found, "none")
		}
	}
	return found
}

// first does one thing after the other, up to the first error.
func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
