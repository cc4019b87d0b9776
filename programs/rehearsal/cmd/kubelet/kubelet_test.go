package main

import (
	"os"
	"path/filepath"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

func TestVariablesAreReplacedWhereTheyAreKnown(t *testing.T) {
	variables := map[string]string{"IP": "198.19.1.0", "EMPTY": ""}
	for text, wanted := range map[string]string{
		"http://$(IP):8000":  "http://198.19.1.0:8000",
		"$(IP)$(EMPTY)$(IP)": "198.19.1.0198.19.1.0",
		"$(UNKNOWN)":         "$(UNKNOWN)",
		"$$(IP)":             "$(IP)",
		"$IP costs 5$":       "$IP costs 5$",
		"$(IP":               "$(IP",
	} {
		if got := expand(text, variables); got != wanted {
			t.Errorf("expand(%q) is %q, must be %q", text, got, wanted)
		}
	}
}

func TestThePhaseFollowsTheContainers(t *testing.T) {
	running := corev1.ContainerStatus{State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}}
	done := corev1.ContainerStatus{State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{}}}
	failed := corev1.ContainerStatus{
		State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: 1}},
	}
	waiting := corev1.ContainerStatus{State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{}}}
	for _, c := range []struct {
		what        string
		policy      corev1.RestartPolicy
		initialized bool
		containers  []corev1.ContainerStatus
		wanted      corev1.PodPhase
	}{
		{"nothing started", corev1.RestartPolicyAlways, false, []corev1.ContainerStatus{waiting}, corev1.PodPending},
		{"init containers run", corev1.RestartPolicyAlways, false, []corev1.ContainerStatus{waiting, waiting},
			corev1.PodPending},
		{"one of two runs", corev1.RestartPolicyAlways, true, []corev1.ContainerStatus{running, waiting}, corev1.PodRunning},
		{"ended and to be restarted", corev1.RestartPolicyAlways, true, []corev1.ContainerStatus{done}, corev1.PodRunning},
		{"ended for good", corev1.RestartPolicyNever, true, []corev1.ContainerStatus{done, done}, corev1.PodSucceeded},
		{"one failed for good", corev1.RestartPolicyNever, true, []corev1.ContainerStatus{done, failed}, corev1.PodFailed},
		{"failed and to be restarted", corev1.RestartPolicyOnFailure, true, []corev1.ContainerStatus{failed},
			corev1.PodRunning},
	} {
		if got := phase(c.policy, c.initialized, c.containers); got != c.wanted {
			t.Errorf("%s: the phase is %s, must be %s", c.what, got, c.wanted)
		}
	}
}

func TestItemsOfAVolumeAreThoseThatWereAskedFor(t *testing.T) {
	values := map[string]string{"a": "1", "b": "2"}
	all, err := chosen(values, nil, 0o644, nil, nil)
	if err != nil || len(all) != 2 {
		t.Errorf("without items, all keys must be files, got %v, %v", all, err)
	}
	one, err := chosen(values, []corev1.KeyToPath{{Key: "b", Path: "x/y"}}, 0o440, nil, nil)
	if err != nil || len(one) != 1 || string(one["x/y"].content) != "2" || one["x/y"].mode != 0o440 {
		t.Errorf("an item must be at its path with its mode, got %v, %v", one, err)
	}
	if _, err := chosen(values, []corev1.KeyToPath{{Key: "c", Path: "c"}}, 0o644, nil, nil); err == nil {
		t.Error("a key that there is not must be an error")
	}
}

func TestACommandIsFoundInThePathOfTheContainer(t *testing.T) {
	there := func(path string) bool { return path == "/usr/local/bin/vllm" }
	env := []string{"HOME=/", "PATH=/bin:/usr/local/bin"}
	if path, err := lookPath("vllm", env, there); err != nil || path != "/usr/local/bin/vllm" {
		t.Errorf("got %q, %v", path, err)
	}
	if _, err := lookPath("python", env, there); err == nil ||
		err.Error() != `exec: "python": executable file not found in $PATH` {
		t.Errorf("what is missing must be said as container runtimes say it, got %v", err)
	}
}

func TestAnImageIsFoundWithAndWithoutItsDigest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "images.json")
	os.WriteFile(path, []byte(`[{"image":"r/vllm:v1","entrypoint":["vllm"]}]`), 0o644)
	table, err := readImages(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, reference := range []string{"r/vllm:v1", "r/vllm:v1@sha256:0123"} {
		if found, err := table.find(reference); err != nil || found.Reference != "r/vllm:v1" {
			t.Errorf("%s: got %v, %v", reference, found, err)
		}
	}
	if _, err := table.find("r/vllm:v2"); err == nil {
		t.Error("an image that there is not must be an error")
	}
}

func TestOnlyTheLastLinesOfALogAreSaid(t *testing.T) {
	for number, wanted := range map[string]string{"": "a\nb\nc\n", "2": "b\nc\n", "9": "a\nb\nc\n", "0": ""} {
		if got := lastLines("a\nb\nc\n", number); got != wanted {
			t.Errorf("tailLines=%q gives %q, must be %q", number, got, wanted)
		}
	}
}
