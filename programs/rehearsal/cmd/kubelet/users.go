package main

import (
	"os"
	"strings"
	"sync"
)

// usersMapped is false in the user namespace of a caller who is not root: it has one user, whom all containers run as.
var usersMapped = sync.OnceValue(func() bool {
	text, err := os.ReadFile("/proc/self/uid_map")
	fields := strings.Fields(string(text))
	return err == nil && len(fields) == 3 && fields[2] != "1"
})
