package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheEngineSaysThatItIsAStandIn(t *testing.T) {
	said := object{}
	r := startTestEngine(t, "0.11.0", "pod", "127.0.0.1", 0).get(t, "/version")
	if err := json.Unmarshal([]byte(r.text), &said); err != nil || said["stand_in"] != true ||
		said["version"] != "0.11.0" {
		t.Error(err, r.text)
	}
}

func TestAResultOfBenchIsMarkedInItsFileAndInItsText(t *testing.T) {
	engine := startProcess(t, "0.11.0", "127.0.0.1", nil)
	folder := t.TempDir()
	p := command(t, "0.11.0", nil, "vllm", "bench", "serve", "--base-url="+engine.url, "--model="+testModel,
		"--random-input-len=5", "--random-output-len=2",
		"--num-prompts=1", "--save-result", "--result-dir="+folder)
	text := &bytes.Buffer{}
	p.Stdout = text
	if err := p.Run(); err != nil {
		t.Fatal(err, p.stderr)
	}
	if !strings.Contains(text.String(), "Result ============\n"+standInNotice+"\n") {
		t.Error(text)
	}
	file, _ := os.ReadFile(filepath.Join(folder, "result.json"))
	expectMarked(t, file)
}

func TestASummaryOfInferencePerfIsMarked(t *testing.T) {
	summary, err := json.Marshal(benchResult{duration: 1}.lifecycle(1))
	if err != nil {
		t.Fatal(err)
	}
	expectMarked(t, summary)
}

func TestNvidiaSmiNamesNoGPU(t *testing.T) {
	p := command(t, "0.11.0", nil, append([]string{"nvidia-smi"}, strings.Fields(smiQuery)...)...)
	text, err := p.Output()
	if err != nil || !strings.HasPrefix(string(text), "0, stand-in (no GPU), 0, ") {
		t.Error(err, string(text))
	}
}

func expectMarked(t *testing.T, file []byte) {
	t.Helper()
	said := object{}
	if err := json.Unmarshal(file, &said); err != nil || said["stand_in"] != true || said["notice"] != standInNotice {
		t.Error(err, string(file))
	}
}
