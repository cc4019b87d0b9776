package main

import "strings"

// expand replaces $(NAME) by the variable of that name, leaves unknown ones as they are, and takes $$ for a dollar
// sign.
func expand(text string, variables map[string]string) string {
	var expanded strings.Builder
	for {
		before, after, found := strings.Cut(text, "$")
		expanded.WriteString(before)
		if !found {
			return expanded.String()
		}
		name, rest, closed := strings.Cut(strings.TrimPrefix(after, "("), ")")
		value, known := variables[name]
		switch {
		case strings.HasPrefix(after, "$"):
			expanded.WriteString("$")
			text = after[1:]
		case strings.HasPrefix(after, "(") && closed && known:
			expanded.WriteString(value)
			text = rest
		default:
			expanded.WriteString("$")
			text = after
		}
	}
}
