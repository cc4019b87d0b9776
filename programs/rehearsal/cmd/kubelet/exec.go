package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os/exec"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/types"
	remotecommandconsts "k8s.io/apimachinery/pkg/util/remotecommand"
	clientremotecommand "k8s.io/client-go/tools/remotecommand"
	"k8s.io/kubelet/pkg/cri/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"
)

// execServer answers the API server's requests to run a command in a container, so that `kubectl exec` works.
type execServer struct {
	// find is the container that runs, or nil.
	find func(namespace, pod, container string) runner
}

// runner runs a command beside what runs already.
type runner interface {
	run(ctx context.Context, arguments []string, streams streams) error
}

// streams are what a command reads and writes; one that is nil is empty or thrown away.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// connect starts a command with the streams and waits for its end.
func (s streams) connect(command *exec.Cmd, start func() error) error {
	command.Stdout, command.Stderr = s.out, s.err
	if s.in == nil {
		if err := start(); err != nil {
			return err
		}
		return command.Wait()
	}
	// A pipe of our own: a command may end before its input does, and Wait would wait for an input that it copies itself.
	input, err := command.StdinPipe()
	if err != nil {
		return err
	}
	if err := start(); err != nil {
		return err
	}
	go func() {
		io.Copy(input, s.in)
		input.Close()
	}()
	return command.Wait()
}

// idleTimeout is how long a connection without traffic is kept, the kubelet's default of
// streamingConnectionIdleTimeout.
const idleTimeout = 4 * time.Hour

func (s execServer) answer(response http.ResponseWriter, request *http.Request) {
	options, err := remotecommand.NewOptions(request)
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadRequest)
		return
	}
	name := request.PathValue("container")
	found := s.find(request.PathValue("namespace"), request.PathValue("pod"), name)
	if found == nil {
		http.Error(response, fmt.Sprintf("container not found (%q)", name), http.StatusNotFound)
		return
	}
	arguments := request.URL.Query()["command"]
	if len(arguments) == 0 {
		http.Error(response, "you must specify a command", http.StatusBadRequest)
		return
	}
	remotecommand.ServeExec(response, request, executor{found}, request.PathValue("pod"), "", name, arguments, options,
		idleTimeout, remotecommandconsts.DefaultStreamCreationTimeout, remotecommandconsts.SupportedStreamingProtocols)
}

// executor is a runner as Kubernetes' server of the protocols wants it.
type executor struct{ runner }

// ExecInContainer refuses a terminal here and not before the connection is made, because only then does the client hear
// why.
func (e executor) ExecInContainer(
	ctx context.Context, _ string, _ types.UID, _ string, arguments []string, in io.Reader, out, err io.WriteCloser,
	tty bool, _ <-chan clientremotecommand.TerminalSize, _ time.Duration,
) error {
	if tty {
		return errors.New("a rehearsal has no terminals; leave --tty out")
	}
	streams := streams{in: in, out: out, err: err}
	return streams.tell(e.run(ctx, arguments, streams))
}

// The exit codes of commands that cannot be run, as shells and container runtimes have them.
const (
	notExecutable = 126
	notFound      = 127
)

// tell gives an error its exit code, and says on the command's behalf why it could not be started.
func (s streams) tell(err error) error {
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return utilexec.CodeExitError{Err: err, Code: exitCode(ended.ProcessState)}
	}
	var unknown *exec.Error
	var unstarted *fs.PathError
	if !errors.As(err, &unknown) && !errors.As(err, &unstarted) {
		return err
	}
	if s.err != nil {
		fmt.Fprintf(s.err, "exec failed: %v\n", err)
	}
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return utilexec.CodeExitError{Err: err, Code: notFound}
	}
	return utilexec.CodeExitError{Err: err, Code: notExecutable}
}

// running is the process of a container, or nil where there is none.
func (k *kubelet) running(namespace, pod, container string) runner {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for _, worker := range k.workers {
		if known := worker.pod(); known.Namespace != namespace || known.Name != pod {
			continue
		}
		if process := worker.process(container); process != nil {
			return process
		}
	}
	return nil
}

func (w *podWorker) process(name string) *process {
	for _, c := range slices.Concat(w.init, w.main) {
		if c.spec.Name == name {
			c.mutex.Lock()
			defer c.mutex.Unlock()
			return c.live
		}
	}
	return nil
}
