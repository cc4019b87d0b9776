package main

import (
	"os"
	"strconv"
	"strings"
	"sync"
)

// rootUser is the user and group of the sandbox that a container's root is: root of the sandbox may be root of the
// machine, whom files of the kernel such as those in /proc/sys belong to.
const rootUser = 65533

// inSandbox is the user or group of the sandbox for one of a container.
func inSandbox(id int) int {
	if id == 0 && usersMapped() {
		return rootUser
	}
	return id
}

// usersMapped is false in the user namespace of a caller who is not root: it has one user, whom all containers run as.
var usersMapped = sync.OnceValue(func() bool {
	text, err := os.ReadFile("/proc/self/uid_map")
	if err != nil {
		return false
	}
	users := 0
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if fields := strings.Fields(line); len(fields) == 3 {
			size, _ := strconv.Atoi(fields[2])
			users += size
		}
	}
	return users > 1
})
