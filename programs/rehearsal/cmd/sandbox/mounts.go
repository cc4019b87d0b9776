package main

import (
	"fmt"
	"os"
	"syscall"
)

// scratch is where the command and its children keep temporary files: in memory, and gone with the namespace.
const scratch = "/run/tmp"

// descriptionFile says to the command what it was given as --description. There is none where it was given nothing, and
// none of another sandbox around this one, which /run is hidden with.
const descriptionFile = "/run/llmd-sandbox.json"

func describe(text string) error {
	if text == "" {
		return nil
	}
	return os.WriteFile(descriptionFile, []byte(text), 0o444)
}

func prepareMounts() error {
	// Without this, what is mounted here would be seen outside.
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("private mounts: %w", err)
	}
	if err := syscall.Mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC,
		""); err != nil {
		return fmt.Errorf("/proc of the new processes: %w", err)
	}
	if err := syscall.Mount("tmpfs", "/run", "tmpfs", syscall.MS_NOSUID, "mode=755"); err != nil {
		return fmt.Errorf("/run in memory: %w", err)
	}
	return os.Mkdir(scratch, 0o755)
}
