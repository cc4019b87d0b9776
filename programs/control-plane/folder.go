package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// folderPattern marks the temporary folders that are ours to sweep.
const folderPattern = "cdk8s-llm-d-control-plane-"

// folder holds everything one control plane writes. Its lock goes with the process, also one that was killed,
// so a folder whose lock is free has no owner any more.
type folder struct {
	root string
	// temporary folders vanish at exit; a folder that somebody named stays, empty.
	temporary bool
	lock      *os.File
}

func openFolder(dir string) (*folder, error) {
	if dir == "" {
		sweep()
		made, err := os.MkdirTemp("", folderPattern)
		if err != nil {
			return nil, err
		}
		return lockFolder(made, true)
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	return lockFolder(root, false)
}

func lockFolder(root string, temporary bool) (*folder, error) {
	lock, err := os.OpenFile(filepath.Join(root, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, fmt.Errorf("%s is in use by another control plane; name another --dir or none", root)
	}
	f := &folder{root: root, temporary: temporary, lock: lock}
	// Leftovers of a control plane that was killed: an etcd with other keys would not start.
	return f, f.empty()
}

// sweep removes the temporary folders of control planes that were killed before they could.
func sweep() {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPattern+"*"))
	for _, root := range found {
		if f, err := lockFolder(root, true); err == nil {
			f.remove()
		}
	}
}

func (f *folder) path(name string) string {
	return filepath.Join(f.root, name)
}

func (f *folder) write(name string, content []byte) error {
	return os.WriteFile(f.path(name), content, 0o600)
}

// empty removes what a control plane writes and nothing else: a --dir may hold somebody's files.
func (f *folder) empty() error {
	var failures []error
	for _, pattern := range []string{"etcd", "*.crt", "*.key", "*.kubeconfig", "*.log"} {
		found, _ := filepath.Glob(f.path(pattern))
		for _, path := range found {
			failures = append(failures, os.RemoveAll(path))
		}
	}
	return errors.Join(failures...)
}

func (f *folder) remove() {
	if f.temporary {
		os.RemoveAll(f.root)
	} else {
		f.empty()
		os.Remove(f.path("lock"))
	}
	f.lock.Close()
}
