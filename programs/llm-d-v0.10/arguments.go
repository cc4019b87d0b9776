package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// argument is a flag of v0.10 as it was given.
type argument struct {
	name  string
	value string
}

func (a argument) String() string {
	return "--" + a.name + "=" + a.value
}

// parseArguments reads the words of v0.10 as its parser does. Other words than flags mean nothing to it.
func parseArguments(known []string, words []string) ([]argument, error) {
	flags := pflag.NewFlagSet("v0.10", pflag.ContinueOnError)
	for _, name := range known {
		name = strings.TrimLeft(name, "-")
		short := ""
		if len(name) == 1 {
			short = name
		}
		if slices.Contains(switches, name) {
			flags.BoolP(name, short, false, "")
		} else {
			flags.StringP(name, short, "", "")
		}
	}
	var given []argument
	err := flags.ParseAll(words, func(flag *pflag.Flag, value string) error {
		err := flags.Set(flag.Name, value)
		// A switch has several spellings of true and false.
		given = append(given, argument{flag.Name, flag.Value.String()})
		return err
	})
	if err != nil {
		return nil, refusal{2, err.Error()}
	}
	return given, nil
}

// switches are the flags of v0.10 that need no value: a vocabulary has names alone, and --tracing must not eat the word
// that follows it.
var switches = strings.Fields(`
	secure-serving health-checking enable-pprof ha-enable-leader-election tracing metrics-endpoint-auth
	disable-endpoint-subset-filter
	enable-cert-reload emit-endpoint-scores enable-grpc-stream-metrics allow-experimental-plugins zap-devel
	secure-proxy enable-ssrf-protection enable-prefiller-sampling enable-p2p-pull moriio-write-mode
	moriio-parallel-dispatch
`)

// last is the value that counts of a flag that takes one.
func last(given []argument, name string) (string, bool) {
	for _, a := range slices.Backward(given) {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}
