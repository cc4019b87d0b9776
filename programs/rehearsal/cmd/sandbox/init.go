package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// initName is the first argument of this program as the first process of the namespaces.
const initName = "sandbox-init"

// runInit makes the namespaces fit to work in, runs the command, and ends with it.
func runInit(arguments []string) (int, error) {
	if err := errors.Join(prepareMounts(), prepareNetwork(netip.MustParseAddr(arguments[0]))); err != nil {
		return 0, fmt.Errorf("%w: %w", errRefused, err)
	}
	if err := describe(arguments[1]); err != nil {
		return 0, err
	}
	command := exec.Command(arguments[2], arguments[3:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Env = append(os.Environ(), "TMPDIR="+scratch)
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGCHLD)
	if err := command.Start(); err != nil {
		return 0, err
	}
	return reap(command.Process.Pid, signals), nil
}

// reap waits for the command, and for every process that lost its parent: they become children of the first process.
func reap(command int, signals <-chan os.Signal) int {
	for {
		received := <-signals
		if received != syscall.SIGCHLD {
			syscall.Kill(command, received.(syscall.Signal))
			continue
		}
		for {
			var status syscall.WaitStatus
			process, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
			if err != nil || process <= 0 {
				break
			}
			if process == command {
				return exitCode(status)
			}
		}
	}
}

// exitCode is 128 and the number of a signal that ended a process, as a shell says it.
func exitCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}
