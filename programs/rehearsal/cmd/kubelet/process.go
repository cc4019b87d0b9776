package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// process is a container's first process; when it ends, all others of the container do.
type process struct {
	command *exec.Cmd
	began   time.Time
	root    containerRoot
	// ended is closed when the process has ended.
	ended chan struct{}
}

// start prepares what the container needs and starts it; a failure comes with the reason that its state shows.
func (c *container) start(ctx context.Context) (started *process, reason string, err error) {
	image, err := c.pod.kubelet.images.find(c.spec.Image)
	if err != nil {
		return nil, "ImagePullBackOff", err
	}
	root, err := c.root(ctx, image)
	if err != nil {
		return nil, "CreateContainerConfigError", err
	}
	log, err := c.openLog()
	if err != nil {
		return nil, "CreateContainerError", err
	}
	defer log.Close()
	p := &process{root: root, began: time.Now(), ended: make(chan struct{})}
	network := map[string]int{c.pod.network.path: unix.CLONE_NEWNET}
	replaced, pipe, err := os.Pipe()
	if err != nil {
		return nil, "RunContainerError", err
	}
	defer replaced.Close()
	err = in(network, func() error { return p.start(log, pipe) })
	pipe.Close()
	if err != nil {
		return nil, "RunContainerError", err
	}
	// Ends when the command has replaced what prepared its root file system: from then on, others may join it.
	io.Copy(io.Discard, replaced)
	return p, "", nil
}

func (p *process) start(log, pipe *os.File) error {
	description, err := json.Marshal(p.root)
	if err != nil {
		return err
	}
	p.command = exec.Command("/proc/self/exe", initName)
	p.command.Stdin = strings.NewReader(string(description))
	p.command.Stdout, p.command.Stderr = log, log
	p.command.Env = []string{}
	p.command.ExtraFiles = []*os.File{pipe}
	p.command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS,
		Setsid:     true,
	}
	return p.command.Start()
}

func (p *process) id() int { return p.command.Process.Pid }

func (p *process) signal(signal syscall.Signal) { p.command.Process.Signal(signal) }

// wait returns nil for a process that ended without failure.
func (p *process) wait() *exec.ExitError {
	var ended *exec.ExitError
	errors.As(p.command.Wait(), &ended)
	close(p.ended)
	return ended
}

func (p *process) code() int { return exitCode(p.command.ProcessState) }

func exitCode(ended *os.ProcessState) int {
	status := ended.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}
