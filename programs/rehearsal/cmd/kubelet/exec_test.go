package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/remotecommand"
	clientexec "k8s.io/client-go/util/exec"
)

// thisMachine runs commands without a container around them.
type thisMachine struct{}

func (thisMachine) run(ctx context.Context, arguments []string, streams streams) error {
	path, err := lookPath(arguments[0], os.Environ(), executable)
	if err != nil {
		return err
	}
	made := exec.CommandContext(ctx, path, arguments[1:]...)
	return streams.connect(made, made.Start)
}

type answer struct {
	out, err string
	code     int
	failure  error
}

// ask runs a command in the container `vllm` of the only pod, with the protocol that the API server or a client of it
// speaks.
func ask(t *testing.T, protocol, target string, options remotecommand.StreamOptions) answer {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/exec/{namespace}/{pod}/{container}", execServer{find: func(namespace, pod, container string) runner {
		if namespace+"/"+pod+"/"+container != "models/decode/vllm" {
			return nil
		}
		return thisMachine{}
	}}.answer)
	server := httptest.NewServer(mux)
	defer server.Close()
	location, err := url.Parse(server.URL + "/exec/models/decode/" + target)
	if err != nil {
		t.Fatal(err)
	}
	var client remotecommand.Executor
	if config := (&rest.Config{Host: server.URL}); protocol == "SPDY" {
		client, err = remotecommand.NewSPDYExecutor(config, http.MethodPost, location)
	} else {
		client, err = remotecommand.NewWebSocketExecutorForProtocols(config, http.MethodGet, location.String(),
			"v4.channel.k8s.io")
	}
	if err != nil {
		t.Fatal(err)
	}
	var out, stderr bytes.Buffer
	options.Stdout, options.Stderr = &out, &stderr
	if options.Tty {
		options.Stderr = nil
	}
	failure := client.StreamWithContext(t.Context(), options)
	a := answer{out: out.String(), err: stderr.String(), failure: failure}
	var ended clientexec.CodeExitError
	if errors.As(failure, &ended) {
		a.code, a.failure = ended.Code, nil
	}
	return a
}

// command is what is asked of the container that there is.
func command(words ...string) string {
	return "vllm?" + url.Values{"output": {"1"}, "error": {"1"}, "command": words}.Encode()
}

var protocols = []string{"SPDY", "WebSocket"}

func TestACommandsOutputAndExitCodeReachTheClient(t *testing.T) {
	for _, protocol := range protocols {
		got := ask(t, protocol, command("sh", "-c", "echo out; echo err >&2; exit 3"), remotecommand.StreamOptions{})
		if wanted := (answer{out: "out\n", err: "err\n", code: 3}); got != wanted {
			t.Errorf("%s: got %+v, must be %+v", protocol, got, wanted)
		}
		got = ask(t, protocol, command("sh", "-c", "kill -TERM $$"), remotecommand.StreamOptions{})
		if wanted := (answer{code: 143}); got != wanted {
			t.Errorf("%s: a command that a signal ended: got %+v, must be %+v", protocol, got, wanted)
		}
		got = ask(t, protocol, command("true"), remotecommand.StreamOptions{})
		if got != (answer{}) {
			t.Errorf("%s: a command without failure: got %+v", protocol, got)
		}
	}
}

func TestACommandThatCannotBeStartedHasTheExitCodeOfAShell(t *testing.T) {
	for program, wanted := range map[string]answer{
		"python":  {err: "exec failed: exec: \"python\": executable file not found in $PATH\n", code: 127},
		"/python": {err: "exec failed: fork/exec /python: no such file or directory\n", code: 127},
		"/tmp":    {err: "exec failed: fork/exec /tmp: permission denied\n", code: 126},
	} {
		t.Setenv("PATH", "/bin")
		if program == "python" {
			t.Setenv("PATH", t.TempDir())
		}
		for _, protocol := range protocols {
			if got := ask(t, protocol, command(program), remotecommand.StreamOptions{}); got != wanted {
				t.Errorf("%s over %s: got %+v, must be %+v", program, protocol, got, wanted)
			}
		}
	}
}

func TestACommandReadsWhatTheClientSends(t *testing.T) {
	// A WebSocket has no word for the end of input before v5, which the API server translates to SPDY.
	got := ask(t, "SPDY", command("cat")+"&input=1", remotecommand.StreamOptions{Stdin: strings.NewReader("hello")})
	if got != (answer{out: "hello"}) {
		t.Errorf("got %+v", got)
	}
	got = ask(t, "WebSocket", command("head", "-n1")+"&input=1",
		remotecommand.StreamOptions{Stdin: strings.NewReader("hello\nyou\n")})
	if got != (answer{out: "hello\n"}) {
		t.Errorf("got %+v", got)
	}
}

func TestACommandMayEndBeforeItsInput(t *testing.T) {
	for _, protocol := range protocols {
		endless, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		got := ask(t, protocol, command("true")+"&input=1", remotecommand.StreamOptions{Stdin: endless})
		writer.Close()
		endless.Close()
		if got != (answer{}) {
			t.Errorf("%s: got %+v", protocol, got)
		}
	}
}

func TestWhatCannotBeDoneIsSaid(t *testing.T) {
	for target, wanted := range map[string]string{
		"vllm?output=1&tty=1&command=sh":      "a rehearsal has no terminals; leave --tty out",
		"other?output=1&error=1&command=true": `container not found ("other")`,
		"vllm?output=1&error=1":               "you must specify a command",
		"vllm?command=true":                   "you must specify at least 1 of stdin, stdout, stderr",
	} {
		got := ask(t, "SPDY", target, remotecommand.StreamOptions{Tty: strings.Contains(target, "tty=1")})
		if got.failure == nil || !strings.Contains(got.failure.Error(), wanted) {
			t.Errorf("%s: got %+v, must say %q", target, got, wanted)
		}
	}
}
