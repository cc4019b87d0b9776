package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sys/unix"
)

const (
	// initName is the first argument of this program as a container's first process.
	initName = "container-init"
	// startFailed is the exit code of a container whose command cannot be run, as container runtimes have it.
	startFailed = 128
)

func osArguments() []string { return os.Args[1:] }

// runInit becomes the container's command; it returns only if that fails.
func runInit() error {
	// Rights are a thread's, and the command inherits those of this one.
	runtime.LockOSThread()
	// The kubelet waits at the other end of this pipe until the command runs.
	unix.CloseOnExec(3)
	var root containerRoot
	if err := json.NewDecoder(os.Stdin).Decode(&root); err != nil {
		return err
	}
	if err := root.mount(); err != nil {
		return fmt.Errorf("root file system: %w", err)
	}
	if err := unix.Sethostname([]byte(root.Hostname)); err != nil {
		return fmt.Errorf("host name: %w", err)
	}
	if err := root.become(); err != nil {
		return fmt.Errorf("user %d: %w", root.UID, err)
	}
	if root.Dir != "" {
		if err := os.Chdir(root.Dir); err != nil {
			return err
		}
	}
	path, err := lookPath(root.Command[0], root.Env, executable)
	if err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", path, unix.Exec(path, root.Command, root.Env))
}

// mount makes the root file system in memory and leaves the machine's behind.
func (r *containerRoot) mount() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	if err := os.MkdirAll(r.Path, 0o755); err != nil {
		return err
	}
	if err := unix.Mount("tmpfs", r.Path, "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	devices := []string{"null", "zero", "full", "random", "urandom"}
	mounts := []mount{}
	for _, device := range devices {
		mounts = append(mounts, mount{Source: "/dev/" + device, Target: "/dev/" + device})
	}
	for _, m := range append(mounts, r.Mounts...) {
		if err := m.bind(r.Path); err != nil {
			return fmt.Errorf("%s: %w", m.Target, err)
		}
	}
	if err := os.MkdirAll(filepath.Join(r.Path, "proc"), 0o755); err != nil {
		return err
	}
	if err := unix.Mount("proc", filepath.Join(r.Path, "proc"), "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC,
		""); err != nil {
		return err
	}
	for _, folder := range r.Scratch {
		path := filepath.Join(r.Path, folder)
		if err := os.MkdirAll(path, 0o755); err != nil {
			return err
		}
		if err := unix.Mount("tmpfs", path, "tmpfs", 0, "mode=1777"); err != nil {
			return err
		}
	}
	if err := writableTmp(filepath.Join(r.Path, "tmp")); err != nil {
		return err
	}
	return r.enter()
}

func writableTmp(path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	return os.Chmod(path, 0o777|os.ModeSticky)
}

// enter makes the new root file system the only one.
func (r *containerRoot) enter() error {
	if err := os.Chdir(r.Path); err != nil {
		return err
	}
	if err := unix.PivotRoot(".", "."); err != nil {
		return err
	}
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return err
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	if r.ReadOnly {
		return unix.Mount("", "/", "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, "")
	}
	return nil
}

func (m mount) bind(root string) error {
	target := filepath.Join(root, m.Target)
	info, err := os.Stat(m.Source)
	if err != nil {
		return err
	}
	if info.IsDir() {
		err = os.MkdirAll(target, 0o755)
	} else if err = os.MkdirAll(filepath.Dir(target), 0o755); err == nil {
		err = os.WriteFile(target, nil, 0o644)
	}
	if err != nil {
		return err
	}
	if err := unix.Mount(m.Source, target, "", unix.MS_BIND|unix.MS_REC, ""); err != nil || !m.ReadOnly {
		return err
	}
	return unix.Mount("", target, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|keptFlags(target), "")
}

// keptFlags are those of a mount that a user namespace may not take away.
func keptFlags(path string) uintptr {
	var info unix.Statfs_t
	if unix.Statfs(path, &info) != nil {
		return 0
	}
	var flags uintptr
	for seen, flag := range map[int64]uintptr{
		unix.ST_NOSUID: unix.MS_NOSUID, unix.ST_NODEV: unix.MS_NODEV, unix.ST_NOEXEC: unix.MS_NOEXEC,
		unix.ST_NOATIME: unix.MS_NOATIME, unix.ST_RELATIME: unix.MS_RELATIME,
	} {
		if info.Flags&seen != 0 {
			flags |= flag
		}
	}
	return flags
}

// become takes the container's user and groups, and with them loses root's rights.
func (r *containerRoot) become() error {
	if r.NoNewPrivileges {
		if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
			return err
		}
	}
	if !r.Users {
		return nil
	}
	if err := unix.Setgroups(r.Groups); err != nil {
		return err
	}
	if err := unix.Setresgid(r.GID, r.GID, r.GID); err != nil {
		return err
	}
	return unix.Setresuid(r.UID, r.UID, r.UID)
}
