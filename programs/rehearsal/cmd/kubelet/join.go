package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// joinName is the first argument of this program as one that runs a command beside a container's first process.
const joinName = "container-join"

// joining is what a program is told that joins a container.
type joining struct {
	// Process is the container's first one.
	Process int
	Root    containerRoot
	Command []string
}

// refusal is why a command of a container could not be started.
type refusal struct {
	// Op and Path say what failed, Reason is the kernel's number; Path alone stands for a command that is nowhere.
	Op, Path string
	Reason   unix.Errno
	// Text is any other reason.
	Text string
}

// run runs a command in the namespaces of the process, for a probe, a hook or `kubectl exec`.
func (p *process) run(ctx context.Context, arguments []string, streams streams) error {
	namespaces := map[string]int{}
	for name, kind := range map[string]int{
		"net": unix.CLONE_NEWNET, "pid": unix.CLONE_NEWPID, "ipc": unix.CLONE_NEWIPC, "uts": unix.CLONE_NEWUTS,
	} {
		namespaces[fmt.Sprintf("/proc/%d/ns/%s", p.id(), name)] = kind
	}
	description, err := json.Marshal(joining{Process: p.id(), Root: p.root, Command: arguments})
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "/proc/self/exe", joinName)
	command.Env = []string{}
	return streams.connect(command, func() error { return startJoined(command, description, namespaces) })
}

// startJoined starts a program in namespaces, tells it what to do, and waits until its command runs or cannot.
func startJoined(command *exec.Cmd, description []byte, namespaces map[string]int) error {
	told, tell, err := os.Pipe()
	if err != nil {
		return err
	}
	defer told.Close()
	defer tell.Close()
	answer, answered, err := os.Pipe()
	if err != nil {
		return err
	}
	defer answer.Close()
	command.ExtraFiles = []*os.File{told, answered}
	err = in(namespaces, command.Start)
	answered.Close()
	if err != nil {
		return err
	}
	if _, err := tell.Write(description); err != nil {
		command.Wait()
		return err
	}
	tell.Close()
	// The command closes it by running.
	text, err := io.ReadAll(answer)
	if err != nil || len(text) == 0 {
		return err
	}
	command.Wait()
	var why refusal
	if err := json.Unmarshal(text, &why); err != nil {
		return err
	}
	return why.error()
}

func (r refusal) error() error {
	switch {
	case r.Text != "":
		return errors.New(r.Text)
	case r.Op == "":
		return &exec.Error{Name: r.Path, Err: exec.ErrNotFound}
	}
	return &fs.PathError{Op: r.Op, Path: r.Path, Err: syscall.Errno(r.Reason)}
}

func refusalOf(err error) refusal {
	var unknown *exec.Error
	var unstarted *fs.PathError
	var reason unix.Errno
	switch {
	case errors.As(err, &unknown):
		return refusal{Path: unknown.Name}
	case errors.As(err, &unstarted) && errors.As(err, &reason):
		return refusal{Op: unstarted.Op, Path: unstarted.Path, Reason: reason}
	}
	return refusal{Text: err.Error()}
}

// runJoined becomes a command of a container that runs; if that fails, it says why.
func runJoined() {
	// Rights and namespaces are a thread's, and the command inherits those of this one.
	runtime.LockOSThread()
	unix.CloseOnExec(3)
	unix.CloseOnExec(4)
	json.NewEncoder(os.NewFile(4, "answer")).Encode(refusalOf(joinAndExec(os.NewFile(3, "description"))))
}

func joinAndExec(description io.Reader) error {
	if err := hide(); err != nil {
		return err
	}
	var j joining
	if err := json.NewDecoder(description).Decode(&j); err != nil {
		return err
	}
	namespace, err := unix.Open(fmt.Sprintf("/proc/%d/ns/mnt", j.Process), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	// A thread that shares its root folder with others cannot change it.
	if err := unix.Unshare(unix.CLONE_FS); err != nil {
		return err
	}
	if err := unix.Setns(namespace, unix.CLONE_NEWNS); err != nil {
		return fmt.Errorf("mounts of the container: %w", err)
	}
	if err := j.Root.become(); err != nil {
		return fmt.Errorf("user %d: %w", j.Root.UID, err)
	}
	return j.Root.exec(j.Command)
}
