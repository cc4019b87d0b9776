package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// defaultDrain is that of v0.10 (pkg/epp/server/options.go, DefaultDrainTimeout).
const defaultDrain = 30 * time.Second

// drainOf is how long the picker serves on after SIGTERM.
func drainOf(known pickerVocabulary, words []string) (time.Duration, error) {
	given, err := parseArguments(known.Flags, words)
	if err != nil {
		return 0, err
	}
	text, isGiven := last(given, "drain-timeout")
	if !isGiven {
		return defaultDrain, nil
	}
	drain, err := time.ParseDuration(text)
	if err != nil {
		return 0, refusal{2, fmt.Sprintf("invalid argument %q for \"--drain-timeout\" flag: %v", text, err)}
	}
	return drain, nil
}

// serveUntilDrained runs a program that ends with SIGTERM, and lets it have that only when the window is over. It
// returns the program's exit code.
func serveUntilDrained(program string, arguments []string, drain time.Duration) (int, error) {
	// The kernel ends the child with the thread that started it.
	runtime.LockOSThread()
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	child := exec.Command(program, arguments...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := child.Start(); err != nil {
		return 0, fmt.Errorf("--program %s: %w", program, err)
	}
	go func() {
		<-terminated
		time.Sleep(drain)
		_ = child.Process.Signal(syscall.SIGTERM)
	}()
	err := child.Wait()
	failed := &exec.ExitError{}
	if err != nil && !errors.As(err, &failed) {
		return 0, fmt.Errorf("--program %s: %w", program, err)
	}
	if status := child.ProcessState.Sys().(syscall.WaitStatus); status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return child.ProcessState.ExitCode(), nil
}
