package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	if err := hide(); err != nil {
		return err
	}
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
	return root.exec(root.Command)
}

// exec replaces this program by a command of the container; it returns only if that fails.
func (r *containerRoot) exec(command []string) error {
	if r.Dir != "" {
		if err := os.Chdir(r.Dir); err != nil {
			return err
		}
	}
	path, err := lookPath(command[0], r.Env, executable)
	if err != nil {
		return err
	}
	return &fs.PathError{Op: "exec", Path: path, Err: unix.Exec(path, command, r.Env)}
}

// mount makes the root file system in memory and leaves the machine's behind.
func (r *containerRoot) mount() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	if err := os.MkdirAll(r.Path, 0o755); err != nil {
		return err
	}
	options := fmt.Sprintf("mode=755,uid=%d,gid=%d", r.Owner, r.Owner)
	if err := unix.Mount("tmpfs", r.Path, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		return err
	}
	root, err := openRooted(r.Path, r.Owner)
	if err != nil {
		return err
	}
	defer root.close()
	// What is the machine's comes before what is a container's.
	if err := errors.Join(bindDevices(root), mountNew(root, "/tmp", "", ""), mountProc(root)); err != nil {
		return err
	}
	for _, folder := range r.Scratch {
		if err := mountNew(root, folder, "tmpfs", "mode=1777"); err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
	}
	for _, m := range r.Mounts {
		if err := m.bind(root); err != nil {
			return fmt.Errorf("%s: %w", m.Target, err)
		}
	}
	return r.enter()
}

func bindDevices(root rooted) error {
	for _, device := range []string{"null", "zero", "full", "random", "urandom"} {
		path := "/dev/" + device
		if err := (mount{Source: path, Target: path, Device: true}).bind(root); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// mountProc shows the container's processes. The kernel's settings are there to be read.
func mountProc(root rooted) error {
	if err := mountNew(root, "/proc", "proc", ""); err != nil {
		return err
	}
	settings, err := root.open("/proc/sys")
	if err != nil {
		return err
	}
	defer unix.Close(settings)
	tree, err := cloneTree(settings, "")
	if err != nil {
		return err
	}
	defer unix.Close(tree)
	return attach(tree, settings, unix.MOUNT_ATTR_RDONLY)
}

// mountNew makes a folder, and mounts a new file system there if it has a kind; else everybody may write to it.
func mountNew(root rooted, name, kind, options string) error {
	folder, err := root.makeFolder(name)
	if err != nil {
		return err
	}
	defer unix.Close(folder)
	if kind == "" {
		return os.Chmod(descriptorPath(folder), 0o777|os.ModeSticky)
	}
	return unix.Mount(kind, descriptorPath(folder), kind, unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, options)
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
