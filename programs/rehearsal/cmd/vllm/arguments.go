package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// arguments are the words after `vllm serve`, split as Python's argparse splits them.
type arguments struct {
	// model is the first word that belongs to no flag.
	model string
	// given has the values of each flag; a switch has the value true or false, a flag that ends the line the value "".
	given map[string][]string
}

// parseArguments takes every flag of the vocabulary and refuses any other.
func parseArguments(v *vocabulary, words []string) (*arguments, error) {
	a := &arguments{given: map[string][]string{}}
	unrecognized := []string{}
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		if !strings.HasPrefix(word, "-") {
			if a.model == "" {
				a.model = word
			} else {
				unrecognized = append(unrecognized, word)
			}
			continue
		}
		flag, value, explicit := splitFlag(word)
		name, key, _ := strings.Cut(flag, ".")
		positive := strings.Replace(name, "--no-", "--", 1)
		switch {
		case v.has(name) && isSwitch(name), !v.has(name) && v.has(positive):
			if explicit {
				return nil, argumentRefused("argument %s: ignored explicit argument %s", name, quote(value))
			}
			a.given[positive] = []string{strconv.FormatBool(name == positive)}
			continue
		case !v.has(name):
			unrecognized = append(unrecognized, word)
			continue
		}
		values := []string{value}
		if count := valuesIn(words, name); !explicit && count > 0 {
			values, words = words[:count], words[count:]
		}
		if key != "" {
			joined, err := withKey(a.text(name, "{}"), key, values[0])
			if err != nil {
				return nil, argumentRefused("argument %s: %v", name, err)
			}
			values = []string{joined}
		}
		a.given[name] = values
	}
	if len(unrecognized) > 0 {
		return nil, refusal{2, "vllm: error: unrecognized arguments: " + strings.Join(unrecognized, " ")}
	}
	return a, nil
}

// splitFlag writes the name as vLLM does: underscores are dashes before the first dot, short names are long.
func splitFlag(word string) (flag, value string, explicit bool) {
	flag, value, explicit = strings.Cut(word, "=")
	if long, known := shortFlags[flag]; known {
		return long, value, explicit
	}
	name, key, dotted := strings.Cut(flag, ".")
	name = strings.ReplaceAll(name, "_", "-")
	if dotted {
		name += "." + key
	}
	return name, value, explicit
}

// Source: vLLM 0.11.0 and 0.27.1 vllm/engine/arg_utils.py.
var shortFlags = map[string]string{
	"-tp": "--tensor-parallel-size", "-pp": "--pipeline-parallel-size", "-dcp": "--decode-context-parallel-size",
	"-pcp": "--prefill-context-parallel-size",
	"-dp":  "--data-parallel-size", "-dpl": "--data-parallel-size-local", "-dpn": "--data-parallel-rank",
	"-dpr": "--data-parallel-start-rank",
	"-dpa": "--data-parallel-address", "-dpp": "--data-parallel-rpc-port", "-dpb": "--data-parallel-backend",
	"-dph": "--data-parallel-hybrid-lb", "-dpe": "--data-parallel-external-lb",
	"-dpm": "--data-parallel-multi-port-external-lb",
	"-n":   "--nnodes", "-r": "--node-rank", "-q": "--quantization", "-sc": "--speculative-config",
}

// isSwitch goes by the verb that vLLM begins the names of most switches with. The others are seen to have no value.
func isSwitch(flag string) bool {
	return flag != "--disable-access-log-for-endpoints" &&
		(switchNames.MatchString(flag) || flag == "--headless" || strings.HasSuffix(flag, "-lb"))
}

var switchNames = regexp.MustCompile(`^--(enable|disable|enforce|trust|skip|use|async|calculate)-`)

// valuesIn counts the words that belong to a flag. A negative number is one of them, another flag is not.
func valuesIn(words []string, flag string) int {
	end := slices.IndexFunc(words, func(word string) bool {
		_, err := strconv.ParseFloat(word, 64)
		return strings.HasPrefix(word, "-") && err != nil
	})
	if end < 0 {
		end = len(words)
	}
	if flag == "--served-model-name" || flag == "--lora-modules" {
		return end
	}
	return min(end, 1)
}

func quote(text string) string { return "'" + text + "'" }
