package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// containerRoot is what a container's first process is told: what it sees, and who it is.
type containerRoot struct {
	Path     string
	Mounts   []mount
	Scratch  []string
	ReadOnly bool
	Hostname string
	Command  []string
	Env      []string
	Dir      string
	// Users says that there are users to change to.
	Users    bool
	UID, GID int
	Groups   []int
	// Owner is whom the folders of the root file system belong to.
	Owner int
}

// lookPath finds a command as a shell would, in the PATH of a container's environment.
func lookPath(command string, env []string, executable func(string) bool) (string, error) {
	if strings.Contains(command, "/") {
		return command, nil
	}
	for _, variable := range env {
		list, found := strings.CutPrefix(variable, "PATH=")
		if !found {
			continue
		}
		for _, folder := range filepath.SplitList(list) {
			if path := filepath.Join(folder, command); executable(path) {
				return path, nil
			}
		}
	}
	return "", &exec.Error{Name: command, Err: exec.ErrNotFound}
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}
