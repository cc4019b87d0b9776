package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"

	kubectl "k8s.io/kubectl/pkg/cmd"
)

// components are the programs in this binary. Each runs as a process of its own, as in a real cluster: they share
// global state (feature gates, signal handlers, metrics) that would not bear a second component beside it.
var components = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"kubectl":                 nil,
}

// runComponent is what a child process does.
func runComponent(command func() *cobra.Command, args []string) {
	if command == nil {
		// kubectl finds its own arguments, plugins' included, from the second on.
		os.Args = append([]string{"kubectl"}, args...)
		if err := kubectl.NewDefaultKubectlCommand().Execute(); err != nil {
			os.Exit(1)
		}
		return
	}
	input := untilInputCloses(context.Background())
	go func() {
		<-input.Done()
		os.Exit(0)
	}()
	cmd := command()
	cmd.SetArgs(args)
	if err := cmd.Execute(); err != nil {
		os.Exit(1)
	}
}

// component is one running child process.
type component struct {
	name    string
	log     string
	process *exec.Cmd
	// exited is closed when the process has ended, for whatever reason.
	exited chan struct{}
}

func startComponent(f *folder, name string, args ...string) (*component, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &component{name: name, log: f.path(name + ".log"), exited: make(chan struct{})}
	log, err := os.Create(c.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	c.process = exec.Command(self, append([]string{name}, args...)...)
	c.process.Dir = f.root
	c.process.Stdout, c.process.Stderr = log, log
	// Held open and never written: the child ends when this process does.
	if _, err := c.process.StdinPipe(); err != nil {
		return nil, err
	}
	// A group of its own, so that Ctrl-C reaches this process only and the order of the shutdown is ours.
	c.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.process.Start(); err != nil {
		return nil, fmt.Errorf("%s did not start: %w", name, err)
	}
	go func() {
		c.process.Wait()
		close(c.exited)
	}()
	return c, nil
}

// kill does not wait for a graceful end: nothing in this cluster is worth a second.
func (c *component) kill() {
	c.process.Process.Kill()
	<-c.exited
}

// failure tells why a process that should run has ended.
func (c *component) failure() error {
	text, _ := os.ReadFile(c.log)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return fmt.Errorf("%s has ended (%s); the end of its log:\n%s", c.name, c.process.ProcessState,
		strings.Join(lines[max(0, len(lines)-15):], "\n"))
}
