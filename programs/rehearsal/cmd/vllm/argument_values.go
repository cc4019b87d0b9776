package main

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

func (a *arguments) has(flag string) bool { return len(a.given[flag]) > 0 }

func (a *arguments) text(flag, fallback string) string {
	if !a.has(flag) {
		return fallback
	}
	return a.given[flag][0]
}

func (a *arguments) on(flag string) bool { return a.text(flag, "false") != "false" }

// number takes whole numbers from least up; argparse refuses other words, and the configuration lower numbers.
func (a *arguments) number(flag string, fallback, least int) (int, error) {
	text := a.text(flag, strconv.Itoa(fallback))
	number, err := strconv.Atoi(text)
	switch {
	case text == "":
		return 0, argumentRefused("argument %s: expected one argument", flag)
	case err != nil:
		return 0, argumentRefused("argument %s: invalid int value: %s", flag, quote(text))
	}
	if a.has(flag) && number < least {
		return 0, valueError("%s must be at least %d, got %d",
			strings.ReplaceAll(strings.TrimPrefix(flag, "--"), "-", "_"), least, number)
	}
	return number, nil
}

// size takes numbers such as 32k and 32K as well. Source: vLLM 0.11.0 vllm/engine/arg_utils.py human_readable_int.
func (a *arguments) size(flag string) (int, error) {
	text := a.text(flag, "")
	parts := readableSize.FindStringSubmatch(text)
	if parts == nil {
		return a.number(flag, 0, 1)
	}
	number, _ := strconv.ParseFloat(parts[1], 64)
	exponent := strings.Index("kmg", strings.ToLower(parts[2])) + 1
	if parts[2] == strings.ToLower(parts[2]) {
		return int(number * math.Pow(1000, float64(exponent))), nil
	}
	if strings.Contains(parts[1], ".") {
		return 0, argumentRefused("argument %s: Decimals are not allowed with binary suffixes like %s. Did you mean to use "+
			"%s%s instead?",
			flag, parts[2], parts[1], strings.ToLower(parts[2]))
	}
	return int(number) << (10 * exponent), nil
}

var readableSize = regexp.MustCompile(`^(\d+(?:\.\d+)?)([kKmMgG])$`)

// withKey sets one key of a flag's JSON, as `--kv-transfer-config.kv_role kv_both` does.
func withKey(object, path, value string) (string, error) {
	fields := map[string]any{}
	if err := json.Unmarshal([]byte(object), &fields); err != nil {
		return "", fmt.Errorf("%s: %w", object, err)
	}
	var parsed any
	if json.Unmarshal([]byte(value), &parsed) != nil {
		parsed = value
	}
	keys := strings.Split(path, ".")
	parent := fields
	for _, key := range keys[:len(keys)-1] {
		child, is := parent[key].(map[string]any)
		if !is {
			child = map[string]any{}
			parent[key] = child
		}
		parent = child
	}
	parent[keys[len(keys)-1]] = parsed
	text, err := json.Marshal(fields)
	return string(text), err
}
