package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asStandIn makes the test binary the stand-in itself: it becomes another program, which a test must survive.
const asStandIn = "TEST_AS_STAND_IN"

func TestMain(m *testing.M) {
	if os.Getenv(asStandIn) != "" {
		main()
	}
	os.Exit(m.Run())
}

func TestBecomesTheProgram(t *testing.T) {
	out, told, code := standInProcess(t, "sidecar", "--program", "/bin/echo", "--vocabulary", vocabularyFile(t), "--",
		"--port=8000", "--tracing")
	if code != 0 || out != "--vllm-port=8200 --port=8000\n" {
		t.Errorf("exit code %d, the program got %q", code, out)
	}
	if told != "stand-in: --tracing=true is left out: v0.4.0 has no traces\n" {
		t.Errorf("told %q", told)
	}
}

func TestPickerGetsItsConfigurationAsAFile(t *testing.T) {
	folder, given := t.TempDir(), filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(given, []byte(guide), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, code := standInProcess(t, "picker", "--program", "/bin/echo", "--vocabulary", vocabularyFile(t),
		"--scratch", folder, "--",
		"--pool-name=pool", "--config-file="+given, "--v=1")
	path := filepath.Join(folder, "endpoint-picker-v0.4.0.yaml")
	if wanted := "--config-file=" + path + " " + pickerMetric + " --pool-name=pool --v=1\n"; code != 0 || out != wanted {
		t.Errorf("exit code %d, the program got %q", code, out)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "type: pd-profile-handler") {
		t.Errorf("%v: %s", err, text)
	}
}

func TestPickerServesOnAfterSigtermForTheDrainWindow(t *testing.T) {
	program := filepath.Join(t.TempDir(), "program")
	// It ends with SIGTERM at once.
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho serving\nexec sleep 600\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for flag, window := range map[string]time.Duration{"--drain-timeout=60s": time.Second, "--v=1": time.Second / 2,
		"--drain-timeout=0s": 0} {
		command := exec.Command(os.Args[0], "picker", "--program", program, "--vocabulary", vocabularyFile(t), "--scratch",
			t.TempDir(), "--time-scale", "60", "--",
			"--config-text", guide, flag)
		command.Env = append(os.Environ(), asStandIn+"=1")
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, len("serving\n"))); err != nil {
			t.Fatal(err)
		}
		told := time.Now()
		_ = command.Process.Signal(syscall.SIGTERM)
		_ = command.Wait()
		if lived := time.Since(told); lived < window {
			t.Errorf("%s: it ended %v after SIGTERM", flag, lived)
		}
	}
}

func TestRefusalsHaveTheWordsAndExitCodesOfTheImages(t *testing.T) {
	vocabulary := vocabularyFile(t)
	for arguments, wanted := range map[string]struct {
		code    int
		message string
	}{
		"--connector=nixlv2": {2, "unknown flag: --connector\n"},
		"-v=5":               {2, "unknown shorthand flag: 'v' in -v=5\n"},
		"--secure-proxy=no": {2,
			"invalid argument \"no\" for \"--secure-proxy\" flag: strconv.ParseBool: parsing \"no\": invalid syntax\n"},
		"--kv-connector=nixl": {1,
			"--kv-connector must be one of: nixlv2, shared-storage, sglang, mooncake, offloading, got \"nixl\"\n"},
	} {
		out, told, code := standInProcess(t, "sidecar", "--program", "/bin/echo", "--vocabulary", vocabulary, "--", arguments)
		if code != wanted.code || told != wanted.message || out != "" {
			t.Errorf("%s: exit code %d, told %q, the program got %q", arguments, code, told, out)
		}
	}
}

func TestOwnFlagsMustBeComplete(t *testing.T) {
	for _, c := range []struct{ line, wanted string }{
		{"", "must be picker or sidecar"},
		{"gateway --program /bin/echo", `got "gateway"`},
		{"picker --program /bin/echo --vocabulary v --", "--scratch must be set before --"},
		{"sidecar --vocabulary v -- --program=/bin/echo", "--program must be set before --"},
		{"sidecar --program /bin/echo --vocabulary v 8000", "come after --, got 8000"},
		{"sidecar --program /bin/echo --vocabulary v --scratch /tmp", "unknown flag: --scratch"},
		{"picker --program /bin/echo --vocabulary v --scratch /tmp --time-scale 0 --",
			"--time-scale must be at least 1, got 0"},
	} {
		if _, err := parseOptions(strings.Fields(c.line)); err == nil || !strings.Contains(err.Error(), c.wanted) {
			t.Errorf("%s: %v", c.line, err)
		}
	}
}

func TestVocabularyMustNotBeEmpty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vocabulary.json")
	if err := os.WriteFile(path, []byte(`{"picker": {"flags": ["--v"]}, "sidecar": {"flags": ["--port"]}}`),
		0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readVocabulary(path, "picker"); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Error(err)
	}
}

func standInProcess(t *testing.T, words ...string) (out, told string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	command := exec.Command(os.Args[0], words...)
	command.Env = append(os.Environ(), asStandIn+"=1")
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); command.ProcessState == nil {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), command.ProcessState.ExitCode()
}

func vocabularyFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vocabulary.json")
	text := asJSON(vocabulary{pickerKnown, sidecarKnown})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var pickerKnown = pickerVocabulary{
	Flags: []string{"--pool-name", "--config-file", "--config-text", "--tracing", "--v", "--grpc-health-port",
		"--drain-timeout", "--metrics-endpoint-auth"},
	Plugins: strings.Fields(`
		always-disagg-pd-decider disagg-profile-handler prefill-filter decode-filter approx-prefix-cache-producer
		inflight-load-producer
		prefix-cache-affinity-filter token-load-scorer active-request-scorer queue-scorer max-score-picker
		prefix-based-pd-decider`),
}

var sidecarKnown = sidecarVocabulary{Flags: strings.Fields(`
	--port --model-server-port --vllm-port --kv-connector --secure-proxy --tracing --enable-tls
	--tls-insecure-skip-verify --prefill-max-retries --enable-ssrf-protection --configuration --moriio-tp-size
	--decode-chunk-size --zap-log-level`)}
