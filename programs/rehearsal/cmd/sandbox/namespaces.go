package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
)

var errRefused = errors.New("this machine does not allow what a rehearsal needs")

// runInNamespaces starts this program again as the first process of new namespaces and hands signals on to it.
func runInNamespaces(arguments []string) (int, error) {
	// The kernel watches the thread that starts the child, not the process.
	runtime.LockOSThread()
	command := exec.Command("/proc/self/exe", arguments...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET |
			syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS | syscall.CLONE_NEWUSER,
		Pdeathsig: syscall.SIGKILL,
	}
	if err := mapUsers(command.SysProcAttr); err != nil {
		return 0, err
	}
	if err := command.Start(); err != nil {
		return 0, fmt.Errorf("%w: new namespaces (%v); run it as root, in a privileged container, or allow user namespaces "+
			"(sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0)", errRefused, err)
	}
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		for received := range signals {
			command.Process.Signal(received)
		}
	}()
	var ended *exec.ExitError
	if err := command.Wait(); err != nil && !errors.As(err, &ended) {
		return 0, err
	}
	return exitCode(command.ProcessState.Sys().(syscall.WaitStatus)), nil
}
