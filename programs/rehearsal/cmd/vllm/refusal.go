package main

import "fmt"

// refusal is what vLLM says and exits with; the last line of the message is the cause.
type refusal struct {
	exitCode int
	message  string
}

func (r refusal) Error() string { return r.message }

// argumentRefused is an error of Python's argparse.
func argumentRefused(format string, values ...any) error {
	return refusal{2, "vllm serve: error: " + fmt.Sprintf(format, values...)}
}

func valueError(format string, values ...any) error {
	return refusal{1, "ValueError: " + fmt.Sprintf(format, values...)}
}

func runtimeError(format string, values ...any) error {
	return refusal{1, "RuntimeError: " + fmt.Sprintf(format, values...)}
}

func assertionError(format string, values ...any) error {
	return refusal{1, "AssertionError: " + fmt.Sprintf(format, values...)}
}
