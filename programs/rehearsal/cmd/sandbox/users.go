package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// mapUsers says who the users of the new user namespace are. Root has all of its users there, under their numbers, so
// that containers can have users of their own; anybody else has only themselves, as root. Either way a right in the
// namespace is none over the machine.
func mapUsers(process *syscall.SysProcAttr) error {
	if os.Geteuid() != 0 {
		process.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		process.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
		return nil
	}
	users, err := sameNumbers("/proc/self/uid_map")
	if err != nil {
		return err
	}
	groups, err := sameNumbers("/proc/self/gid_map")
	if err != nil {
		return err
	}
	process.UidMappings, process.GidMappings = users, groups
	// A namespace of one user has no groups to choose from, and may not be allowed to.
	process.GidMappingsEnableSetgroups = len(users) > 1 || users[0].Size > 1
	return nil
}

// sameNumbers maps every number that this process knows to itself.
func sameNumbers(path string) ([]syscall.SysProcIDMap, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	mappings := []syscall.SysProcIDMap{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var inside, outside, size int
		if _, err := fmt.Sscan(line, &inside, &outside, &size); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		mappings = append(mappings, syscall.SysProcIDMap{ContainerID: inside, HostID: inside, Size: size})
	}
	return mappings, nil
}
