// Command stand-in runs llm-d's endpoint picker and sidecar of v0.4.0 in place of those of v0.10, which are published
// as images only:
//
//	stand-in picker --program PATH --vocabulary FILE --scratch DIR [--time-scale 1] -- ARGUMENTS...
//	stand-in sidecar --program PATH --vocabulary FILE -- ARGUMENTS...
//
// It takes the arguments and the configuration of v0.10, refuses what v0.10 refuses, and becomes the program of v0.4.0
// with what means the same there. Whatever it replaces or leaves out is a line on standard error.
package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"
)

func main() {
	err := run(os.Args[1:])
	refused := refusal{}
	if errors.As(err, &refused) {
		fmt.Fprintln(os.Stderr, refused.message)
		os.Exit(refused.exitCode)
	}
	fmt.Fprintf(os.Stderr, "stand-in: %v\n", err)
	os.Exit(1)
}

// run returns only if the program of v0.4.0 was not started: it becomes that, or ends with it.
func run(words []string) error {
	o, err := parseOptions(words)
	if err != nil {
		return err
	}
	vocabulary, err := readVocabulary(o.vocabulary, o.component)
	if err != nil {
		return err
	}
	var told notes
	var arguments []string
	var drain time.Duration
	if o.component == "picker" {
		if arguments, err = pickerArguments(vocabulary.Picker, o.arguments, o.scratch, &told); err == nil {
			drain, err = drainOf(vocabulary.Picker, o.arguments)
		}
	} else {
		arguments, err = sidecarArguments(vocabulary.Sidecar, o.arguments, &told)
	}
	for _, line := range told {
		fmt.Fprintf(os.Stderr, "stand-in: %s\n", line)
	}
	if err != nil {
		return err
	}
	if drain > 0 {
		code, err := serveUntilDrained(o.program, arguments, time.Duration(float64(drain)/o.timeScale))
		if err == nil {
			os.Exit(code)
		}
		return err
	}
	err = syscall.Exec(o.program, append([]string{o.program}, arguments...), os.Environ())
	return fmt.Errorf("--program %s: %w", o.program, err)
}

type options struct {
	component  string
	program    string
	vocabulary string
	scratch    string
	timeScale  float64
	arguments  []string
}

func parseOptions(words []string) (options, error) {
	if len(words) == 0 || (words[0] != "picker" && words[0] != "sidecar") {
		return options{}, fmt.Errorf("the first argument must be picker or sidecar, got %q",
			slices.Concat(words, []string{""})[0])
	}
	o := options{component: words[0], timeScale: 1}
	own, arguments := words[1:], []string{}
	if end := slices.Index(own, "--"); end >= 0 {
		own, arguments = own[:end], own[end+1:]
	}
	o.arguments = arguments
	flags := pflag.NewFlagSet("stand-in "+o.component, pflag.ContinueOnError)
	flags.StringVar(&o.program, "program", "", "the `program` of v0.4.0 to become")
	flags.StringVar(&o.vocabulary, "vocabulary", "", "JSON `file`: the flags and plugins of v0.10")
	required := []string{"program", "vocabulary"}
	if o.component == "picker" {
		flags.StringVar(&o.scratch, "scratch", "", "`folder` for the configuration of v0.4.0")
		flags.Float64Var(&o.timeScale, "time-scale", 1, "how many times `faster` the drain window passes")
		required = append(required, "scratch")
	}
	if err := flags.Parse(own); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("the arguments of v0.10 come after --, got %s before it", strings.Join(flags.Args(), " "))
	}
	if o.timeScale < 1 {
		return o, fmt.Errorf("--time-scale must be at least 1, got %v", o.timeScale)
	}
	for _, name := range required {
		if flags.Lookup(name).Value.String() == "" {
			return o, fmt.Errorf("--%s must be set before --", name)
		}
	}
	return o, nil
}

// refusal is what v0.10 itself says and exits with.
type refusal struct {
	exitCode int
	message  string
}

func (r refusal) Error() string { return r.message }

// notes are lines about what differs from v0.10.
type notes []string

func (n *notes) add(format string, values ...any) {
	*n = append(*n, fmt.Sprintf(format, values...))
}
