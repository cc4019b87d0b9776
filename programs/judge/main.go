// Command judge asks the libraries of Kubernetes and Argo CD what they make of manifests.
//
//	judge psa       < manifests           the Pod Security level of every pod template
//	judge argo-diff < request             per object: in sync or not in Argo CD's three strategies, and its health
//	judge argo-sync < request             a sync as Argo CD runs it: phases, waves, health in between
//	judge lua-health < request            what a health check in Lua says of an object
//
// Requests are JSON, answers are JSON. An object that is not in sync is an answer; a non-zero exit code means no
// answer.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"k8s.io/klog/v2"
)

var judgements = map[string]func(input []byte) (any, error){
	"psa":        podSecurity,
	"argo-diff":  argoDiff,
	"argo-sync":  argoSync,
	"lua-health": luaHealth,
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "judge: %v\n", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 || judgements[os.Args[1]] == nil {
		return fmt.Errorf("takes one of psa, argo-diff, argo-sync, lua-health")
	}
	// The libraries log every step; what matters of it is in the answer.
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)

	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	answer, err := judgements[os.Args[1]](input)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answer)
}
