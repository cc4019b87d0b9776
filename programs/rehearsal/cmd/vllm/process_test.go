package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"cdk8s-llm-d/rehearsal/internal/testport"
)

const asProgram = "VLLM_TEST_AS_PROGRAM"

// TestMain lets the test binary be the program itself, under any name.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

type process struct {
	*exec.Cmd
	url    string
	stderr *bytes.Buffer
}

func command(t *testing.T, version string, environment []string, words ...string) process {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	stderr := &bytes.Buffer{}
	file := vocabularyFile(t, version)
	variables := append([]string{asProgram + "=1", "REHEARSAL_VLLM_FLAGS=" + file, "REHEARSAL_GPUS=1",
		"REHEARSAL_LOAD_SECONDS=0.05"}, environment...)
	return process{&exec.Cmd{Path: path, Args: words, Env: variables, Stderr: stderr}, "", stderr}
}

// startProcess returns when the program says that it is ready.
func startProcess(t *testing.T, version, host string, environment []string, flags ...string) process {
	t.Helper()
	p := command(t, version, environment, append([]string{"vllm", "serve", testModel, "--host", host, "--port",
		fmt.Sprint(testport.Free(t, host))}, flags...)...)
	stdout, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill(); p.Wait() })
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	ready := struct {
		Ready   bool
		Address string
	}{}
	if err != nil || json.Unmarshal(line, &ready) != nil || !ready.Ready {
		t.Fatalf("%v: %s%s", err, line, p.stderr)
	}
	go io.Copy(io.Discard, stdout)
	p.url = "http://" + ready.Address
	return p
}

// stop sends SIGTERM and returns the exit code and how long it took.
func (p process) stop(t *testing.T) (int, time.Duration) {
	t.Helper()
	began := time.Now()
	p.Process.Signal(syscall.SIGTERM)
	err := p.Wait()
	exit := &exec.ExitError{}
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return p.ProcessState.ExitCode(), time.Since(began)
}

func TestTwoProcessesHandOver(t *testing.T) {
	start := func(host string, port int) testEngine {
		return testEngine{nil, startProcess(t, "0.11.0", host,
			[]string{"VLLM_NIXL_SIDE_CHANNEL_HOST=" + host, fmt.Sprintf("VLLM_NIXL_SIDE_CHANNEL_PORT=%d", port)}, both).url}
	}
	p, d := start("127.0.0.1", testport.Free(t, "127.0.0.1")), start("127.0.0.2", testport.Free(t, "127.0.0.2"))
	hostname, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	if r := d.decode(t, p.prefill(t)); r.status != 200 || r.header.Get("x-rehearsal-prefill") != hostname {
		t.Error(r.header, r.text)
	}
}

func TestTwoProcessesThatAdvertiseLocalhostFail(t *testing.T) {
	port := testport.Free(t, "127.0.0.1")
	start := func(host string) process {
		return startProcess(t, "0.11.0", host, []string{fmt.Sprintf("VLLM_NIXL_SIDE_CHANNEL_PORT=%d", port)}, both)
	}
	p := start("127.0.0.1")
	params := testEngine{nil, p.url}.prefill(t)
	p.stop(t)
	d := start("127.0.0.2")
	if r := (testEngine{nil, d.url}).decode(t, params); r.status != 500 ||
		!strings.Contains(r.Error.Message, "is this engine itself") {
		t.Error(r.text)
	}
}

func TestTerminationLetsRequestsFinishWhereAskedTo(t *testing.T) {
	for _, c := range []struct {
		version  string
		flags    []string
		scale    string
		finishes bool
	}{
		{"0.11.0", nil, "1", false},
		{"0.27.1", nil, "1", false},
		{"0.27.1", []string{"--shutdown-timeout=20"}, "1", true},
		{"0.27.1", []string{"--shutdown-timeout=20"}, "200", false},
	} {
		p := startProcess(t, c.version, "127.0.0.1", []string{"REHEARSAL_TIME_SCALE=" + c.scale}, c.flags...)
		body := make(chan string, 1)
		go func() {
			response, err := http.Post(p.url+"/v1/completions", "application/json",
				strings.NewReader(`{"prompt":"hello","max_tokens":200,"stream":true}`))
			if err != nil {
				body <- err.Error()
				return
			}
			defer response.Body.Close()
			text, _ := io.ReadAll(response.Body)
			body <- string(text)
		}()
		time.Sleep(300 * time.Millisecond)
		code, took := p.stop(t)
		if text := <-body; code != 0 || strings.HasSuffix(text, "data: [DONE]\n\n") != c.finishes ||
			c.finishes != (took > 400*time.Millisecond) {
			t.Errorf("%+v: exit code %d after %v, answer ends with %q", c, code, took, text[max(0, len(text)-50):])
		}
	}
}

func TestTerminationEndsLoading(t *testing.T) {
	p := command(t, "0.11.0", []string{"REHEARSAL_LOAD_SECONDS=60"}, "vllm", "serve", testModel)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	if code, took := p.stop(t); code != 0 || took > 5*time.Second {
		t.Error(code, took)
	}
}

func TestExitCodesAreThoseOfVLLM(t *testing.T) {
	for _, c := range []struct {
		words []string
		code  int
		last  string
	}{
		{[]string{"vllm", "serve", testModel, "--intra-node-data-parallel-size=2"}, 2,
			"vllm: error: unrecognized arguments: --intra-node-data-parallel-size=2"},
		{[]string{"vllm", "serve", testModel, "--data-parallel-size=2"}, 1, "{'EngineCore_DP1': 1}"},
		{[]string{"vllm", "complete"}, 2, "only `vllm serve MODEL` and `vllm bench serve` have a stand-in"},
		{[]string{"vllm", "bench", "serve"}, 2, "the following arguments are required: --model"},
		{[]string{"vllm", "bench", "serve", "--model=m", "--num-warmups=1"}, 2, "unrecognized arguments: --num-warmups=1"},
		{[]string{"nvidia-smi"}, 2, "only `nvidia-smi --query-gpu="},
		{[]string{"/usr/local/bin/sleep", "soon"}, 1, "invalid time interval \"soon\""},
	} {
		p := command(t, "0.11.0", nil, c.words...)
		err := p.Run()
		lines := strings.Split(strings.TrimSpace(p.stderr.String()), "\n")
		if err == nil || p.ProcessState.ExitCode() != c.code || !strings.Contains(lines[len(lines)-1], c.last) {
			t.Errorf("%v: %v\n%s", c.words, err, p.stderr)
		}
	}
}

func TestSleepsAsMuchFasterAsTheRest(t *testing.T) {
	began := time.Now()
	if err := command(t, "0.11.0", []string{"REHEARSAL_TIME_SCALE=100"}, "sleep", "20").Run(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 200*time.Millisecond || took > 5*time.Second {
		t.Error(took)
	}
	p := command(t, "0.11.0", nil, "sleep", "60")
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	if code, took := p.stop(t); code != 143 || took > 5*time.Second {
		t.Error(code, took)
	}
}
